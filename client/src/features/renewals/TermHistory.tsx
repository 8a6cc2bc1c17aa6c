import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberTermsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { renewalTexts } from './renewal-texts.ts';

type Term = MemberTermsView['terms'][number];

/** Every row there ever was, the newest first: gaps and what was taken back show. */
export function TermHistory({ found }: { readonly found: MemberTermsView }) {
  const words = useWords(renewalTexts).panel;
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayTakeBack = useMay()('members.write');
  const [taking, setTaking] = useState<Term | null>(null);
  const takeBack = useMutation(trpc.renewals.takeBackTerm.mutationOptions());
  if (found.terms.length === 0) return null;
  return (
    <>
      <ul className="list" aria-label={words.history}>
        {found.terms.map((term) => (
          <li key={term.termId} className="item">
            <span className="grow">
              <span className="num">{fill(words.range, { from: formatDateLong(term.from), through: formatDateLong(term.through) })}</span>{' '}
              <Tag>{words.kinds[term.kind]}</Tag> {term.isLive || term.kind === 'taken_back' ? null : <Tag>{words.gone}</Tag>}
              <span className="muted"> {fill(words.by, { date: formatDateLong(term.on), name: term.by })}</span>
              {term.reason === '' ? null : <span className="muted"> {term.reason}</span>}{' '}
              {term.bill === null ? null : (
                <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: term.bill.billId }}>
                  {term.bill.billNumber}
                </TextLink>
              )}
            </span>
            {term.kind === 'entered' && term.isLive && mayTakeBack ? (
              <Button
                size="sm"
                kind="ghost"
                label={fill(words.takeBackOf, { date: formatDateLong(term.through) })}
                onPress={() => setTaking(term)}
              >
                {words.takeBack}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {taking === null ? null : (
        <ConfirmDialog
          isOpen
          onClose={() => setTaking(null)}
          title={words.takeBackTitle}
          confirmLabel={words.takeBack}
          onConfirm={async () => {
            await takeBack.mutateAsync({ termId: taking.termId, reason: '' });
            await queries.invalidateQueries(trpc.renewals.pathFilter());
          }}
        >
          <p>{fill(words.range, { from: formatDateLong(taking.from), through: formatDateLong(taking.through) })}</p>
          <p>{words.takeBackText}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
