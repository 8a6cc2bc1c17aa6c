import { formatDateShort } from '../../lib/dates.ts';
import type { DunningPlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import './dunning.css';

/** The bills of one message, or of what is left out for one reason. */
export function PlanBills({ row }: { row: DunningPlanRow }) {
  const words = useWords(dunningTexts);
  return (
    <span className="dunning-bills">
      {row.bills.map(({ billId, billName, dueOn }) => (
        <span key={billId}>{fill(words.billDue, { bill: billName, date: formatDateShort(dueOn) })}</span>
      ))}
    </span>
  );
}

/** Why somebody is not written to, until when, and what would change it. */
export function LeftOutWhy({ row }: { row: DunningPlanRow }) {
  const words = useWords(dunningTexts);
  if (row.reason === null) return null;
  return (
    <>
      {words.reasons[row.reason]}{' '}
      {row.until === null ? null : <span className="nowrap">{fill(words.until, { date: formatDateShort(row.until) })}</span>}
      <span className="kana">{row.note === '' ? words.rules[row.reason] : row.note}</span>
    </>
  );
}
