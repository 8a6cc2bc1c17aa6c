import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskDocument } from '../src/modules/payments/task.repository.ts';
import { billNow, payBill } from './billing.factory.ts';
import { type CorrectionRig, money, startCorrectionRig, type } from './correction.factory.ts';

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
