import { newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { payableSettled } from '@tsudoi/shared/queue/billing.messages';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertAccount } from '../../src/accounts/account.repository.ts';
import { sealSecret } from '../../src/platform/secret-box.ts';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';
import { refundStories } from '../refund-stories.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});
const stories = chargeStories(() => rig, 'komoju');
const { opened, announced, becomes, quiet, money, reasons, stateOf, inbox, payByCard, silence } = stories;
const { ask, stands, back } = refundStories(() => rig, stories);

/** Sends it signed as the provider does, and gives what the provider goes by. */
const send = async ({ callbackUrl, secret }: Pick<Opened, 'callbackUrl' | 'secret'>, body: string, headers: Record<string, string> = {}) =>
  (await post(callbackUrl, body, { ...signed(body, secret), ...headers })).status;
const at = (minute: number) => new Date(Date.UTC(2026, 4, 12, 3, minute)).toISOString();

async function settledOnce({ orgId, charge }: Pick<Opened, 'orgId' | 'charge'>) {
  await becomes({ orgId, charge }, 'final');
  await quiet(orgId);
  expect(await money(orgId)).toEqual(['settled']);
}

describe('provider cases of KOMOJU: the same thing more than once, and in any order', () => {
  it('provider case 1 2 4 25: one event six times at once, through two hooks, and again later, is one Payment', async () => {
    const slip = await opened('konbini');
    await announced(slip);
    const before = (await inbox(slip.orgId)).map(({ _id }) => _id);
    const body = notice(slip.charge, 'payment.captured');
    const hooks = ['central', 'payment', 'central', 'payment', 'central', 'payment'];
    expect(await Promise.all(hooks.map((hook, place) => send(slip, body, { 'x-komoju-id': `${hook}-${place}` })))).toEqual(
      hooks.map(() => 200),
    );
    await settledOnce(slip);
    expect(await send(slip, body)).toBe(200);
    await settledOnce(slip);
    expect(await reasons(slip.orgId)).toEqual([]);
    expect((await inbox(slip.orgId)).filter(({ _id }) => !before.includes(_id))).toMatchObject([{ outcome: 'moved' }]);
  });

  it('provider case 3: captured twice under two event ids is one Payment', async () => {
    const slip = await opened('konbini');
    for (const id of ['evt0000000000000000000301', 'evt0000000000000000000302'])
      expect(await send(slip, notice(slip.charge, 'payment.captured', {}, { id }))).toBe(200);
    await settledOnce(slip);
    expect(await reasons(slip.orgId)).toEqual([]);
  });

  it.each([
    ['payment.captured', {}, 'final', ['settled']],
    ['payment.refund.created', { amount_refunded: 3000 }, 'partly_refunded', ['settled', 'reversed']],
    ['payment.refunded', { status: 'refunded', amount_refunded: 10_000 }, 'refunded', ['settled', 'reversed']],
  ] as const)('provider case 5 7: expired, cancelled and an older number after %s change nothing', async (last, given, state, told) => {
    const slip = await opened('konbini');
    expect(await send(slip, notice(slip.charge, 'payment.captured', { captured_at: at(5) }))).toBe(200);
    await becomes(slip, 'final');
    if (state !== 'final') expect(await send(slip, notice(slip.charge, last, given, { created_at: at(6) }))).toBe(200);
    await becomes(slip, state);
    for (const [type, status, minute] of [
      ['payment.expired', 'expired', 9],
      ['payment.cancelled', 'cancelled', 9],
      ['payment.authorized', 'authorized', 0],
    ] as const)
      expect(await send(slip, notice(slip.charge, type, { status, captured_at: null }, { created_at: at(minute) }))).toBe(200);
    await quiet(slip.orgId);
    expect([await stateOf(slip.orgId, slip.charge), await money(slip.orgId)]).toEqual([state, told]);
  });

  it('provider case 6: the expiry of an old number leaves the new one as it is', async () => {
    const old = await opened('konbini');
    const answer = await rig.call(old.orgId, 'charges.open', { ...openInput(old.payableId, old.memberId, 'konbini'), store: 'ministop' });
    if (answer.outcome !== 'opened') throw new Error('not opened');
    expect(await send(old, notice(old.charge, 'payment.expired', { status: 'expired', captured_at: null }))).toBe(200);
    await quiet(old.orgId);
    expect(await stateOf(old.orgId, answer.charge)).toBe('awaiting');
    expect(await stateOf(old.orgId, old.charge)).toBe('voided');
  });

  it('provider case 8 27: money and refund of a charge that is not here yet wait for it', async () => {
    const slip = await opened('konbini');
    // The provider's own word about the new number is not to come among those that the test sends.
    await announced(slip);
    const charges = rig.database.databases.payments.collection<{ _id: string }>('charges');
    const kept = (await charges.findOne({ _id: slip.charge.chargeId }))!;
    await charges.deleteOne({ _id: slip.charge.chargeId });
    expect(
      await send(slip, notice(slip.charge, 'payment.refunded', { status: 'refunded', amount_refunded: 10_000 }, { created_at: at(9) })),
    ).toBe(200);
    expect(await send(slip, notice(slip.charge, 'payment.captured', { captured_at: at(1) }))).toBe(200);
    await vi.waitFor(async () => expect((await inbox(slip.orgId)).filter(({ outcome }) => outcome === 'unknown_charge')).toHaveLength(2), {
      timeout: 20_000,
    });
    await charges.insertOne(kept);
    await becomes(slip, 'refunded');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled', 'reversed']);
  });
});

