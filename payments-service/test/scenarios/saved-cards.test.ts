import { randomUUID } from 'node:crypto';
import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import { type MemberId, type OrgId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { membersMerged } from '@tsudoi/shared/queue/member.messages';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

const payer = { name: '髙橋 美咲', kana: 'タカハシ ミサキ', email: 'misaki@example.jp' };
const setUp = (orgId: OrgId, memberId: MemberId, idempotencyKey: string = randomUUID()) =>
  rig.call(orgId, 'cards.setUp', { idempotencyKey, memberId, payer, returnUrl: 'http://127.0.0.1:9/back', locale: 'ja' });

/** The member fills in the provider's page. */
async function typeCard(page: string, number: string, action = 'keep'): Promise<number> {
  const body = new URLSearchParams({ number, action });
  return (await fetch(page, { method: 'POST', body, redirect: 'manual' })).status;
}

async function keptCard(orgId: OrgId, memberId: MemberId, number = '4111 1111 1111 1111') {
  const opened = await setUp(orgId, memberId);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  expect(await typeCard(opened.redirectUrl, number)).toBe(303);
  const { card } = (await rig.call(orgId, 'cards.finishSetup', { setupId: opened.setupId }))!;
  return card!;
}

async function charge(orgId: OrgId, cardId: SavedCardId, bill: Awaited<ReturnType<Rig['payable']>>, memberId: MemberId, key?: string) {
  const input = { ...openInput(bill.payableId, memberId, 'card'), cardId, ...(key ? { idempotencyKey: key } : {}) };
  return rig.call(orgId, 'charges.open', input);
}

const settled = (orgId: OrgId) => rig.messages(orgId, 'payments.money.settled');
const until = <T>(what: () => Promise<T>) => vi.waitFor(what, { timeout: 10_000, interval: 30 });

describe('a card that a member leaves with the provider', () => {
  it('is kept by redirect, and charged later with nobody at a page, once however often it is told', async () => {
    const { orgId, accountId } = await rig.organization();
    expect(await rig.call(orgId, 'cards.offered', {})).toEqual({ offered: true });
    await rig.control('/behaviour', { accountId, duplicate: 3 });
    const bill = await rig.payable(orgId);
    const card = await keptCard(orgId, bill.memberId);
    expect(card).toMatchObject({ state: 'active', brand: 'visa', lastFour: '1111', memberId: bill.memberId });
    const key = randomUUID();
    const answers = [
      await charge(orgId, card.cardId, bill, bill.memberId, key),
      await charge(orgId, card.cardId, bill, bill.memberId, key),
    ];
    expect(answers.map(({ outcome }) => outcome)).toEqual(['opened', 'opened']);
    await until(async () => expect((await rig.call(orgId, 'charges.forPayable', { payableId: bill.payableId }))?.state).toBe('final'));
    const { body } = await rig.control('/emit', {
      paymentId: (await rig.database.databases.sandbox.collection<{ _id: string }>('payments').findOne({ accountId }))!._id,
      type: 'payment.captured',
      times: 3,
    });
    expect(body).toBeDefined();
    await until(async () => expect((await settled(orgId)).length).toBe(1));
    expect(await rig.database.databases.payments.collection('charges').countDocuments({ orgId })).toBe(1);
    expect(await rig.database.databases.sandbox.collection('payments').countDocuments({ accountId })).toBe(1);
    await until(async () =>
      expect((await rig.messages(orgId, 'payments.card.changed')).map(({ payload }) => payload)).toMatchObject([{ state: 'active' }]),
    );
  });

  it('that is declined leaves the bill open, and goes through another time; one that has expired is not tried', async () => {
    const { orgId, accountId } = await rig.organization();
    const bill = await rig.payable(orgId);
    const card = await keptCard(orgId, bill.memberId, '4111 1111 1111 0341');
    const key = randomUUID();
    expect(await charge(orgId, card.cardId, bill, bill.memberId, key)).toEqual({ outcome: 'refused', reason: 'card_declined' });
    expect(await charge(orgId, card.cardId, bill, bill.memberId, key)).toEqual({ outcome: 'refused', reason: 'card_declined' });
    expect(await settled(orgId)).toEqual([]);
    await rig.control('/kept-cards', { accountId, behaviour: 'expired' });
    expect(await charge(orgId, card.cardId, bill, bill.memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    await rig.control('/kept-cards', { accountId, behaviour: 'works' });
    expect((await charge(orgId, card.cardId, bill, bill.memberId)).outcome).toBe('opened');
    await until(async () => expect((await settled(orgId)).length).toBe(1));
    await rig.database.databases.payments
      .collection<{ _id: string }>('saved_cards')
      .updateOne({ _id: card.cardId }, { $set: { expires: '2020-01' } });
    // Whoever asks hears so before anything is charged: another card is asked for in time.
    expect(await rig.call(orgId, 'cards.ofMember', { memberId: bill.memberId })).toMatchObject({ state: 'stopped' });
    const next = await rig.payable(orgId);
    expect(await charge(orgId, card.cardId, next, bill.memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    expect(await rig.database.databases.sandbox.collection('payments').countDocuments({ accountId })).toBe(1);
  });

  it('T28, case 94: whose charge never reached its provider leaves the bill free for another way, also behind the last look', async () => {
    const { orgId, accountId } = await rig.organization();
    const { payments, sandbox } = rig.database.databases;
    const bill = await rig.payable(orgId);
    const card = await keptCard(orgId, bill.memberId);
    // No notice on its way either: it would tell of a payment that is nowhere by then.
    await rig.control('/behaviour', { accountId, silent: true });
    const answer = await charge(orgId, card.cardId, bill, bill.memberId);
    if (answer.outcome !== 'opened') throw new Error(answer.outcome);
    const { chargeId, paymentNumber } = answer.charge;
    await until(async () => expect((await settled(orgId)).length).toBe(1));
    // As a lost connection leaves it, once the looks of four days are over and nothing is there to be found.
    await sandbox.collection('payments').deleteMany({ externalOrderNumber: paymentNumber });
    await payments.collection('money_events').deleteMany({ chargeId });
    const over = { inquiries: 8, denials: 8, nextInquiryAt: null, createdAt: new Date(Date.now() - 4 * 86_400_000) };
    const lost = { base: 'unknown', state: 'unknown', providerIds: {}, settledBy: null, ...over };
    const charges = payments.collection<{ _id: string; state: string }>('charges');
    await charges.updateOne({ _id: chargeId }, { $set: lost });
    const openAnother = () => rig.call(orgId, 'charges.open', openInput(bill.payableId, bill.memberId, 'konbini'));
    expect(await openAnother()).toEqual({ outcome: 'refused', reason: 'charge_in_progress' });
    await until(async () => expect((await charges.findOne({ _id: chargeId }))?.state).toBe('failed'));
    expect(await openAnother()).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
    const codes = payments.collection('money_events').find({ chargeId }, { projection: { code: 1 } });
    expect((await codes.toArray()).map(({ code }) => code as string)).toEqual(['never_opened']);
  });

  it('takes the place of the one before; taken back, it is gone with the provider too', async () => {
    const { orgId, accountId } = await rig.organization();
    const memberId = newMemberId();
    const first = await keptCard(orgId, memberId);
    const second = await keptCard(orgId, memberId, '4222 2222 2222 2222');
    expect(await rig.call(orgId, 'cards.ofMember', { memberId })).toMatchObject({ cardId: second.cardId, lastFour: '2222' });
    expect(await rig.call(orgId, 'cards.ofMembers', { memberIds: [memberId, newMemberId()] })).toHaveLength(1);
    const bill = await rig.payable(orgId);
    expect(await charge(orgId, first.cardId, bill, memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    expect(await rig.call(orgId, 'cards.remove', { memberId })).toEqual({ removed: true });
    expect(await rig.call(orgId, 'cards.remove', { memberId })).toEqual({ removed: false });
    expect(await rig.call(orgId, 'cards.ofMember', { memberId })).toBeNull();
    expect(await rig.database.databases.sandbox.collection('customers').countDocuments({ accountId })).toBe(0);
  });

  it('goes along when two records become one, unless the kept one has a card, and back with the undo', async () => {
    const { orgId } = await rig.organization();
    const [keptId, mergedId, otherId] = [newMemberId(), newMemberId(), newMemberId()];
    const card = await keptCard(orgId, mergedId);
    const of = async (memberId: MemberId) => (await rig.call(orgId, 'cards.ofMember', { memberId }))?.cardId ?? null;
    const merge = { mergeId: 'mrg_cards', keptId, mergedId, undone: false };
    const told = (undone: boolean) => rig.tell(orgId, membersMerged, { ...merge, undone });
    await told(false);
    await until(async () => expect([await of(keptId), await of(mergedId)]).toEqual([card.cardId, null]));
    const bill = await rig.payable(orgId);
    expect((await charge(orgId, card.cardId, bill, keptId)).outcome).toBe('opened');
    await told(true);
    await until(async () => expect([await of(keptId), await of(mergedId)]).toEqual([null, card.cardId]));
    // On into a third record, and back step by step.
    const further = { mergeId: 'mrg_further', keptId: newMemberId(), mergedId: keptId };
    const steps = [
      { ...merge, mergeId: 'mrg_again' },
      { ...further, undone: false },
      { ...further, undone: true },
      { ...merge, mergeId: 'mrg_again', undone: true },
    ];
    const owners = [keptId, further.keptId, keptId, mergedId];
    for (const [at, step] of steps.entries()) {
      await rig.tell(orgId, membersMerged, step);
      await until(async () => expect(await of(owners[at]!)).toBe(card.cardId));
    }
    // Late, behind its own undo; then another merge, into a record with a card of its own.
    await told(false);
    const own = await keptCard(orgId, otherId, '4222 2222 2222 2222');
    await rig.tell(orgId, membersMerged, { ...merge, mergeId: 'mrg_other', keptId: otherId });
    const messages = rig.database.databases.queue.collection('messages');
    await until(async () => expect(await messages.countDocuments({ orgId, name: membersMerged.name, state: { $ne: 'done' } })).toBe(0));
    expect([await of(keptId), await of(mergedId), await of(otherId)]).toEqual([null, card.cardId, own.cardId]);
  });

  it('of a record that left another card while it was part of another one, one card counts after the undo: the newest', async () => {
    const { orgId, accountId } = await rig.organization();
    const [keptId, mergedId] = [newMemberId(), newMemberId()];
    const card = await keptCard(orgId, mergedId);
    const begun = await setUp(orgId, mergedId);
    if (begun.outcome !== 'opened') throw new Error(begun.outcome);
    const of = async (memberId: MemberId) => (await rig.call(orgId, 'cards.ofMember', { memberId }))?.cardId ?? null;
    const merge = { mergeId: 'mrg_since', keptId, mergedId, undone: false };
    await rig.tell(orgId, membersMerged, merge);
    await until(async () => expect(await of(keptId)).toBe(card.cardId));
    // The page was opened before the merge, and is filled in behind it.
    await typeCard(begun.redirectUrl, '4222 2222 2222 2222');
    const newer = (await rig.call(orgId, 'cards.finishSetup', { setupId: begun.setupId }))!.card!;
    await rig.tell(orgId, membersMerged, { ...merge, undone: true });
    await until(async () => expect(await of(keptId)).toBeNull());
    const kept = rig.database.databases.payments.collection<{ _id: string }>('saved_cards').find({ orgId, state: 'active' });
    expect((await kept.toArray()).map(({ _id }) => _id)).toEqual([newer.cardId]);
    expect(await of(mergedId)).toBe(newer.cardId);
    // The one that it takes the place of is gone with the provider, too.
    await until(async () => expect(await rig.database.databases.sandbox.collection('customers').countDocuments({ accountId })).toBe(1));
  });

  it('is not kept when the payer goes back, and one key is one page of one member', async () => {
    const { orgId } = await rig.organization();
    const memberId = newMemberId();
    const key = randomUUID();
    const [one, same] = [await setUp(orgId, memberId, key), await setUp(orgId, memberId, key)];
    if (one.outcome !== 'opened') throw new Error(one.outcome);
    expect(same).toEqual(one);
    expect(await setUp(orgId, newMemberId(), key)).toEqual({ outcome: 'refused', reason: 'idempotency_mismatch' });
    expect(await rig.call(orgId, 'cards.finishSetup', { setupId: one.setupId })).toMatchObject({ state: 'pending', card: null });
    expect(await typeCard(one.redirectUrl, '4111 1111 1111 0002')).toBe(422);
    expect(await typeCard(one.redirectUrl, '', 'back')).toBe(303);
    expect(await rig.call(orgId, 'cards.finishSetup', { setupId: one.setupId })).toMatchObject({ state: 'failed', card: null });
  });

  it('finished twice at once is one card', async () => {
    const { orgId } = await rig.organization();
    const memberId = newMemberId();
    const opened = await setUp(orgId, memberId);
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    await typeCard(opened.redirectUrl, '4111 1111 1111 1111');
    await Promise.all(Array.from({ length: 4 }, () => rig.call(orgId, 'cards.finishSetup', { setupId: opened.setupId })));
    await until(async () =>
      expect(await rig.call(orgId, 'cards.finishSetup', { setupId: opened.setupId })).toMatchObject({
        state: 'done',
        card: { state: 'active' },
      }),
    );
    expect(await rig.database.databases.payments.collection('saved_cards').countDocuments({ orgId })).toBe(1);
  });

  it('of four cards that one member leaves at the same moment one counts, and the others are gone with the provider too', async () => {
    const { orgId, accountId } = await rig.organization();
    const memberId = newMemberId();
    const pages = await Promise.all(Array.from({ length: 4 }, () => setUp(orgId, memberId)));
    const opened = pages.flatMap((page) => (page.outcome === 'opened' ? [page] : []));
    for (const { redirectUrl } of opened) expect(await typeCard(redirectUrl, '4111 1111 1111 1111')).toBe(303);
    const finish = () => Promise.all(opened.map(({ setupId }) => rig.call(orgId, 'cards.finishSetup', { setupId })));
    await finish();
    await until(async () => expect((await finish()).map((setup) => setup?.state)).toEqual(pages.map(() => 'done')));
    const { databases } = rig.database;
    expect(await databases.payments.collection('saved_cards').countDocuments({ orgId, state: 'active' })).toBe(1);
    expect(await databases.sandbox.collection('customers').countDocuments({ accountId })).toBe(1);
  });

  it('domain.md 3.1: of an organisation that is no more it is taken back at the provider, and only then forgotten', async () => {
    const { orgId, accountId } = await rig.organization();
    await keptCard(orgId, newMemberId());
    await keptCard(orgId, newMemberId());
    const { payments, sandbox } = rig.database.databases;
    const kept = () => sandbox.collection('customers').countDocuments({ accountId });
    const remembered = () => payments.collection('saved_cards').countDocuments({ orgId, sealedToken: { $ne: '' } });
    const door = sandbox.collection<{ _id: string; apiKey: string }>('accounts');
    const { apiKey } = (await door.findOne({ _id: accountId }))!;
    // The provider does not let us in: nothing is forgotten that it still keeps.
    await door.updateOne({ _id: accountId }, { $set: { apiKey: randomUUID() } });
    expect(await rig.call(orgId, 'cards.forget', { atAnyRate: false })).toEqual({ left: 2 });
    expect([await kept(), await remembered()]).toEqual([2, 2]);
    await door.updateOne({ _id: accountId }, { $set: { apiKey } });
    expect(await rig.call(orgId, 'cards.forget', { atAnyRate: false })).toEqual({ left: 0 });
    expect([await kept(), await remembered()]).toEqual([0, 0]);
    await keptCard(orgId, newMemberId());
    await door.updateOne({ _id: accountId }, { $set: { apiKey: randomUUID() } });
    expect(await rig.call(orgId, 'cards.forget', { atAnyRate: true })).toEqual({ left: 0 });
    expect([await kept(), await remembered()]).toEqual([1, 0]);
  });

  it('is charged for its own member and organisation only, and its token is readable nowhere', async () => {
    const { orgId, accountId } = await rig.organization();
    const other = await rig.organization();
    const bill = await rig.payable(orgId);
    const card = await keptCard(orgId, newMemberId());
    expect(await charge(orgId, card.cardId, bill, bill.memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    const foreign = await rig.payable(other.orgId);
    expect(await charge(other.orgId, card.cardId, foreign, card.memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    expect(await rig.call(other.orgId, 'cards.ofMember', { memberId: card.memberId })).toBeNull();
    const token = (await rig.database.databases.sandbox.collection<{ _id: string }>('customers').findOne({ accountId }))!._id;
    const stored = await rig.database.databases.payments.collection('saved_cards').find({ orgId }).toArray();
    expect(JSON.stringify([card, stored, await rig.messages(orgId)])).not.toContain(token);
  });

  it('provider case 31: a contract that has ended charges no more, and what was paid by it stays', async () => {
    const { orgId, accountId } = await rig.organization();
    const bill = await rig.payable(orgId);
    const card = await keptCard(orgId, bill.memberId);
    await charge(orgId, card.cardId, bill, bill.memberId);
    await until(async () => expect((await settled(orgId)).length).toBe(1));
    const payment = (await rig.database.databases.sandbox.collection<{ _id: string }>('payments').findOne({ accountId }))!;
    const told = await rig.control('/emit', { paymentId: payment._id, type: 'contract.stopped', times: 2 });
    expect(told.body).toMatchObject({ statuses: [200, 200] });
    await until(async () => expect((await rig.call(orgId, 'cards.ofMember', { memberId: bill.memberId }))?.state).toBe('stopped'));
    const next = await rig.payable(orgId);
    expect(await charge(orgId, card.cardId, next, bill.memberId)).toEqual({ outcome: 'refused', reason: 'card_not_usable' });
    expect((await rig.call(orgId, 'charges.forPayable', { payableId: bill.payableId }))?.state).toBe('final');
    const news = async () =>
      (await rig.messages(orgId, 'payments.card.changed')).map(({ payload }) => (payload as { state: string }).state);
    await until(async () => expect(await news()).toEqual(['active', 'stopped']));
    expect(await rig.messages(orgId, 'payments.money.reversed')).toEqual([]);
  });
});
