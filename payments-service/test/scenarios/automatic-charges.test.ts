import type { DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gidOf } from '../../src/sandbox/robot-payment/robot-payment.view.ts';
import type { StandInPayment } from '../../src/sandbox/stand-in.repository.ts';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const { opened, becomes, quiet, money, reasons, stateOf, inbox, payByCard, silence } = chargeStories(() => rig, 'robot-payment');
const eventually = { timeout: 40_000, interval: 50 };

const standInPayments = () => rig.database.databases.sandbox.collection<StandInPayment>('payments');
/** A card that was paid on the gateway's page, which says nothing more by itself. */
async function paid(): Promise<Opened & { readonly first: StandInPayment }> {
  const paying = await opened('card');
  await payByCard({ charge: { ...paying.charge, redirectUrl: (await fetch(paying.charge.redirectUrl!)).url } });
  await becomes(paying, 'final');
  await quiet(paying.orgId);
  await silence(paying);
  return { ...paying, first: (await standInPayments().findOne({ externalOrderNumber: paying.charge.paymentNumber }))! };
}
/** The gateway has charged the card again under the order of the first payment, and knows it when it is asked. */
async function chargedAgain({ first }: { readonly first: StandInPayment }, amount = first.amount): Promise<string> {
  const again = { ...first, _id: `${first._id}-again`, amount, createdAt: new Date(), capturedAt: new Date() };
  await standInPayments().insertOne(again);
  return gidOf(again);
}

/** What the gateway sends to the address of automatic charges, which is the same as that of all others. */
async function told({ callbackUrl }: Pick<Opened, 'callbackUrl'>, gid: string, cod: string, changes: Record<string, string> = {}) {
  const sums = { am: '10000', tx: '0', sf: '0', ta: '10000' };
  const query = new URLSearchParams({ gid, rst: '1', ap: 'A77777', ec: '', cod, ...sums, acid: '5512', ...changes });
  const answer = await fetch(`${callbackUrl}?${query.toString()}`);
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '2']);
}
/** What became of the notices that tell of a contract. */
const outcomes = async ({ orgId }: Pick<Opened, 'orgId'>) =>
  (await inbox(orgId)).map(({ outcome }) => outcome).filter((outcome) => outcome.startsWith('contract_'));
const matters = async ({ orgId }: Pick<Opened, 'orgId'>) =>
  (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload as { discrepancyId: DiscrepancyId });

describe('ROBOT PAYMENT: what it charges by itself (docs/decisions/0097)', () => {
  it('and knows when it is asked is a second payment of its order: people are told once, and book it on its bill once', async () => {
    const paying = await paid();
    const gid = await chargedAgain(paying);
    for (let time = 0; time < 3; time += 1) await told(paying, gid, paying.charge.paymentNumber);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['second_payment']), eventually);
    await quiet(paying.orgId);
    await told(paying, gid, paying.charge.paymentNumber);
    await quiet(paying.orgId);
    const [matter, ...more] = await matters(paying);
    expect(more).toEqual([]);
    expect(matter).toMatchObject({ chargeId: paying.charge.chargeId, payableId: paying.payableId, received: 10_000, bringsMoney: true });
    expect([await stateOf(paying.orgId, paying.charge), await money(paying.orgId)]).toEqual(['final', ['settled']]);
    const book = () =>
      rig.call(paying.orgId, 'charges.settleHeld', { discrepancyId: matter!.discrepancyId, amount: PriceYen.parse(10_000) });
    await book();
    await book();
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual(['settled', 'settled']);
  });

  it('over another sum than that of the order is held with what came, and booked as that', async () => {
    const paying = await paid();
    const gid = await chargedAgain(paying, 3000);
    await told(paying, gid, paying.charge.paymentNumber, { am: '3000', ta: '3000' });
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['amount_mismatch']), eventually);
    await quiet(paying.orgId);
    const [matter] = await matters(paying);
    expect(matter).toMatchObject({ received: 3000, bringsMoney: true });
    await rig.call(paying.orgId, 'charges.settleHeld', { discrepancyId: matter!.discrepancyId, amount: PriceYen.parse(3000) });
    await quiet(paying.orgId);
    const sums = (await rig.messages(paying.orgId, 'payments.money.settled')).map(({ payload }) => (payload as { amount: number }).amount);
    expect(sums).toEqual([10_000, 3000]);
  });

  it('and of which its answer says nothing, since that is about the first payment, is before people and not lost: each once, and no money', async () => {
    const paying = await paid();
    for (const gid of ['7000000001', '7000000002', '7000000001']) await told(paying, gid, paying.charge.paymentNumber);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['contract_charge', 'contract_charge']), eventually);
    await quiet(paying.orgId);
    const { chargeId, paymentNumber } = paying.charge;
    const facts = { chargeId, paymentNumber, payableId: paying.payableId, memberId: paying.memberId, received: 10_000 };
    expect(await matters(paying)).toMatchObject([facts, facts]);
    expect((await matters(paying)).every((matter) => !('bringsMoney' in matter))).toBe(true);
    expect([await stateOf(paying.orgId, paying.charge), await money(paying.orgId)]).toEqual(['final', ['settled']]);
    expect(await outcomes(paying)).toEqual(['contract_charge', 'contract_charge']);
  });

  it('for an order that nobody here knows, or for none, is before people by the number that they find it by; another organisation’s order is none of ours', async () => {
    const [shop, other] = [await rig.organization('robot-payment'), await paid()];
    await told(shop, '7000000011', '');
    await told(shop, '7000000012', 'KAIHI-0012');
    await told(shop, '7000000014', '会費_14');
    await told(shop, '7000000013', other.charge.paymentNumber);
    // Denied three times, which takes fourteen seconds on any machine.
    await vi.waitFor(async () => expect(await reasons(shop.orgId)).toEqual(Array(4).fill('contract_charge')), eventually);
    await quiet(shop.orgId);
    const found = (await matters(shop)) as unknown as { chargeId: string | null; memberId: string | null; paymentNumber: string }[];
    expect(found.every(({ chargeId, memberId }) => chargeId === null && memberId === null)).toBe(true);
    expect(found.map(({ paymentNumber }) => paymentNumber).toSorted()).toEqual(
      ['7000000011', 'KAIHI-0012', '7000000014', other.charge.paymentNumber].toSorted(),
    );
    expect(await money(shop.orgId)).toEqual([]);
    expect([await money(other.orgId), await reasons(other.orgId)]).toEqual([['settled'], []]);
  });

  it('provider case 31: that it could not charge, and that the contract ended for it, is kept as told; what was paid stays', async () => {
    const paying = await paid();
    const { paymentNumber } = paying.charge;
    for (const [gid, rst] of [
      ['7000000021', '3'],
      ['7000000022', '3'],
      ['7000000023', '2'],
      ['7000000024', '4'],
    ] as const)
      await told(paying, gid, paymentNumber, { rst, ap: '', ec: rst === '4' ? '' : 'ER061' });
    await quiet(paying.orgId);
    expect((await outcomes(paying)).toSorted()).toEqual([
      'contract_charge_failed',
      'contract_charge_failed',
      'contract_stopped',
      'contract_stopped',
    ]);
    expect([await stateOf(paying.orgId, paying.charge), await money(paying.orgId)]).toEqual(['final', ['settled']]);
    expect(await reasons(paying.orgId)).toEqual([]);
  });
});
