import { newRefundId } from '@tsudoi/shared/kernel/ids';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { post } from '../komoju-notices.ts';
import { type Rig, startRig } from '../rig.ts';
import { refundStories } from '../refund-stories.ts';
import { disputeOf, eventOf, intentOf, refundOf, seconds, sessionOf, signedBy } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const stories = chargeStories(() => rig, 'stripe');
const { opened, again, becomes, quiet, money, reasons, stateOf, inbox, silence, payByCard } = stories;
const { ask, back, lastOf, liveAccount, paid, stands, steer, standInUrl, settledOnce, truthOf } = refundStories(() => rig, stories);
const eventually = { timeout: 20_000, interval: 30 };

const send = async ({ callbackUrl, secret }: Pick<Opened, 'callbackUrl' | 'secret'>, body: string) =>
  (await post(callbackUrl, body, signedBy(body, [secret]))).status;
const at = (minute: number) => ({ created: seconds(new Date(Date.UTC(2026, 4, 12, 3, minute))) });
const succeeded = (paying: Opened, minute = 1, changes: Record<string, unknown> = {}) =>
  eventOf('payment_intent.succeeded', intentOf(paying.charge, changes), at(minute));

describe('Stripe: paying', () => {
  it('a card is entered on Stripe’s page, and the money is there', async () => {
    const paying = await opened('card');
    expect(paying.charge).toMatchObject({ provider: 'stripe', state: 'requested', instructions: null });
    expect(paying.charge.expiresAt).not.toBeNull();
    expect((await payByCard(paying)).status).toBe(303);
    await settledOnce(paying);
  });

  it('PAY-09 konbini: Stripe’s page gives a number of the chain that was chosen last, and the clerk takes the cash', async () => {
    const first = await opened('konbini');
    expect((await again(first, 'konbini')).charge.redirectUrl).toBe(first.charge.redirectUrl);
    const paying = await again(first, 'konbini', { store: 'seicomart' });
    await becomes(first, 'voided');
    expect((await fetch(paying.charge.redirectUrl!, { method: 'POST', redirect: 'manual' })).status).toBe(303);
    await becomes(paying, 'awaiting');
    const view = await rig.call(paying.orgId, 'charges.get', { chargeId: paying.charge.chargeId });
    expect(view?.instructions).toMatchObject({ store: 'seicomart', confirmationCode: expect.stringMatching(/^\d{11}$/) as string });
    expect(view?.expiresAt).toMatch(/T14:59:59\.000Z$/);
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual([]);
    expect((await rig.control('/take-cash', { paymentId: (await truthOf(paying))._id })).status).toBe(200);
    await settledOnce(paying);
  });

  it('switching the method closes the page, or stops the number that it gave', async () => {
    const page = await opened('card');
    await again(page, 'konbini');
    await becomes(page, 'voided');
    expect((await payByCard(page)).status).toBe(303);
    expect(await stateOf(page.orgId, page.charge)).toBe('voided');
    const number = await opened('konbini');
    await fetch(number.charge.redirectUrl!, { method: 'POST', redirect: 'manual' });
    await becomes(number, 'awaiting');
    await again(number, 'card');
    await becomes(number, 'voided');
    expect((await truthOf(number)).status).toBe('cancelled');
  });

  it('provider case 30: a card that is refused leaves the bill open, and another card pays on the same page', async () => {
    const paying = await opened('card');
    expect((await payByCard(paying, '4111 1111 1111 0002')).status).toBe(422);
    await becomes(paying, 'failed');
    expect((await payByCard(paying)).status).toBe(303);
    await settledOnce(paying);
  });
});

