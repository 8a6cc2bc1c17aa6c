import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { discrepancyRaised } from '@tsudoi/shared/queue/payments.messages';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { markOf } from '../../src/connectors/zeus/signature.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});
const { opened, announced, becomes, quiet, money, reasons, truth, silence, stateOf, inbox } = chargeStories(() => rig, 'zeus');

const paymentOf = async ({ charge }: Opened) =>
  (await rig.database.databases.sandbox.collection<{ _id: string }>('payments').findOne({ externalOrderNumber: charge.paymentNumber }))!;
const atTheTill = async (slip: Opened, path: string, body: object = {}) =>
  expect((await rig.control(path, { paymentId: (await paymentOf(slip))._id, ...body })).status).toBe(200);
const scan = (slip: Opened) => atTheTill(slip, '/take-cash');
const undo = (slip: Opened) => atTheTill(slip, '/report', { word: 'withdrawn' });
const confirm = (slip: Opened) => atTheTill(slip, '/report', { word: 'confirmed' });

/** A number that is out and announced. */
async function slipOut(): Promise<Opened> {
  const slip = await opened('konbini');
  await announced(slip);
  return slip;
}

/** A notice of ZEUS, with the mark that it has seen with the order. */
async function notice(slip: Opened, status: string, changes: Record<string, string> = {}): Promise<[number, string]> {
  const { details } = (await paymentOf(slip)) as unknown as { details: { sendpoint: string } };
  const account = await rig.database.databases.sandbox
    .collection<{ _id: string; apiKey: string }>('accounts')
    .findOne({ _id: slip.accountId });
  const { clientIp } = JSON.parse(account!.apiKey) as { clientIp: string };
  const order = { order_no: slip.charge.providerIds['paymentId']!, sendid: slip.charge.paymentNumber, money: String(slip.charge.amount) };
  const told = {
    clientip: clientIp,
    ...order,
    status,
    pay_date: '',
    sendpoint: details.sendpoint,
    username: 'name-of-the-payer',
    ...changes,
  };
  const answer = await fetch(`${slip.callbackUrl}?${new URLSearchParams(told).toString()}`);
  return [answer.status, await answer.text()];
}

const reversals = async ({ orgId }: Opened) => (await rig.messages(orgId, 'payments.money.reversed')).map(({ payload }) => payload);
const settlements = async ({ orgId }: Opened) =>
  (await rig.messages(orgId, 'payments.money.settled')).map(({ payload }) => (payload as { state: string }).state);
/** What will be paid out to the organisation. */
const payable = ({ orgId }: Opened) => rig.database.databases.payments.collection('payout_entries').find({ orgId }).toArray();
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);

