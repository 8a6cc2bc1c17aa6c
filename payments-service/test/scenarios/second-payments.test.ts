import { randomUUID } from 'node:crypto';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrations } from '../../src/app/migrations.ts';
import { type ChargeDocument, drawPaymentNumber } from '../../src/charges/charge.repository.ts';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { notice, post, signed } from '../komoju-notices.ts';
import { refundStories } from '../refund-stories.ts';
import { type Rig, startRig } from '../rig.ts';
import { disputeOf, eventOf, intentOf, seconds, signedBy } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const eventually = { timeout: 20_000, interval: 30 };

interface Provider {
  readonly provider: string;
  readonly newPayment: () => string;
  readonly tell: (paying: Opened, what: 'paid' | 'refunded', payment: string) => { body: string; headers: Record<string, string> };
}
const komoju: Provider = {
  provider: 'komoju',
  newPayment: () => randomUUID().replaceAll('-', '').slice(0, 25),
  tell: (paying, what, id) => {
    const status = what === 'paid' ? 'captured' : 'refunded';
    const back = what === 'refunded' ? { amount_refunded: 10_000 } : {};
    const body = notice(paying.charge, `payment.${status}`, { id, status, ...back });
    return { body, headers: signed(body, paying.secret) };
  },
};
const stripe: Provider = {
  provider: 'stripe',
  newPayment: () => `pi_${randomUUID().replaceAll('-', '')}`,
  tell: (paying, what, id) => {
    const { paymentNumber } = paying.charge;
    const sums = { amount: 10_000, amount_refunded: 10_000, currency: 'jpy', created: seconds(new Date()) };
    const back = { id: 'ch_2', object: 'charge', ...sums, metadata: { payment_number: paymentNumber }, payment_intent: id };
    const body = what === 'paid' ? eventOf('payment_intent.succeeded', intentOf(paying.charge, { id })) : eventOf('charge.refunded', back);
    return { body, headers: signedBy(body, [paying.secret]) };
  },
};

const send = async ({ callbackUrl }: Opened, { body, headers }: ReturnType<Provider['tell']>) =>
  expect((await post(callbackUrl, body, headers)).status).toBe(200);
/** All lines of payouts, by their charges. */
const linesOf = async ({ orgId }: Opened, chargeId: string) =>
  (
    await rig.database.databases.payments
      .collection<{ amount: number }>('payout_entries')
      .find({ orgId, chargeId })
      .sort({ _id: 1 })
      .toArray()
  ).map(({ amount }) => amount);

function twiceAt({ provider, newPayment, tell }: Provider) {
  const stories = chargeStories(() => rig, provider);
  const { quiet, reasons, silence } = stories;
  const refunds = refundStories(() => rig, stories);
  /** Paid twice at the provider, which says nothing more by itself. */
  const paidTwice = async () => {
    const paying = await refunds.paid();
    await silence(paying);
    const payment = newPayment();
    const payments = rig.database.databases.sandbox.collection<{ _id: string }>('payments');
    const known = (await payments.findOne({ externalOrderNumber: paying.charge.paymentNumber } as never))!;
    await payments.insertOne({ ...known, _id: payment.replace('pi_', '') });
    await send(paying, tell(paying, 'paid', payment));
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['second_payment']), eventually);
    await quiet(paying.orgId);
    return { paying, payment };
  };
  const told = async (paying: Opened) => {
    const raised = await rig.messages(paying.orgId, 'payments.discrepancy.raised');
    return (raised[0]!.payload as { discrepancyId: string }).discrepancyId;
  };
  /** The charge that is born of people's word. */
  const booked = async (paying: Opened) => {
    await rig.call(paying.orgId, 'charges.settleHeld', { discrepancyId: await told(paying), amount: 10_000 } as never);
    const born = await rig.database.databases.payments
      .collection<ChargeDocument>('charges')
      .findOne({ orgId: paying.orgId, depositOf: paying.charge.chargeId });
    return { orgId: paying.orgId, charge: { ...paying.charge, chargeId: born!._id } as ChargeView };
  };

  const settledSums = async (orgId: Opened['orgId']) =>
    (await rig.messages(orgId, 'payments.money.settled')).map(({ payload }) => {
      const { chargeId, amount } = payload as { chargeId: string; amount: number };
      return [chargeId, amount];
    });

  return { ...stories, ...refunds, paidTwice, booked, settledSums };
}

