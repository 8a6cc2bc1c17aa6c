import { randomUUID } from 'node:crypto';
import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { signOperatorToken } from '@tsudoi/shared/service/operator-token';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

const eventually = { timeout: 15_000, interval: 30 };
type Payable = Awaited<ReturnType<Rig['payable']>> & { readonly amount: number };

async function bills(orgId: OrgId, ...amounts: number[]): Promise<Payable[]> {
  const made: Payable[] = [];
  for (const amount of amounts) made.push({ ...(await rig.payable(orgId, amount)), amount });
  return made;
}

const over = (of: readonly Payable[]) => of.map(({ payableId, amount }) => ({ payableId, amount: PositiveYen.parse(amount) }));

async function open(orgId: OrgId, of: readonly Payable[], method: ChargeMethod = 'konbini') {
  const input = { ...openInput(of[0]!.payableId, of[0]!.memberId, method), lines: over(of), idempotencyKey: randomUUID() };
  const answer = await rig.call(orgId, 'charges.open', input);
  if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  return answer.charge;
}

describe('several bills in one checkout', () => {
  it.each(['konbini', 'payeasy'] as const)('PAY-12, PAY-13: one %s number pays three years, each told with its own sum', async (method) => {
    const { orgId, accountId } = await rig.organization();
    const years = await bills(orgId, 8000, 9000, 10_000);
    const charge = await open(orgId, years, method);
    expect(charge).toMatchObject({ amount: 27_000, state: 'awaiting', lines: over(years) });
    for (const { payableId } of years)
      expect(await rig.call(orgId, 'charges.forPayable', { payableId })).toMatchObject({ chargeId: charge.chargeId });
    await rig.control('/behaviour', { accountId, duplicate: 1 });
    expect((await rig.control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(1), eventually);
    const [message] = await rig.messages(orgId, 'payments.money.settled');
    expect(message).toMatchObject({ payload: { amount: 27_000, lines: over(years), state: 'final' } });
  });

  it('PAY-12: a notice over another sum is held for people and moves no bill', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    const charge = await open(orgId, await bills(orgId, 8000, 9000));
    const body = notice(charge, 'payment.captured', { amount: 8000, total: 8000 });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.discrepancy.raised')).toHaveLength(1), eventually);
    expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(0);
    expect(await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId })).toMatchObject({ state: 'awaiting' });
  });

  it('PAY-12: the same bills give the same number in any order; other bills over the same sum give a new one and end the old', async () => {
    const { orgId } = await rig.organization();
    const [first, second, third] = await bills(orgId, 8000, 9000, 9000);
    const charge = await open(orgId, [first!, second!]);
    expect((await open(orgId, [second!, first!])).chargeId).toBe(charge.chargeId);
    const other = await open(orgId, [first!, third!]);
    expect(other.chargeId).not.toBe(charge.chargeId);
    expect(await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId })).toMatchObject({ state: 'voided' });
    // The year that was left out can be paid by itself again.
    expect(await open(orgId, [second!])).toMatchObject({ amount: 9000, state: 'awaiting' });
  });

  it('PAY-12: two sums within the limit of a store may be too much together', async () => {
    const { orgId } = await rig.organization();
    const both = await bills(orgId, 200_000, 100_000);
    const input = { ...openInput(both[0]!.payableId, both[0]!.memberId, 'konbini'), lines: over(both) };
    expect(await rig.call(orgId, 'charges.open', input)).toEqual({ outcome: 'refused', reason: 'over_limit' });
  });
});

