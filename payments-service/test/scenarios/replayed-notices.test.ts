import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, startRig } from '../rig.ts';
import { eventOf, intentOf, signedBy } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

const eventually = { timeout: 15_000, interval: 30 };
const { opened, announced, becomes } = chargeStories(() => rig, 'komoju');
const settled = (orgId: OrgId) => rig.messages(orgId, 'payments.money.settled');
const inbox = () => rig.database.databases.payments.collection<{ _id: string; state: string; outcome: string }>('inbox');

describe('a notice that nothing came of', () => {
  it('a dead notice is worked on again when it is asked for, by its own organisation alone, and once', async () => {
    const slip = await opened('konbini');
    const { orgId, callbackUrl, secret, charge } = slip;
    const body = notice(charge, 'payment.captured', { amount: ['many'] });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    const dead = () => rig.call(orgId, 'inbox.dead', {});
    const [row] = await vi.waitFor(async () => {
      const rows = await dead();
      expect(rows).toMatchObject([{ name: 'komoju', reason: 'unreadable_body' }]);
      return rows;
    }, eventually);
    const other = await rig.organization();
    expect(await rig.call(other.orgId, 'inbox.replay', { id: row!.id })).toEqual({ replayed: false });
    // What made it unreadable is mended: here the stored bytes stand in for a parser that has learned.
    const good = Buffer.from(notice(charge, 'payment.captured'));
    await rig.database.databases.payments
      .collection<{ _id: string }>('inbox')
      .updateOne({ _id: row!.id }, { $set: { body: new Binary(good) } });
    expect(await rig.call(orgId, 'inbox.replay', { id: row!.id })).toEqual({ replayed: true });
    expect(await rig.call(orgId, 'inbox.replay', { id: row!.id })).toEqual({ replayed: false });
    await becomes(slip, 'final');
    expect(await dead()).toEqual([]);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });

  it('case 51: that was set aside since its charge was not here is listed, and worked on again when it is asked for', async () => {
    const slip = await opened('konbini');
    const { orgId, callbackUrl, secret, charge } = slip;
    await announced(slip);
    const strange = { ...charge, paymentNumber: '0000000000000', providerIds: { paymentId: 'x'.repeat(25) } } as ChargeView;
    const body = notice(strange, 'payment.captured', { session: null });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    const parked = { orgId, outcome: 'unknown_charge', state: { $in: ['received', 'quarantined'] } };
    const dayBefore = { receivedAt: new Date(Date.now() - 86_400_000), nextAt: new Date(0) };
    const [row] = await vi.waitFor(async () => {
      // While somebody has it in hand it is not to be changed: then once more.
      await inbox().updateMany(parked as never, { $set: dayBefore });
      const rows = await rig.call(orgId, 'inbox.dead', {});
      expect(rows).toMatchObject([{ name: 'komoju', reason: 'unknown_charge' }]);
      return rows;
    }, eventually);
    const other = await rig.organization();
    expect(await rig.call(other.orgId, 'inbox.dead', {})).toEqual([]);
    expect(await rig.call(other.orgId, 'inbox.replay', { id: row!.id })).toEqual({ replayed: false });
    // Its charge is here by now: here the stored bytes stand in for one that has come.
    const good = Buffer.from(notice(charge, 'payment.captured'));
    await inbox().updateOne({ _id: row!.id }, { $set: { body: new Binary(good) } } as never);
    expect(await rig.call(orgId, 'inbox.replay', { id: row!.id })).toEqual({ replayed: true });
    await becomes(slip, 'final');
    expect(await rig.call(orgId, 'inbox.dead', {})).toEqual([]);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});

describe('provider case 26: a notice that was refused because a clock is wrong', () => {
  it.each([
    ['ours is behind', 400_000],
    ['ours is ahead', -400_000],
  ])('%s: nothing is stored, people are alarmed, and the provider’s next try heals it once the clock is right', async (_name, offMs) => {
    const stories = chargeStories(() => rig, 'stripe');
    const paying = await stories.opened('card');
    const { orgId, accountId, callbackUrl, secret } = paying;
    const body = eventOf('payment_intent.succeeded', intentOf(paying.charge));
    const send = async (offBy: number) => (await post(callbackUrl, body, signedBy(body, [secret], new Date(Date.now() + offBy)))).status;
    const alarms = () =>
      rig.logged.filter((line) => line.includes('at another time than ours') && line.includes('"level":50') && line.includes(accountId));
    // The provider brings it as often as it likes: each try is signed at its own moment.
    expect([await send(offMs), await send(offMs)]).toEqual([400, 400]);
    await vi.waitFor(() => expect(alarms()).toHaveLength(2), eventually);
    expect(await stories.inbox(orgId)).toEqual([]);
    expect([await stories.stateOf(orgId, paying.charge), await stories.money(orgId)]).toEqual(['requested', []]);
    // The clock is put right: the same event, signed anew, is on time.
    expect(await send(0)).toBe(200);
    await stories.becomes(paying, 'final');
    await stories.quiet(orgId);
    expect(await stories.money(orgId)).toEqual(['settled']);
    expect((await stories.inbox(orgId)).map(({ source, outcome }) => [source, outcome])).toEqual([['notice', 'moved']]);
  });
});