describe('ZEUS: two speeds of money', () => {
  it('provider case 1 24: a report is provisional, the final one final, however often and from whomever they are told', async () => {
    const slip = await slipOut();
    expect(slip.charge).toMatchObject({ state: 'awaiting', instructions: { kind: 'konbini', store: 'lawson' } });
    await scan(slip);
    await becomes(slip, 'provisional');
    await quiet(slip.orgId);
    expect(await payable(slip)).toEqual([]);
    await confirm(slip);
    await becomes(slip, 'final');
    expect(await Promise.all([1, 2, 3].map(() => notice(slip, '05')))).toEqual(Array.from({ length: 3 }, () => [200, 'OK']));
    expect(await notice(slip, '05', { sendpoint: 'f'.repeat(40) })).toEqual([401, 'Failed']);
    await quiet(slip.orgId);
    expect(await settlements(slip)).toEqual(['provisional', 'final']);
    expect(await payable(slip)).toMatchObject([{ kind: 'money', amount: 10_000 }]);
    expect(JSON.stringify((await inbox(slip.orgId)).map(({ body }) => Buffer.from(body.buffer).toString()))).not.toMatch(/payer|sendpoint/);
  });

  it('T8, provider case 16: what nobody paid is not paid because a notice says so', async () => {
    const slip = await slipOut();
    expect(await notice(slip, '05', { pay_date: '20260101000000' })).toEqual([200, 'OK']);
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    expect(await money(slip.orgId)).toEqual([]);
  });

  it('provider case 12: two prompt reports of one bill are one payment, and no task; the final one decides', async () => {
    const slip = await slipOut();
    await silence(slip);
    await truth(slip, { status: 'captured', capturedAt: secondsAgo(60) });
    expect(await notice(slip, '04', { pay_date: '1' })).toEqual([200, 'OK']);
    await becomes(slip, 'provisional');
    await truth(slip, { capturedAt: secondsAgo(30) });
    expect(await notice(slip, '04', { pay_date: '2' })).toEqual([200, 'OK']);
    await quiet(slip.orgId);
    const reports = await rig.database.databases.payments
      .collection('money_events')
      .find({ orgId: slip.orgId, kind: 'provisional' })
      .toArray();
    expect(reports).toHaveLength(2);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('provisional');
    expect(await money(slip.orgId)).toEqual(['settled']);
    expect(await reasons(slip.orgId)).toEqual([]);
    await confirm(slip);
    await notice(slip, '05');
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await settlements(slip)).toEqual(['provisional', 'final']);
    expect(await payable(slip)).toHaveLength(1);
  });

  it('provider case 13: a report that is withdrawn waits again, nothing is paid out, and the slip is paid once more', async () => {
    const slip = await slipOut();
    await scan(slip);
    await becomes(slip, 'provisional');
    await undo(slip);
    await becomes(slip, 'awaiting');
    await quiet(slip.orgId);
    expect(await reversals(slip)).toMatchObject([{ kind: 'provisional_withdrawn', amount: 10_000 }]);
    expect(await payable(slip)).toEqual([]);
    await scan(slip);
    await becomes(slip, 'provisional');
    await confirm(slip);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await settlements(slip)).toEqual(['provisional', 'provisional', 'final']);
    expect(await reversals(slip)).toHaveLength(1);
    expect(await payable(slip)).toMatchObject([{ kind: 'money', amount: 10_000 }]);
    expect(await reasons(slip.orgId)).toEqual([]);
  });

  it('provider case 14: a withdrawal that comes before its report cancels it; the bill never shows paid', async () => {
    const slip = await slipOut();
    await silence(slip);
    await truth(slip, { 'details.withdrawn_at': secondsAgo(30).toISOString() });
    expect(await notice(slip, '06')).toEqual([200, 'OK']);
    await quiet(slip.orgId);
    // The report itself, from a line that is behind.
    await truth(slip, { status: 'captured', capturedAt: secondsAgo(60), 'details.withdrawn_at': '' });
    expect(await notice(slip, '04')).toEqual([200, 'OK']);
    await vi.waitFor(
      async () =>
        expect(
          await rig.database.databases.payments.collection('money_events').countDocuments({ orgId: slip.orgId, kind: 'provisional' }),
        ).toBe(1),
      { timeout: 20_000 },
    );
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    expect(await money(slip.orgId)).toEqual([]);
  });

  it('provider case 15: what is withdrawn after the final report is not taken back: people look at it', async () => {
    const slip = await slipOut();
    await scan(slip);
    await becomes(slip, 'provisional');
    await confirm(slip);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    await truth(slip, { status: 'authorized', 'details.withdrawn_at': new Date(Date.now() + 3000).toISOString() });
    expect(await notice(slip, '06')).toEqual([200, 'OK']);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['withdrawn_after_final']), { timeout: 20_000 });
    expect(await stateOf(slip.orgId, slip.charge)).toBe('final');
    expect(await reversals(slip)).toEqual([]);
    expect(await payable(slip)).toHaveLength(1);
    // People have seen at the provider that the money is gone: once, and neither the payout nor the bill has it any more.
    const [raised] = await rig.messages(slip.orgId, 'payments.discrepancy.raised');
    const { discrepancyId, ...task } = discrepancyRaised.payload.parse(raised!.payload);
    const { amount } = slip.charge;
    expect(task).toMatchObject({ moves: 'taken_back', received: amount });
    const say = (sum: number) => rig.call(slip.orgId, 'charges.settleHeld', { discrepancyId, amount: PriceYen.parse(sum) });
    await expect(say(amount - 1)).rejects.toThrow('INVALID_TRANSITION');
    await Promise.all([say(amount), say(amount)]);
    await say(amount);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('charged_back');
    expect((await payable(slip)).map((line) => line['amount'])).toEqual([amount, -amount]);
    await vi.waitFor(async () => expect(await reversals(slip)).toHaveLength(1), { timeout: 20_000 });
    // Told once more it says nothing new.
    expect(await notice(slip, '06')).toEqual([200, 'OK']);
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('charged_back');
    expect(await payable(slip)).toHaveLength(2);
  });

  it('provider case 9 42, case 53: a number that is unpaid long behind its deadline ends, another is given, and late money lands', async () => {
    const slip = await slipOut();
    const charges = rig.database.databases.payments.collection<{ _id: string }>('charges');
    const past = (days: number) => new Date(Date.now() - days * 86_400_000);
    const behind = (days: number) =>
      charges.updateOne(
        { _id: slip.charge.chargeId },
        { $set: { expiresAt: past(days), nextInquiryAt: new Date(0) }, $inc: { version: 1 } },
      );
    // Three days: a report may still be on its way.
    await behind(3);
    const isAsked = async () =>
      expect(await charges.countDocuments({ _id: slip.charge.chargeId, nextInquiryAt: { $gt: new Date() } })).toBe(1);
    await rig.inquired(isAsked);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    await behind(5);
    await rig.inquired(async () => expect(await stateOf(slip.orgId, slip.charge)).toBe('expired'));
    expect(await reasons(slip.orgId)).toEqual([]);
    const again = await rig.call(slip.orgId, 'charges.open', openInput(slip.payableId, slip.memberId, 'konbini'));
    expect(again).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
    await scan(slip);
    await becomes(slip, 'provisional');
    await confirm(slip);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await settlements(slip)).toEqual(['provisional', 'final']);
  });
});