describe.each([komoju, stripe])('provider case 11: a second payment for a paid order ($provider)', (at) => {
  const { tell } = at;
  const { ask, back, becomes, booked, paidTwice, quiet, reasons, stands, stateOf } = twiceAt(at);

  it('goes back at the provider: the first stays paid, and nothing goes off the payout', async () => {
    const { paying, payment } = await paidTwice();
    await send(paying, tell(paying, 'refunded', payment));
    await vi.waitFor(async () => expect(await reasons(paying.orgId)).toEqual(['second_payment', 'second_payment']), eventually);
    await quiet(paying.orgId);
    expect([await stateOf(paying.orgId, paying.charge), await linesOf(paying, paying.charge.chargeId)]).toEqual(['final', [10_000]]);
    expect(await back(paying.orgId)).toEqual([]);
    await expect(booked(paying)).rejects.toThrow('INVALID_TRANSITION');
  });

  it('is booked and given back: it goes off its own charge, and is found by its own payment', async () => {
    const { paying, payment } = await paidTwice();
    const second = await booked(paying);
    const refundId = await ask(second, 10_000);
    await stands(paying.orgId, refundId, 'done');
    await becomes(second, 'refunded');
    await send(paying, tell(paying, 'refunded', payment));
    await quiet(paying.orgId);
    expect(await linesOf(paying, second.charge.chargeId)).toEqual([10_000, -10_000]);
    expect([await stateOf(paying.orgId, paying.charge), await linesOf(paying, paying.charge.chargeId)]).toEqual(['final', [10_000]]);
    expect(await back(paying.orgId)).toEqual([10_000]);
  });

  it('booked before its id was kept has it from what brought its money, so that it goes back as any other', async () => {
    const { paying, payment } = await paidTwice();
    const second = await booked(paying);
    const charges = rig.database.databases.payments.collection<ChargeDocument>('charges');
    const { chargeId } = second.charge;
    await charges.updateOne({ _id: chargeId }, { $set: { providerIds: {} } });
    // A transfer into an account is none: what brought it is the account's.
    const { _id, ...facts } = (await charges.findOne({ _id: chargeId }))!;
    const transfer = { ...facts, _id: newChargeId(), paymentNumber: drawPaymentNumber(), idempotencyKey: `deposit:${_id}:1` };
    await charges.insertOne(transfer);
    for (let times = 0; times < 2; times += 1)
      await migrations.find(({ id }) => id === '2026-11-29-second-payments')!.run(rig.database.databases.payments);
    expect((await charges.findOne({ _id: transfer._id }))!.providerIds).toEqual({});
    expect(await charges.findOne({ _id })).toMatchObject({ providerIds: { paymentId: payment }, version: facts.version + 1 });
    const refundId = await ask(second, 10_000);
    await stands(paying.orgId, refundId, 'done');
    await becomes(second, 'refunded');
    await quiet(paying.orgId);
    expect([await linesOf(paying, chargeId), await linesOf(paying, paying.charge.chargeId)]).toEqual([[10_000, -10_000], [10_000]]);
  });
});

describe('provider case 29: a dispute of a second payment at KOMOJU, which tells of none', () => {
  const { becomes, booked, paidTwice, quiet, reasons, settledSums, stateOf } = twiceAt(komoju);
  const contested = async (payment: string, status: string) => {
    const dispute = { id: `cbr_${payment}`.slice(0, 25), status, amount: 10_000, createdAt: new Date() };
    await rig.database.databases.sandbox.collection<{ _id: string }>('payments').updateOne({ _id: payment }, { $set: { dispute } });
    await rig.ran('chargebacks.ask');
  };

  it('that was booked is its own: its own line of the payout goes, once, and comes back where the bank takes the dispute back', async () => {
    const { paying, payment } = await paidTwice();
    const second = await booked(paying);
    await contested(payment, 'pending');
    await quiet(paying.orgId);
    expect(await stateOf(second.orgId, second.charge)).toBe('final');
    await contested(payment, 'lost');
    await becomes(second, 'charged_back');
    await rig.ran('chargebacks.ask');
    await quiet(paying.orgId);
    expect(await linesOf(paying, second.charge.chargeId)).toEqual([10_000, -10_000]);
    expect([await stateOf(paying.orgId, paying.charge), await linesOf(paying, paying.charge.chargeId)]).toEqual(['final', [10_000]]);
    const reversals = await rig.messages(paying.orgId, 'payments.money.reversed');
    expect(reversals.map(({ payload }) => payload)).toMatchObject([{ chargeId: second.charge.chargeId, kind: 'charged_back' }]);
    await contested(payment, 'cancelled');
    await becomes(second, 'final');
    await quiet(paying.orgId);
    expect(await linesOf(paying, second.charge.chargeId)).toEqual([10_000, -10_000, 10_000]);
    expect(await settledSums(paying.orgId)).toEqual([
      [paying.charge.chargeId, 10_000],
      [second.charge.chargeId, 10_000],
      [second.charge.chargeId, 10_000],
    ]);
    expect(await reasons(paying.orgId)).toEqual(['second_payment']);
  });

  it('that is booked only after it was lost is charged back as soon as it is there', async () => {
    const { paying, payment } = await paidTwice();
    await contested(payment, 'lost');
    const second = await booked(paying);
    await becomes(second, 'charged_back');
    await quiet(paying.orgId);
    expect(await linesOf(paying, second.charge.chargeId)).toEqual([10_000, -10_000]);
    expect([await stateOf(paying.orgId, paying.charge), await linesOf(paying, paying.charge.chargeId)]).toEqual(['final', [10_000]]);
  });
});

