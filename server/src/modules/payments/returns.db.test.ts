import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { newChargeId, newMessageId, newUserId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen, PriceYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { billNow, codeOf, openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { checkBalances } from './balance-check.service.ts';
import { creditsOf, useCredit } from './credit.service.ts';
import { agreeHeld, bookHeld } from './held-money.service.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { migrations } from './payments.migration.ts';
import { refundOptions } from './refund.service.ts';
import { isSeenAtProvider, promisedYen, refundableYen } from './refund.rules.ts';
import { postDiscrepancies } from './posting.service.ts';
import { closeTask, listTasks } from './task.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

it('PAY-10: every yen that goes back has its day and its way, the office’s own day where the office gave it back; older rows are dated once', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const payments = platform.databases.server.collection<PaymentDocument>('payments');
  const bill = await openBill(server, org, (await org.addMember())._id, 8000);
  const notice = await payBill(server, org, bill, { amount: PositiveYen.parse(10_000) });
  const [credit] = (await creditsOf(platform, org.scope, bill.memberId)).credits;
  await useCredit(platform, org.scope, org.owner, {
    paymentId: credit!.paymentId,
    billId: credit!.billId,
    amount: PositiveYen.parse(1500),
    use: { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-18') },
    memo: '',
    idempotencyKey: randomUUID(),
  });
  server.setNow('2026-05-25T03:00:00Z');
  await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(3000) });
  const payment = (await payments.findOne({ _id: credit!.paymentId }))!;
  expect(payment.returns?.map(({ on, amount, method }) => [on, amount, method])).toEqual([
    ['2026-05-18', 1500, 'bank_transfer'],
    ['2026-05-25', 3000, 'konbini'],
  ]);
  expect(payment.reversed).toBe(4500);
  await payments.updateOne({ _id: payment._id }, { $unset: { returns: 1 } });
  const dated = migrations.find(({ id }) => id === '2026-11-26-dated-returns')!;
  await dated.run(platform.databases.server);
  await dated.run(platform.databases.server);
  expect((await payments.findOne({ _id: payment._id }))!.returns).toMatchObject([{ on: '2026-05-25', amount: 4500, method: 'konbini' }]);
});

it('T4: each new content of a notice opens the one task about it again and is counted there, an older or repeated word of it is not', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const discrepancyId = newDiscrepancyId();
  const chargeId = newChargeId();
  const said = (variants: number, about: typeof chargeId | null = null) => ({
    messageId: newMessageId(),
    occurredAt: new Date(),
    payload: {
      discrepancyId,
      reason: 'body_variant',
      provider: 'komoju',
      chargeId: about,
      paymentNumber: '',
      memberId: null,
      payableId: null,
      expected: null,
      received: null,
      variants,
      raisedAt: '2026-05-12T03:04:05.000Z',
    } as const,
  });
  const listed = async (state: 'open' | 'done') => (await listTasks(platform, org.scope, { state, size: 50, direction: 'next' })).rows;
  await postDiscrepancies(platform, org.scope, [said(1)]);
  const [task] = await listed('open');
  expect(task).toMatchObject({ reason: 'body_variant', variants: 1 });
  await closeTask(platform, org.scope, org.owner, { taskId: task!.taskId, note: '確かめた' });
  await postDiscrepancies(platform, org.scope, [said(1)]);
  expect(await listed('open')).toEqual([]);
  // Whose it is may be known only by then.
  await postDiscrepancies(platform, org.scope, [said(2), said(3, chargeId)]);
  await postDiscrepancies(platform, org.scope, [said(2)]);
  expect(await listed('open')).toMatchObject([{ taskId: task!.taskId, variants: 3, chargeId, note: '', doneBy: '', doneAt: null }]);
  expect(await listed('done')).toEqual([]);
});

