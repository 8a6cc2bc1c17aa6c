import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { removeAdjustment } from '../src/modules/billing/adjustment.service.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import { items, updateItem } from '../src/modules/billing/billing-item.service.ts';
import { getRun } from '../src/modules/billing/billing-run.repository.ts';
import { cancelRun, planRunCancel, workOnCancellation } from '../src/modules/billing/run-cancel.service.ts';
import { renameRun } from '../src/modules/billing/run-rename.service.ts';
import { issueRun, paperJob } from '../src/modules/documents/paper-job.service.ts';
import type { PaperDocument } from '../src/modules/documents/paper.repository.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-trail.service.ts';
import { migrations } from '../src/modules/payments/payments.migration.ts';
import { adjustMember, billNow, carryOut, openBills, plan } from './billing.factory.ts';
import { type CorrectionRig, amount, money, startCorrectionRig, type, whyOf, year } from './correction.factory.ts';
import { leavingOn } from './organization.factory.ts';

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

describe('dues of the next year out of a surplus', () => {
  /** 20,000 yen on dues of 10,000, and then the member changes. */
  async function tooMuch(change: object) {
    const { db, billed, pay } = rig;
    const { member, bills } = await billed();
    await pay(bills[0]!, 20_000);
    await db()
      .collection('members')
      .updateOne({ _id: member._id as never }, { $set: change });
    return { member, ask: money('surplus', bills[0]!, [], 'next_year') };
  }
  const become = (status: string, effectiveOn: string) => {
    const { statusEntries, withdrawnOn } = leavingOn(effectiveOn);
    return status === 'withdrawn' ? { statusEntries, withdrawnOn } : { statusEntries: [statusEntries[0], { ...statusEntries[1], status }] };
  };

  it('domain.md 3.7, BIL-06: are made for nobody who leaves before it, is gone or rests then; the money stays 前受', async () => {
    const { preview, doIt, livingOf, apart } = rig;
    for (const [status, from] of [
      ['withdrawn', '2027-03-31'],
      ['withdrawn', '2026-05-15'],
      ['expelled', '2026-05-15'],
      ['deceased', '2026-05-15'],
      ['suspended', '2026-10-01'],
    ] as const) {
      const { member, ask } = await tooMuch(become(status, from));
      expect([status, (await preview(ask)).noNextYear]).toEqual([status, 'not_active']);
      await doIt(ask);
      expect([await livingOf(member), await apart(member)]).toEqual([['2026 10000 10000 paid'], 10_000]);
    }
  });

  it('domain.md 3.7, BIL-06: are made for who leaves in that year, and for who rests where the item bills them', async () => {
    const { server, org, preview, doIt, livingOf } = rig;
    const leaving = await tooMuch(become('withdrawn', '2027-04-30'));
    await doIt(leaving.ask);
    expect(await livingOf(leaving.member)).toEqual(['2026 10000 10000 paid', '2027 10000 10000 paid']);
    const resting = await tooMuch(become('suspended', '2026-10-01'));
    const { billingItemId, name, proviso, version } = (await items(server.platform, org.scope)).find((one) => one.category === 'annual')!;
    await updateItem(server.platform, org.scope, org.owner, { billingItemId, name, proviso, version, billsResting: true });
    expect((await preview(resting.ask)).noNextYear).toBeNull();
    await doIt(resting.ask);
    expect(await livingOf(resting.member)).toEqual(['2026 10000 10000 paid', '2027 10000 10000 paid']);
  });

  it('docs/decisions/0026: that are billed already take it, whoever leaves', async () => {
    const { billed, db, pay, doIt, livingOf } = rig;
    const { member, bills } = await billed([2026, 2027]);
    await pay(bills[0]!, 20_000);
    await db()
      .collection('members')
      .updateOne({ _id: member._id as never }, { $set: become('withdrawn', '2027-03-31') });
    await doIt(money('surplus', bills[0]!, [], 'next_year'));
    expect(await livingOf(member)).toEqual(['2026 10000 10000 paid', '2027 10000 10000 paid']);
  });
});

