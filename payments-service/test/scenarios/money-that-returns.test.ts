import { newRefundId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { post } from '../komoju-notices.ts';
import { refundStories } from '../refund-stories.ts';
import { type Rig, startRig } from '../rig.ts';
import { disputeOf, eventOf, intentOf, refundOf, seconds, signedBy } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const stories = chargeStories(() => rig, 'stripe');
const { opened, becomes, quiet, reasons, silence, stateOf } = stories;
const { back, paid: paidAtStandIn, settledOnce, stands, truthOf } = refundStories(() => rig, stories);
const eventually = { timeout: 20_000, interval: 30 };

const at = (minute: number) => ({ created: seconds(new Date(Date.UTC(2026, 4, 12, 3, minute))) });
const send = async ({ callbackUrl, secret }: Opened, type: string, object: unknown, minute: number) => {
  const body = eventOf(type, object, at(minute));
  expect((await post(callbackUrl, body, signedBy(body, [secret]))).status).toBe(200);
};
/** A card, paid at one minute past three. */
const paid = async () => {
  const paying = await opened('card');
  await send(paying, 'payment_intent.succeeded', intentOf(paying.charge), 1);
  await settledOnce(paying);
  return paying;
};
const lines = async ({ orgId }: Opened) =>
  (await rig.database.databases.payments.collection<{ amount: number }>('payout_entries').find({ orgId }).sort({ _id: 1 }).toArray()).map(
    ({ amount }) => amount,
  );
const raised = async ({ orgId }: Opened, reason: string) => {
  await vi.waitFor(async () => expect(await reasons(orgId)).toContain(reason), eventually);
  const told = await rig.messages(orgId, 'payments.discrepancy.raised');
  return told.map(({ payload }) => payload as { discrepancyId: string; reason: string; received: number; moves?: string }).at(-1)!;
};
/** What is booked by it has left for the server when this is over. */
const say = async ({ orgId }: Opened, discrepancyId: string, amount: number) => {
  await rig.call(orgId, 'charges.settleHeld', { discrepancyId, amount } as never);
  await quiet(orgId);
};

describe('provider case 28: a refund that bounces after it had counted', () => {
  it('is held once; by people’s word the money is here again, in the next payout too, and can be given back anew', async () => {
    const paying = await paid();
    const refund = (id: string, status: string, minute: number) =>
      send(paying, status === 'failed' ? 'refund.failed' : 'refund.updated', refundOf(paying.charge, id, 10_000, status), minute);
    await refund('re_1', 'succeeded', 2);
    const told = { id: 'ch_1', object: 'charge', amount: 10_000, amount_refunded: 10_000, currency: 'jpy', created: at(2).created };
    await send(paying, 'charge.refunded', { ...told, metadata: {}, payment_intent: `pi_${paying.charge.paymentNumber}` }, 2);
    await becomes(paying, 'refunded');
    await refund('re_1', 'failed', 20);
    await send(paying, 'charge.refund.updated', refundOf(paying.charge, 're_1', 10_000, 'failed'), 20);
    const { discrepancyId, ...held } = await raised(paying, 'refund_bounced');
    await quiet(paying.orgId);
    expect(held).toMatchObject({ received: 10_000, moves: 'refund_back' });
    expect(await reasons(paying.orgId)).toEqual(['refund_bounced']);
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['refunded', [10_000, -10_000]]);

    for (const amount of [0, 9999]) await expect(say(paying, discrepancyId, amount)).rejects.toThrow('INVALID_TRANSITION');
    await Promise.all([1, 2, 3].map(() => say(paying, discrepancyId, 10_000)));
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['final', [10_000, -10_000, 10_000]]);
    expect(await back(paying.orgId)).toEqual([10_000, 0]);
    expect(await rig.call(paying.orgId, 'charges.refundable', { chargeId: paying.charge.chargeId })).toEqual({ way: 'any' });

    // The same words once more change nothing; another refund is one of its own.
    await refund('re_1', 'succeeded', 2);
    await refund('re_1', 'failed', 20);
    await quiet(paying.orgId);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('final');
    await refund('re_2', 'succeeded', 30);
    await becomes(paying, 'refunded');
    await quiet(paying.orgId);
    expect(await back(paying.orgId)).toEqual([10_000, 0, 10_000]);
    expect(await lines(paying)).toEqual([10_000, -10_000, 10_000, -10_000]);
    expect(await reasons(paying.orgId)).toEqual(['refund_bounced']);
  });

  it('is held too where only a sum told of it; one that was made meanwhile is not mixed up with it', async () => {
    const paying = await paid();
    const sum = (refunded: number, minute: number) =>
      send(
        paying,
        'charge.refunded',
        {
          id: 'ch_1',
          object: 'charge',
          amount: 10_000,
          amount_refunded: refunded,
          currency: 'jpy',
          created: at(minute).created,
          metadata: {},
          payment_intent: `pi_${paying.charge.paymentNumber}`,
        },
        minute,
      );
    await sum(4000, 2);
    await becomes(paying, 'partly_refunded');
    await send(paying, 'refund.failed', refundOf(paying.charge, 're_1', 4000, 'failed'), 10);
    const { discrepancyId } = await raised(paying, 'refund_bounced');
    await send(paying, 'refund.updated', refundOf(paying.charge, 're_2', 3000), 12);
    await quiet(paying.orgId);
    await say(paying, discrepancyId, 4000);
    expect([await stateOf(paying.orgId, paying.charge), await back(paying.orgId)]).toEqual(['partly_refunded', [4000, 3000]]);
    expect(await lines(paying)).toEqual([10_000, -4000, 1000]);
  });
});