it('case 50: held money is booked by the office’s word, once; above the limit of refunds somebody else agrees', async () => {
  const { platform, payments } = server;
  const org = await openOrganization(server);
  const colleague = { ...org.owner, userId: newUserId(), name: '鈴木 一郎' };
  payments.answers['charges.settleHeld'] = {};
  const raised = async (more: { bringsMoney?: true; moves?: 'refund_back' }) => {
    const discrepancyId = newDiscrepancyId();
    const facts = {
      reason: 'amount_mismatch',
      provider: 'robot-payment',
      chargeId: newChargeId(),
      paymentNumber: '1234567890128',
    } as const;
    const sums = { expected: 200_000 as never, received: yen(150_000), memberId: null, payableId: null };
    const payload = { discrepancyId, ...facts, ...sums, ...more, raisedAt: '2026-05-12T03:04:05.000Z' };
    await postDiscrepancies(platform, org.scope, [{ messageId: newMessageId(), occurredAt: new Date(), payload }]);
    const { rows } = await listTasks(platform, org.scope, { state: 'open', size: 50, direction: 'next' });
    return { discrepancyId, taskId: rows[0]!.taskId, says: rows[0]!.says };
  };
  const told = () => payments.calls.filter(({ procedure }) => procedure === 'charges.settleHeld').map(({ input }) => input);
  const { discrepancyId, taskId, says } = await raised({ bringsMoney: true });
  expect(says).toBe('came');
  const say = (amount: number, id = taskId) => ({ taskId: id, amount: PriceYen.parse(amount), note: '管理画面で確かめた' });
  expect(await bookHeld(platform, org.scope, org.owner, say(150_000))).toMatchObject({
    state: 'open',
    asked: { amount: 150_000, isOwn: true },
  });
  const agree = (actor: typeof org.owner, amount: number) =>
    agreeHeld(platform, org.scope, actor, { taskId, amount: PositiveYen.parse(amount) });
  expect(await codeOf(agree(org.owner, 150_000))).toBe('TASK_OWN_REQUEST');
  expect(await codeOf(agree(colleague, 140_000))).toBe('CONFLICT');
  expect(told()).toEqual([]);
  expect(await agree(colleague, 150_000)).toMatchObject({ state: 'done', doneBy: '鈴木 一郎', asked: null });
  expect(told()).toEqual([{ discrepancyId, amount: 150_000 }]);
  expect(await codeOf(bookHeld(platform, org.scope, org.owner, say(100)))).toBe('TASK_DONE');
  const other = await openOrganization(server);
  const none = await raised({ bringsMoney: true });
  expect(await codeOf(bookHeld(platform, other.scope, other.owner, say(100, none.taskId)))).toBe('NOT_FOUND');
  expect(await bookHeld(platform, org.scope, org.owner, say(0, none.taskId))).toMatchObject({ state: 'done' });
  const log = platform.databases.server.collection('audit_entries');
  const actions = (await log.find({ orgId: org.scope.orgId, subjectKind: 'task' }).toArray()).map(({ action }) => action as string);
  expect(actions.toSorted()).toEqual(['task.book', 'task.book_ask', 'task.no_money']);
  // A refund that came back moves once more by exactly what was told.
  const bounced = await raised({ moves: 'refund_back' });
  expect(bounced.says).toBe('refund_back');
  for (const amount of [0, 149_999])
    expect(await codeOf(bookHeld(platform, org.scope, org.owner, say(amount, bounced.taskId)))).toBe('CONFLICT');
  expect(await bookHeld(platform, org.scope, org.owner, say(150_000, bounced.taskId))).toMatchObject({
    state: 'open',
    asked: { amount: 150_000 },
  });
  const yes = { taskId: bounced.taskId, amount: PositiveYen.parse(150_000) };
  expect(await agreeHeld(platform, org.scope, colleague, yes)).toMatchObject({ state: 'done', says: null });
  expect(told().at(-1)).toEqual({ discrepancyId: bounced.discrepancyId, amount: 150_000 });
  expect(await log.countDocuments({ orgId: org.scope.orgId, action: 'task.refund_back' })).toBe(1);
  const word = await raised({});
  expect(await codeOf(bookHeld(platform, org.scope, org.owner, say(100, word.taskId)))).toBe('INVALID_TRANSITION');
});

it('case 28: what went back and is here again lies on no bill, has its day, and can be given back anew', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
  const notice = await payBill(server, org, bill);
  const payments = platform.databases.server.collection<PaymentDocument>('payments');
  const payment = async () => (await payments.findOne({ chargeId: notice.payload.chargeId }))!;
  const returned = { kind: 'refund_returned', amount: PriceYen.parse(0), sequence: 4 } as const;
  // It waits for what it brings back.
  expect(await codeOf(takeBack(server, org, notice, returned))).toBe('IN_PROGRESS');
  await takeBack(server, org, notice, { kind: 'refunded', sequence: 3 });
  await takeBack(server, org, notice, returned);
  await takeBack(server, org, notice, { kind: 'refunded', sequence: 3 });
  const now = await payment();
  expect(now).toMatchObject({ state: 'confirmed', reversed: 0, unallocated: 10_000, allocated: 0, reversalReason: '' });
  expect(now.returns?.map(({ amount }) => amount)).toEqual([10_000, -10_000]);
  expect((await billNow(server, bill._id)).status).toBe('unpaid');
  expect(await refundOptions(platform, org.scope, now._id)).toMatchObject({ available: 10_000 });
  // Gone once more by another refund, of which nothing that is older takes anything.
  await takeBack(server, org, notice, { kind: 'refunded', sequence: 5 });
  await takeBack(server, org, notice, returned);
  expect(await payment()).toMatchObject({ state: 'refunded', reversed: 10_000, unallocated: 0 });
});