describe('dues of the year that a bill leaves', () => {
  it('BIL-12, PAY-16: corrected to the year before it leaves its place, and what is over pays dues that are made anew there', async () => {
    const { billed, billsOf, pay, preview, doIt, undo, livingOf, apart } = rig;
    const { member, bills } = await billed();
    await pay(bills[0]!, 20_000);
    const ask = year(bills[0]!, 2025, 'next_year');
    const { steps } = await preview(ask);
    expect(steps.map(({ step }) => step)).toEqual(['take_off', 'cancel', 'create', 'create_next', 'place', 'place']);
    const { correctionId } = await doIt(ask);
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 10000 10000 paid']);
    expect(await apart(member)).toBe(0);
    const { billName, allocationStartMonth, dueOn, runId } = bills[0]!;
    const anew = (await billsOf(member)).find(({ live, fiscalYear }) => live && fiscalYear === 2026);
    expect(anew).toMatchObject({ billName, allocationStartMonth, dueOn, ofRunId: runId });
    await undo(correctionId);
    expect(await livingOf(member)).toEqual(['2026 10000 20000 overpaid']);
    expect((await billsOf(member)).filter(({ live }) => !live).length).toBe(3);
  });

  it('BIL-12, oracle 18: are less by what was taken off once, where the year before was billed already', async () => {
    const { server, org, billed, billsOf, pay, doIt, livingOf, apart } = rig;
    const { member, bills } = await billed([2025]);
    await pay(bills[0]!, 4000);
    await adjustMember(server, org, member._id, 'one_time', -2000);
    await runFor(2026);
    const wrong = (await billsOf(member)).find(({ fiscalYear }) => fiscalYear === 2026)!;
    await pay(wrong, 14_000);
    await doIt(year(wrong, 2025, 'next_year'));
    expect(await livingOf(member)).toEqual(['2025 10000 10000 paid', '2026 8000 8000 paid']);
    expect(await apart(member)).toBe(0);
  });
});

describe('a type that was put away since', () => {
  it('RNK-02, docs/decisions/0026: a correction that took it away is not taken back, says so and voids no slip, until it is in use again', async () => {
    const { server, org, student, db, billed, doIt, undo, livingOf } = rig;
    const { member, bills } = await billed();
    const former = member.membershipTypeId;
    const { correctionId } = await doIt(type(bills[0]!, student));
    const archive = (archived: boolean) =>
      db()
        .collection('membership_types')
        .updateOne({ _id: former as never }, { $set: { archived } });
    const undoable = async () => (await correctionsOfBill(server.platform, org.scope, bills[0]!._id))[0]!.undoable;
    await archive(true);
    const asked = server.payments.calls.length;
    expect([await undoable(), await whyOf(undo(correctionId))]).toEqual([false, 'type_gone']);
    expect(server.payments.calls.slice(asked)).toEqual([]);
    await archive(false);
    expect(await undoable()).toBe(true);
    await undo(correctionId);
    expect(await livingOf(member)).toEqual(['2026 10000 0 unpaid']);
  });
});

describe('the name of a bill that was made anew', () => {
  const rename = (bill: BillDocument, name: string) => renameRun(rig.server.platform, rig.org.scope, rig.org.owner, bill.runId!, name);

  it('BIL-07: is that of the run whose bill it stands for, however often it was corrected or taken back; another year keeps its own', async () => {
    const { server, student, billed, billsOf, pay, doIt, undo } = rig;
    const namesOf = async ({ member }: Awaited<ReturnType<typeof billed>>) =>
      (await billsOf(member)).filter(({ live }) => live).map(({ billName }) => billName);
    const twice = await billed();
    const { billId } = await doIt(type(twice.bills[0]!, student));
    await doIt(amount(await billNow(server, billId), 4000));
    await rename(twice.bills[0]!, '2026年度 学会費');
    expect(await namesOf(twice)).toEqual(['2026年度 学会費']);
    expect((await billNow(server, billId)).billName).toBe('2026年度 年会費');
    const ahead = await billed();
    await pay(ahead.bills[0]!, 20_000);
    const { correctionId } = await doIt(type(ahead.bills[0]!, student, 'next_year'));
    await rename(ahead.bills[0]!, '2026年度 学会費');
    expect((await namesOf(ahead)).toSorted()).toEqual(['2026年度 学会費', '2027年度 年会費']);
    await undo(correctionId);
    expect(await namesOf(ahead)).toEqual(['2026年度 学会費']);
    await rename(ahead.bills[0]!, '2026年度 会費');
    expect(await namesOf(ahead)).toEqual(['2026年度 会費']);
    const other = await billed([2027]);
    const moved = await doIt(year(other.bills[0]!, 2026));
    await rename(other.bills[0]!, '2027年度 会費');
    expect(await namesOf(other)).toEqual(['2026年度 年会費']);
    await undo(moved.correctionId);
    expect(await namesOf(other)).toEqual(['2027年度 会費']);
  });

  it('BIL-07: also where it was made anew before bills knew of which run they are', async () => {
    const { server, student, db, billed, doIt } = rig;
    const { bills } = await billed();
    const { billId } = await doIt(type(bills[0]!, student));
    const last = await doIt(amount(await billNow(server, billId), 4000));
    await db()
      .collection<BillDocument>('bills')
      .updateMany({ _id: { $in: [billId, last.billId] } }, { $unset: { ofRunId: '' } });
    const migration = migrations.find(({ id }) => id === '2026-11-28-corrected-bills-of-runs')!;
    await migration.run(db());
    await migration.run(db());
    await rename(bills[0]!, '2026年度 学会費');
    expect((await billNow(server, last.billId)).billName).toBe('2026年度 学会費');
  });
});

