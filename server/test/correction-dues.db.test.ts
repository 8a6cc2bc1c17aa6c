import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeAdjustment } from '../src/modules/billing/adjustment.service.ts';
import { cancelBill } from '../src/modules/billing/bill-cancel.service.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-undo.service.ts';
import { adjustMember, carryOut, openBills, plan } from './billing.factory.ts';
import { type CorrectionRig, startCorrectionRig, whyOf, year } from './correction.factory.ts';

let rig: CorrectionRig;

beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

async function runFor(fiscalYear: number) {
  const run = await plan(rig.server, rig.org, { fiscalYear, dueOn: `${Math.max(fiscalYear, 2026)}-06-30` });
  await carryOut(rig.server, rig.org, run._id);
  await openBills(rig.server, rig.org, run._id);
}

describe('a bill with a one-time adjustment, corrected away', () => {
  /** 9,000 yen were asked for 2025 and paid; they were meant for 2026, which is billed whole. */
  async function moved() {
    const { server, org, billsOf, pay, doIt } = rig;
    const member = await org.addMember();
    const { adjustmentId } = await adjustMember(server, org, member._id, 'one_time', -1000);
    await runFor(2025);
    await runFor(2026);
    const bill = (await billsOf(member)).find(({ fiscalYear }) => fiscalYear === 2025)!;
    await pay(bill, 9000);
    const { correctionId } = await doIt(year(bill, 2026));
    const undoable = async () => (await correctionsOfBill(server.platform, org.scope, bill._id))[0]!.undoable;
    return { member, adjustmentId, correctionId, undoable };
  }

  it('docs/decisions/0026: is made anew over what it asked for while the adjustment counts for nothing else', async () => {
    const { undo, livingOf } = rig;
    const { member, correctionId } = await moved();
    expect(await livingOf(member)).toEqual(['2026 10000 9000 partly_paid']);
    await undo(correctionId);
    expect(await livingOf(member)).toEqual(['2025 9000 9000 paid', '2026 10000 0 unpaid']);
  });

  it('docs/decisions/0026, 5.1: is not made anew once another bill has used the adjustment, nor once it is removed', async () => {
    const { server, org, billsOf, undo, livingOf } = rig;
    const { member, adjustmentId, correctionId, undoable } = await moved();
    await runFor(2027);
    expect(await livingOf(member)).toEqual(['2026 10000 9000 partly_paid', '2027 9000 0 unpaid']);
    expect([await undoable(), await whyOf(undo(correctionId))]).toEqual([false, 'undo_blocked']);
    const next = (await billsOf(member)).find(({ fiscalYear }) => fiscalYear === 2027)!;
    await cancelBill(server.platform, org.scope, org.owner, next._id, '誤り');
    expect(await undoable()).toBe(true);
    await removeAdjustment(server.platform, org.scope, org.owner, adjustmentId);
    expect([await undoable(), await whyOf(undo(correctionId))]).toEqual([false, 'undo_blocked']);
  });
});
