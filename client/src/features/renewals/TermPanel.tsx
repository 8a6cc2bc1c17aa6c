import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberTermsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { EnterTerm } from './EnterTerm.tsx';
import { useRenewalError } from './renewal-error.view.ts';
import { renewalTexts } from './renewal-texts.ts';
import { TermHistory } from './TermHistory.tsx';

/** 有効期間 on a member's page; of a type that has none and a member who never had one there is nothing to see. */
export function TermPanel({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(renewalTexts).panel;
  const trpc = useTRPC();
  const terms = useQuery(trpc.renewals.ofMember.queryOptions({ memberId }));
  const [isEntering, setEntering] = useState(false);
  const mayEnter = useMay()('members.write');
  if (terms.data && !terms.data.hasTerms && terms.data.terms.length === 0) return null;
  const enter = (
    <Button size="sm" onPress={() => setEntering(true)}>
      {words.enter}
    </Button>
  );
  return (
    <Panel title={words.title} action={terms.data?.hasTerms && mayEnter ? enter : undefined}>
      <QueryState query={terms} skeleton={<ListSkeleton rows={2} />}>
        {(found) => (
          <div className="stack">
            <Standing found={found} />
            <TermHistory found={found} />
          </div>
        )}
      </QueryState>
      {isEntering ? <EnterTerm memberId={memberId} onClose={() => setEntering(false)} /> : null}
    </Panel>
  );
}

function Standing({ found }: { readonly found: MemberTermsView }) {
  const texts = useWords(renewalTexts);
  const words = texts.panel;
  const org = useOrg();
  const { memberId, through, state, autoRenewal, bill, hasTerms } = found;
  return (
    <>
      {autoRenewal.failed ? <Note kind="warn">{words.failed}</Note> : null}
      {autoRenewal.held === null ? null : <Note kind="warn">{words.held[autoRenewal.held]}</Note>}
      <Rows>
        <Row label={words.title}>
          {through === null ? (
            words.none
          ) : (
            <span className="row">
              {fill(words.through, { date: formatDateLong(through) })} <Tag>{texts.states[state]}</Tag>
            </span>
          )}
        </Row>
        <Row label={words.automatic}>
          {autoRenewal.since === null
            ? words.off
            : autoRenewal.offered
              ? fill(words.on, { date: formatDateLong(autoRenewal.since) })
              : words.onElsewhere}
        </Row>
        {autoRenewal.chargeOn === null ? null : <Row label={words.chargeOn}>{formatDateLong(autoRenewal.chargeOn)}</Row>}
        {bill === null ? null : (
          <Row label={words.bill}>
            <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: bill.billId }}>
              {bill.billNumber}
            </TextLink>
          </Row>
        )}
      </Rows>
      <Acts memberId={memberId} isBillable={hasTerms && bill === null} autoRenewal={autoRenewal} />
    </>
  );
}

interface ActsProps {
  readonly memberId: MemberId;
  readonly isBillable: boolean;
  readonly autoRenewal: MemberTermsView['autoRenewal'];
}

function Acts({ memberId, isBillable, autoRenewal: { isOn, chargeOn } }: ActsProps) {
  const may = useMay();
  const texts = useWords(renewalTexts);
  const words = texts.panel;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useRenewalError(texts.refusals);
  const [asking, setAsking] = useState<'renew' | 'stop' | null>(null);
  const input = { memberId };
  const refresh = () => queries.invalidateQueries(trpc.renewals.pathFilter());
  const renew = useMutation(trpc.renewals.renew.mutationOptions({ onSuccess: refresh }));
  const stop = useMutation(trpc.renewals.stop.mutationOptions());
  return (
    <>
      {renew.isError ? <Note kind="danger">{errorText(renew.error)}</Note> : null}
      <div className="row">
        {isBillable && may('billing.write') ? (
          <Button size="sm" isPending={renew.isPending} onPress={() => (chargeOn === null ? renew.mutate(input) : setAsking('renew'))}>
            {words.renew}
          </Button>
        ) : null}
        {isOn && may('members.write') ? (
          <Button size="sm" kind="ghost" onPress={() => setAsking('stop')}>
            {words.stop}
          </Button>
        ) : null}
      </div>
      {asking === 'renew' && chargeOn !== null ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsking(null)}
          title={words.renewTitle}
          confirmLabel={words.renew}
          onConfirm={async () => {
            // What was refused stands on the page behind.
            await renew.mutateAsync(input).catch(() => undefined);
          }}
        >
          <p>{fill(words.renewText, { date: formatDateLong(chargeOn) })}</p>
        </ConfirmDialog>
      ) : null}
      {asking === 'stop' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsking(null)}
          title={words.stopTitle}
          confirmLabel={words.stop}
          onConfirm={async () => {
            await stop.mutateAsync(input);
            await refresh();
            toast({ text: words.stopped });
          }}
        >
          <p>{words.stopText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