describe('BIL-08: a whole run that is cancelled', () => {
  it('takes the bills along that were made anew from it; what of them has money stays and is counted, another year is not touched', async () => {
    const { server, org, student, billed, billsOf, pay, doIt } = rig;
    const { platform } = server;
    const people = [await billed(), await billed(), await billed()];
    // Each was billed by a run of its own: here all three are of the first one.
    const runId = people[0]!.bills[0]!.runId!;
    await platform.databases.server
      .collection<BillDocument>('bills')
      .updateMany({ _id: { $in: people.map(({ bills }) => bills[0]!._id) } }, { $set: { runId } });
    const first = await billNow(server, people[0]!.bills[0]!._id);
    const second = await billNow(server, people[1]!.bills[0]!._id);
    const anew = await doIt(type(first, student));
    const paid = await doIt(type(second, student));
    await pay(await billNow(server, paid.billId), 1000);
    const moved = await doIt(year(await billNow(server, people[2]!.bills[0]!._id), 2028));
    expect(await planRunCancel(platform, org.scope, runId)).toMatchObject({
      count: 1,
      amount: (await billNow(server, anew.billId)).amount,
      kept: { BILL_HAS_PAYMENT: 1, BILL_CANCELLED: 0 },
    });
    const { cancellation } = await cancelRun(platform, org.scope, org.owner, runId, '年度の誤り');
    expect(cancellation).toMatchObject({ total: 1 });
    await workOnCancellation(platform, org.scope, runId);
    expect((await getRun(platform.databases.server, org.scope, runId)).cancellation).toMatchObject({
      state: 'completed',
      done: 1,
      kept: 1,
    });
    expect((await billNow(server, anew.billId)).status).toBe('cancelled');
    expect((await billNow(server, paid.billId)).status).toBe('partly_paid');
    expect((await billNow(server, moved.billId)).status).toBe('unpaid');
    expect((await billsOf(people[0]!.member)).every(({ live }) => !live)).toBe(true);
  });
});

describe('papers of a whole run', () => {
  it('REC-02, docs/decisions/0024: are made for a bill that stands anew for one of it, and not looked for where that was cancelled', async () => {
    const { server, org, student, db, billed, doIt, undo } = rig;
    const { platform } = server;
    await org.addMember();
    const { bills } = await billed();
    const runId = bills[0]!.runId!;
    const issue = async () => {
      const { paperJobId } = await issueRun(platform, org.owner, { billingRunId: runId, kind: 'invoice', idempotencyKey: randomUUID() });
      await workOnPaperJob(platform, org.scope, paperJobId);
      const { total, done, issued, skipped } = await paperJob(platform, org.scope, paperJobId);
      return [total, done, issued, skipped];
    };
    const ofRun = await db().collection('bills').countDocuments({ runId });
    const { billId, correctionId } = await doIt(type(bills[0]!, student));
    expect(await issue()).toEqual([ofRun, ofRun, ofRun, 0]);
    const papers = db().collection<PaperDocument>('papers');
    expect(await papers.find({ billId }).toArray()).toMatchObject([{ content: { amount: 5000 }, voided: false }]);
    const back = await undo(correctionId);
    expect(await issue()).toEqual([ofRun, ofRun, 1, ofRun - 1]);
    expect(await papers.countDocuments({ billId: back.billId })).toBe(1);
    const next = await doIt(year(await billNow(server, back.billId), 2027));
    expect(await issue()).toEqual([ofRun - 1, ofRun - 1, 0, ofRun - 1]);
    expect(await papers.countDocuments({ billId: next.billId })).toBe(0);
  });
});
