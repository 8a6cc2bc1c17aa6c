import { randomUUID } from 'node:crypto';
import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
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