describe('who bears the system fee', () => {
  const lines = (orgId: OrgId) => rig.database.databases.payments.collection('payout_entries').find({ orgId }).sort({ _id: 1 }).toArray();
  const asked = async (paymentNumber: string) =>
    (await rig.database.databases.sandbox.collection('payments').findOne({ externalOrderNumber: paymentNumber }))?.['amount'] as number;
  const paid = async (orgId: OrgId, charge: { providerIds: Record<string, string> }) => {
    expect((await rig.control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(1), eventually);
  };

  it('oracle 30, TEN-06: the member: the provider asks for bill and fee, the organisation gets the bill and pays nothing', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    await rig.call(orgId, 'fees.setBearer', { bearer: 'member', version: 0 });
    const methods = await rig.call(orgId, 'methods.available', { amount: PositiveYen.parse(10_000) });
    expect(methods.map(({ method, memberFee }) => [method, memberFee])).toEqual(
      expect.arrayContaining([
        ['card', 360],
        ['konbini', 220],
      ]),
    );
    const charge = await open(orgId, await bills(orgId, 10_000));
    expect(charge).toMatchObject({ amount: 10_000, memberFee: 220 });
    expect(await asked(charge.paymentNumber)).toBe(10_220);
    // The bill alone is not what was asked for.
    const short = notice(charge, 'payment.captured');
    expect((await post(callbackUrl, short, signed(short, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.discrepancy.raised')).toHaveLength(1), eventually);
    await paid(orgId, charge);
    const [message] = await rig.messages(orgId, 'payments.money.settled');
    expect(message).toMatchObject({ payload: { amount: 10_000, memberFee: 220 } });
    expect(await lines(orgId)).toMatchObject([{ amount: 10_000, fee: 0, payoutId: null }]);
    expect((await rig.call(orgId, 'payouts.list', {})).running).toEqual({ count: 1, gross: 10_000, fee: 0, returned: 0, net: 10_000 });
    // All of the organisation's own part goes back: to the server it is whole, and the fee is not given back.
    const back = notice(charge, 'payment.refund.created', { amount: 10_220, total: 10_220, amount_refunded: 10_000 });
    expect((await post(callbackUrl, back, signed(back, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.reversed')).toHaveLength(1), eventually);
    const [reversed] = await rig.messages(orgId, 'payments.money.reversed');
    expect(reversed).toMatchObject({ payload: { kind: 'refunded', amount: 10_000 } });
    expect((await lines(orgId)).map((line) => line['amount'] as number)).toEqual([10_000, -10_000]);
  });

  it('oracle 30, TEN-06: the organisation: the provider asks for the bill; what is open keeps its bearer when the organisation changes its mind', async () => {
    const { orgId } = await rig.organization();
    const [bill] = await bills(orgId, 10_000);
    const charge = await open(orgId, [bill!]);
    expect(charge).toMatchObject({ amount: 10_000, memberFee: 0 });
    expect(await asked(charge.paymentNumber)).toBe(10_000);
    await rig.call(orgId, 'fees.setBearer', { bearer: 'member', version: 0 });
    await paid(orgId, charge);
    expect(await lines(orgId)).toMatchObject([{ amount: 10_000, fee: 220 }]);
    expect((await rig.call(orgId, 'payouts.list', {})).running).toMatchObject({ gross: 10_000, fee: 220, net: 9780 });
  });

  it('TEN-06: whoever opens the same number again after the change gets a new one, over what the page has shown', async () => {
    const { orgId } = await rig.organization();
    const [bill] = await bills(orgId, 5000);
    const charge = await open(orgId, [bill!]);
    await rig.call(orgId, 'fees.setBearer', { bearer: 'member', version: 0 });
    const again = await open(orgId, [bill!]);
    expect(again).toMatchObject({ amount: 5000, memberFee: 220 });
    expect(await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId })).toMatchObject({ state: 'voided' });
  });

  it('oracle 54: with the member bearing the fee a sum at the limit of a store is too much', async () => {
    const { orgId } = await rig.organization();
    const [bill] = await bills(orgId, 299_900);
    const methods = () => rig.call(orgId, 'methods.available', { amount: PositiveYen.parse(299_900) });
    expect((await methods()).find(({ method }) => method === 'konbini')).toMatchObject({ available: true });
    await rig.call(orgId, 'fees.setBearer', { bearer: 'member', version: 0 });
    expect((await methods()).find(({ method }) => method === 'konbini')).toMatchObject({ available: false, reason: 'over_limit' });
    const input = { ...openInput(bill!.payableId, bill!.memberId, 'konbini'), lines: over([bill!]) };
    expect(await rig.call(orgId, 'charges.open', input)).toEqual({ outcome: 'refused', reason: 'over_limit' });
  });

  it('an operator’s call needs the operator’s token, and an organisation’s call the organisation’s', async () => {
    const { orgId } = await rig.organization();
    const send = async (name: string, token: string) => {
      const url = `http://127.0.0.1:${rig.payments.ports['internalPort']}/trpc/${name}`;
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      return (await fetch(url, { method: 'POST', headers, body: '{}' })).status;
    };
    const secret = rig.env['SERVICE_SECRET']!;
    const operator = signOperatorToken(mintSystemScope({ operatorId: 'tanaka', name: '田中', reason: 'test' }), secret);
    expect(await send('desk.payouts', operator)).toBe(200);
    expect(await send('desk.payouts', signServiceToken(orgId, secret))).toBe(401);
    expect(await send('payouts.list', operator)).toBe(401);
    expect(await send('desk.payouts', signOperatorToken(mintSystemScope({ operatorId: 'x', name: 'x', reason: 'x' }), 'another'))).toBe(
      401,
    );
  });
});
