import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
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

async function slip() {
  const organization = await rig.organization();
  const payable = await rig.payable(organization.orgId);
  const answer = await rig.call(organization.orgId, 'charges.open', openInput(payable.payableId, payable.memberId, 'konbini'));
  if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  return { ...organization, ...payable, charge: answer.charge };
}

const stateOf = async (orgId: OrgId, charge: ChargeView) => (await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state;
const becomes = (orgId: OrgId, charge: ChargeView, state: string) =>
  vi.waitFor(async () => expect(await stateOf(orgId, charge)).toBe(state), eventually);
const settled = (orgId: OrgId) => rig.messages(orgId, 'payments.money.settled');
const { announced } = chargeStories(() => rig, 'komoju');
const waiting = (orgId: OrgId) => rig.database.databases.payments.collection('inbox').countDocuments({ orgId, state: 'received' });

async function paidInSilence() {
  const paid = await slip();
  await rig.control('/behaviour', { accountId: paid.accountId, silent: true });
  expect((await rig.control('/take-cash', { paymentId: paid.charge.providerIds['paymentId'] })).status).toBe(200);
  return paid;
}

describe('a notice that is lost', () => {
  it('case 47: a number that can be voided no more is asked about at once', async () => {
    const { orgId, payableId, memberId, charge } = await paidInSilence();
    const other = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    expect(other).toEqual({ outcome: 'refused', reason: 'charge_in_progress' });
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});

describe('an opening of which nobody knows what became', () => {
  type Slip = Awaited<ReturnType<typeof slip>>;
  /** As a lost answer leaves it, so many looks later; first its provider is made what it is, because then it is asked at any time. */
  async function unheard(inquiries: number, makeProvider: (opened: Slip) => Promise<unknown>) {
    const opened = await slip();
    const { payments } = rig.database.databases;
    // The provider's own word of the number is worked on first.
    await announced(opened);
    await makeProvider(opened);
    const lost = { base: 'unknown', state: 'unknown', instructions: null, providerIds: {}, inquiries, nextInquiryAt: new Date(0) };
    await payments.collection<{ _id: string }>('money_events').deleteMany({ chargeId: opened.charge.chargeId });
    await payments.collection<{ _id: string }>('charges').updateOne({ _id: opened.charge.chargeId }, { $set: lost });
    return opened;
  }
  const forgets = ({ charge }: Slip) =>
    rig.database.databases.sandbox.collection('payments').deleteMany({ externalOrderNumber: charge.paymentNumber });
  const locksUsOut = ({ accountId }: Slip) =>
    rig.database.databases.sandbox
      .collection<{ _id: string; apiKey: string }>('accounts')
      .updateOne({ _id: accountId }, { $set: { apiKey: `gone ${accountId}` } });

  it('G17 T28: that its provider denies three times was never made, and the payer may begin anew', async () => {
    const { orgId, payableId, memberId, charge } = await unheard(0, forgets);
    const charges = rig.database.databases.payments.collection<{ _id: string; denials: number }>('charges');
    for (const denials of [1, 2]) {
      await rig.inquired(async () => expect((await charges.findOne({ _id: charge.chargeId }))?.denials).toBe(denials));
      expect(await stateOf(orgId, charge)).toBe('unknown');
      await charges.updateOne({ _id: charge.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
    }
    await rig.inquired(async () => expect(await stateOf(orgId, charge)).toBe('failed'));
    const again = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    expect(again).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
  });

  it('G17 T28: that nobody answers for until the last look is put before people, once', async () => {
    const { orgId, charge, payableId } = await unheard(7, locksUsOut);
    await rig.inquired(async () =>
      expect((await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload)).toMatchObject([
        { reason: 'charge_unanswered', chargeId: charge.chargeId, payableId, expected: 10_000, received: null },
      ]),
    );
    expect(await stateOf(orgId, charge)).toBe('unknown');
  });
});

describe('a number of which its provider knows nothing any more', () => {
  it('provider case 42: is put before people at the last look, once, and a member who asks has another', async () => {
    const { orgId, payableId, memberId, charge } = await slip();
    const { payments, sandbox } = rig.database.databases;
    const last = { expiresAt: new Date(Date.now() - 8 * 86_400_000), inquiries: 30, nextInquiryAt: new Date(0) };
    await announced({ orgId });
    await sandbox.collection('payments').deleteMany({ externalOrderNumber: charge.paymentNumber });
    await payments.collection<{ _id: string }>('charges').updateOne({ _id: charge.chargeId }, { $set: last });
    const tasks = async () => (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload);
    await rig.inquired(async () =>
      expect(await tasks()).toMatchObject([{ reason: 'charge_unanswered', chargeId: charge.chargeId, payableId, expected: 10_000 }]),
    );
    expect(await stateOf(orgId, charge)).toBe('awaiting');
    const again = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'payeasy'));
    expect(again).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting', method: 'payeasy' } });
    expect(await stateOf(orgId, charge)).toBe('awaiting');
    expect(await tasks()).toHaveLength(1);
  });
});

describe('a payment that the provider takes for fraud', () => {
  it('providers 1.2: stays paid, no money moves, and people hear of it once', async () => {
    const { orgId, charge, callbackUrl, secret } = await slip();
    const send = (type: string) => {
      const body = notice(charge, type);
      return post(callbackUrl, body, signed(body, secret));
    };
    await send('payment.captured');
    await becomes(orgId, charge, 'final');
    for (const type of ['payment.marked.as.fraud', 'payment.marked.as.fraud']) expect((await send(type)).status).toBe(200);
    await vi.waitFor(async () => expect(await waiting(orgId)).toBe(0), eventually);
    expect(await stateOf(orgId, charge)).toBe('final');
    const tasks = async () => (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => payload);
    const told = { reason: 'marked_as_fraud', chargeId: charge.chargeId, expected: 10_000, received: 10_000 };
    await vi.waitFor(async () => expect(await tasks()).toMatchObject([told]), eventually);
    expect(await rig.messages(orgId, 'payments.money.reversed')).toEqual([]);
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});

describe('a chargeback of which no notice tells', () => {
  it('provider case 29: moves the charge once it is decided, once, and back where the bank takes it back; a pending one moves nothing', async () => {
    const { orgId } = await rig.organization();
    const { payableId, memberId } = await rig.payable(orgId);
    const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    const { charge } = answer;
    await fetch(charge.redirectUrl!, {
      method: 'POST',
      body: new URLSearchParams({ number: '4111 1111 1111 1111', action: 'pay' }),
      redirect: 'manual',
    });
    await becomes(orgId, charge, 'final');
    const { sandbox } = rig.database.databases;
    const contested = (status: string) =>
      sandbox
        .collection('payments')
        .updateOne(
          { externalOrderNumber: charge.paymentNumber },
          { $set: { dispute: { id: 'cbr0000000000000000000001', status, amount: charge.amount, createdAt: new Date() } } },
        );
    const asked = () => rig.ran('chargebacks.ask');
    const reversals = async () => (await rig.messages(orgId, 'payments.money.reversed')).map(({ payload }) => payload);
    await contested('pending');
    await asked();
    expect(await stateOf(orgId, charge)).toBe('final');
    await contested('lost');
    await asked();
    await becomes(orgId, charge, 'charged_back');
    await asked();
    await vi.waitFor(
      async () => expect(await reversals()).toMatchObject([{ chargeId: charge.chargeId, kind: 'charged_back' }]),
      eventually,
    );
    await contested('cancelled');
    await asked();
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(2), eventually);
    expect(await reversals()).toHaveLength(1);
  });
});

describe('a notice that comes too early, or says what cannot be', () => {
  it('T5: a refund that comes before its capture tells of both, the money first', async () => {
    const { orgId, callbackUrl, secret, charge } = await slip();
    const at = (seconds: number) => new Date(Date.UTC(2026, 4, 12, 3, 0, seconds)).toISOString();
    const refunded = notice(charge, 'payment.refunded', { status: 'refunded', amount_refunded: charge.amount }, { created_at: at(60) });
    const captured = notice(charge, 'payment.captured', { captured_at: at(0) });
    for (const body of [refunded, captured]) {
      expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
      await vi.waitFor(async () => expect(await waiting(orgId)).toBe(0), eventually);
    }
    await becomes(orgId, charge, 'refunded');
    await vi.waitFor(
      async () =>
        expect((await rig.messages(orgId)).map(({ name }) => name).filter((name) => name.startsWith('payments.money'))).toEqual([
          'payments.money.settled',
          'payments.money.reversed',
        ]),
      eventually,
    );
    expect((await settled(orgId))[0]!.payload).toMatchObject({ paidAt: at(0) });
  });

  it('a capture dated 2099 is dated by when we heard of it', async () => {
    const { orgId, callbackUrl, secret, charge } = await slip();
    const body = notice(charge, 'payment.captured', { captured_at: '2099-01-01T00:00:00Z' });
    const before = Date.now();
    expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await becomes(orgId, charge, 'final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
    const paidAt = Date.parse(((await settled(orgId))[0]!.payload as { paidAt: string }).paidAt);
    expect(Math.abs(paidAt - before)).toBeLessThan(60_000);
  });

  it.each([1000.5, 1e21, -1, '9007199254740993', '"10,000"', '"１００００"', '"010000"', '"10000"'])(
    'T25 case 50, provider case 37: a sum of %s is held, and what cannot be read is told as such',
    async (sum) => {
      const { orgId, callbackUrl, secret, charge } = await slip();
      const body = notice(charge, 'payment.captured', { amount: 'SUM', total: 0 }).replace('"SUM"', String(sum));
      expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
      await vi.waitFor(
        async () =>
          expect((await rig.messages(orgId, 'payments.discrepancy.raised')).map((message) => message.payload)).toEqual([
            expect.objectContaining({ reason: 'amount_mismatch', expected: 10_000, received: sum === -1 ? -1 : null }),
          ]),
        eventually,
      );
      expect(await stateOf(orgId, charge)).toBe('awaiting');
    },
  );
});

describe('the trace of a payment', () => {
  it('PAY-08: a card that was refused is found by its member and its number, with the provider’s own code and what was told twice', async () => {
    const organization = await rig.organization();
    const { orgId, callbackUrl, secret } = organization;
    const payable = await rig.payable(orgId);
    const answer = await rig.call(orgId, 'charges.open', openInput(payable.payableId, payable.memberId, 'card'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    const { charge } = answer;
    const body = notice(charge, 'payment.failed', { status: 'failed', captured_at: null }, { reason: 'insufficient_funds' });
    for (let time = 0; time < 3; time += 1) expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
    await becomes(orgId, charge, 'failed');
    const [found] = await rig.call(orgId, 'traces.charges', { memberIds: [payable.memberId] });
    expect(found).toMatchObject({
      chargeId: charge.chargeId,
      state: 'failed',
      failureCode: 'insufficient_funds',
      events: [{ kind: 'try_failed', source: 'notice', code: 'insufficient_funds', held: false, repeats: 2 }],
    });
    expect(await rig.call(orgId, 'traces.charges', { paymentNumber: charge.paymentNumber })).toEqual([found]);
    const other = await rig.organization();
    expect(await rig.call(other.orgId, 'traces.charges', { chargeId: charge.chargeId, memberIds: [payable.memberId] })).toEqual([]);
  });
});

describe('the clock, moved for all: behind every other test', () => {
  it('PAY-06: within minutes we ask ourselves, and the money is there', async () => {
    const { orgId, charge } = await paidInSilence();
    expect(await stateOf(orgId, charge)).toBe('awaiting');
    await moveSharedClock(rig.database.databases.queue, 11 * 60_000);
    await rig.inquired(async () => expect(await stateOf(orgId, charge)).toBe('final'));
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
  });
});