describe('provider case 28: a refund that bounces after a dispute took the rest', () => {
  const disputed = async () => {
    const paying = await paid();
    await send(paying, 'refund.updated', refundOf(paying.charge, 're_1', 3000), 2);
    await becomes(paying, 'partly_refunded');
    await send(paying, 'charge.dispute.created', disputeOf(paying.charge, 'needs_response', 7000), 3);
    await becomes(paying, 'charged_back');
    await send(paying, 'refund.failed', refundOf(paying.charge, 're_1', 3000, 'failed'), 4);
    return { paying, task: await raised(paying, 'refund_bounced') };
  };
  const told = async ({ orgId }: Opened) =>
    (await rig.messages(orgId, 'payments.money.reversed')).map(({ payload }) => {
      const { kind, amount, disputed: parts = 0, ofChargedBack } = payload as Record<string, unknown>;
      return [kind, amount, parts, ...(ofChargedBack ? ['of charged back'] : [])];
    });

  it('is booked back before the dispute is over, once, and the rest when it is won', async () => {
    const { paying, task } = await disputed();
    await Promise.all([1, 2].map(() => say(paying, task.discrepancyId, 3000)));
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['partly_refunded', [10_000, -3000, -7000, 3000]]);
    // The very dispute once more is no second task.
    await send(paying, 'charge.dispute.updated', disputeOf(paying.charge, 'under_review', 7000), 6);
    await quiet(paying.orgId);
    expect(await reasons(paying.orgId)).toEqual(['refund_bounced']);
    await send(paying, 'charge.dispute.closed', disputeOf(paying.charge, 'won', 7000), 9);
    await becomes(paying, 'final');
    await quiet(paying.orgId);
    expect(await lines(paying)).toEqual([10_000, -3000, -7000, 3000, 7000]);
    expect(await told(paying)).toEqual([
      ['partly_refunded', 3000, 0],
      ['charged_back', 10_000, 0],
      ['refund_returned', 7000, 7000, 'of charged back'],
      ['part_won', 0, 0],
    ]);
  });

  it('is booked back after the dispute was won, on the money that came anew', async () => {
    const { paying, task } = await disputed();
    await send(paying, 'charge.dispute.closed', disputeOf(paying.charge, 'won', 7000), 9);
    await becomes(paying, 'partly_refunded');
    await say(paying, task.discrepancyId, 3000);
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['final', [10_000, -3000, -7000, 7000, 3000]]);
    expect((await told(paying)).at(-1)).toEqual(['refund_returned', 0, 0]);
  });
});

describe('provider case 28, T28: a refund that bounced, and whose notice was lost', () => {
  it('is learned of by asking, held where a sum had counted it, and can be booked back', async () => {
    const paying = await paidAtStandIn();
    await silence(paying);
    const refundId = newRefundId();
    const { _id, amount } = (await truthOf(paying)) as unknown as { _id: string; amount: number };
    const failed = { id: 're_9', amount, status: 'failed', description: '', metadata: { refund_key: refundId }, createdAt: new Date() };
    await rig.database.databases.sandbox.collection<{ _id: string }>('payments').updateOne({ _id }, { $set: { refunds: [failed] } });
    // Asked for and under way; a sum of all refunds, this one included, was told meanwhile.
    await rig.database.databases.payments.collection('refunds').insertOne({
      _id: refundId,
      orgId: paying.orgId,
      chargeId: paying.charge.chargeId,
      amount,
      state: 'sent',
      providerRefundId: 're_9',
      code: '',
      asks: 0,
      denials: 0,
      nextAskAt: new Date(Date.now() + 3_600_000),
      wantedAt: new Date(),
      version: 3,
    } as never);
    const told = { id: 'ch_1', object: 'charge', amount, amount_refunded: amount, currency: 'jpy', metadata: {} };
    const body = eventOf(
      'charge.refunded',
      { ...told, created: seconds(new Date()), payment_intent: `pi_${_id}` },
      { created: seconds(new Date()) + 60 },
    );
    expect((await post(paying.callbackUrl, body, signedBy(body, [paying.secret]))).status).toBe(200);
    await becomes(paying, 'refunded');
    await rig.database.databases.payments.collection('refunds').updateOne({ _id: refundId as never }, { $set: { nextAskAt: new Date() } });
    await rig.inquired(async () => expect(await reasons(paying.orgId)).toEqual(['refund_bounced']));
    await stands(paying.orgId, refundId, 'refused', 'bounced');
    const { discrepancyId } = await raised(paying, 'refund_bounced');
    await say(paying, discrepancyId, amount);
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['final', [amount, -amount, amount]]);
  });
});

