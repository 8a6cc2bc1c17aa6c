import { ArrowRight } from 'lucide-react';
import { Note } from '../../components/Note.tsx';
import { BillStatusTag } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatFiscalYear } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import type { CorrectionPlanView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { correctionTexts } from './correction-texts.ts';

type Standing = CorrectionPlanView['bills'][number]['after'];

/** Before the press: every step, every bill before and after, and that the money in all stays what it is. */
export function CorrectionPreview({ plan }: { plan: CorrectionPlanView }) {
  const words = useWords(correctionTexts);
  const receipt = plan.steps.some(({ step }) => step === 'take_off');
  return (
    <div className="stack">
      <section aria-label={words.stepsLabel}>
        <ol className="correct__steps">
          {plan.steps.map(({ step, name, amount }, index) => (
            // The order is what makes them different.
            <li key={index}>{fill(words.steps[step], { name, amount: figure(amount) })}</li>
          ))}
        </ol>
        <p className="muted correct__together">{words.together}</p>
      </section>
      <ul className="correct__bills" aria-label={words.table}>
        {plan.bills.map((bill, index) => (
          <li key={bill.billId ?? index}>
            <p className="correct__bill">
              <b>{bill.billName}</b>
              <small>
                {fill(bill.billNumber === '' ? words.where : words.whereNumbered, {
                  role: words.roles[bill.role],
                  year: formatFiscalYear(bill.fiscalYear),
                  number: bill.billNumber,
                })}
              </small>
            </p>
            <div className="correct__sides">
              <Side head={words.before} standing={bill.before} dueOn={bill.dueOn} />
              <ArrowRight size={18} aria-hidden />
              <Side head={words.after} standing={bill.after} dueOn={bill.dueOn} />
            </div>
          </li>
        ))}
      </ul>
      <MoneySums plan={plan} />
      {receipt ? <Note>{words.receiptNote}</Note> : null}
    </div>
  );
}

function Side({ head, standing, dueOn }: { head: string; standing: Standing | null; dueOn: string }) {
  const words = useWords(correctionTexts);
  const bills = useWords(adminBillingTexts).bill;
  return (
    <div className="correct__side">
      <h3>{head}</h3>
      {standing === null ? (
        <p className="muted">{words.none}</p>
      ) : (
        <>
          <BillStatusTag status={standing.status} soft />
          <p>{fill(words.billed, { amount: figure(standing.amount) })}</p>
          <p>{fill(words.received, { amount: figure(standing.allocated) })}</p>
          {standing.status === 'unpaid' || standing.status === 'partly_paid' ? (
            <p className="muted">{fill(bills.dueOn, { date: formatDate(dueOn) })}</p>
          ) : null}
        </>
      )}
    </div>
  );
}

function MoneySums({ plan }: { plan: CorrectionPlanView }) {
  const words = useWords(correctionTexts);
  const { onBillsBefore, onBillsAfter, apartBefore, apartAfter } = plan.totals;
  if (onBillsBefore + apartBefore === 0) return <p className="muted">{words.noMoney}</p>;
  const rows = [
    [words.onBills, onBillsBefore, onBillsAfter],
    [words.apart, apartBefore, apartAfter],
  ] as const;
  return (
    <table className="ledger correct__sums">
      <caption className="ledger__title">{words.sums}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">{words.sums}</span>
          </th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, before, after]) => (
          <tr key={label}>
            <td>{label}</td>
            <td>
              <Yen value={before} />
            </td>
            <td>
              <Yen value={after} />
            </td>
          </tr>
        ))}
        <tr className="total">
          <td>
            {words.total}
            <small>{words.same}</small>
          </td>
          <td>
            <Yen value={onBillsBefore + apartBefore} />
          </td>
          <td>
            <Yen value={onBillsAfter + apartAfter} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}
