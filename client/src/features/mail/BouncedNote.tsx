import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { Note } from '../../components/Note.tsx';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { bouncedTexts } from './bounced-texts.ts';
import { isBilledElsewhere } from './bounced.rules.ts';
import { TrustAddress } from './TrustAddress.tsx';

/** Above the record of a member with an address that takes no mail (MAI-05): one note for each, which says whose it is. */
export function BouncedNote({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(bouncedTexts);
  const trpc = useTRPC();
  const bouncing = useQuery(trpc.mail.bouncingOf.queryOptions({ memberId }));
  const member = useQuery(trpc.members.get.queryOptions({ memberId }));
  const may = useMay();
  if (!bouncing.data || !member.data) return null;
  const mayWrite = may('members.write');
  const { addresses } = bouncing.data;
  return addresses.map((address) => (
    <Note
      key={address}
      kind="warn"
      title={address === member.data.contactEmail ? words.noteTitle : words.billingTitle}
      action={mayWrite ? <TrustAddress memberId={memberId} name={fullName(member.data)} address={address} /> : null}
    >
      {isBilledElsewhere(member.data, address, addresses) ? words.liaisonNote : words.note}
    </Note>
  ));
}
