import { randomUUID } from 'node:crypto';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type BillId, newChargeId, newMessageId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill, payBill, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { paymentsOfBill } from './bill-payment.service.ts';
import { chargeOfBill, connectSandbox, methodsFor, startCharge } from './charge.service.ts';
import { postChanged } from './posting.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const expiresAt = '2026-05-27T14:59:59.000Z';
const slip = (billId: BillId): Record<keyof ChargeView, unknown> => ({
  chargeId: newChargeId(),
  paymentNumber: '1234567890128',
  provider: 'komoju',
  providerIds: { paymentId: 'pay_1' },
  method: 'konbini',
  state: 'awaiting',
  amount: 10_000,
  memberFee: 0,
  currency: 'JPY',
  lines: [{ payableId: billId, amount: 10_000 }],
  redirectUrl: null,
  instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '123456', receiptNumber: '99999999999', instructionsUrl: '' },
  expiresAt,
  payLinkId: null,
  account: null,
  depositOf: null,
  createdAt: '2026-05-20T03:00:00.000Z',
  callbackUrl: 'http://127.0.0.1/callbacks/gmo-pg/x',
});
const start = (memberId: Parameters<TestOrganization['asMember']>[0], billId: BillId) =>
  startCharge(server.platform, org.asMember(memberId), { billId, method: 'konbini', store: 'lawson', idempotencyKey: randomUUID() });