describe('provider cases of KOMOJU: money that comes otherwise than asked', () => {
  it('provider case 9 10: paid after its number expired, and after its bill was cancelled, is money', async () => {
    const late = await opened('konbini');
    expect(await send(late, notice(late.charge, 'payment.expired', { status: 'expired', captured_at: null }))).toBe(200);
    await becomes(late, 'expired');
    expect(await send(late, notice(late.charge, 'payment.captured'))).toBe(200);
    await settledOnce(late);
    const cancelled = await opened('konbini');
    await rig.call(cancelled.orgId, 'charges.voidForPayables', { payableIds: [cancelled.payableId] });
    await becomes(cancelled, 'voided');
    expect(await send(cancelled, notice(cancelled.charge, 'payment.captured'))).toBe(200);
    await settledOnce(cancelled);
  });

  it('provider case 11: a slip of a bill that was paid at the desk is stopped at the provider; paid at the same moment all the same, it is money', async () => {
    const slip = await opened('konbini');
    await rig.tell(slip.orgId, payableSettled, { payableIds: [slip.payableId], settledAt: new Date().toISOString() });
    await becomes(slip, 'voided');
    const there = rig.database.databases.sandbox.collection<{ status: string }>('payments');
    expect(await there.findOne({ externalOrderNumber: slip.charge.paymentNumber } as never)).toMatchObject({ status: 'cancelled' });
    expect(await send(slip, notice(slip.charge, 'payment.captured'))).toBe(200);
    await settledOnce(slip);
  });

  it('provider case 11: a stopped number and the card that took its place are both paid, and both are told', async () => {
    const slip = await opened('konbini');
    const answer = await rig.call(slip.orgId, 'charges.open', openInput(slip.payableId, slip.memberId, 'card'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    const session = answer.charge.providerIds['sessionId'];
    expect(await send(slip, notice(answer.charge, 'payment.captured', { id: 'c'.repeat(25), session }))).toBe(200);
    expect(await send(slip, notice(slip.charge, 'payment.captured'))).toBe(200);
    await becomes(slip, 'final');
    await becomes({ orgId: slip.orgId, charge: answer.charge }, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled', 'settled']);
  });

  it.each([9000, 11_000, 0, -1, 9999.5])('provider case 16: %s yen instead of 10,000 is held for people', async (amount) => {
    const slip = await opened('konbini');
    expect(await send(slip, notice(slip.charge, 'payment.captured', { amount, total: amount }))).toBe(200);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['amount_mismatch']), { timeout: 20_000 });
    const [raised] = await rig.messages(slip.orgId, 'payments.discrepancy.raised');
    expect(raised!.payload).toMatchObject({ expected: 10_000, received: Number.isInteger(amount) ? amount : null });
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    expect(await money(slip.orgId)).toEqual([]);
  });

  it('provider case 17: another split of tax, and a fee of the payer on top, are the same money', async () => {
    const slip = await opened('konbini');
    expect(
      await send(slip, notice(slip.charge, 'payment.captured', { amount: 9091, tax: 909, payment_method_fee: 190, total: 10_190 })),
    ).toBe(200);
    await settledOnce(slip);
  });

  it('provider case 28: refunds in parts count as their sum, and more than was paid is held for people', async () => {
    const slip = await opened('konbini');
    expect(await send(slip, notice(slip.charge, 'payment.captured', { captured_at: at(0) }))).toBe(200);
    await settledOnce(slip);
    for (const [minute, sum] of [
      [1, 2000],
      [2, 5000],
      [3, 10_001],
    ] as const)
      expect(await send(slip, notice(slip.charge, 'payment.refund.created', { amount_refunded: sum }, { created_at: at(minute) }))).toBe(
        200,
      );
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['refund_exceeds_payment']), { timeout: 20_000 });
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('partly_refunded');
    const back = (await rig.messages(slip.orgId, 'payments.money.reversed')).map(({ payload }) => (payload as { amount: number }).amount);
    expect(back.at(-1)).toBe(5000);
  });

  it('provider case 28: the office gives parts of a card back, once each, and KOMOJU’s answer is enough without its notice', async () => {
    const card = await opened('card');
    await payByCard(card);
    await settledOnce(card);
    await silence(card);
    await stands(card.orgId, await ask(card, 4000, 3), 'done');
    await becomes(card, 'partly_refunded');
    await stands(card.orgId, await ask(card, 6001), 'refused', 'more_than_paid');
    await stands(card.orgId, await ask(card, 6000), 'done');
    await becomes(card, 'refunded');
    await quiet(card.orgId);
    expect(await back(card.orgId)).toEqual([4000, 10_000]);
  });

  it('provider case 30: a try that failed leaves the bill open, and the next one pays', async () => {
    const card = await opened('card');
    const session = card.charge.providerIds['sessionId'];
    const failed = { id: 'f'.repeat(25), session, status: 'failed', captured_at: null, payment_details: { type: 'credit_card' } };
    expect(await send(card, notice(card.charge, 'payment.failed', failed, { created_at: at(0) }))).toBe(200);
    await becomes(card, 'failed');
    expect(await rig.messages(card.orgId, 'payments.money.reversed')).toEqual([]);
    expect(await send(card, notice(card.charge, 'payment.captured', { id: 'g'.repeat(25), session, captured_at: at(3) }))).toBe(200);
    await settledOnce(card);
  });
});

