import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

describe('what a provider takes', () => {
  it('oracle 54 case 54: konbini takes 299,999 and refuses 300,000 by default', async () => {
    const { orgId } = await rig.organization();
    const within = await rig.payable(orgId, 299_999);
    expect((await rig.call(orgId, 'charges.open', openInput(within.payableId, within.memberId, 'konbini', 299_999))).outcome).toBe(
      'opened',
    );
    const over = await rig.payable(orgId, 300_000);
    expect(await rig.call(orgId, 'charges.open', openInput(over.payableId, over.memberId, 'konbini', 300_000))).toEqual({
      outcome: 'refused',
      reason: 'over_limit',
    });
    const methods = await rig.call(orgId, 'methods.available', { amount: 300_000 as never });
    expect(methods.find((method) => method.method === 'konbini')).toMatchObject({ available: false, reason: 'over_limit' });
  });

  it('PAY-22: a sum that Stripe does not take is not offered, and not asked for', async () => {
    const { orgId } = await rig.organization('stripe');
    const offered = async (amount: number) =>
      (await rig.call(orgId, 'methods.available', { amount: amount as never }))
        .filter(({ available }) => available)
        .map(({ method }) => method);
    expect([await offered(49), await offered(50), await offered(119), await offered(120)]).toEqual([
      [],
      ['card'],
      ['card'],
      ['card', 'konbini'],
    ]);
    const { payableId, memberId } = await rig.payable(orgId, 119);
    expect(await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini', 119))).toEqual({
      outcome: 'refused',
      reason: 'method_not_available',
    });
  });
});
