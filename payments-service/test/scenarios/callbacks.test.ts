import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
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
const { opened, announced, stateOf } = chargeStories(() => rig, 'komoju');
const becomes = (orgId: OrgId, charge: ChargeView, state: string, wait = eventually) =>
  vi.waitFor(async () => expect(await stateOf(orgId, charge)).toBe(state), wait);
const settled = (orgId: OrgId) => rig.messages(orgId, 'payments.money.settled');
const inbox = () => rig.database.databases.payments.collection<{ _id: string; orgId: string; state: string }>('inbox');
/** The one notice of an organisation waits for a charge that is not here, or has waited for so long. */
const parked = (orgId: OrgId, waited = 0, state = 'received') =>
  vi.waitFor(async () => {
    const set = { receivedAt: new Date(Date.now() - waited), nextAt: new Date(0) };
    // While somebody has it in hand it is not to be changed: then once more.
    const still = { orgId, state: { $in: ['received', 'quarantined'] } };
    if (waited > 0) expect((await inbox().updateMany(still, { $set: set })).matchedCount).toBe(1);
    expect(await inbox().find({ orgId }).toArray()).toMatchObject([{ state, outcome: 'unknown_charge' }]);
  }, eventually);
const repeats = () => rig.database.databases.payments.collection<{ orgId: string; inboxId: string }>('inbox_repeats');

