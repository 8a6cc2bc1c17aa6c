import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { Panel } from '../../components/Panel.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { ChangeRows } from './ChangeRows.tsx';
import { changeTexts } from './change-texts.ts';

/** What one member asks to have changed; nothing where nothing waits. */
export function MemberChanges({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(changeTexts);
  const trpc = useTRPC();
  const changes = useQuery(trpc.changeRequests.list.queryOptions({ memberId }));
  if (!changes.data || changes.data.rows.length === 0) return null;
  return (
    <Panel title={words.ofMember} flush>
      <ChangeRows label={words.waiting} query={changes} ofOne />
    </Panel>
  );
}
