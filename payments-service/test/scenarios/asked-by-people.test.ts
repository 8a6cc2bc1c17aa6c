import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
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

async function slip() {
  const organization = await rig.organization();
  const payable = await rig.payable(organization.orgId);
  const answer = await rig.call(organization.orgId, 'charges.open', openInput(payable.payableId, payable.memberId, 'konbini'));
  if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  return { ...organization, ...payable, charge: answer.charge };
}

const ask = (orgId: OrgId, { chargeId }: ChargeView) => rig.call(orgId, 'charges.ask', { chargeId });
const stateOf = async (orgId: OrgId, { chargeId }: ChargeView) => (await rig.call(orgId, 'charges.get', { chargeId }))?.state;
const becomes = (orgId: OrgId, charge: ChargeView, state: string) =>
  vi.waitFor(async () => expect(await stateOf(orgId, charge)).toBe(state), eventually);
const take = async ({ accountId, charge }: Awaited<ReturnType<typeof slip>>, silent: boolean) => {
  await rig.control('/behaviour', { accountId, silent });
  expect((await rig.control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(200);
};
const charges = () => rig.database.databases.payments.collection<{ _id: string }>('charges');
/** As if those who asked had waited. */
const rested = ({ chargeId }: ChargeView) => charges().updateOne({ _id: chargeId }, { $set: { lookedAt: new Date(0) } });

describe('PAY-08: people ask the provider about a charge', () => {
  it('providers 10 #9, #42: cash for a number that was given up, of which no notice came, is booked', async () => {
    const given = await slip();
    const { orgId, charge, callbackUrl, secret } = given;
    const body = notice(charge, 'payment.cancelled', { status: 'cancelled', captured_at: null });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await becomes(orgId, charge, 'voided');
    await take(given, true);
    expect(await ask(orgId, charge)).toEqual({ outcome: 'changed' });
    expect(await stateOf(orgId, charge)).toBe('final');
    const settled = () => rig.messages(orgId, 'payments.money.settled');
    await vi.waitFor(async () => expect(await settled()).toMatchObject([{ payload: { chargeId: charge.chargeId } }]), eventually);
    await rested(charge);
    expect(await ask(orgId, charge)).toEqual({ outcome: 'same' });
    expect(await settled()).toHaveLength(1);
  });

  it('providers 10 #28, #42: a refund of paid money of which no notice came is taken in', async () => {
    const paid = await slip();
    const { orgId, charge } = paid;
    await take(paid, false);
    await becomes(orgId, charge, 'final');
    expect(await ask(orgId, charge)).toEqual({ outcome: 'same' });
    const refunded = { status: 'refunded', amountRefunded: charge.amount };
    const payments = rig.database.databases.sandbox.collection('payments');
    await payments.updateOne({ externalOrderNumber: charge.paymentNumber }, { $set: refunded });
    await rested(charge);
    expect(await ask(orgId, charge)).toEqual({ outcome: 'changed' });
    expect(await stateOf(orgId, charge)).toBe('refunded');
  });

  it('G17: one whose last look was over is asked about, and that its provider knows of none ends nothing, however often people ask', async () => {
    const { orgId, charge } = await slip();
    const payments = rig.database.databases.sandbox.collection('payments');
    const theirs = { externalOrderNumber: charge.paymentNumber };
    const kept = (await payments.findOne(theirs))!;
    await payments.deleteMany(theirs);
    const lost = { base: 'unknown', state: 'unknown', instructions: null, providerIds: {}, inquiries: 8, nextInquiryAt: null };
    // The notice of the slip itself has come and is done with: one that is still on its way would tell of it once more.
    await vi.waitFor(async () => {
      const told = await rig.database.databases.payments.collection('inbox').find({ orgId }).toArray();
      expect(told).toHaveLength(1);
      expect(['done', 'stale']).toContain(told[0]!['state']);
    }, eventually);
    await rig.database.databases.payments.collection('money_events').deleteMany({ chargeId: charge.chargeId });
    await charges().updateOne({ _id: charge.chargeId }, { $set: lost });
    for (let times = 0; times < 4; times += 1) {
      expect(await ask(orgId, charge)).toEqual({ outcome: 'unknown_there' });
      await rested(charge);
    }
    expect(await stateOf(orgId, charge)).toBe('unknown');
    await payments.insertOne(kept);
    expect(await ask(orgId, charge)).toEqual({ outcome: 'changed' });
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });

  it('is a few times a minute at most, and another organisation’s charge is none', async () => {
    const { orgId, charge } = await slip();
    const { orgId: stranger } = await rig.organization();
    await expect(ask(stranger, charge)).rejects.toThrow('409 NOT_FOUND');
    expect(await ask(orgId, charge)).toMatchObject({ outcome: expect.stringMatching(/^(?:same|changed)$/) });
    await expect(ask(orgId, charge)).rejects.toThrow('409 TOO_MANY_REQUESTS');
  });
});
