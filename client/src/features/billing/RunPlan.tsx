import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong, formatFiscalYear, formatMoment, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runChosenTexts } from './run-chosen-texts.ts';
import { RunHistory } from './RunHistory.tsx';
import { RunRows } from './RunRows.tsx';
import { runTexts } from './run-texts.ts';

/** The plan as it was fixed: sums, who is in and who is out and why, and what it comes to. */
export function RunPlan({ run }: { run: BillingRunView }) {
  return (
    <>
      <Kept run={run} />
      <PlanSums run={run} />
      <Columns
        side={
          <>
            <ByType run={run} />
            <AboutPlan run={run} />
            <RunHistory run={run} />
          </>
        }
      >
        <RunRows run={run} />
      </Columns>
    </>
  );
}

/** Of a run that was taken back: what stayed, because there is money on it (BIL-10). */
function Kept({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts).control;
  const kept = run.cancellation?.state === 'completed' ? run.cancellation.kept : 0;
  if (run.cancellation === null || kept === 0) return null;
  return (
    <Note
      kind="warn"
      title={fill(words.kept, { done: run.cancellation.done, kept })}
      action={
        <TextLink to="/$org/admin/bills" params={{ org }} search={{ run: run.billingRunId }}>
          {words.seeKept}
        </TextLink>
      }
    >
      {words.keptText}
    </Note>
  );
}

function PlanSums({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).plan;
  const reasons = (Object.keys(words.reasons) as (keyof typeof words.reasons)[]).flatMap((reason) => {
    const count = run.excludedByReason[reason] ?? 0;
    return count === 0 ? [] : [fill(words.reasonCount, { reason: words.reasons[reason], count })];
  });
  const people = run.included - run.lastYearCount;
  return (
    <Panel flush>
      <section className="sum3" aria-label={words.summary}>
        <div>
          <h2>{words.billed}</h2>
          <div className="sum3__value">
            <span className="sum3__people">
              {figure(run.included)}
              <small>{run.included === 1 ? words.person : words.people}</small>
            </span>
            <Yen value={run.includedAmount} size="l" />
          </div>
          <p>{run.included === 0 ? null : run.zeroAmount === 0 ? words.noZero : fill(words.zero, { count: run.zeroAmount })}</p>
        </div>
        <div>
          <h2>{words.notBilled}</h2>
          <div className="sum3__value">
            <span className="sum3__people sum3__people--large">
              {figure(run.excluded)}
              <small>{run.excluded === 1 ? words.person : words.people}</small>
            </span>
          </div>
          <p>{reasons.length === 0 ? words.excludedNone : reasons.join(words.join)}</p>
        </div>
        <div>
          <h2>{words.difference}</h2>
          {run.lastYearCount === 0 ? (
            <p className="sum3__none">{words.noLastYear}</p>
          ) : (
            <>
              <div className="sum3__value">
                <span className="sum3__people">
                  {people > 0 ? '＋' : ''}
                  {figure(people)}
                  <small>{Math.abs(people) === 1 ? words.person : words.people}</small>
                </span>
                <Yen value={run.includedAmount - run.lastYearAmount} size="l" sign />
              </div>
              <p>{fill(words.lastYear, { count: run.lastYearCount, amount: run.lastYearAmount })}</p>
            </>
          )}
        </div>
      </section>
    </Panel>
  );
}

function ByType({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).plan;
  return (
    <Panel title={words.byType}>
      <table className="plan-totals">
        <tbody>
          {run.byType.map((type) => (
            <tr key={type.membershipTypeName}>
              <th scope="row">{type.membershipTypeName}</th>
              <td>{fill(words.companies, { count: type.count })}</td>
              <td>
                <Yen value={type.amount} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            <td>{fill(words.companies, { count: run.included })}</td>
            <td>
              <Yen value={run.includedAmount} />
            </td>
          </tr>
          {run.adjustmentsAmount === 0 ? null : (
            <tr className="is-part">
              <th scope="row" colSpan={2}>
                {words.adjustments}
              </th>
              <td>
                <Yen value={run.adjustmentsAmount} />
              </td>
            </tr>
          )}
        </tfoot>
      </table>
    </Panel>
  );
}

function AboutPlan({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).plan;
  const chosen = useWords(runChosenTexts);
  return (
    <Panel title={words.about}>
      <Rows>
        {run.memberIds === null ? null : <Row label={words.member}>{fill(chosen.of, { count: run.memberIds.length })}</Row>}
        <Row label={words.fiscalYear}>{formatFiscalYear(run.fiscalYear)}</Row>
        <Row label={words.startMonth}>{formatMonth(run.allocationStartMonth)}</Row>
        <Row label={words.dueOn}>{formatDateLong(run.dueOn)}</Row>
        <Row label={words.plannedAt}>{formatMoment(run.plannedAt)}</Row>
        <Row label={words.plannedBy}>{run.plannedBy}</Row>
      </Rows>
    </Panel>
  );
}
