import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OrgId, newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { addMonths, jstDateOf, monthOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { chargeStories } from '../charge-stories.ts';
import { mandateAt } from '../direct-debit.factory.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

const eventually = { timeout: 15_000, interval: 30 };

/** Leaves a charge as a process does that asked its provider so long ago and did not live to keep the answer. */
async function diedAsking(orgId: OrgId, { chargeId }: { readonly chargeId: string }, ms: number): Promise<void> {
  const { payments } = rig.database.databases;
  await chargeStories(() => rig, 'komoju').announced({ orgId });
  await payments.collection('money_events').deleteMany({ chargeId });
  const unheard = { state: 'requested', instructions: null, providerIds: {}, nextInquiryAt: null, createdAt: new Date(Date.now() - ms) };
  await payments.collection<{ _id: string }>('charges').updateOne({ _id: chargeId }, { $set: unheard, $unset: { askedAgainAt: '' } });
}

describe('one key is one intent', () => {
  it('domain.md 3.8: of eight ways to pay one bill, asked for at the same moment, one is opened: a bill has one live slip', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const ways = (['konbini', 'card', 'payeasy', 'konbini', 'card', 'payeasy', 'konbini', 'card'] as const).map((method) =>
      openInput(payableId, memberId, method),
    );
    const answers = await Promise.all(ways.map((way) => rig.call(orgId, 'charges.open', way)));
    expect(answers.map(({ outcome }) => outcome)).toContain('opened');
    const live = { orgId, state: { $in: ['requested', 'awaiting', 'unknown'] } };
    expect(await rig.database.databases.payments.collection('charges').countDocuments(live)).toBe(1);
  });

  it('domain.md 3.8: a bill that is asked for by a slip and claimed for a direct debit at the same moment has one of the two', async () => {
    const { orgId } = await rig.organization();
    const { memberId } = await rig.payable(orgId);
    const { mandateId } = await mandateAt(rig, orgId, memberId);
    const { payments } = rig.database.databases;
    for (let round = 0; round < 8; round += 1) {
      const { payableId } = await rig.payable(orgId);
      const month = monthOf(addMonths(jstDateOf(new Date()), round + 1));
      const { collectionId } = await rig.call(orgId, 'debits.openCollection', { month });
      const claim = { mandateId, memberId, lines: [{ payableId, amount: yen(10_000) as never }] };
      const slip = openInput(payableId, memberId, (['konbini', 'card', 'payeasy'] as const)[round % 3]!);
      await Promise.all([
        rig.call(orgId, 'debits.collect', { collectionId, part: 0, claims: [claim] }),
        rig.call(orgId, 'charges.open', slip),
      ]);
      const live = { orgId, 'lines.payableId': payableId, state: { $in: ['requested', 'awaiting', 'unknown'] } };
      expect(await payments.collection('charges').countDocuments(live)).toBe(1);
    }
  });

  it('provider case 30, domain.md 3.8: a page on which a card was refused stays open to another, until the bill is paid another way', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    if (opened.outcome !== 'opened') throw new Error('not opened');
    const { charge } = opened;
    const now = () => rig.call(orgId, 'charges.get', { chargeId: charge.chargeId });
    const type = (number: string) =>
      fetch(charge.redirectUrl!, { method: 'POST', body: new URLSearchParams({ number, action: 'pay' }), redirect: 'manual' });
    expect((await type('4000 0000 0000 0002')).status).toBe(422);
    await vi.waitFor(async () => expect((await now())?.state).toBe('failed'), eventually);
    // Asked for by another way, the page is closed first.
    const other = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    expect(other).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
    await type('4111 1111 1111 1111');
    expect((await fetch(charge.redirectUrl!)).status).toBe(410);
    expect(await rig.database.databases.sandbox.collection('payments').countDocuments({ accountId, status: 'captured' })).toBe(0);
  });

  it('PAY-06, provider case 30: a second try on the page whose notice is lost is found, and it is that payment that is given back', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    if (opened.outcome !== 'opened') throw new Error('not opened');
    const { charge } = opened;
    const now = () => rig.call(orgId, 'charges.get', { chargeId: charge.chargeId });
    const type = (number: string) =>
      fetch(charge.redirectUrl!, { method: 'POST', body: new URLSearchParams({ number, action: 'pay' }), redirect: 'manual' });
    await type('4000 0000 0000 0002');
    await vi.waitFor(async () => expect((await now())?.state).toBe('failed'), eventually);
    await rig.control('/behaviour', { accountId, silent: true });
    expect((await type('4111 1111 1111 1111')).status).toBe(303);
    const { payments, sandbox } = rig.database.databases;
    const charges = payments.collection<{ _id: string }>('charges');
    expect(await charges.countDocuments({ _id: charge.chargeId, nextInquiryAt: { $type: 'date' } })).toBe(1);
    await charges.updateOne({ _id: charge.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
    await rig.inquired(async () => expect((await now())?.state).toBe('final'));
    const captured = await sandbox.collection<{ _id: string }>('payments').findOne({ accountId, status: 'captured' });
    expect((await now())?.providerIds['paymentId']).toBe(captured!._id);
  });

  it('T5, provider case 42: money whose notice was lost and of which some went back since is found, and both are booked', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    if (opened.outcome !== 'opened') throw new Error('not opened');
    const { charge } = opened;
    await rig.control('/behaviour', { accountId, silent: true });
    const card = new URLSearchParams({ number: '4111 1111 1111 1111', action: 'pay' });
    await fetch(charge.redirectUrl!, { method: 'POST', body: card, redirect: 'manual' });
    const { payments, sandbox } = rig.database.databases;
    // At the provider’s own console, where nobody names our refund.
    const back = {
      amountRefunded: 3000,
      refunds: [{ id: 'r1', amount: 3000, status: 'succeeded', description: '', createdAt: new Date() }],
    };
    await sandbox.collection('payments').updateOne({ accountId, status: 'captured' }, { $set: back });
    await payments.collection<{ _id: string }>('charges').updateOne({ _id: charge.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
    const state = async () => (await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state;
    await rig.inquired(async () => expect(await state()).toBe('partly_refunded'));
    const money = async () => (await rig.messages(orgId)).filter(({ name }) => name.startsWith('payments.money.'));
    await vi.waitFor(
      async () =>
        expect((await money()).map(({ name, payload }) => [name, (payload as { amount: number }).amount])).toEqual([
          ['payments.money.settled', 10_000],
          ['payments.money.reversed', 3000],
        ]),
      eventually,
    );
  });

  it('G17, provider case 42: a page of days ago is not handed out again; that it has ended by itself is not in the way of another', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const ask = (method: 'card' | 'konbini') => rig.call(orgId, 'charges.open', openInput(payableId, memberId, method));
    const first = await ask('card');
    if (first.outcome !== 'opened') throw new Error('not opened');
    const { payments, sandbox } = rig.database.databases;
    const old = { createdAt: new Date(Date.now() - 4 * 86_400_000) };
    const age = async (chargeId: string, sessionId: string) => {
      await payments.collection<{ _id: string }>('charges').updateOne({ _id: chargeId }, { $set: { ...old, nextInquiryAt: null } });
      await sandbox.collection<{ _id: string }>('sessions').updateOne({ _id: sessionId }, { $set: old });
    };
    await age(first.charge.chargeId, first.charge.providerIds['sessionId']!);
    expect((await fetch(first.charge.redirectUrl!)).status).toBe(410);
    const second = await ask('card');
    expect(second).toMatchObject({ outcome: 'opened', charge: { state: 'requested' } });
    if (second.outcome !== 'opened') throw new Error('not opened');
    expect(second.charge.redirectUrl).not.toBe(first.charge.redirectUrl);
    await age(second.charge.chargeId, second.charge.providerIds['sessionId']!);
    expect(await ask('konbini')).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
  });

  it('T28: a key that comes again when its provider has forgotten it opens nothing: what became of the first time is asked about', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const input = openInput(payableId, memberId, 'payeasy');
    const opened = await rig.call(orgId, 'charges.open', input);
    if (opened.outcome !== 'opened') throw new Error('not opened');
    const { sandbox } = rig.database.databases;
    await diedAsking(orgId, opened.charge, 25 * 3_600_000);
    await sandbox.collection('payments').deleteMany({ accountId });
    expect(await rig.call(orgId, 'charges.open', input)).toEqual({ outcome: 'provider_unavailable', chargeId: opened.charge.chargeId });
    expect(await sandbox.collection('payments').countDocuments({ accountId })).toBe(0);
  });

  it('G15, 4.5: another store under a key whose answer nobody lived to hear is a conflict, and the first hears its own', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const input = openInput(payableId, memberId, 'konbini');
    const opened = await rig.call(orgId, 'charges.open', input);
    if (opened.outcome !== 'opened') throw new Error('not opened');
    await diedAsking(orgId, opened.charge, 31_000);
    const refused = { outcome: 'refused', reason: 'idempotency_mismatch' };
    expect(await rig.call(orgId, 'charges.open', { ...input, store: 'ministop' })).toEqual(refused);
    const { chargeId, instructions } = opened.charge;
    expect(await rig.call(orgId, 'charges.open', input)).toMatchObject({ outcome: 'opened', charge: { chargeId, instructions } });
    // Of sixteen that come at once one asks a provider that has not heard of it yet.
    const { sandbox } = rig.database.databases;
    await diedAsking(orgId, opened.charge, 31_000);
    for (const name of ['payments', 'idempotency']) await sandbox.collection(name).deleteMany({});
    const heard = await Promise.all(Array.from({ length: 16 }, () => rig.call(orgId, 'charges.open', input)));
    expect(new Set(heard.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await sandbox.collection('payments').countDocuments({ accountId })).toBe(1);
  });

  it('a bill that still waits in the queue, behind many others, can be paid at once', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.queuePayables(orgId, 400);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    expect(opened).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
  });

  it('a bill that nobody has told of is refused as unknown', async () => {
    const { orgId } = await rig.organization();
    const opened = await rig.call(orgId, 'charges.open', openInput(newBillId(), newMemberId(), 'konbini'));
    expect(opened).toEqual({ outcome: 'refused', reason: 'payable_unknown' });
  });

  it('4.5: the same intent for something else is refused, and nothing new is opened', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const input = openInput(payableId, memberId, 'konbini');
    expect((await rig.call(orgId, 'charges.open', input)).outcome).toBe('opened');
    const other = await rig.payable(orgId);
    for (const changed of [
      { method: 'payeasy' as const },
      { store: 'ministop' as const },
      { lines: [{ payableId, amount: 9000 as never }] },
      { lines: [{ payableId: other.payableId, amount: 10_000 as never }] },
    ])
      expect(await rig.call(orgId, 'charges.open', { ...input, ...changed })).toEqual({
        outcome: 'refused',
        reason: 'idempotency_mismatch',
      });
    expect(await rig.database.databases.payments.collection('charges').countDocuments({ orgId })).toBe(1);
  });
});

