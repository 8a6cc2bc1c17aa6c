import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../components/Link.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MoneyTrace } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { AskProvider } from './AskProvider.tsx';
import { useMoneyEntries } from './money-entries.view.tsx';
import { type TraceStep, stepsOf } from './trace.rules.ts';
import { traceTexts } from './trace-texts.ts';
import './payments-admin.css';

/** One payment from its first try to the payout. */
export function TraceScreen() {
  const chargeId = useRouteId('chargeId');
  const org = useOrg();
  const words = useWords(traceTexts);
  const trpc = useTRPC();
  const trace = useQuery(trpc.moneyTraces.charge.queryOptions({ chargeId }));
  useLive(['payments', 'charges', 'tasks']);
  return (
    <>
      <PageHead title={words.title} crumb={[{ label: words.crumb, to: '/$org/admin/payments', params: { org } }]} />
      <PageBody>
        <QueryState query={trace} skeleton={<ListSkeleton rows={6} />}>
          {(found) => (
            <>
              <Facts trace={found} />
              <Panel title={words.steps}>
                <Steps trace={found} />
              </Panel>
            </>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function Facts({ trace: { charge, memberName, memberNumber, bills } }: { readonly trace: MoneyTrace }) {
  const org = useOrg();
  const words = useWords(traceTexts);
  const providerName = useProviderName();
  return (
    <Panel title={words.facts}>
      <Rows>
        <Row label={words.state}>{words.states[charge.state]}</Row>
        <Row label={words.amount}>
          <Yen value={charge.amount} />
        </Row>
        {charge.memberFee > 0 ? (
          <Row label={words.fee}>
            <Yen value={charge.memberFee} />
          </Row>
        ) : null}
        <Row label={words.member}>
          <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: charge.memberId }}>
            {memberName || memberNumber}
          </TextLink>
        </Row>
        <Row label={words.bills}>
          <span className="money-uses">
            {bills.map((bill) => (
              <TextLink key={bill.billId} to="/$org/admin/bills/$billId" params={{ org, billId: bill.billId }}>
                {bill.billName}
              </TextLink>
            ))}
          </span>
        </Row>
        <Row label={words.number}>
          <span className="num">{charge.paymentNumber}</span>
        </Row>
        <Row label={words.provider}>{providerName(charge.provider)}</Row>
        {Object.values(charge.providerIds).length === 0 ? null : (
          <Row label={words.ids}>
            <span className="trial-code">{Object.values(charge.providerIds).join(' ')}</span>
          </Row>
        )}
        {charge.failureCode === '' ? null : <Row label={words.code}>{charge.failureCode}</Row>}
        {charge.expiresAt === null ? null : <Row label={words.expires}>{formatMoment(charge.expiresAt)}</Row>}
      </Rows>
      {charge.method === 'direct_debit' ? null : (
        <div className="trace-ask">
          <AskProvider chargeId={charge.chargeId} />
        </div>
      )}
    </Panel>
  );
}

function Steps({ trace }: { readonly trace: MoneyTrace }) {
  const words = useWords(traceTexts);
  const { payoutEntry, settlementEntry } = useMoneyEntries();
  const entry = (step: TraceStep, index: number) => {
    const id = `${index}`;
    if (step.kind === 'opened') return { id, title: words.opened, sub: formatMoment(step.at) };
    if (step.kind === 'posting') {
      const { state, reason } = step.posting;
      return { id, title: fill(words.postings[state], { reason }), sub: formatMoment(step.at), future: state === 'waiting' };
    }
    if (step.kind === 'payment') return { id, title: <PaymentLine payment={step.payment} />, sub: formatMoment(step.at) };
    if (step.kind === 'payout') return { id, ...payoutEntry(step.payout) };
    if (step.kind === 'settlement') return { id, ...settlementEntry(step.settlement) };
    return { id, title: words.kinds[step.event.kind], sub: <EventFacts event={step.event} /> };
  };
  return <Timeline entries={stepsOf(trace).map(entry)} />;
}

function PaymentLine({ payment }: { readonly payment: MoneyTrace['payments'][number] }) {
  const words = useWords(traceTexts);
  const { received, allocated, unallocated, reversed } = payment;
  const sums = { amount: received, allocated, left: unallocated };
  return (
    <>
      {fill(unallocated > 0 ? words.recordedLeft : words.recorded, sums)}
      {reversed > 0 ? <> {fill(words.takenBack, { amount: reversed })}</> : null}
    </>
  );
}

function EventFacts({ event }: { readonly event: MoneyTrace['charge']['events'][number] }) {
  const words = useWords(traceTexts);
  const source = words.sources[event.source];
  const parts = [
    formatMoment(event.occurredAt),
    event.heardAt === null ? source : fill(words.heard, { source, when: formatMoment(event.heardAt) }),
    ...(event.amount === null ? [] : [fill(words.withAmount, { amount: figure(event.amount) })]),
    ...(event.code === '' ? [] : [fill(words.withCode, { code: event.code })]),
    ...(event.held ? [words.held] : []),
    ...(event.repeats > 0 ? [fill(words.again, { count: event.repeats })] : []),
  ];
  return (
    <>
      {parts.join(words.join)}
      {event.variants.map((body) => (
        <span key={body} className="trace-variant">
          {fill(words.variant, { body })}
        </span>
      ))}
    </>
  );
}