describe('Stripe: the same thing more than once, and in any order', () => {
  it('provider case 3 4 5 7: page and intent both tell the money, eight at once; older and later words change nothing', async () => {
    const paying = await opened('card');
    const twice = [succeeded(paying, 5), eventOf('checkout.session.completed', sessionOf(paying.charge), at(6))];
    expect(await Promise.all([...twice, ...twice, ...twice, ...twice].map((body) => send(paying, body)))).toEqual(Array(8).fill(200));
    await becomes(paying, 'final');
    for (const [type, object, minute] of [
      ['checkout.session.expired', sessionOf(paying.charge, { status: 'expired', payment_status: 'unpaid' }), 9],
      ['payment_intent.canceled', intentOf(paying.charge, { status: 'canceled' }), 9],
      ['payment_intent.requires_action', intentOf(paying.charge, { status: 'requires_action' }), 0],
    ] as const)
      expect(await send(paying, eventOf(type, object, at(minute)))).toBe(200);
    await settledOnce(paying);
    expect(await reasons(paying.orgId)).toEqual([]);
  });

  it('provider case 6 9 11: a page that lapsed is paid all the same, and so is the one in its place: both are money', async () => {
    const old = await opened('card');
    const later = await again(old, 'konbini');
    const expired = sessionOf(old.charge, { status: 'expired', payment_status: 'unpaid', payment_intent: null });
    expect(await send(old, eventOf('checkout.session.expired', expired))).toBe(200);
    await quiet(old.orgId);
    expect(await stateOf(old.orgId, later.charge)).toBe('requested');
    expect(await send(old, succeeded(old))).toBe(200);
    expect(await send(old, succeeded(later))).toBe(200);
    await becomes(old, 'final');
    await becomes(later, 'final');
    await quiet(old.orgId);
    expect(await money(old.orgId)).toEqual(['settled', 'settled']);
  });

  it('provider case 22 23 27: an order nobody knows, and another organisation’s, are kept, received and book nothing', async () => {
    const mine = await opened('card');
    const other = await opened('card');
    expect(await send(other, succeeded(mine))).toBe(200);
    const stranger = { ...mine.charge, paymentNumber: '9000000000000' };
    expect(await send(other, eventOf('refund.updated', refundOf(stranger, 're_x', 500)))).toBe(200);
    await vi.waitFor(
      async () => expect((await inbox(other.orgId)).filter(({ outcome }) => outcome === 'unknown_charge')).toHaveLength(2),
      eventually,
    );
    expect(await stateOf(mine.orgId, mine.charge)).toBe('requested');
    expect(await money(other.orgId)).toEqual([]);
  });

  it('provider case 16 17: another sum is held for people, the yen of whatever spelling is the yen', async () => {
    const paying = await opened('card');
    for (const amount of [9000, 11_000, 0, 9999.5]) expect(await send(paying, succeeded(paying, 1, { amount_received: amount }))).toBe(200);
    expect(await send(paying, succeeded(paying, 1, { currency: 'usd' }))).toBe(200);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toHaveLength(5), eventually);
    expect(new Set(await reasons(paying.orgId))).toEqual(new Set(['amount_mismatch', 'currency_mismatch']));
    expect(await stateOf(paying.orgId, paying.charge)).toBe('requested');
    expect(await money(paying.orgId)).toEqual([]);
    expect(await send(paying, succeeded(paying, 1, { currency: 'JPY' }))).toBe(200);
    await settledOnce(paying);
  });
});