describe('konbini and Pay-easy', () => {
  it('PAY-09 the number and its deadline can be asked for at any time while it is unpaid', async () => {
    const { orgId, payableId } = await opened('konbini');
    const charge = await rig.call(orgId, 'charges.forPayable', { payableId });
    expect(charge?.state).toBe('awaiting');
    expect(charge?.instructions).toMatchObject({
      kind: 'konbini',
      store: 'lawson',
      confirmationCode: expect.stringMatching(/^\d{6}$/) as string,
    });
    expect(charge?.expiresAt).toMatch(/T14:59:59\.000Z$/);
  });

  it('PAY-06 the clerk takes the cash, the provider tells us twice, and the money is one', async () => {
    const { orgId, accountId, charge } = await opened('konbini');
    await rig.control('/behaviour', { accountId, duplicate: 1 });
    expect((await rig.control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(200);
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await repeats().countDocuments({ orgId })).toBeGreaterThan(0), eventually);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });

  it('Pay-easy shows its three numbers', async () => {
    const { charge } = await opened('payeasy');
    expect(charge.instructions).toMatchObject({
      kind: 'payeasy',
      bankId: '58191',
      customerId: expect.stringMatching(/^\d{11}$/) as string,
    });
  });

  it('switching the method voids the number at the provider first', async () => {
    const { orgId, payableId, memberId, charge } = await opened('konbini');
    const card = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    expect(card.outcome).toBe('opened');
    await becomes(orgId, charge, 'voided');
    expect((await rig.control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(409);
  });
});

describe('hostile and unlucky callbacks', () => {
  it('case 49: the same callback ten times in parallel and five times later is one payment', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const body = notice(charge, 'payment.captured');
    const send = () => post(callbackUrl, body, signed(body, secret));
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200));
    await becomes(orgId, charge, 'final');
    for (let again = 0; again < 5; again += 1) expect((await send()).status).toBe(200);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
    expect(await rig.database.databases.payments.collection('money_events').countDocuments({ orgId, kind: 'final' })).toBe(1);
  });

  it('case 52 T1: forged, altered, upper-case, foreign and missing signatures get 401 and nothing is stored', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    // What the provider itself tells of the number is not to be counted below.
    await announced({ orgId });
    const other = await rig.organization();
    const body = notice(charge, 'payment.captured');
    const right = signed(body, secret)['x-komoju-signature'];
    const before = await inbox().countDocuments({ orgId });
    const tries: Record<string, string>[] = [
      {},
      { 'x-komoju-signature': '' },
      { 'x-komoju-signature': right.toUpperCase() },
      { 'x-komoju-signature': right.slice(0, 63) },
      { 'x-komoju-signature': `${right.slice(0, 63)}${right.endsWith('0') ? '1' : '0'}` },
      signed(body, other.secret),
      signed(`${body}\n`, secret),
    ];
    for (const headers of tries) {
      const answer = await post(callbackUrl, body, headers);
      expect(answer.status).toBe(401);
      expect(await answer.text()).toBe('NG');
    }
    expect(
      (await post(callbackUrl.replace(/pac_.*/, 'pac_01JZZZZZZZZZZZZZZZZZZZZZZZ'), body, { 'x-komoju-signature': right })).status,
    ).toBe(401);
    expect(await inbox().countDocuments({ orgId })).toBe(before);
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });

  it('case 50: another sum is held, told to staff, and moves nothing', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const body = notice(charge, 'payment.captured', { amount: 9000, total: 9000 });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.discrepancy.raised')).toHaveLength(1), eventually);
    const [message] = await rig.messages(orgId, 'payments.discrepancy.raised');
    expect(message!.payload).toMatchObject({
      reason: 'amount_mismatch',
      expected: 10_000,
      received: 9000,
      paymentNumber: charge.paymentNumber,
    });
    expect(await stateOf(orgId, charge)).toBe('awaiting');
    expect(await settled(orgId)).toHaveLength(0);
  });

  it('T6: another currency is held', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const body = notice(charge, 'payment.captured', { currency: 'USD' });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    const raised = async () => (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload);
    await vi.waitFor(async () => expect(await raised()).toMatchObject([{ reason: 'currency_mismatch' }]), eventually);
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });

  it('case 51 T7, provider case 8 22: a notice for an unknown number is acknowledged and kept; after a minute people hear of it once, after a day it is set aside', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    const stranger = { paymentNumber: '0000000000000', providerIds: {}, amount: 500, createdAt: new Date().toISOString() };
    const body = notice(stranger as unknown as ChargeView, 'payment.captured');
    const answer = await post(callbackUrl, body, signed(body, secret));
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    await parked(orgId);
    expect(await rig.messages(orgId)).toEqual([]);
    for (const waited of [61_000, 3_600_000]) {
      await parked(orgId, waited);
      await vi.waitFor(async () => expect(await rig.messages(orgId)).toHaveLength(1), eventually);
    }
    const [raised] = await rig.messages(orgId, 'payments.discrepancy.raised');
    expect(raised!.payload).toMatchObject({ reason: 'unknown_charge', paymentNumber: '0000000000000', received: 500 });
    await parked(orgId, 86_400_000, 'quarantined');
    expect(await rig.messages(orgId)).toHaveLength(1);
  });

  it('case 53: paid after it expired is money all the same', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const expired = notice(charge, 'payment.expired', { status: 'expired', captured_at: null });
    expect((await post(callbackUrl, expired, signed(expired, secret))).status).toBe(200);
    await becomes(orgId, charge, 'expired');
    const paid = notice(charge, 'payment.captured');
    expect((await post(callbackUrl, paid, signed(paid, secret))).status).toBe(200);
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });

  it('T5: captured before authorized is final, and the late word changes nothing', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('card');
    const captured = notice(charge, 'payment.captured', { payment_details: { type: 'credit_card' }, captured_at: '2026-06-01T03:04:05Z' });
    const authorized = notice(
      charge,
      'payment.authorized',
      { status: 'authorized', payment_details: { type: 'credit_card' }, captured_at: null },
      { created_at: '2026-06-01T03:04:04Z' },
    );
    for (const body of [captured, authorized]) expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await inbox().countDocuments({ orgId, state: 'stale' })).toBe(1), eventually);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });

  it('T4: the same event with another body keeps the first, and staff are told of each other one once, in one matter', async () => {
    const { orgId, callbackUrl, secret, charge, memberId, payableId } = await opened('konbini');
    const first = notice(charge, 'payment.captured', {}, { id: 'evt0000000000000000000777' });
    const second = notice(charge, 'payment.captured', { amount: 1 }, { id: 'evt0000000000000000000777' });
    const third = notice(charge, 'payment.captured', { amount: 2 }, { id: 'evt0000000000000000000777' });
    for (const body of [first, second, second, third, second, third])
      expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await becomes(orgId, charge, 'final');
    // However soon it came: what it said is read with the charge.
    const named = { chargeId: charge.chargeId, paymentNumber: charge.paymentNumber, memberId, payableId };
    await vi.waitFor(
      async () =>
        expect(
          (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload as { reason: string; variants: number }),
        ).toMatchObject([
          { reason: 'body_variant', variants: 1, ...named },
          { reason: 'body_variant', variants: 2, ...named },
        ]),
      eventually,
    );
    const told = (await rig.messages(orgId, 'payments.discrepancy.raised')).map(
      ({ payload }) => (payload as { discrepancyId: string }).discrepancyId,
    );
    expect(new Set(told).size).toBe(1);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
    // What the other one said can be read, once.
    const [trace] = await rig.call(orgId, 'traces.charges', { chargeId: charge.chargeId });
    expect(trace?.events.find(({ kind }) => kind === 'final')).toMatchObject({
      repeats: 0,
      variants: [expect.stringContaining('"amount":1,'), expect.stringContaining('"amount":2,')],
    });
  });

  it('case 47: a slip that is paid after switching to card, both succeed, and both are told', async () => {
    const { orgId, callbackUrl, secret, payableId, memberId, charge } = await opened('konbini');
    const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    const both = [
      notice(charge, 'payment.captured'),
      notice(answer.charge, 'payment.captured', { id: 'c'.repeat(25), session: answer.charge.providerIds['sessionId'] }),
    ];
    for (const body of both) expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(2), eventually);
  });

  it('T9 size, method, address and unreadable bodies are answered plainly, never with a 5xx', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    const huge = `{"id":"x","type":"ping","note":"${'a'.repeat(300_000)}"}`;
    expect((await post(callbackUrl, huge, signed(huge, secret))).status).toBe(413);
    expect((await fetch(callbackUrl)).status).toBe(405);
    expect((await post(callbackUrl.replace('/komoju/', '/nobody/'), '{}', {})).status).toBe(404);
    const ping = '{"id":"evtping","type":"ping","note":"会費"}';
    expect((await post(callbackUrl, ping, signed(ping, secret))).status).toBe(200);
    for (const body of [
      '',
      'not json',
      '[]',
      '{"__proto__":{"id":"x"}}',
      '{"id":"e1","type":"payment.captured","data":{"amount":"1,000"}}',
    ]) {
      const answer = await post(callbackUrl, body, signed(body, secret));
      expect(answer.status).toBe(200);
    }
    await vi.waitFor(async () => {
      const reasons = (await rig.messages(orgId, 'payments.discrepancy.raised')).map(
        (message) => (message.payload as { reason: string }).reason,
      );
      expect(reasons.filter((reason) => reason === 'unreadable_body').length).toBeGreaterThanOrEqual(3);
    }, eventually);
    expect(await settled(orgId)).toHaveLength(0);
  });

  it('provider case 23: one organisation’s account cannot pay another organisation’s charge: it is an unknown order, and stands in the security log', async () => {
    const victim = await opened('konbini');
    const attacker = await rig.organization();
    const body = notice(victim.charge, 'payment.captured');
    expect((await post(attacker.callbackUrl, body, signed(body, attacker.secret))).status).toBe(200);
    await parked(attacker.orgId);
    await parked(attacker.orgId, 61_000);
    const lines = () => rig.logged.filter((line) => line.includes('"security":true') && line.includes(attacker.accountId));
    await vi.waitFor(() => expect(lines()).toHaveLength(1), eventually);
    const told = async () => (await rig.messages(attacker.orgId)).map(({ name }) => name);
    await vi.waitFor(async () => expect(await told()).toEqual(['payments.discrepancy.raised']), eventually);
    expect(await settled(victim.orgId)).toEqual([]);
    expect(await stateOf(victim.orgId, victim.charge)).toBe('awaiting');
    expect(await rig.call(attacker.orgId, 'charges.get', { chargeId: victim.charge.chargeId })).toBeNull();
  });
});

describe('card', () => {
  it('pays on the hosted page and is final', async () => {
    const { orgId, charge } = await opened('card');
    const answer = await fetch(charge.redirectUrl!, {
      method: 'POST',
      body: new URLSearchParams({ number: '4111 1111 1111 1111', action: 'pay' }),
      redirect: 'manual',
    });
    expect(answer.status).toBe(303);
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});

describe('a kill', () => {
  it('T10: what was acknowledged survives a kill of the service and is processed afterwards', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const body = notice(charge, 'payment.captured');
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await rig.restartPayments();
    // If the killed one had it in hand already, its lease of half a minute ends first.
    await becomes(orgId, charge, 'final', { ...eventually, timeout: 60_000 });
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});
