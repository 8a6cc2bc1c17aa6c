import { PlanRowsInput } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import type { BillId, BillingRunId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billOf, cancelBill } from '../src/modules/billing/bill.service.ts';
import { getRun } from '../src/modules/billing/billing-run.repository.ts';
import { runView } from '../src/modules/billing/billing-run.view.ts';
import { planRows } from '../src/modules/billing/run-rows.service.ts';
import { billNow, codeOf } from './billing.factory.ts';
import { type CorrectionRig, amount, startCorrectionRig, type, year } from './correction.factory.ts';
import { openOrganization } from './organization.factory.ts';

let rig: CorrectionRig;
beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

const rowsOf = async (billingRunId: BillingRunId, scope = rig.org.scope) =>
  (await planRows(rig.server.platform, scope, PlanRowsInput.parse({ billingRunId, show: 'included' }))).rows;
/** What the list of the run says of a bill that it made. */
const replacement = async (billingRunId: BillingRunId, billId: BillId) =>
  (await rowsOf(billingRunId)).find((row) => row.billId === billId)!.replacedBy;
const sums = async (billingRunId: BillingRunId) => runView(await getRun(rig.server.platform.databases.server, rig.org.scope, billingRunId));

describe('BIL-12, docs/decisions/0026: the list of a run and bills that were made anew', () => {
  it('names what stands in the place of its bill, however often that was corrected, and its sums stay those of what it made', async () => {
    const { server, org, student, billed, doIt, undo } = rig;
    const other = await billed();
    const { bills } = await billed();
    const [bill] = bills;
    const runId = bill!.runId!;
    const before = await sums(runId);
    expect(await replacement(runId, bill!._id)).toBeNull();
    const first = await doIt(type(bill!, student));
    const anew = await billNow(server, first.billId);
    expect(await replacement(runId, bill!._id)).toEqual({ billId: anew._id, billNumber: anew.billNumber, amount: 5000, cancelled: false });
    expect(await billOf(server.platform, org.scope, anew._id)).toMatchObject({ billingRunId: null, ofRunId: runId });
    const second = await doIt(amount(anew, 4000));
    expect(await replacement(runId, bill!._id)).toMatchObject({ billId: second.billId, amount: 4000 });
    const back = await undo(second.correctionId);
    expect(await replacement(runId, bill!._id)).toMatchObject({ billId: back.billId, amount: 5000, cancelled: false });
    await cancelBill(server.platform, org.scope, org.owner, back.billId, '誤り');
    expect(await replacement(runId, bill!._id)).toMatchObject({ billId: back.billId, cancelled: true });
    expect(await sums(runId)).toEqual(before);
    expect(await replacement(other.bills[0]!.runId!, other.bills[0]!._id)).toBeNull();
  });

  it('names one of another year too, nothing where a bill was only cancelled, and nothing to another organisation', async () => {
    const { server, org, billed, doIt } = rig;
    const { bills } = await billed([2027]);
    const moved = await doIt(year(bills[0]!, 2026));
    expect(await replacement(bills[0]!.runId!, bills[0]!._id)).toMatchObject({ billId: moved.billId });
    expect(await billOf(server.platform, org.scope, moved.billId)).toMatchObject({ billingRunId: null, ofRunId: null });
    const gone = (await billed([2028])).bills[0]!;
    await cancelBill(server.platform, org.scope, org.owner, gone._id, '誤り');
    expect(await replacement(gone.runId!, gone._id)).toBeNull();
    expect(await codeOf(rowsOf(gone.runId!, (await openOrganization(server)).scope))).toBe('NOT_FOUND');
  });
});
