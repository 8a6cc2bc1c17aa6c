import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { Note } from '../../components/Note.tsx';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { bouncedTexts } from './bounced-texts.ts';
import { TrustAddress } from './TrustAddress.tsx';

/** Above the record of a member whose address takes no mail (MAI-05). */
export function BouncedNote({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(bouncedTexts);
  const trpc = useTRPC();
  const bouncing = useQuery(trpc.mail.isBouncing.queryOptions({ memberId }));
  const member = useQuery(trpc.members.get.queryOptions({ memberId }));
  const may = useMay();
  if (bouncing.data !== true || !member.data) return null;
  const mayWrite = may('members.write');
  return (
    <Note
      kind="warn"
      title={words.noteTitle}
      action={mayWrite ? <TrustAddress memberId={memberId} name={fullName(member.data)} address={member.data.contactEmail} /> : null}
    >
      {words.note}
    </Note>
  );
}
