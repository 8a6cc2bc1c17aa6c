import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { startChildService } from '@tsudoi/shared/service/child-service';
import { testService } from '@tsudoi/shared/service/test-service';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
import { gmoNotice, gmoNow, gmoSend, received } from '../gmo-notices.ts';
import { notice as komojuNotice, post, signed } from '../komoju-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
let again: Awaited<ReturnType<typeof startChildService>> | null = null;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await again?.stop();
  await rig.stop();
});
const { opened, announced, becomes, quiet, money, reasons, truth, silence, takeCash, payByCard, stateOf, inbox } = chargeStories(
  () => rig,
  'gmo-pg',
);

const collections = () => {
  const db = rig.database.databases.payments;
  return {
    charges: db.collection<{ _id: string; state: string; nextInquiryAt: Date | null }>('charges'),
    inbox: db.collection<{ _id: string; orgId: string; source: string; outcome: string; state: string; receivedAt: Date; nextAt: Date }>(
      'inbox',
    ),
  };
};

/** A slip that is paid at the gateway, which itself says nothing: what comes is what the test sends. */
async function paidInSilence() {
  const paid = await opened('konbini');
  await announced(paid);
  await silence(paid);
  await takeCash(paid);
  return paid;
}

describe('provider cases of GMO-PG: the same thing more than once, and in any order', () => {
  it('provider case 1 25: the same notice six times, and once more later, is one Payment', async () => {
    const paid = await paidInSilence();
    const body = gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS');
    for (let time = 0; time < 6; time += 1) expect(await gmoSend(paid.callbackUrl, body)).toBe(received);
    await becomes(paid, 'final');
    expect(await gmoSend(paid.callbackUrl, body)).toBe(received);
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
    expect((await inbox(paid.orgId)).filter(({ source }) => source === 'hint')).toHaveLength(2);
  });

  it('provider case 3: the same payment in two notices that are not the same is one Payment', async () => {
    const paid = await paidInSilence();
    for (const TranDate of ['20260410120405', '20260410120406'])
      expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS', { TranDate }))).toBe(received);
    await becomes(paid, 'final');
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
    expect((await inbox(paid.orgId)).filter(({ source }) => source === 'hint')).toHaveLength(3);
  });

  it('provider case 4: ten copies at once: success for all, one effect', async () => {
    const paid = await paidInSilence();
    const body = gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS');
    expect(new Set(await Promise.all(Array.from({ length: 10 }, () => gmoSend(paid.callbackUrl, body))))).toEqual(new Set([received]));
    await becomes(paid, 'final');
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
  });

  it('provider case 5 7: an expiry and an older number after the money change nothing', async () => {
    const paid = await paidInSilence();
    for (const status of ['PAYSUCCESS', 'EXPIRED', 'REQSUCCESS', 'CANCEL']) {
      expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, status))).toBe(received);
      await quiet(paid.orgId);
    }
    expect(await stateOf(paid.orgId, paid.charge)).toBe('final');
    expect(await money(paid.orgId)).toEqual(['settled']);
    expect(await reasons(paid.orgId)).toEqual([]);
  });

  it('provider case 6: the expiry of an old number leaves the new one as it is', async () => {
    const old = await opened('konbini');
    const answer = await rig.call(old.orgId, 'charges.open', { ...openInput(old.payableId, old.memberId, 'konbini'), store: 'ministop' });
    if (answer.outcome !== 'opened') throw new Error('not opened');
    await becomes(old, 'voided');
    await truth(old, { status: 'expired' });
    expect(await gmoSend(old.callbackUrl, gmoNotice(old.secret, old.charge, 'EXPIRED'))).toBe(received);
    await quiet(old.orgId);
    expect(await stateOf(old.orgId, answer.charge)).toBe('awaiting');
  });

  it('provider case 8 27: a notice that comes before its charge waits for it', async () => {
    const paid = await opened('card');
    await silence(paid);
    await payByCard(paid);
    await truth(paid, { status: 'refunded' });
    const charges = rig.database.databases.payments.collection<{ _id: string }>('charges');
    const kept = (await charges.findOne({ _id: paid.charge.chargeId }))!;
    await charges.deleteOne({ _id: paid.charge.chargeId });
    expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, 'RETURN'))).toBe(received);
    await vi.waitFor(async () => expect((await inbox(paid.orgId)).filter(({ outcome }) => outcome === 'unknown_charge')).toHaveLength(2), {
      timeout: 20_000,
    });
    await charges.insertOne(kept);
    await becomes(paid, 'refunded');
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled', 'reversed']);
  });

  it('T5: issued, paid and expired in six orders are one state and one Payment each', async () => {
    const words = ['REQSUCCESS', 'PAYSUCCESS', 'EXPIRED'] as const;
    const orders = words.flatMap((a) => words.filter((b) => b !== a).map((b) => [a, b, words.find((c) => c !== a && c !== b)!]));
    for (const order of orders) {
      const paid = await paidInSilence();
      for (const status of order) expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, status))).toBe(received);
      await becomes(paid, 'final');
      await quiet(paid.orgId);
      expect(await money(paid.orgId), order.join(' ')).toEqual(['settled']);
    }
  });
});