describe('Stripe: what is genuine', () => {
  it('provider case 24 25 26: old and new secret both count while one is rolled; late, early, foreign and bare signatures never', async () => {
    const { orgId, callbackUrl, trialUrl } = await liveAccount(['whsec_before', 'whsec_after']);
    const body = eventOf('payment_intent.created', { id: 'pi_1', object: 'payment_intent' });
    const status = async (headers: Record<string, string>, url = callbackUrl) => (await post(url, body, headers)).status;
    const off = (ms: number) => new Date(Date.now() + ms);
    expect([
      await status(signedBy(body, ['whsec_before'])),
      await status(signedBy(body, ['whsec_after'])),
      await status(signedBy(body, ['whsec_never', 'whsec_after'])),
      await status(signedBy(body, ['whsec_after'], off(-290_000))),
    ]).toEqual([200, 200, 200, 200]);
    expect([
      await status(signedBy(body, ['whsec_after'], off(-302_000))),
      await status(signedBy(body, ['whsec_after'], off(310_000))),
      await status(signedBy(body, ['whsec_never'])),
      await status({}),
      await status(signedBy(body, ['whsec_after']), trialUrl),
    ]).toEqual([400, 400, 401, 401, 401]);
    expect(await inbox(orgId)).toHaveLength(1);
    await vi.waitFor(() => expect(rig.logged.filter((line) => line.includes('at another time than ours'))).toHaveLength(2), eventually);
  });

  it('provider case 39 40: real money at a trial account, and play money at a live one, are received and booked nowhere', async () => {
    const paying = await opened('card');
    expect(await send(paying, eventOf('payment_intent.succeeded', intentOf(paying.charge), { livemode: true }))).toBe(200);
    expect(await send(paying, eventOf('some.new.event', { id: 'x', object: 'new' }))).toBe(200);
    await vi.waitFor(
      async () =>
        expect((await inbox(paying.orgId)).map(({ state, outcome }) => `${state} ${outcome}`)).toEqual([
          'done nothing_to_do',
          'done nothing_to_do',
        ]),
      eventually,
    );
    expect(await stateOf(paying.orgId, paying.charge)).toBe('requested');
    const { orgId, callbackUrl } = await liveAccount(['whsec_live']);
    const body = succeeded(paying);
    expect((await post(callbackUrl, body, signedBy(body, ['whsec_live']))).status).toBe(200);
    await vi.waitFor(async () => expect((await inbox(orgId)).map(({ outcome }) => outcome)).toEqual(['nothing_to_do']), eventually);
    expect(JSON.stringify(await inbox(orgId))).not.toContain('stripe-signature');
  });
});

