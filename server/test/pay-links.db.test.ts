import { randomUUID } from 'node:crypto';
import { newBillId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelBill, myBills } from '../src/modules/billing/bill.service.ts';
import { startCharge } from '../src/modules/payments/charge.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { planPayLink } from '../src/modules/payments/pay-link-making.service.ts';
import { listPayLinks, mailPayLink, payLinkOfOffice, renewPayLink, withdrawPayLink } from '../src/modules/payments/pay-link.service.ts';
import { billNow, codeOf, payBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { doorOf, payLinkDesk, slipOf } from './pay-link.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof payLinkDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());
beforeEach(() => {
  server.setNow('2026-05-20T03:00:00Z');
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk = payLinkDesk({ server, org });
});

const db = () => server.platform.databases.server;

describe('the office makes a link over bills of several members (case 62)', () => {
  it('case 62: the plan says what each bill is, what cannot be in it and why, and the sum', async () => {
    const [open, paid, held] = await desk.bills(8000, 9000, 10_000);
    await payBill(server, org, paid!);
    await desk.make([held!]);
    server.payments.answers['methods.available'] = [
      { method: 'konbini', available: true, reason: null, limit: 299_999, memberFee: 0, stores: [] },
    ];
    const plan = await planPayLink(server.platform, org.scope, [open!._id, paid!._id, held!._id]);
    expect(Object.fromEntries(plan.rows.map(({ billId, obstacle }) => [billId, obstacle]))).toEqual({
      [open!._id]: null,
      [paid!._id]: 'settled',
      [held!._id]: 'in_link',
    });
    expect(plan).toMatchObject({ members: 1, total: 8000, methods: ['konbini'] });
    expect(await codeOf(planPayLink(server.platform, org.scope, [newBillId()]))).toBe('NOT_FOUND');
  });

  it('a link keeps the hash of its address and nothing else of it; the same request is the same link, another one is refused', async () => {
    const bills = await desk.bills(8000, 9000);
    const idempotencyKey = randomUUID();
    const made = await desk.make(bills, { idempotencyKey });
    const { token } = doorOf(made.url);
    expect(
      JSON.stringify(
        await db()
          .collection('pay_links')
          .findOne({ _id: made.payLinkId as never }),
      ),
    ).not.toContain(token);
    expect(await desk.make(bills, { idempotencyKey })).toEqual({ payLinkId: made.payLinkId, url: null, mailed: false });
    expect(await codeOf(desk.make(bills, { idempotencyKey, payerName: '別の法人' }))).toBe('IDEMPOTENCY_MISMATCH');
    expect(await db().collection('audit_entries').countDocuments({ action: 'payLink.create', subjectId: made.payLinkId })).toBe(1);
  });

  it('a bill is in one open link: the second is refused, also when both are made at once', async () => {
    const [bill, other] = await desk.bills(8000, 9000);
    const both = await Promise.allSettled([desk.make([bill!]), desk.make([bill!, other!])]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(desk.make([bill!]))).toBe('PAY_LINK_PLAN_STALE');
  });

  it('what the office saw is what is frozen: a bill that changed, one that is paid, or a day that is over makes none', async () => {
    const [bill, paid] = await desk.bills(8000, 9000);
    expect(await codeOf(desk.make([{ _id: bill!._id, amount: 7999 }]))).toBe('PAY_LINK_PLAN_STALE');
    await payBill(server, org, paid!);
    expect(await codeOf(desk.make([paid!]))).toBe('PAY_LINK_PLAN_STALE');
    expect(await codeOf(desk.make([bill!], { expiresOn: jstDate('2026-05-19') }))).toBe('INVALID_INPUT');
    expect(await codeOf(desk.make([bill!], { sendMail: true, email: '' as never }))).toBe('INVALID_INPUT');
    expect((await billNow(server, bill!._id)).payLink ?? null).toBeNull();
  });

  it('numbers that members were given are taken back first; where money is on its way there is no link', async () => {
    const [bill] = await desk.bills(8000);
    server.payments.answers['charges.voidForPayables'] = { voided: false };
    expect(await codeOf(desk.make([bill!]))).toBe('BILL_HAS_AUTHORIZED_CHARGE');
    server.payments.answers['charges.voidForPayables'] = { voided: true };
    server.payments.calls.length = 0;
    await desk.make([bill!]);
    expect(server.payments.calls.map(({ procedure }) => procedure)).toContain('charges.voidForPayables');
  });

  it('it is mailed to the payer without a word of the members, further addresses open it too, and a withdrawn one opens nothing', async () => {
    const bills = await desk.bills(8000, 9000);
    const { payLinkId, door } = await desk.open(bills, { sendMail: true });
    const mail = await db()
      .collection<{ text: string; to: string }>('mails')
      .findOne({ idempotencyKey: `pay-link:${payLinkId}` });
    expect(mail!.to).toBe('keiri@aoba.example');
    expect(mail!.text).toContain('17,000円');
    for (const bill of bills) expect(mail!.text).not.toContain(bill.memberName);
    const further = doorOf((await renewPayLink(server.platform, org.scope, org.owner, payLinkId)).url);
    expect(further.token).not.toBe(door.token);
    for (const one of [door, further]) expect((await desk.view(one)).total).toBe(17_000);
    await mailPayLink(server.platform, org.scope, org.owner, {
      payLinkId,
      email: 'soumu@aoba.example' as never,
      idempotencyKey: randomUUID(),
    });
    expect(await payLinkOfOffice(server.platform, org.scope, payLinkId)).toMatchObject({
      state: 'open',
      email: 'soumu@aoba.example',
      members: 2,
    });
    await withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '会員が自分で支払うため' });
    expect(await desk.view(door)).toMatchObject({ state: 'withdrawn', total: 0, lines: [], methods: [] });
    expect((await billNow(server, bills[0]!._id)).payLink).toBeNull();
    expect(await codeOf(renewPayLink(server.platform, org.scope, org.owner, payLinkId))).toBe('PAY_LINK_CLOSED');
    expect((await listPayLinks(server.platform, org.scope, {})).rows.find((row) => row.payLinkId === payLinkId)).toMatchObject({
      state: 'withdrawn',
    });
    // Free for the next link.
    await desk.make(bills);
  });

  it('is not withdrawn while money is on its way', async () => {
    const { payLinkId } = await desk.open(await desk.bills(8000));
    server.payments.answers['charges.voidForPayables'] = { voided: false };
    expect(await codeOf(withdrawPayLink(server.platform, org.scope, org.owner, { payLinkId, reason: '誤り' }))).toBe('CHARGE_IN_PROGRESS');
  });
});

