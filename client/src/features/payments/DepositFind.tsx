import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskCandidate } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { depositTexts } from './deposit-texts.ts';

/** Somebody whom the office names itself. */
export function DepositFind({
  depositId,
  onFound,
  onClose,
}: {
  readonly depositId: string;
  onFound(candidate: DeskCandidate): void;
  onClose(): void;
}) {
  const words = useWords(depositTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [q, setQ] = useState('');
  const found = useQuery({
    ...trpc.members.list.queryOptions({ q, size: 20 }),
    enabled: q.trim() !== '',
    placeholderData: keepPreviousData,
  });
  const pick = useMutation({
    mutationFn: (memberId: string) =>
      queries.fetchQuery(trpc.deposits.candidate.queryOptions({ depositId: depositId as never, memberId: memberId as never })),
    onSuccess: (candidate) => {
      onFound(candidate);
      onClose();
    },
  });
  const rows = q.trim() === '' ? [] : (found.data?.rows ?? []);
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
      {q.trim() !== '' && found.data && rows.length === 0 ? <p className="muted">{words.findNone}</p> : null}
    </Dialog>
  );
}