describe('provider case 29: a dispute about a part', () => {
  const dispute = (paying: Opened, type: string, status: string, amount: number, minute: number) =>
    send(paying, `charge.dispute.${type}`, disputeOf(paying.charge, status, amount), minute);

  it('is one task; by people’s word its sum goes off the payout, and comes back by itself when it is won', async () => {
    const paying = await paid();
    await dispute(paying, 'created', 'needs_response', 6000, 2);
    await dispute(paying, 'funds_withdrawn', 'needs_response', 6000, 2);
    const { discrepancyId, ...held } = await raised(paying, 'chargeback_of_part');
    expect(held).toMatchObject({ received: 6000, moves: 'part_taken' });
    await quiet(paying.orgId);
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['final', [10_000]]);
    await expect(say(paying, discrepancyId, 5999)).rejects.toThrow('INVALID_TRANSITION');
    await Promise.all([1, 2].map(() => say(paying, discrepancyId, 6000)));
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['partly_refunded', [10_000, -6000]]);
    // More than what is left, and still the same dispute: not all of it.
    await dispute(paying, 'updated', 'under_review', 6000, 4);
    await quiet(paying.orgId);
    expect(await reasons(paying.orgId)).toEqual(['chargeback_of_part']);
    // A refund of the rest is whole with it.
    await send(paying, 'refund.updated', refundOf(paying.charge, 're_1', 4000), 5);
    await becomes(paying, 'refunded');
    await dispute(paying, 'closed', 'won', 6000, 9);
    await becomes(paying, 'partly_refunded');
    await dispute(paying, 'funds_reinstated', 'won', 6000, 9);
    await quiet(paying.orgId);
    expect(await back(paying.orgId)).toEqual([6000, 10_000, 4000]);
    expect(await lines(paying)).toEqual([10_000, -6000, -4000, 6000]);
  });

  it('that was won before people say that it took anything leaves all as it is; one that was lost is no second task', async () => {
    const [won, lost] = [await paid(), await paid()];
    for (const paying of [won, lost]) await dispute(paying, 'created', 'needs_response', 3000, 2);
    await dispute(won, 'closed', 'won', 3000, 9);
    // Taken in before people say anything; answered it is at once.
    await quiet(won.orgId);
    await say(won, (await raised(won, 'chargeback_of_part')).discrepancyId, 3000);
    expect([await stateOf(won.orgId, won.charge), await lines(won)]).toEqual(['final', [10_000]]);
    await say(lost, (await raised(lost, 'chargeback_of_part')).discrepancyId, 3000);
    await dispute(lost, 'closed', 'lost', 3000, 9);
    await quiet(lost.orgId);
    expect([await stateOf(lost.orgId, lost.charge), await back(lost.orgId)]).toEqual(['partly_refunded', [3000]]);
    expect(await reasons(lost.orgId)).toEqual(['chargeback_of_part']);
  });

  it('beside another about the rest is one of its own: winning the one brings back no more than it took', async () => {
    const paying = await paid();
    const of = (id: string, amount: number, status: string) => ({ ...disputeOf(paying.charge, status, amount), id });
    await send(paying, 'charge.dispute.created', of('du_one', 3000, 'needs_response'), 2);
    await say(paying, (await raised(paying, 'chargeback_of_part')).discrepancyId, 3000);
    await send(paying, 'charge.dispute.created', of('du_two', 7000, 'needs_response'), 3);
    await quiet(paying.orgId);
    expect(await reasons(paying.orgId)).toEqual(['chargeback_of_part', 'chargeback_of_part']);
    await say(paying, (await raised(paying, 'chargeback_of_part')).discrepancyId, 7000);
    await send(paying, 'charge.dispute.closed', of('du_one', 3000, 'won'), 9);
    await quiet(paying.orgId);
    expect([await stateOf(paying.orgId, paying.charge), await lines(paying)]).toEqual(['partly_refunded', [10_000, -3000, -7000, 3000]]);
  });
});