describe('provider cases of GMO-PG: money that comes otherwise than asked', () => {
  it('provider case 9: paid after the number expired is money', async () => {
    const late = await opened('konbini');
    await silence(late);
    await truth(late, { status: 'expired', 'details.process_date': gmoNow() });
    expect(await gmoSend(late.callbackUrl, gmoNotice(late.secret, late.charge, 'EXPIRED'))).toBe(received);
    await becomes(late, 'expired');
    await truth(late, { status: 'captured', 'details.process_date': gmoNow(new Date(Date.now() + 1000)) });
    expect(await gmoSend(late.callbackUrl, gmoNotice(late.secret, late.charge, 'PAYSUCCESS'))).toBe(received);
    await becomes(late, 'final');
    await quiet(late.orgId);
    expect(await money(late.orgId)).toEqual(['settled']);
  });

  it('provider case 37: sums with commas, in full-width digits, with leading zeros or over ten digits are held for people', async () => {
    await Promise.all(
      ['10,000', '１００００', '010000', '10000000000'].map(async (amount) => {
        const slip = await opened('konbini');
        await announced(slip);
        await silence(slip);
        await truth(slip, { status: 'captured', amount, 'details.process_date': gmoNow() });
        expect(await gmoSend(slip.callbackUrl, gmoNotice(slip.secret, slip.charge, 'PAYSUCCESS', { Amount: amount }))).toBe(received);
        await vi.waitFor(async () => expect(await reasons(slip.orgId), amount).toEqual(['amount_mismatch']), { timeout: 20_000 });
        expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
        expect(await money(slip.orgId)).toEqual([]);
      }),
    );
  });

  it('provider case 38: a time of Japan without a zone and one of UTC are the same moment, and a number ends at 23:59:59 of Japan', async () => {
    const paidAt = '2026-04-10T03:04:05.000Z';
    const lastDay = addDays(jstDateOf(new Date()), 7);
    const slip = await opened('konbini', { lastDay });
    const other = await chargeStories(() => rig, 'komoju').opened('konbini', { lastDay });
    const lastMoment = new Date(`${lastDay}T23:59:59+09:00`).toISOString();
    for (const { charge } of [slip, other]) expect(charge.expiresAt).toBe(lastMoment);
    await announced(slip);
    for (const one of [slip, other]) await silence(one);
    await truth(slip, { status: 'captured', 'details.process_date': '20260410120405' });
    expect(await gmoSend(slip.callbackUrl, gmoNotice(slip.secret, slip.charge, 'PAYSUCCESS', { FinishDate: '20260410120405' }))).toBe(
      received,
    );
    const body = komojuNotice(other.charge, 'payment.captured', { captured_at: paidAt.replace('.000', '') });
    expect((await post(other.callbackUrl, body, signed(body, other.secret))).status).toBe(200);
    for (const { orgId } of [slip, other])
      await vi.waitFor(
        async () => expect((await rig.messages(orgId, 'payments.money.settled')).map(({ payload }) => payload)).toMatchObject([{ paidAt }]),
        { timeout: 20_000 },
      );
  });

  it('provider case 10: paid after the bill was cancelled and its number stopped is told all the same', async () => {
    const slip = await opened('payeasy');
    await silence(slip);
    expect(await rig.call(slip.orgId, 'charges.voidForPayables', { payableIds: [slip.payableId] })).toEqual({ voided: true });
    await truth(slip, { status: 'captured', 'details.process_date': gmoNow(new Date(Date.now() + 1000)) });
    expect(await gmoSend(slip.callbackUrl, gmoNotice(slip.secret, slip.charge, 'PAYSUCCESS'))).toBe(received);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('provider case 11: paid although the bill was paid another way and the number stopped: both are told', async () => {
    const slip = await opened('konbini');
    await silence(slip);
    const answer = await rig.call(slip.orgId, 'charges.open', openInput(slip.payableId, slip.memberId, 'card'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    await becomes(slip, 'voided');
    await payByCard({ charge: answer.charge });
    expect(await gmoSend(slip.callbackUrl, gmoNotice(slip.secret, answer.charge, 'CAPTURE'))).toBe(received);
    await becomes({ orgId: slip.orgId, charge: answer.charge }, 'final');
    await truth(slip, { status: 'captured', 'details.process_date': gmoNow(new Date(Date.now() + 1000)) });
    expect(await gmoSend(slip.callbackUrl, gmoNotice(slip.secret, slip.charge, 'PAYSUCCESS'))).toBe(received);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled', 'settled']);
  });

  it.each([9000, 11_000, 0, -1, 9999.5])(
    'provider case 16: %s yen instead of 10,000 is held for people and makes no Payment',
    async (amount) => {
      const paid = await paidInSilence();
      await truth(paid, { amount });
      expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS', { Amount: String(amount) }))).toBe(received);
      await vi.waitFor(async () => expect(await reasons(paid.orgId)).toEqual(['amount_mismatch']), { timeout: 20_000 });
      const [raised] = await rig.messages(paid.orgId, 'payments.discrepancy.raised');
      expect(raised!.payload).toMatchObject({
        expected: 10_000,
        received: amount < 0 || !Number.isInteger(amount) ? null : amount,
        provider: 'gmo-pg',
      });
      expect(await stateOf(paid.orgId, paid.charge)).toBe('awaiting');
      expect(await money(paid.orgId)).toEqual([]);
    },
  );

  it('provider case 17: another split of tax and a yen spelt JPN are the same money', async () => {
    const paid = await paidInSilence();
    await truth(paid, { amount: 9091, tax: 909 });
    expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS', { Amount: '9091', Tax: '909' }))).toBe(
      received,
    );
    await becomes(paid, 'final');
    await quiet(paid.orgId);
    expect((await rig.messages(paid.orgId, 'payments.money.settled'))[0]!.payload).toMatchObject({ amount: 10_000, currency: 'JPY' });
    expect(await reasons(paid.orgId)).toEqual([]);
  });
});

describe('provider cases of GMO-PG: a gateway that does not answer', () => {
  it('provider case 41 T29: the notice is taken, waits, and is followed once the gateway is back', async () => {
    const paid = await paidInSilence();
    // Given up here, and asked about no more by itself; paid in the shop all the same.
    const gone = await paidInSilence();
    const { charges, inbox: rows } = collections();
    await charges.updateOne({ _id: gone.charge.chargeId }, { $set: { state: 'voided', nextInquiryAt: null } });
    const port = String(rig.sandbox.ports['port']);
    await rig.sandbox.stop();
    expect(await gmoSend(paid.callbackUrl, gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS'))).toBe(received);
    expect(await gmoSend(gone.callbackUrl, gmoNotice(gone.secret, gone.charge, 'PAYSUCCESS'))).toBe(received);
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    for (const { orgId } of [paid, gone])
      await vi.waitFor(
        async () =>
          expect(
            await rows.updateOne(
              { orgId, source: 'hint', outcome: 'not_answered', state: 'hinted' },
              { $set: orgId === gone.orgId ? { receivedAt: yesterday, nextAt: yesterday } : {} },
            ),
          ).toMatchObject({ matchedCount: 1 }),
        { timeout: 30_000 },
      );
    // Nobody answered for a day: of the one people are told, the other one is asked about by itself.
    await vi.waitFor(async () => expect(await reasons(gone.orgId)).toEqual(['charge_unanswered']), { timeout: 30_000 });
    expect(await inbox(gone.orgId)).toContainEqual(expect.objectContaining({ source: 'hint', state: 'dead', outcome: 'not_answered' }));
    expect(await reasons(paid.orgId)).toEqual([]);
    await vi.waitFor(
      async () => expect(await inbox(paid.orgId)).toContainEqual(expect.objectContaining({ source: 'hint', outcome: 'not_answered' })),
      {
        timeout: 30_000,
      },
    );
    expect(await stateOf(paid.orgId, paid.charge)).toBe('awaiting');
    again = await startChildService({
      entry: testService('sandbox'),
      cwd: join(import.meta.dirname, '..', '..', '..'),
      env: { ...rig.env, PORT: port },
    });
    await becomes(paid, 'final');
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
  });
});