describe('paying a bill online', () => {
  it('asks the payments-service for exactly what is outstanding, in the member’s name', async () => {
    const member = await org.addMember({ familyName: '髙﨑', givenName: '𠮷乃' });
    const bill = await openBill(server, org, member._id);
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: slip(bill._id) };
    expect(await start(member._id, bill._id)).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
    const asked = server.payments.calls.at(-1)!.input as Record<string, unknown>;
    expect(asked).toMatchObject({
      lines: [{ payableId: bill._id, amount: 10_000 }],
      memberId: member._id,
      payer: { name: '髙﨑 𠮷乃' },
      lastDay: '2026-06-01',
      store: 'lawson',
    });
    expect(String(asked['returnUrl'])).toMatch(/^http:\/\/127\.0\.0\.1:4000\/org-\d+\/my\/pay\/bill_/);
  });

  it('PAY-12: several bills are one charge with a line for each, the earliest due first, until the first of their due days', async () => {
    const [member, stranger] = await org.addMembers(2);
    const [late, early] = [await openBill(server, org, member!._id, 9000), await openBill(server, org, member!._id, 8000)];
    const other = await openBill(server, org, stranger!._id);
    await server.platform.databases.server.collection('bills').updateOne({ _id: early._id as never }, { $set: { dueOn: '2026-05-25' } });
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: slip(late._id) };
    const together = (otherBillIds: readonly BillId[], method: 'card' | 'konbini' | 'payeasy' = 'payeasy') =>
      startCharge(server.platform, org.asMember(member!._id), {
        billId: late._id,
        otherBillIds: [...otherBillIds],
        method,
        idempotencyKey: randomUUID(),
      });
    for (const method of ['card', 'konbini', 'payeasy'] as const) {
      await together([early._id, late._id], method);
      const asked = server.payments.calls.at(-1)!.input as Record<string, unknown>;
      expect(asked).toMatchObject({
        method,
        lines: [
          { payableId: early._id, amount: 8000 },
          { payableId: late._id, amount: 9000 },
        ],
        description: '研修会 参加費 ほか1件',
        lastDay: '2026-05-25',
      });
      expect(String(asked['returnUrl'])).toContain(`/my/pay/${late._id}/result`);
    }
    server.payments.answers['methods.available'] = [];
    await methodsFor(server.platform, org.asMember(member!._id), late._id, [early._id]);
    expect(server.payments.calls.at(-1)).toMatchObject({ procedure: 'methods.available', input: { amount: 17_000 } });
    const calls = server.payments.calls.length;
    expect(await codeOf(together([other._id]))).toBe('NOT_FOUND');
    await payBill(server, org, early);
    expect(await codeOf(together([early._id]))).toBe('BILL_NOT_PAYABLE');
    expect(server.payments.calls).toHaveLength(calls);
  });

  it('PAY-09: the number and the day it ends show again at any time, and on the bill', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const view = slip(bill._id);
    server.payments.answers['charges.forPayable'] = view;
    expect(await chargeOfBill(server.platform, org.asMember(member._id), bill._id)).toMatchObject({
      paymentNumber: '1234567890128',
      instructions: { confirmationCode: '123456', receiptNumber: '99999999999' },
      expiresAt,
    });
    const { chargeId, paymentNumber, provider, lines } = settled(bill, { chargeId: view['chargeId'] as never }).payload;
    const changed = {
      chargeId,
      paymentNumber,
      provider,
      lines,
      memberId: member._id,
      method: 'konbini' as const,
      sequence: 1,
      state: 'awaiting' as const,
      expiresAt,
    };
    await postChanged(server.platform, org.scope, [{ messageId: newMessageId(), occurredAt: new Date(), payload: changed }]);
    expect(await billNow(server, bill._id)).toMatchObject({
      status: 'unpaid',
      charges: [{ state: 'awaiting', expiresAt: new Date(expiresAt) }],
    });
  });

  it('for another member’s bill, a paid bill and a bill over nothing is refused before anything is asked', async () => {
    const [member, stranger] = await org.addMembers(2);
    const bill = await openBill(server, org, member!._id);
    const nothing = await openBill(server, org, member!._id, 0);
    const calls = server.payments.calls.length;
    expect(await codeOf(start(stranger!._id, bill._id))).toBe('NOT_FOUND');
    expect(await codeOf(chargeOfBill(server.platform, org.asMember(stranger!._id), bill._id))).toBe('NOT_FOUND');
    expect(await codeOf(paymentsOfBill(server.platform, org.asMember(stranger!._id), bill._id))).toBe('NOT_FOUND');
    expect(await codeOf(methodsFor(server.platform, org.asMember(member!._id), nothing._id))).toBe('BILL_NOT_PAYABLE');
    await payBill(server, org, bill);
    expect(await codeOf(start(member!._id, bill._id))).toBe('BILL_NOT_PAYABLE');
    expect(server.payments.calls).toHaveLength(calls);
    expect(await paymentsOfBill(server.platform, org.asMember(member!._id), bill._id)).toMatchObject([
      { method: 'konbini', amount: 10_000, state: 'confirmed', paymentNumber: '1234567890128' },
    ]);
  });

  it.each([
    ['over_limit', 'AMOUNT_OVER_METHOD_LIMIT'],
    ['method_not_available', 'METHOD_NOT_AVAILABLE'],
    ['charge_in_progress', 'CHARGE_IN_PROGRESS'],
    ['payable_not_open', 'BILL_NOT_PAYABLE'],
    ['payable_unknown', 'BILL_NOT_PAYABLE'],
    ['amount_mismatch', 'CONFLICT'],
    ['idempotency_mismatch', 'IDEMPOTENCY_MISMATCH'],
  ])('says %s in the person’s words', async (reason, code) => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    server.payments.answers['charges.open'] = { outcome: 'refused', reason };
    expect(await codeOf(start(member._id, bill._id))).toBe(code);
  });

  it('waits when the provider has not answered, and never counts a wrong answer as one', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    server.payments.answers['charges.open'] = { outcome: 'provider_unavailable', chargeId: newChargeId() };
    expect(await start(member._id, bill._id)).toEqual({ outcome: 'checking' });
    server.payments.answers['charges.open'] = { outcome: 'opened', charge: { ...slip(bill._id), amount: '10000' } };
    expect(await codeOf(start(member._id, bill._id))).toBe('PROVIDER_UNAVAILABLE');
  });

  it('connects the sandbox for staff, with a line in the log', async () => {
    const accountId = newProviderAccountId();
    server.payments.answers['accounts.connectSandbox'] = {
      accountId,
      provider: 'gmo-pg',
      mode: 'test',
      methods: ['card', 'konbini', 'payeasy'],
      callbackUrl: 'http://127.0.0.1/callbacks/gmo-pg/x',
      connectedAt: '2026-05-20T03:00:00.000Z',
    };
    expect(await connectSandbox(server.platform, org.scope, org.owner, 'gmo-pg')).toMatchObject({ accountId, mode: 'test' });
    expect(server.payments.calls.at(-1)).toMatchObject({ procedure: 'accounts.connectSandbox', input: { provider: 'gmo-pg' } });
    expect(
      await server.platform.databases.server
        .collection('audit_entries')
        .countDocuments({ orgId: org.scope.orgId, action: 'providerAccount.connectSandbox' }),
    ).toBe(1);
  });
});