describe('Stripe: money that goes back', () => {
  it('provider case 28: a part of a card goes back once, however often it is asked for, and never more than was paid', async () => {
    const paying = await paid();
    expect(await rig.call(paying.orgId, 'charges.refundable', { chargeId: paying.charge.chargeId })).toEqual({ way: 'any' });
    const first = await ask(paying, 4000, 3);
    await stands(paying.orgId, first, 'done');
    await becomes(paying, 'partly_refunded');
    const tooMuch = await ask(paying, 6001);
    await stands(paying.orgId, tooMuch, 'refused', 'more_than_paid');
    const rest = await ask(paying, 6000);
    await stands(paying.orgId, rest, 'done');
    await becomes(paying, 'refunded');
    await quiet(paying.orgId);
    expect(await back(paying.orgId)).toEqual([4000, 10_000]);
    expect((await truthOf(paying)).refunds).toHaveLength(2);
    expect(await reasons(paying.orgId)).toEqual([]);
  });

  it('provider case 28: a konbini refund is not back before Stripe’s last word, and one that bounces is refused', async () => {
    const paying = await paid('konbini');
    const bounced = await ask(paying, 3000);
    await stands(paying.orgId, bounced, 'sent');
    await quiet(paying.orgId);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('final');
    expect(await back(paying.orgId)).toEqual([]);
    expect(await steer('refund', { paymentId: (await truthOf(paying))._id, status: 'failed' })).toBe(200);
    await stands(paying.orgId, bounced, 'refused', 'bounced');
    expect(await stateOf(paying.orgId, paying.charge)).toBe('final');
    const again = await ask(paying, 3000);
    await stands(paying.orgId, again, 'sent');
    expect(await steer('refund', { paymentId: (await truthOf(paying))._id, status: 'succeeded' })).toBe(200);
    await stands(paying.orgId, again, 'done');
    await becomes(paying, 'partly_refunded');
    await quiet(paying.orgId);
    expect(await back(paying.orgId)).toEqual([3000]);
  });

  it('provider case 28: refunds made at Stripe count by their ids, above the payment they are held, and one that came back is told', async () => {
    const paying = await opened('card');
    expect(await send(paying, succeeded(paying))).toBe(200);
    await settledOnce(paying);
    for (const [id, amount] of [
      ['re_1', 2000],
      ['re_1', 2000],
      ['re_2', 3000],
      ['re_3', 5001],
    ] as const)
      expect(await send(paying, eventOf('refund.updated', refundOf(paying.charge, id, amount)))).toBe(200);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['refund_exceeds_payment']), eventually);
    await quiet(paying.orgId);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('partly_refunded');
    expect((await back(paying.orgId)).at(-1)).toBe(5000);
    expect(await send(paying, eventOf('refund.failed', refundOf(paying.charge, 're_2', 3000, 'failed')))).toBe(200);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toContain('refund_bounced'), eventually);
  });

  it('provider case 29: a dispute takes all of it back, an inquiry nothing; won it is money again', async () => {
    const paying = await opened('card');
    expect(await send(paying, succeeded(paying, 0))).toBe(200);
    await settledOnce(paying);
    expect(await send(paying, eventOf('charge.dispute.created', disputeOf(paying.charge, 'warning_needs_response'), at(1)))).toBe(200);
    await quiet(paying.orgId);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('final');
    expect(await send(paying, eventOf('charge.dispute.created', disputeOf(paying.charge, 'needs_response', 4000), at(1)))).toBe(200);
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['chargeback_of_part']), eventually);
    expect(await send(paying, eventOf('charge.dispute.created', disputeOf(paying.charge, 'needs_response'), at(2)))).toBe(200);
    expect(await send(paying, eventOf('charge.dispute.funds_withdrawn', disputeOf(paying.charge, 'needs_response'), at(2)))).toBe(200);
    await becomes(paying, 'charged_back');
    expect(await send(paying, eventOf('charge.dispute.closed', disputeOf(paying.charge, 'won'), at(9)))).toBe(200);
    expect(await send(paying, eventOf('charge.dispute.funds_reinstated', disputeOf(paying.charge, 'won'), at(9)))).toBe(200);
    await becomes(paying, 'final');
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual(['settled', 'reversed', 'settled']);
    const entries = rig.database.databases.payments.collection<{ amount: number }>('payout_entries').find({ orgId: paying.orgId });
    expect((await entries.sort({ _id: 1 }).toArray()).map(({ amount }) => amount)).toEqual([10_000, -10_000, 10_000]);
    const refused = await ask(paying, 1000);
    // The stand-in knows of no such payment intent: what Stripe refuses is refused, with its word for it.
    await stands(paying.orgId, refused, 'refused', 'parameter_invalid');
  });

  it('provider case 42, T28: what Stripe never told is asked about within minutes, and a refund whose answer was lost is not sent again', async () => {
    const unheard = await opened('card');
    await silence(unheard);
    await payByCard(unheard);
    const paying = await paid();
    const refunds = rig.database.databases.payments.collection<{ _id: string; state: string }>('refunds');
    // The process ended between asking and hearing: the refund is made, and nobody was told.
    const refundId = newRefundId();
    await silence(paying);
    await refunds.insertOne({
      _id: refundId,
      orgId: paying.orgId,
      chargeId: paying.charge.chargeId,
      amount: 2500,
      state: 'unknown',
      providerRefundId: null,
      code: '',
      asks: 0,
      denials: 0,
      nextAskAt: new Date(),
      wantedAt: new Date(),
      version: 2,
    } as never);
    const { apiKey } = (await rig.database.databases.sandbox
      .collection<{ _id: string; apiKey: string }>('accounts')
      .findOne({ _id: paying.accountId }))!;
    const made = await fetch(`${standInUrl()}/stripe/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: new URLSearchParams({ payment_intent: `pi_${(await truthOf(paying))._id}`, amount: '2500', 'metadata[refund_key]': refundId }),
    });
    expect(made.status).toBe(200);
    // For all, and for good: behind every other test.
    await moveSharedClock(rig.database.databases.queue, 11 * 60_000);
    await rig.inquired(async () => expect(await lastOf(paying.orgId, refundId)).toMatchObject({ state: 'done' }));
    await rig.inquired(async () => expect(await stateOf(unheard.orgId, unheard.charge)).toBe('final'));
    await becomes(paying, 'partly_refunded');
    expect((await truthOf(paying)).refunds).toHaveLength(1);
    await settledOnce(unheard);
    const kept = (await inbox(unheard.orgId)).map(({ body }) => Buffer.from(body.buffer).toString()).join();
    expect(kept).not.toMatch(/misaki@example\.jp|customer_details/);
  });
});
