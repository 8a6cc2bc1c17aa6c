import { useQuery } from '@tanstack/react-query';
import { Empty } from '../../components/Empty.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { domainCodeOf } from '../../lib/errors.ts';
import { formatPhone } from '../../lib/phone.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayerView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { PayerDocuments } from './PayerDocuments.tsx';
import { PayerPayment } from './PayerPayment.tsx';
import { useLinkToken } from './link-token.view.ts';
import { payerTexts } from './payer-texts.ts';
import './pay.css';
import './payer.css';

/** While money may be on its way the page looks now and then: whoever has no log-in has no live feed. */
const lookEvery = { waiting: 4000, quiet: 30_000 };

/** The charge is known at once, what the bills say of it a moment later. */
const isWaiting = (view: PayerView | undefined, returned: boolean): boolean =>
  view?.state === 'paying' || (view?.state === 'open' && (view.charge !== null || returned));

/** 所属先払い: what an employer is asked for, its one invoice, the payment, and a receipt per member. No log-in. */
export function PayerScreen() {
  const org = useOrg();
  const words = useWords(payerTexts);
  const trpc = useTRPC();
  const { token, returned } = useLinkToken('payer', org);
  const door = { org, token };
  const view = useQuery({
    ...trpc.payLinks.payerView.queryOptions(door),
    enabled: token !== '',
    refetchInterval: ({ state }) => (isWaiting(state.data, returned) ? lookEvery.waiting : lookEvery.quiet),
  });
  if (token === '') return <Over org="" title={words.over.none} text={words.over.noneText} />;
  if (view.isError && view.data === undefined) {
    const code = domainCodeOf(view.error);
    if (code === 'TOKEN_INVALID' || code === 'NOT_FOUND' || code === 'INVALID_INPUT')
      return <Over org="" title={words.over.invalid} text={words.over.invalidText} />;
    return (
      <PublicFrame title={words.title}>
        <h1 className="sr-only">{words.title}</h1>
        <LoadFailed error={view.error} onRetry={() => void view.refetch()} />
      </PublicFrame>
    );
  }
  if (view.data === undefined)
    return (
      <PublicFrame title={words.title}>
        <h1 className="sr-only">{words.title}</h1>
        <PanelSkeleton rows={6} />
      </PublicFrame>
    );
  return <Opened view={view.data} door={door} returned={returned} checkedAt={view.dataUpdatedAt} />;
}

function Over({ org, title, text }: { readonly org: string; readonly title: string; readonly text: string }) {
  const words = useWords(payerTexts);
  return (
    <PublicFrame title={title} {...(org === '' ? {} : { name: org })}>
      <h1 className="sr-only">{words.title}</h1>
      <Empty title={title} text={text} />
    </PublicFrame>
  );
}

interface OpenedProps {
  readonly view: PayerView;
  readonly door: { readonly org: string; readonly token: string };
  readonly returned: boolean;
  readonly checkedAt: number;
}

function Opened({ view, door, returned, checkedAt }: OpenedProps) {
  const words = useWords(payerTexts);
  const { state, organization } = view;
  const isOpen = state === 'open' || state === 'paying';
  const changed = isOpen && view.lines.some((line) => line.state !== 'open' || line.changed);
  return (
    <PublicFrame title={words.title} name={organization.name}>
      <div className="stack payer">
        <header>
          <p className="payer__to">{fill(words.to, { name: view.payerName })}</p>
          {view.contactName === '' ? null : <p className="payer__to">{fill(words.toPerson, { name: view.contactName })}</p>}
          <h1>{words.heading}</h1>
          <p className="muted">{fill(words.from, { org: organization.name })}</p>
        </header>
        {state === 'expired' ? (
          <Note kind="warn" title={words.over.expired}>
            {words.over.expiredText}
          </Note>
        ) : null}
        {state === 'withdrawn' ? (
          <Note kind="warn" title={words.over.withdrawn}>
            {words.over.withdrawnText}
          </Note>
        ) : null}
        {state === 'empty' ? <Note title={words.over.empty}>{words.over.emptyText}</Note> : null}
        {changed ? (
          <Note kind="warn" title={words.changedTitle} live>
            {words.changedText}
          </Note>
        ) : null}
        {state === 'paid' ? <Paid view={view} /> : null}
        {isOpen ? (
          <section className="payer__sum" aria-label={words.total}>
            <p>{words.total}</p>
            <Yen value={view.total} size="xl" />
            <p className="muted">
              <span className="nowrap">{fill(words.count, { count: view.lines.filter((line) => line.state === 'open').length })}</span>
              <span className="nowrap">{fill(words.until, { date: formatDate(view.expiresOn) })}</span>
            </p>
          </section>
        ) : null}
        {view.lines.length === 0 ? null : <Lines view={view} />}
        <PayerDocuments view={view} door={door} />
        {isOpen ? <PayerPayment view={view} door={door} returned={returned} checkedAt={checkedAt} /> : null}
        <p className="muted">
          {fill(words.contact, { org: organization.name })}
          {organization.contactEmail === '' ? '' : `　${organization.contactEmail}`}
          {organization.phone === '' ? '' : `　${formatPhone(organization.phone)}`}
        </p>
      </div>
    </PublicFrame>
  );
}

function Lines({ view }: { readonly view: PayerView }) {
  const words = useWords(payerTexts);
  return (
    <Panel title={words.lines} flush>
      <ul className="payer__lines">
        {view.lines.map((line) => (
          <li key={line.billId} className={line.state === 'open' || line.state === 'paid_here' ? undefined : 'is-out'}>
            <span>
              <b>{fill(words.forMember, { name: line.memberName })}</b>
              <span>{line.billName}</span>
              {line.state === 'open' ? null : <small>{words.states[line.state]}</small>}
              {line.changed ? <small>{words.changedLine}</small> : null}
            </span>
            <Yen value={line.amount} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Paid({ view }: { readonly view: PayerView }) {
  const words = useWords(payerTexts).paid;
  return (
    <div role="status">
      <Note kind="ok" title={words.title}>
        {view.payments.some(({ provisional }) => provisional) ? <p>{words.provisional}</p> : null}
        {view.payments.map((payment) => (
          <Rows key={`${payment.paidAt}${payment.paymentNumber}`}>
            <Row label={words.when}>{formatMoment(payment.paidAt)}</Row>
            <Row label={words.amount}>
              <Yen value={payment.amount} />
            </Row>
            {payment.paymentNumber === '' ? null : <Row label={words.number}>{payment.paymentNumber}</Row>}
          </Rows>
        ))}
      </Note>
    </div>
  );
}
