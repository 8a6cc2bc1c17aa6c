import { randomUUID } from 'node:crypto';
import { type OperatorInternal, operatorInternal } from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { signOperatorToken } from '@tsudoi/shared/service/operator-token';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { post } from '../komoju-notices.ts';
import { account } from '../payout.factory.ts';
import { type Rig, startRig } from '../rig.ts';
import { disputeOf, eventOf, intentOf, seconds, signedBy } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const { again, becomes, money, opened, quiet, reasons } = chargeStories(() => rig, 'stripe');
const eventually = { timeout: 40_000, interval: 100 };
const day = 86_400_000;

/** Stripe tells, now, of what happened some days ago. */
const told = async ({ callbackUrl, secret }: Opened, type: string, object: Record<string, unknown>, daysAgo = 0) => {
  const created = seconds(new Date(Date.now() - daysAgo * day));
  const body = eventOf(type, { ...object, created }, { created });
  expect((await post(callbackUrl, body, signedBy(body, [secret]))).status).toBe(200);
};
const paid = async (paying: Opened, daysAgo = 0) => {
  await told(paying, 'payment_intent.succeeded', intentOf(paying.charge), daysAgo);
  await becomes(paying, 'final');
};

/** The operator's desk, over the service's own interface. */
async function desk<N extends keyof OperatorInternal>(
  name: N,
  input: z.input<OperatorInternal[N]['input']>,
): Promise<z.output<OperatorInternal[N]['output']>> {
  const operator = mintSystemScope({ operatorId: 'tanaka', name: '運営 田中', reason: 'test' });
  const response = await fetch(`http://127.0.0.1:${rig.payments.ports['internalPort']}/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${signOperatorToken(operator, rig.env['SERVICE_SECRET']!)}` },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { result?: { data: unknown }; error?: { message: string } };
  if (!body.result) throw new Error(`${name}: ${response.status} ${body.error?.message ?? ''}`);
  return operatorInternal[name].output.parse(body.result.data) as never;
}

const payouts = async (orgId: OrgId) => (await rig.call(orgId, 'payouts.list', {})).payouts.toReversed();
/** The month is closed by the job, which looks by itself: until there are so many payouts, all of them past their gathering. */
const closed = async (orgId: OrgId, count: number) => {
  await vi.waitFor(async () => {
    const states = (await payouts(orgId)).map(({ state }) => state);
    expect([states.length, states.includes('open')]).toEqual([count, false]);
  }, eventually);
  return (await payouts(orgId)).at(-1)!;
};
const linesOf = async (orgId: OrgId, { payoutId }: Awaited<ReturnType<typeof closed>>) =>
  (await rig.call(orgId, 'payouts.statement', { payoutId, size: 50 }))!.lines.map(({ chargeId, kind, amount }) => [chargeId, kind, amount]);

describe('provider case 29: a chargeback after the payout', () => {
  it('leaves the payout as it was paid, is a line below nothing in the next one, and comes back in the one after it was won', async () => {
    const first = await opened('card');
    const { orgId } = first;
    await rig.call(orgId, 'payouts.saveAccount', { account, version: 0, changedBy: '高橋' });
    // Paid so long ago that its month is to be closed, whatever day it is.
    await paid(first, 100);
    const payout = await closed(orgId, 1);
    expect(payout).toMatchObject({ state: 'closed', count: 1, gross: 10_000, returned: 0, net: 10_000 - payout.fee });
    const approved = await desk('desk.approve', { payoutId: payout.payoutId, version: payout.version });
    await desk('desk.export', { payOn: approved.payOn, idempotencyKey: randomUUID(), payoutIds: [payout.payoutId] });
    const [exported] = await payouts(orgId);
    const sent = await desk('desk.settle', { payoutId: payout.payoutId, version: exported!.version, outcome: 'paid', reason: '' });
    expect(sent).toMatchObject({ state: 'paid', net: payout.net });

    // The bank of the cardholder takes it back, and two other bills are paid.
    await told(first, 'charge.dispute.created', disputeOf(first.charge, 'needs_response'), 1);
    await becomes(first, 'charged_back');
    const others: Opened[] = [];
    for (let count = 0; count < 2; count += 1) others.push(await again({ ...first, ...(await rig.payable(orgId)) }, 'card'));
    for (const other of others) await paid(other);
    await quiet(orgId);
    expect((await rig.call(orgId, 'payouts.list', {})).running).toMatchObject({ count: 3, gross: 20_000, returned: 10_000 });
    expect(await payouts(orgId)).toEqual([sent]);

    await moveSharedClock(rig.database.databases.queue, 75 * day);
    const next = await closed(orgId, 2);
    expect(next).toMatchObject({ state: 'closed', count: 3, gross: 20_000, returned: 10_000, net: 10_000 - next.fee });
    expect((await linesOf(orgId, next)).toSorted()).toEqual(
      [[first.charge.chargeId, 'returned', -10_000], ...others.map(({ charge }) => [charge.chargeId, 'money', 10_000])].toSorted(),
    );
    expect((await payouts(orgId))[0]).toEqual(sent);

    // Won: an entry back, once, however often it is told; it costs no second fee.
    for (const type of ['charge.dispute.closed', 'charge.dispute.funds_reinstated'])
      await told(first, type, disputeOf(first.charge, 'won'));
    await becomes(first, 'final');
    await quiet(orgId);
    await moveSharedClock(rig.database.databases.queue, 150 * day);
    const last = await closed(orgId, 3);
    expect(last).toMatchObject({ state: 'closed', count: 1, gross: 10_000, fee: 0, returned: 0, net: 10_000 });
    expect(await linesOf(orgId, last)).toEqual([[first.charge.chargeId, 'won_back', 10_000]]);
    expect((await payouts(orgId)).slice(0, 2)).toEqual([sent, next]);
    expect(await money(orgId)).toEqual(['settled', 'reversed', 'settled', 'settled', 'settled']);
    expect(await reasons(orgId)).toEqual([]);
  });
});