describe('the payer without a log-in', () => {
  it('sees whose and what for, and nothing else of the members; another organisation’s door opens nothing', async () => {
    const bills = await desk.bills(8000, 9000);
    const { door, payLinkId } = await desk.open(bills);
    server.payments.answers['charges.forPayable'] = slipOf(null, 8000);
    const stand = (status: string) =>
      server.platform.databases.server.collection('organizations').updateOne({ _id: org.scope.orgId as never }, { $set: { status } });
    await stand('suspended');
    // Of a suspended organisation it shows what is owed and no way to pay it (domain.md 3.1).
    expect(await desk.view(door)).toMatchObject({ state: 'open', methods: [] });
    await stand('active');
    const view = await desk.view(door);
    expect(view).toMatchObject({ state: 'open', payerName: '学校法人 青葉学園', total: 17_000, charge: null });
    expect(view.lines.map(({ memberName, amount, state }) => [memberName, amount, state]).toSorted()).toEqual(
      bills.map(({ memberName, amount }) => [memberName, amount, 'open']).toSorted(),
    );
    const told = JSON.stringify(view);
    for (const bill of bills) for (const secret of [bill.memberId, bill.memberNumber, bill.memberKana]) expect(told).not.toContain(secret);
    server.payments.answers['charges.forPayable'] = slipOf(payLinkId, 17_000);
    const own = await desk.view(door);
    expect(own.charge).toMatchObject({ amount: 17_000, paymentNumber: '1234567890128' });
    expect(JSON.stringify(own)).not.toContain('secret-of-the-provider');
    const elsewhere = await openOrganization(server, '別の団体');
    const { slug } = (await db()
      .collection('organizations')
      .findOne({ _id: elsewhere.scope.orgId as never })) as unknown as { slug: string };
    expect(await codeOf(desk.view({ ...door, org: slug }))).toBe('TOKEN_INVALID');
    expect(await codeOf(desk.view({ ...door, token: door.token.replace(/.$/, 'x').replace(/^./, 'y') }))).toBe('TOKEN_INVALID');
    expect(await codeOf(desk.view({ ...door, org: 'no-such-org' }))).toBe('NOT_FOUND');
  });

  it('asks for one charge over all bills, in the payer’s name, and no number outlives the link', async () => {
    const bills = await desk.bills(8000, 9000);
    const { door, payLinkId } = await desk.open(bills, { expiresOn: jstDate('2026-05-25') });
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: slipOf(payLinkId, 17_000) };
    expect(await desk.start(door, bills)).toMatchObject({ outcome: 'opened', charge: { amount: 17_000 } });
    const { input } = server.payments.calls.findLast(({ procedure }) => procedure === 'charges.open')!;
    expect(input).toMatchObject({ payLinkId, payer: { name: '学校法人 青葉学園' }, lastDay: '2026-05-25' });
    expect((input as { returnUrl: string }).returnUrl).not.toContain(door.token);
    expect((input as { lines: unknown[] }).lines).toHaveLength(2);
  });

  it('case 62: a bill that was paid, changed or taken back meanwhile is not asked for: the payer is told and pays the rest', async () => {
    const [first, paid, cancelled, partly] = await desk.bills(8000, 9000, 10_000, 11_000);
    const all = [first!, paid!, cancelled!, partly!];
    const { door } = await desk.open(all);
    await payBill(server, org, paid!);
    await cancelBill(server.platform, org.scope, org.owner, cancelled!._id, '退会のため');
    await recordOffline(server.platform, org.scope, org.owner, {
      billId: partly!._id,
      amount: PositiveYen.parse(1000),
      method: 'cash',
      receivedOn: jstDate('2026-05-19'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    const before = server.payments.calls.length;
    expect(await codeOf(desk.start(door, all))).toBe('PAY_LINK_CHANGED');
    expect(server.payments.calls.slice(before).map(({ procedure }) => procedure)).not.toContain('charges.open');
    const view = await desk.view(door);
    expect(Object.fromEntries(view.lines.map(({ billId, state, amount, changed }) => [billId, [state, amount, changed]]))).toEqual({
      [first!._id]: ['open', 8000, false],
      [paid!._id]: ['paid_elsewhere', 9000, false],
      [cancelled!._id]: ['cancelled', 10_000, false],
      [partly!._id]: ['open', 10_000, true],
    });
    expect(view.total).toBe(18_000);
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: slipOf(null, 18_000) };
    await desk.start(door, [first!, { ...partly!, amount: 10_000 as never }]);
    const { input } = server.payments.calls.findLast(({ procedure }) => procedure === 'charges.open')!;
    expect((input as { lines: { amount: number }[] }).lines.map(({ amount }) => amount).toSorted()).toEqual([10_000, 8000].toSorted());
  });

  it('members cannot pay what a link holds, see who is to pay, and pay again once its day is over', async () => {
    const [bill] = await desk.bills(8000);
    const { door } = await desk.open([bill!], { expiresOn: jstDate('2026-05-25') });
    const me = org.asMember(bill!.memberId);
    const attempt = () =>
      startCharge(server.platform, me, { billId: bill!._id, method: 'konbini', store: 'lawson', idempotencyKey: randomUUID() });
    expect(await codeOf(attempt())).toBe('BILL_IN_PAY_LINK');
    expect((await myBills(server.platform, org.scope, bill!.memberId))[0]!.payer).toEqual({
      name: '学校法人 青葉学園',
      until: '2026-05-25T15:00:00.000Z',
    });
    server.setNow('2026-05-25T15:00:00Z');
    expect(await desk.view(door)).toMatchObject({ state: 'expired', total: 0, lines: [] });
    expect(await codeOf(desk.start(door, [bill!]))).toBe('PAY_LINK_CLOSED');
    expect((await myBills(server.platform, org.scope, bill!.memberId))[0]!.payer).toBeNull();
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: slipOf(null, 8000) };
    expect(await attempt()).toMatchObject({ outcome: 'opened' });
  });
});
