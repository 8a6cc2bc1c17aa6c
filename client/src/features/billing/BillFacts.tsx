import { TextLink } from '../../components/Link.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { formatDate, formatFiscalYear, formatMoment, formatMonth } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import type { BillDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';

/** Whose bill it is, for what time, and where it came from. */
export function BillFacts({ bill }: { bill: BillDetail }) {
  const org = useOrg();
  const words = useWords(adminBillingTexts);
  const runId = bill.billingRunId ?? bill.ofRunId;
  return (
    <Panel title={words.bill.about}>
      <Rows>
        <Row label={words.bill.member}>
          <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: bill.memberId }}>
            {bill.memberName}
          </TextLink>{' '}
          <span className="muted num">{bill.memberNumber}</span>
        </Row>
        <Row label={words.bills.due}>{formatDate(bill.dueOn)}</Row>
        <Row label={words.bill.fiscalYear}>{formatFiscalYear(bill.fiscalYear)}</Row>
        <Row label={words.bill.allocationStart}>{formatMonth(bill.allocationStartMonth)}</Row>
        <Row label={words.bill.confirmedAt}>{bill.confirmedAt === null ? words.bill.notConfirmed : formatMoment(bill.confirmedAt)}</Row>
        {runId === null ? null : (
          <Row label={words.bill.run}>
            <TextLink to="/$org/admin/billing/runs/$billingRunId" params={{ org, billingRunId: runId }}>
              {words.bill.openRun}
            </TextLink>
            {bill.billingRunId === null ? <small className="muted"> {words.bill.anewOfRun}</small> : null}
          </Row>
        )}
        {bill.cancelledAt === null ? null : (
          <>
            <Row label={words.bill.cancelledAt}>{formatMoment(bill.cancelledAt)}</Row>
            <Row label={words.bill.cancelReason}>{bill.cancelReason}</Row>
          </>
        )}
      </Rows>
    </Panel>
  );
}
