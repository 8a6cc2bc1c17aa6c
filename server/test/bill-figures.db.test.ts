import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
});
afterAll(() => rig.stop());

async function confirmedBill(): Promise<{ billId: string }> {
  const { membershipTypeId } = await rig.get(
    'membershipTypes.create',
    { name: `正会員 ${randomUUID().slice(0, 6)}`, annualFee: 5000 },
    office.token,
  );
  const { memberId } = await rig.get('members.create', memberFields(membershipTypeId as string), office.token);
  const draft = { memberId, billName: '名札代', amount: 3000, dueOn: '2099-06-01', idempotencyKey: randomUUID() };
  const { billId } = await rig.get('billing.createBill', draft, office.token);
  return rig.get('billing.confirmBill', { billId }, office.token);
}

describe('figures of a bill', () => {
  it('case 47: as often as the payer types the largest sum, the bill can still be read', async () => {
    const { billId } = await confirmedBill();
    for (let time = 0; time < 2; time += 1) {
      const payment = {
        billId,
        amount: 9_999_999,
        method: 'bank_transfer',
        receivedOn: '2026-05-12',
        memo: '',
        idempotencyKey: randomUUID(),
      };
      await rig.get('payments.recordOffline', payment, office.token);
    }
    expect(await rig.get('billing.bill', { billId }, office.token)).toMatchObject({
      status: 'overpaid',
      allocated: 19_999_998,
      outstanding: 0,
    });
    const { rows } = await rig.get('billing.bills', { q: '' }, office.token);
    expect(rows).toEqual([expect.objectContaining({ billId, allocated: 19_999_998 })]);
  });

  it('oracle 6: the tax on the screen of a bill is that of its invoice, by each way to round (domain.md 4.2)', async () => {
    const db = rig.database.databases.server;
    for (const [taxRounding, tax] of Object.entries({ floor: 454, 'half-up': 455, ceil: 455 })) {
      const { version, checkDigitFails: _hint, ...settings } = await rig.get('documents.paperSettings', {}, office.token);
      const wish = { ...settings, form: 'qualified', registrationNumber: 'T7000012050002', taxRounding };
      await rig.get('documents.updatePaperSettings', { settings: wish, version }, office.token);
      const { billId } = await confirmedBill();
      const lines = [{ label: '講習会 受講料', amount: 5000, taxCategory: 'standard_10' }];
      await db.collection<{ _id: string }>('bills').updateOne({ _id: billId }, { $set: { lines, amount: 5000 } });
      const shown = (await rig.get('billing.bill', { billId }, office.token)) as unknown as { taxes: { tax: number }[] };
      const { invoiceId } = await rig.get('documents.issueInvoice', { billId }, office.token);
      const paper = await db
        .collection<{ _id: string; content: { body: { taxes: { tax: number }[] } } }>('papers')
        .findOne({ _id: invoiceId as string });
      expect([shown.taxes[0]!.tax, paper!.content.body.taxes[0]!.tax]).toEqual([tax, tax]);
    }
  });

  it('an answer that does not fit its own schema is our fault: unexpected, and never called the caller’s', async () => {
    const { billId } = await confirmedBill();
    const bills = rig.database.databases.server.collection<{ _id: string }>('bills');
    await bills.updateOne({ _id: billId }, { $set: { billName: 7 } });
    const answer = await rig.ask('billing.bill', { billId }, office.token);
    await bills.updateOne({ _id: billId }, { $set: { billName: '名札代' } });
    expect([answer.status, answer.code, answer.data.issues]).toEqual([500, 'UNEXPECTED', []]);
    const refused = await rig.ask('billing.bill', { billId: 7 }, office.token);
    expect([refused.status, refused.code]).toEqual([400, 'INVALID_INPUT']);
  });

  it('a task keeps to whole yen, also one that was written before that was checked', async () => {
    const task = {
      _id: 'tsk_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      orgId: (await rig.database.databases.server.collection('organizations').findOne({ slug: office.slug }))!._id,
      cause: 'dsc_1',
      kind: 'discrepancy',
      reason: 'amount_mismatch',
      state: 'open',
      raisedAt: new Date(),
      expected: 3000,
      received: 1000.5,
      paymentNumber: '',
      provider: 'komoju',
      billId: null,
      memberId: null,
      note: '',
      doneBy: '',
      doneAt: null,
    };
    await rig.database.databases.server.collection('tasks').insertOne(task as never);
    const { rows } = await rig.get('payments.tasks', {}, office.token);
    expect(rows).toEqual([expect.objectContaining({ reason: 'amount_mismatch', received: null })]);
    expect(await rig.get('payments.closeTask', { taskId: task._id, note: '確かめた' }, office.token)).toMatchObject({ state: 'done' });
  });
});
