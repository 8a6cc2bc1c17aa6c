import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runChosenTexts } from './run-chosen-texts.ts';
import { runTexts } from './run-texts.ts';

/** Whom a plan is for, where it is for one member alone (ADJ-04). */
export function RunChosen({ memberId }: { readonly memberId: MemberId }) {
  const org = useOrg();
  const { who } = useWords(runTexts).create;
  const words = useWords(runChosenTexts);
  const trpc = useTRPC();
  const query = useQuery(trpc.members.get.queryOptions({ memberId }));
  return (
    <Panel title={who}>
      <QueryState query={query} skeleton={<PanelSkeleton rows={1} />}>
        {(member) => (
          <div className="stack-8">
            <p>
              <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                {fullName(member)}
              </TextLink>{' '}
              <span className="muted">{fill(words.note, { number: member.memberNumber, type: member.membershipTypeName })}</span>
            </p>
            <p className="muted">{words.text}</p>
          </div>
        )}
      </QueryState>
    </Panel>
  );
}