describe('a provider that misbehaves, as /control/behaviour tells the stand-in to', () => {
  const { opened, announced, becomes, quiet, money, reasons, stateOf, payByCard, takeCash } = chargeStories(() => rig, 'komoju');
  const behave = async ({ accountId }: { accountId: string }, how: Record<string, unknown>) =>
    expect((await rig.control('/behaviour', { accountId, ...how })).status).toBe(200);
  /** What was told of an organisation, in the order in which it came. */
  const told = async (orgId: string) => {
    const rows = rig.database.databases.payments.collection<{ state: string; body: { buffer: Uint8Array } }>('inbox');
    return (await rows.find({ orgId }).sort({ receivedAt: 1 }).toArray()).map(({ state, body }) => [
      (JSON.parse(Buffer.from(body.buffer).toString()) as { type: string }).type,
      state,
    ]);
  };

  it('delayMs: tells late, and the money is there then, once', async () => {
    const slip = await opened('konbini');
    await behave(slip, { delayMs: 1200 });
    const paidAt = Date.now();
    await takeCash(slip);
    await becomes(slip, 'final');
    expect(Date.now() - paidAt).toBeGreaterThanOrEqual(1200);
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('reorder: tells of the capture before the authorisation, which then changes nothing', async () => {
    const card = await opened('card');
    await behave(card, { reorder: true });
    await payByCard(card);
    await becomes(card, 'final');
    const inThisOrder = [
      ['payment.captured', 'done'],
      ['payment.authorized', 'stale'],
    ];
    await vi.waitFor(async () => expect(await told(card.orgId)).toEqual(inThisOrder), eventually);
    await quiet(card.orgId);
    expect(await money(card.orgId)).toEqual(['settled']);
  });

  it('dropPercent, PAY-06: what is lost is not told, also not behind a notice that was held, and is found by asking', async () => {
    const slip = await opened('konbini');
    // Its provider's own word of the number is over before the next one is asked for.
    await announced(slip);
    await behave(slip, { reorder: true });
    const other = await rig.payable(slip.orgId);
    expect((await rig.call(slip.orgId, 'charges.open', openInput(other.payableId, other.memberId, 'konbini'))).outcome).toBe('opened');
    await behave(slip, { dropPercent: 100 });
    await takeCash(slip);
    const { payments, sandbox } = rig.database.databases;
    const notices = await sandbox.collection('deliveries').find({ paymentId: slip.charge.providerIds['paymentId'] }).toArray();
    expect(notices.map(({ type, state }) => [type, state])).toContainEqual(['payment.captured', 'dropped']);
    const charges = payments.collection<{ _id: string }>('charges');
    await charges.updateOne({ _id: slip.charge.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
    await rig.inquired(async () => expect(await stateOf(slip.orgId, slip.charge)).toBe('final'));
    await quiet(slip.orgId);
    expect((await told(slip.orgId)).map(([type]) => type)).not.toContain('payment.captured');
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('lieAmount: another sum is held for people, while the provider itself keeps the truth', async () => {
    const slip = await opened('payeasy');
    await behave(slip, { lieAmount: -1000 });
    await takeCash(slip);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['amount_mismatch']), eventually);
    const [raised] = await rig.messages(slip.orgId, 'payments.discrepancy.raised');
    expect(raised!.payload).toMatchObject({ expected: 10_000, received: 9000 });
    expect([await stateOf(slip.orgId, slip.charge), await money(slip.orgId)]).toEqual(['awaiting', []]);
    const there = rig.database.databases.sandbox.collection('payments');
    expect(await there.findOne({ accountId: slip.accountId })).toMatchObject({ amount: 10_000, status: 'captured' });
  });

  it('/control/enter-card: a card is entered once on the page of an order, and nobody is told of it', async () => {
    const [card, slip] = [await opened('card'), await opened('konbini')];
    const enter = async ({ charge }: typeof card) => (await rig.control('/enter-card', { paymentNumber: charge.paymentNumber })).status;
    expect((await Promise.all([enter(card), enter(card)])).toSorted()).toEqual([200, 404]);
    expect(await enter(slip)).toBe(404);
    const { sandbox } = rig.database.databases;
    expect(await sandbox.collection('payments').find({ accountId: card.accountId }).toArray()).toMatchObject([{ status: 'authorized' }]);
    expect(await sandbox.collection('deliveries').countDocuments({ accountId: card.accountId })).toBe(0);
  });
});
