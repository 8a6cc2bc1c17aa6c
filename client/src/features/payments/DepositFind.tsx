import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskCandidate, DeskLink } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { depositPayerTexts } from './deposit-payer-texts.ts';
import { depositTexts } from './deposit-texts.ts';
import { LinkOffer } from './DepositPayer.tsx';

/** Somebody whom the office names itself: a member, or who pays for members. */
export function DepositFind({
  depositId,
  onFound,
  onPayer,
  onClose,
}: {
  readonly depositId: DepositId;
  /** With the links that hold bills of theirs. */
  onFound(candidate: DeskCandidate, links: readonly DeskLink[]): void;
  onPayer(link: DeskLink): void;
  onClose(): void;
}) {
  const words = useWords(depositTexts);
  const say = useWords(depositPayerTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [q, setQ] = useState('');
  const found = useQuery({
    ...trpc.members.list.queryOptions({ q, size: 20 }),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
  });
  const payers = useQuery({
    ...trpc.deposits.payers.queryOptions({ depositId, payLinkIds: [], q: q.trim() }),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
  });
  const pick = useMutation({
    mutationFn: async (memberId: MemberId) => {
      const candidate = await queries.fetchQuery(trpc.deposits.candidate.queryOptions({ depositId, memberId }));
      const payLinkIds = [...new Set(candidate.bills.flatMap(({ payLink }) => payLink?.payLinkId ?? []))];
      if (payLinkIds.length === 0) return { candidate, links: [] };
      const asked = trpc.deposits.payers.queryOptions({ depositId, payLinkIds, q: '' });
      return { candidate, links: await queries.fetchQuery(asked) };
    },
    onSuccess: ({ candidate, links }) => {
      onFound(candidate, links);
      onClose();
    },
  });
  const rows = q.trim() === '' ? [] : (found.data?.rows ?? []);
  const links = q.trim() === '' ? [] : (payers.data ?? []);
  return (
    <Dialog isOpen onClose={onClose} title={words.findTitle}>
      <SearchField label={words.findLabel} value={q} onChange={setQ} />
      {pick.isError ? <Note kind="danger">{text(pick.error)}</Note> : null}
      <ul className="deposit-found" aria-live="polite">
        {rows.map((row) => (
          <li key={row.memberId}>
            <button type="button" onClick={() => pick.mutate(row.memberId)}>
              <b>{[row.familyName, row.givenName].filter((part) => part !== '').join(' ')}</b>
              <span className="muted">{[row.familyNameKana, row.givenNameKana].filter((part) => part !== '').join(' ')}</span>
              <span className="num muted">{row.memberNumber}</span>
            </button>
          </li>
        ))}
      </ul>
      {links.length === 0 ? null : (
        <>
          <h3>{say.found}</h3>
          <ul className="deposit-found">
            {links.map((link) => (
              <li key={link.payLinkId}>
                <button
                  type="button"
                  onClick={() => {
                    onPayer(link);
                    onClose();
                  }}
                >
                  <b>{link.payerName}</b>
                  <LinkOffer link={link} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {q.trim() !== '' && found.data && payers.data && rows.length + links.length === 0 ? <p className="muted">{words.findNone}</p> : null}
    </Dialog>
  );
}