describe('provider case 29: a dispute of a second payment', () => {
  const { becomes, booked, paidTwice, quiet, stateOf } = twiceAt(stripe);

  it('that was booked is its own, though the payment alone is named: its own line of the payout goes', async () => {
    const { paying, payment } = await paidTwice();
    const second = await booked(paying);
    const body = eventOf('charge.dispute.created', { ...disputeOf(paying.charge, 'needs_response'), payment_intent: payment });
    await send(paying, { body, headers: signedBy(body, [paying.secret]) });
    await becomes(second, 'charged_back');
    await quiet(paying.orgId);
    expect(await linesOf(paying, second.charge.chargeId)).toEqual([10_000, -10_000]);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('final');
  });
});

describe('provider case 11: two numbers of one bill that can both be paid', () => {
  const { again, becomes, opened, quiet, reasons, settledSums } = twiceAt(komoju);
  const pay = (slip: Opened) => send(slip, komoju.tell(slip, 'paid', slip.charge.providerIds['paymentId']!));
  const atProvider = async ({ charge }: Opened) =>
    (await rig.database.databases.sandbox
      .collection<{ externalOrderNumber: string; status: string }>('payments')
      .findOne({ externalOrderNumber: charge.paymentNumber }))!.status;
  /** The first is paid: the other is stopped where it could be paid, and whoever has paid it all the same is told of too. */
  const firstIsPaid = async (first: Opened, other: Opened) => {
    await pay(first);
    await becomes(first, 'final');
    await becomes(other, 'voided');
    expect(await atProvider(other)).toBe('cancelled');
    await quiet(first.orgId);
    expect(await settledSums(first.orgId)).toEqual([[first.charge.chargeId, 10_000]]);
    await pay(other);
    await becomes(other, 'final');
    await quiet(first.orgId);
    expect(await settledSums(first.orgId)).toEqual([
      [first.charge.chargeId, 10_000],
      [other.charge.chargeId, 10_000],
    ]);
    // Of one bill: the server sees that it has twice what it asks for.
    const told = await rig.messages(first.orgId, 'payments.money.settled');
    expect(told.map(({ payload }) => (payload as { lines: object[] }).lines)).toEqual(
      [1, 2].map(() => [{ payableId: first.payableId, amount: 10_000 }]),
    );
    expect(await reasons(first.orgId)).toEqual([]);
  };

  it('that live side by side: the notice that one is paid stops the other', async () => {
    const first = await opened('konbini');
    const other = await again({ ...first, ...(await rig.payable(first.orgId)) }, 'konbini');
    // As two that were opened at one moment, before whoever opens a charge took turns (docs/decisions/0063).
    await rig.database.databases.payments
      .collection<ChargeDocument>('charges')
      .updateOne({ _id: other.charge.chargeId }, { $set: { 'lines.0.payableId': first.payableId } });
    expect([await atProvider(first), await atProvider(other)]).toEqual(['authorized', 'authorized']);
    await firstIsPaid(first, other);
  });

  it('of which the second was issued anew: where the slip in the drawer is paid, the new number is stopped', async () => {
    const old = await opened('konbini');
    const anew = await again(old, 'konbini', { store: 'ministop' });
    await becomes(old, 'voided');
    expect([await atProvider(old), await atProvider(anew)]).toEqual(['cancelled', 'authorized']);
    await firstIsPaid(old, anew);
  });
});