describe('ZEUS: the secret of its marks', () => {
  it('provider case 26: is replaced with both valid; new orders bear the new one, and the old one ends', async () => {
    const slip = await slipOut();
    const rotate = (markKey: string, days: number) =>
      rig.call(slip.orgId, 'accounts.rotate', { accountId: slip.accountId as never, values: { markKey }, days });
    const key = 'n'.repeat(30);
    expect(await rotate(key, 30)).toMatchObject({ outcome: 'done' });
    expect(await rotate(key, 30)).toMatchObject({ outcome: 'refused', reason: 'shared_secret' });
    const { payableId, memberId } = await rig.payable(slip.orgId);
    const answer = await rig.call(slip.orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    const next: Opened = { ...slip, payableId, memberId, charge: answer.charge };
    const { details } = (await paymentOf(next)) as unknown as { details: { clientip?: string; sendpoint: string } };
    const account = await rig.database.databases.sandbox
      .collection<{ _id: string; apiKey: string }>('accounts')
      .findOne({ _id: slip.accountId });
    const { clientIp } = JSON.parse(account!.apiKey) as { clientIp: string };
    expect(details.sendpoint).toBe(markOf(key, clientIp, next.charge.paymentNumber));
    await vi.waitFor(async () => expect((await notice(next, '05'))[1]).toBe('OK'), { timeout: 20_000, interval: 100 });
    expect((await notice(slip, '05'))[1]).toBe('OK');
    expect(await rotate('m'.repeat(30), 0)).toMatchObject({ outcome: 'done' });
    for (const old of [slip, next])
      await vi.waitFor(async () => expect((await notice(old, '05'))[1]).toBe('Failed'), { timeout: 20_000, interval: 100 });
  });
});