it('case 28: a refund that bounces after a dispute took the rest can be given back anew; won, the rest pays its bill, also when the word comes after', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const payments = platform.databases.server.collection<PaymentDocument>('payments');
  const disputedAfterRefund = async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
    const notice = await payBill(server, org, bill);
    const tell = (
      sequence: number,
      kind: Parameters<typeof takeBack>[3]['kind'],
      amount: number,
      more: Parameters<typeof takeBack>[3] = {},
    ) => takeBack(server, org, notice, { kind, amount: PriceYen.parse(amount), sequence, ...more });
    await tell(3, 'partly_refunded', 3000);
    const all = () => payments.find({ chargeId: notice.payload.chargeId }).sort({ sourceId: 1 }).toArray();
    const bounced = (sequence: number) => tell(sequence, 'refund_returned', 7000, { disputed: PriceYen.parse(7000), ofChargedBack: true });
    return { bill, notice, tell, bounced, all };
  };
  const free = async ({ _id }: PaymentDocument) => (await refundOptions(platform, org.scope, _id)).available;

  const { bill, tell, bounced, all } = await disputedAfterRefund();
  // It waits for the dispute.
  expect(await codeOf(bounced(5))).toBe('IN_PROGRESS');
  await tell(4, 'charged_back', 10_000);
  await bounced(5);
  await bounced(5);
  const [disputed, ...none] = await all();
  expect(none).toEqual([]);
  expect(disputed).toMatchObject({ state: 'partly_refunded', reversed: 7000, disputed: 7000, unallocated: 3000, allocated: 0 });
  expect(disputed!.returns?.map(({ amount }) => amount)).toEqual([3000, 7000, -3000]);
  expect(await free(disputed!)).toBe(3000);
  // Until its order hears that it bounced, its sum is promised to it.
  const order = (state: 'done' | 'refused') => ({ amount: yen(3000), way: 'provider' as const, state });
  const sums = (state: 'done' | 'refused') => [refundableYen(disputed!, [order(state)]), promisedYen(disputed!, [order(state)])];
  expect([sums('done'), sums('refused')]).toEqual([
    [0, 3000],
    [3000, 0],
  ]);
  // What the dispute took is no refund that anybody made.
  expect(isSeenAtProvider(disputed!, yen(1), [])).toBe(false);
  expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
  await tell(6, 'part_won', 0);
  const [won] = await all();
  expect(won).toMatchObject({ state: 'confirmed', reversed: 0, disputed: 0, unallocated: 3000, allocated: 7000 });
  expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 7000 });

  const late = await disputedAfterRefund();
  await late.tell(4, 'charged_back', 10_000);
  const { chargeId } = late.notice.payload;
  await payBill(server, org, late.bill, { chargeId, sequence: 5 });
  await late.tell(6, 'partly_refunded', 3000);
  await late.tell(7, 'refund_returned', 0);
  const [lost, anew] = await late.all();
  expect(lost).toMatchObject({ state: 'charged_back', reversed: 10_000, unallocated: 0, allocated: 0 });
  expect(anew).toMatchObject({ state: 'confirmed', reversed: 0, unallocated: 3000, allocated: 7000 });
  expect([await free(lost!), await free(anew!)]).toEqual([0, 10_000]);
  expect(await billNow(server, late.bill._id)).toMatchObject({ status: 'partly_paid', allocated: 7000 });
  expect(await checkBalances(platform)).toBe(0);
});

it('case 29: a part that a dispute took pays its bill again once it is won, what the bill asks for no more stays on none', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const bill = await openBill(server, org, (await org.addMember())._id, 10_000);
  const notice = await payBill(server, org, bill);
  await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PriceYen.parse(3000), sequence: 3 });
  expect((await billNow(server, bill._id)).status).toBe('partly_paid');
  await payBill(server, org, bill, { amount: PositiveYen.parse(1000) });
  await takeBack(server, org, notice, { kind: 'part_won', amount: PriceYen.parse(0), sequence: 4 });
  const { chargeId } = notice.payload;
  const payment = await platform.databases.server.collection<PaymentDocument>('payments').findOne({ chargeId });
  expect(payment).toMatchObject({ state: 'confirmed', reversed: 0, allocated: 9000, unallocated: 1000 });
  expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
  expect(await checkBalances(platform)).toBe(0);
});