describe('provider cases of KOMOJU: what a body may be', () => {
  /** An account whose token is the one of the guide's vectors. */
  async function withTokens(tokens: readonly string[]) {
    const { orgId, callbackUrl, accountId } = await rig.organization();
    const live = newProviderAccountId();
    const key = rig.env['SECRETS_KEY']!;
    const sealedWebhookSecrets = tokens.map((token) => sealSecret(token, key));
    const account = {
      _id: live,
      orgId,
      provider: 'komoju',
      mode: 'live' as const,
      methods: [],
      sealedApiKey: sealSecret('sk', key),
      sealedWebhookSecrets,
    };
    await insertAccount(rig.database.databases.payments, mintOrgScope(orgId), { ...account, connectedAt: new Date() });
    return { orgId, trialUrl: callbackUrl, callbackUrl: callbackUrl.replace(accountId, live) };
  }

  it('provider case 34: what is signed are the bytes, so that the same JSON written anew is refused', async () => {
    const { callbackUrl } = await withTokens(['kmj_test_token_0001']);
    const plain = ['{"type":"ping","note":"会費"}', '35bc780935a5f8d86aa2eb80e1e86ecbcd3eb3ffbe850e602bea1a183563c628'] as const;
    const escaped = [
      '{"type":"ping","note":"\\u4f1a\\u8cbb"}',
      'ce9b37c72df962ee705ad15b9d7e42fadbcd43544f1bd4c14793ca7a4e0a9c2c',
    ] as const;
    const status = async (body: string, signature: string) => (await post(callbackUrl, body, { 'x-komoju-signature': signature })).status;
    expect([await status(...plain), await status(...escaped)]).toEqual([200, 200]);
    expect([await status(plain[0], escaped[1]), await status(escaped[0], plain[1]), await status(`${plain[0]}\n`, plain[1])]).toEqual([
      401, 401, 401,
    ]);
  });

  it('provider case 24 26 40: the old and the new token both count while one is replaced, that of another account never', async () => {
    const { orgId, callbackUrl, trialUrl } = await withTokens(['token-before', 'token-after']);
    const body = '{"id":"evt0000000000000000002600","type":"ping"}';
    const statuses: number[] = [];
    for (const token of ['token-before', 'token-after', 'token-never'])
      statuses.push((await post(callbackUrl, body, signed(body, token))).status);
    expect(statuses).toEqual([200, 200, 401]);
    expect((await post(trialUrl, body, signed(body, 'token-after'))).status).toBe(401);
    expect(
      (await post(callbackUrl, body, { 'x-komoju-signature': signed(body, 'token-after')['x-komoju-signature'].toUpperCase() })).status,
    ).toBe(401);
    expect(await inbox(orgId)).toHaveLength(1);
  });

  it('provider case 33 36 39: signed and not readable is kept for people, signed and unknown is kept in peace; both are received', async () => {
    const slip = await opened('konbini');
    for (const body of ['', '{"id":', 'id=evt&type=payment.captured'])
      expect(await send(slip, body, { 'content-type': 'application/x-www-form-urlencoded' })).toBe(200);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['unreadable_body', 'unreadable_body', 'unreadable_body']), {
      timeout: 20_000,
    });
    expect(await send(slip, notice(slip.charge, 'payment.invented'))).toBe(200);
    const captured = notice(slip.charge, 'payment.captured', { surprise: { deep: [1] } }).replace(
      '"data":{',
      '"data":{"__proto__":{"amount":1},"constructor":1,',
    );
    expect(await send(slip, captured)).toBe(200);
    await settledOnce(slip);
    expect(await reasons(slip.orgId)).toHaveLength(3);
  });

  it('provider case 22 47: an order nobody knows is kept and received, and nothing of the payer, no card and no signature is kept with it', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    const stranger = { paymentNumber: '9000000000000', providerIds: {}, amount: 500, createdAt: at(0) } as never;
    const card = { type: 'credit_card', email: 'payer@example.jp', last_four_digits: '1111', month: 12, name_kana: 'タカハシ ミサキ' };
    expect(await send({ callbackUrl, secret }, notice(stranger, 'payment.captured', { payment_details: card }))).toBe(200);
    await vi.waitFor(
      async () => expect(await inbox(orgId)).toEqual([expect.objectContaining({ state: 'received', outcome: 'unknown_charge' })]),
      {
        timeout: 20_000,
      },
    );
    expect(JSON.stringify((await inbox(orgId))[0])).not.toMatch(/signature|authorization/i);
    expect(Buffer.from((await inbox(orgId))[0]!.body.buffer).toString()).not.toMatch(/payer@|"1111"|month|ミサキ/);
    expect(await money(orgId)).toEqual([]);
  });

  it('provider case 32 43: too much is refused before it is hashed, and GET and HEAD have no effect', async () => {
    const slip = await opened('konbini');
    expect(await send(slip, notice(slip.charge, 'payment.captured', { note: 'a'.repeat(300_000) }))).toBe(413);
    for (const method of ['GET', 'HEAD']) expect((await fetch(slip.callbackUrl, { method })).status).toBe(405);
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
  });
});
