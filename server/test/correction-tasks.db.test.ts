import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskDocument } from '../src/modules/payments/task.repository.ts';
import { billNow, payBill } from './billing.factory.ts';
import { type CorrectionRig, money, startCorrectionRig, type, year } from './correction.factory.ts';
import { slipOf } from './pay-link.factory.ts';

let rig: CorrectionRig;

beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

describe('the work of the office over money that is corrected', () => {
  it('PAY-10, PAY-11: the surplus that the correction had settled is to be decided again, about the bill that stands now', async () => {
    const { server, org, student, db, billed, doIt, undo } = rig;
    const tasks = () => db().collection<TaskDocument>('tasks');
    const twice = async () => {
      const { bills } = await billed();
      await payBill(server, org, bills[0]!);
      await payBill(server, org, bills[0]!, { paymentNumber: '2222222222222' as never });
      return { bill: bills[0]!, task: (await tasks().findOne({ billId: bills[0]!._id }))! };
    };
    const moved = await twice();
    const { correctionId } = await doIt(money('surplus', moved.bill, []));
    expect(await tasks().findOne({ _id: moved.task._id })).toMatchObject({ state: 'done', note: '請求の訂正' });
    await undo(correctionId);
    expect(await billNow(server, moved.bill._id)).toMatchObject({ status: 'overpaid' });
    expect(await tasks().findOne({ _id: moved.task._id })).toEqual(moved.task);
    const anew = await twice();
    const back = await undo((await doIt(type(anew.bill, student))).correctionId);
    expect(await tasks().findOne({ _id: anew.task._id })).toEqual({ ...anew.task, billId: back.billId });
    // What somebody closed by hand before is not theirs to do again.
    const closed = await twice();
    await tasks().updateOne({ _id: closed.task._id }, { $set: { state: 'done', note: '返金済み' } });
    await undo((await doIt(money('surplus', closed.bill, []))).correctionId);
    expect(await tasks().findOne({ _id: closed.task._id })).toMatchObject({ state: 'done', note: '返金済み' });
  });
});

describe('what a provider is told of money that is corrected', () => {
  const [first, second, third] = ['1234567890128', '2222222222222', '3333333333338'] as const;
  const tasks = () => rig.db().collection<TaskDocument>('tasks');
  const told = (memberId: MemberId) => tasks().find({ kind: 'moved_money', memberId }).sort({ _id: 1 }).toArray();
  const short = ({ paymentNumber, otherPaymentNumber, received, billId, state }: TaskDocument) => ({
    paymentNumber,
    otherPaymentNumber,
    received: Number(received),
    billId,
    state,
  });
  /** Two years’ dues, of which the first was paid twice online. */
  async function paidTwice(years: readonly number[] = [2025, 2026]) {
    const { server, org, billed } = rig;
    const { member, bills } = await billed(years);
    await payBill(server, org, bills[0]!, { paymentNumber: first as never });
    await payBill(server, org, bills[0]!, { paymentNumber: second as never });
    return { memberId: member._id, paid: bills[0]!, open: bills[1]! };
  }

  it('PAY-11, PAY-15: a surplus that goes to another bill is a task with both 決済番号, asked before slips are voided', async () => {
    const { server, doIt } = rig;
    const { memberId, paid, open } = await paidTwice();
    server.payments.answers['charges.forPayable'] = { ...slipOf(null, 10_000), paymentNumber: third };
    server.payments.calls.length = 0;
    await doIt(money('surplus', paid, [open]));
    server.payments.answers['charges.forPayable'] = null;
    expect(server.payments.calls.map(({ procedure }) => procedure)).toEqual(['charges.forPayable', 'charges.voidForPayables']);
    expect(server.payments.calls[0]!.input).toEqual({ payableId: open._id });
    const raised = await told(memberId);
    expect(raised.map(short)).toEqual([
      { paymentNumber: second, otherPaymentNumber: third, received: 10_000, billId: open._id, state: 'open' },
    ]);
    expect(raised[0]).toMatchObject({ reason: 'moved_money', provider: 'komoju', expected: null });
  });

  it('PAY-11, PAY-16: a bill that is made for the surplus has no number yet; its own is told', async () => {
    const { doIt, billsOf } = rig;
    const { memberId, paid } = await paidTwice([2026]);
    await doIt(money('surplus', paid, [], 'next_year'));
    const next = (await billsOf({ _id: memberId } as never)).find(({ fiscalYear }) => fiscalYear === 2027)!;
    expect((await told(memberId)).map(short)).toEqual([
      { paymentNumber: second, otherPaymentNumber: '', received: 10_000, billId: next._id, state: 'open' },
    ]);
  });

  it('PAY-11: nothing is told of money that lies on no bill or on the one made in place, nor of what no provider knows', async () => {
    const { doIt, student, billed, pay } = rig;
    const kept = await paidTwice([2026]);
    await doIt(money('surplus', kept.paid, []));
    const anew = await paidTwice([2026]);
    await doIt(type(anew.paid, student));
    const other = await paidTwice([2027]);
    await doIt(year(other.paid, 2026));
    const { member, bills } = await billed([2025, 2026]);
    await pay(bills[0]!, 20_000);
    await doIt(money('surplus', bills[0]!, [bills[1]!]));
    for (const memberId of [kept.memberId, anew.memberId, other.memberId, member._id]) expect(await told(memberId)).toEqual([]);
  });

  it('PAY-11, PAY-17: taken back there is nothing to tell any more, and what was told is told the other way round', async () => {
    const { server, doIt, undo } = rig;
    const { memberId, paid, open } = await paidTwice();
    server.payments.answers['charges.forPayable'] = { ...slipOf(null, 10_000), paymentNumber: third };
    await undo((await doIt(money('misplaced', paid, [open]))).correctionId);
    expect((await told(memberId)).map(({ state, note }) => `${state} ${note}`)).toEqual(['done 訂正の取り消し']);
    const again = await doIt(money('surplus', paid, [open]));
    await tasks().updateOne({ memberId, state: 'open', kind: 'moved_money' }, { $set: { state: 'done', note: '電話で伝えた' } });
    await undo(again.correctionId);
    server.payments.answers['charges.forPayable'] = null;
    expect((await told(memberId)).slice(1).map(short)).toEqual([
      { paymentNumber: second, otherPaymentNumber: third, received: 10_000, billId: open._id, state: 'done' },
      { paymentNumber: third, otherPaymentNumber: second, received: 10_000, billId: paid._id, state: 'open' },
    ]);
  });
});
