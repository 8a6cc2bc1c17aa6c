import { TenantText } from '../../components/TenantText.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { AmountPopover } from '../../components/Ledger.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Slip } from '../../components/Panel.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { daysUntil, formatDate, formatMoment } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { type SlipState, isWaiting, slipStateOf } from '../../lib/my-bill.ts';
import type { BillDetail } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { billingTexts } from './texts.ts';
import { shownParts } from './amount-part.rules.ts';
import { partTexts } from './part-texts.ts';

/** The one bill on the cloth: status, name, figure, its reasons, due date, and the one thing to do. */
export function BillSlip({ bill, org }: { bill: BillDetail; org: string }) {
  const words = useWords(billingTexts).home;
  const state = slipStateOf(bill);
  return (
    <article className="home-slip" aria-label={bill.billName}>
      <Slip
        top={
          <>
            <BillStatusTag status={bill.status} overdue={bill.overdue} waiting={isWaiting(state)} expected={state === 'authorized'} soft />
            <h2>
              <TenantText>{bill.billName}</TenantText>
            </h2>
            <div className="home-amount">
              <Yen value={bill.outstanding} size="xl" />
              <Breakdown bill={bill} />
            </div>
            <p className="home-due">
              <span>
                <Rich text={fill(words.due, { date: formatDate(bill.dueOn) })} />
              </span>
              <DueLeft bill={bill} />
            </p>
          </>
        }
        foot={<SlipAction bill={bill} state={state} org={org} />}
      />
    </article>
  );
}

/** Every part of the amount in one tap, closed by a double rule. */
function Breakdown({ bill }: { bill: BillDetail }) {
  const words = useWords(billingTexts).home;
  const named = shownParts(bill.parts, useWords(partTexts));
  const parts = named.length > 0 ? named : bill.lines.map((line) => ({ label: line.label, amount: line.amount }));
  const received = bill.allocated > 0 && bill.outstanding > 0 ? [{ label: words.received, amount: -bill.allocated }] : [];
  return (
    <AmountPopover
      value={words.breakdown}
      title={fill(words.breakdownTitle, { amount: figure(bill.outstanding) })}
      parts={[...parts, ...received]}
      total={{ label: received.length > 0 ? words.rest : words.total, amount: bill.outstanding }}
    />
  );
}

/** Days left, or days late; a late bill is the only one that speaks in red. */
export function DueLeft({ bill }: { bill: Pick<BillDetail, 'dueOn'> }) {
  const words = useWords(billingTexts).home;
  const days = daysUntil(bill.dueOn);
  if (days < 0) return <small className="is-late">{fill(words.overdueBy, { count: -days })}</small>;
  return <small>{days === 0 ? words.left_zero : fill(words.left, { count: days })}</small>;
}

function SlipAction({ bill, state, org }: { bill: BillDetail; state: SlipState; org: string }) {
  const words = useWords(billingTexts).home;
  const params = { org, billId: bill.billId };
  switch (state) {
    case 'waiting':
      return (
        <div className="home-acts">
          <p className="home-note home-note--start">
            <b>{words.waiting}</b>
            {bill.pendingCharge?.expiresAt ? (
              <>
                <br />
                <Rich text={fill(words.waitingUntil, { when: formatMoment(bill.pendingCharge.expiresAt) })} />
              </>
            ) : null}
          </p>
          <LinkButton to="/$org/my/pay/$billId/number" params={params} kind="primary" size="pay" block>
            {words.showNumber}
          </LinkButton>
          <LinkButton to="/$org/my/pay/$billId" params={params} kind="ghost" size="lg" block>
            {words.changeMethod}
          </LinkButton>
        </div>
      );
    case 'by_payer':
      return <p className="home-note home-note--start">{fill(words.byPayer, { name: bill.payer?.name ?? '' })}</p>;
    case 'checking':
      return <p className="home-note home-note--start">{words.checking}</p>;
    case 'drawn':
      return <p className="home-note home-note--start">{words.drawn}</p>;
    case 'authorized':
      return <p className="home-note home-note--start">{words.authorized}</p>;
    case 'provisional':
      return <p className="home-note home-note--start">{words.provisional}</p>;
    default:
      return (
        <>
          <LinkButton to="/$org/my/pay/$billId" params={params} kind="primary" size="pay" block>
            {bill.allocated > 0 ? words.payRest : words.pay}
          </LinkButton>
          {bill.overdue ? <p className="home-note">{words.dunning}</p> : null}
        </>
      );
  }
}

export function MoreBills({ count, org }: { count: number; org: string }) {
  const words = useWords(billingTexts).home;
  if (count === 0) return null;
  return (
    <p className="home-more">
      <TextLink to="/$org/my/bills" params={{ org }}>
        {fill(words.more, { count })}
      </TextLink>
    </p>
  );
}
