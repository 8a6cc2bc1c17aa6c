import type { DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { discrepancyRaised } from '@tsudoi/shared/queue/payments.messages';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});
const { opened, announced, becomes, quiet, money, reasons, truth, silence, stateOf, inbox } = chargeStories(() => rig, 'robot-payment');

const paymentOf = async ({ charge }: Pick<Opened, 'charge'>) =>
  (await rig.database.databases.sandbox.collection<{ _id: string }>('payments').findOne({ externalOrderNumber: charge.paymentNumber }))!
    ._id;
const takeCash = async (slip: Pick<Opened, 'charge'>) =>
  expect((await rig.control('/take-cash', { paymentId: await paymentOf(slip) })).status).toBe(200);
const transfer = async (slip: Pick<Opened, 'charge'>, amount: number) =>
  expect((await rig.control('/transfer', { paymentId: await paymentOf(slip), amount })).status).toBe(200);

/** A kickback about a charge, as somebody would write it who knows the address. */
const kickback = ({ charge }: Pick<Opened, 'charge'>, changes: Record<string, string> = {}) =>
  new URLSearchParams({
    gid: charge.providerIds['paymentId'] ?? '1234567890',
    rst: '1',
    ap: 'CPL',
    ec: '',
    cod: charge.paymentNumber,
    am: String(charge.amount),
    tx: '0',
    sf: '0',
    ta: String(charge.amount),
    em: 'payer@example.jp',
    nm: 'name-of-the-payer',
    ...changes,
  }).toString();
/** What the provider goes by: the status, and whether the answer has a length. */
const get = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return [answer.status, answer.headers.get('content-length')];
};
const taken = [200, '2'];

describe('ROBOT PAYMENT', () => {
  it('provider case 1 25: a number is issued and not paid; the cash is told by GET, however often, and is one Payment', async () => {
    const slip = await opened('konbini');
    expect(slip.charge).toMatchObject({ state: 'awaiting', instructions: { kind: 'konbini', store: 'lawson' } });
    await announced(slip);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    await silence(slip);
    await takeCash(slip);
    const url = `${slip.callbackUrl}?${kickback(slip)}`;
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map(() => get(url)))).toEqual(Array.from({ length: 6 }, () => taken));
    await becomes(slip, 'final');
    expect(await get(url)).toEqual(taken);
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
    expect(JSON.stringify((await inbox(slip.orgId)).map(({ body }) => Buffer.from(body.buffer).toString()))).not.toMatch(/payer/);
  });

  it('T8, provider case 16: what nobody paid is not paid because a notice says so', async () => {
    const slip = await opened('konbini');
    await announced(slip);
    expect(await get(`${slip.callbackUrl}?${kickback(slip)}`)).toEqual(taken);
    await quiet(slip.orgId);
    expect(await stateOf(slip.orgId, slip.charge)).toBe('awaiting');
    expect(await money(slip.orgId)).toEqual([]);
  });

  it('provider case 24 43: HEAD, POST, another door and a door in a header have no effect', async () => {
    const slip = await opened('konbini');
    await announced(slip);
    const before = (await inbox(slip.orgId)).length;
    const url = `${slip.callbackUrl}?${kickback(slip)}`;
    const shut = slip.callbackUrl.slice(0, slip.callbackUrl.lastIndexOf('/'));
    for (const method of ['HEAD', 'POST', 'PUT']) expect((await get(url, { method }))[0]).toBe(405);
    const statuses = await Promise.all([
      get(`${shut}?${kickback(slip)}`, { headers: { 'x-robot-payment-door': slip.secret } }),
      get(`${shut}/${'x'.repeat(32)}?${kickback(slip)}`),
      get(slip.callbackUrl),
      get(`${slip.callbackUrl}?${kickback(slip)}&ta=1`),
    ]);
    expect(statuses.map(([status]) => status)).toEqual([401, 401, 401, 401]);
    expect((await get(`${slip.callbackUrl}?${kickback(slip)}&etc=${'a'.repeat(9000)}`))[0]).toBe(413);
    expect(await inbox(slip.orgId)).toHaveLength(before);
    // Members see where notices arrive, and not what opens that door.
    expect(slip.charge.callbackUrl).not.toContain(slip.secret);
  });

  it('provider case 39: a state that nobody knows is asked about, and the answer is what counts', async () => {
    const slip = await opened('konbini');
    await announced(slip);
    await silence(slip);
    await takeCash(slip);
    expect(await get(`${slip.callbackUrl}?${kickback(slip, { ap: 'CPL_NEW' })}`)).toEqual(taken);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('provider case 35: letters of Shift_JIS in an address are kept as they came, also what is no letter, and the payer reads them', async () => {
    const slip = await opened('konbini');
    await announced(slip);
    await silence(slip);
    await takeCash(slip);
    const kept = 'bank=%95%5C.%83%5c%ff.1';
    expect(await get(`${slip.callbackUrl}?${kickback(slip)}&${kept}&nm2=%83%5C`)).toEqual(taken);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
    const bodies = (await inbox(slip.orgId)).map(({ body }) => Buffer.from(body.buffer).toString('latin1'));
    expect(bodies.filter((body) => body.endsWith(`&${kept}`))).toHaveLength(1);
    const account = await opened('virtual_account');
    expect(account.charge).toMatchObject({ instructions: { bankName: 'GMOあおぞらネット銀行', branchName: '法人営業部' } });
  });

  it('provider case 15: a deposit that is cancelled after it was final is not taken back: people look at it', async () => {
    const slip = await opened('konbini');
    await takeCash(slip);
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    await truth(slip, { 'details.withdrawn': 1 });
    expect(await get(`${slip.callbackUrl}?${kickback(slip, { ap: 'CVS_CAN' })}`)).toEqual(taken);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toEqual(['withdrawn_after_final']), { timeout: 20_000 });
    expect(await stateOf(slip.orgId, slip.charge)).toBe('final');
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('provider case 16 18: a transfer of the whole sum is money; any other waits for people', async () => {
    const whole = await opened('virtual_account');
    expect(whole.charge).toMatchObject({ instructions: { kind: 'virtual_account', bankCode: '0310', accountType: 'ordinary' } });
    await transfer(whole, 10_000);
    await becomes(whole, 'final');
    await quiet(whole.orgId);
    expect(await money(whole.orgId)).toEqual(['settled']);
    const part = await opened('virtual_account');
    await transfer(part, 4000);
    await vi.waitFor(async () => expect(await reasons(part.orgId)).toEqual(['amount_mismatch']), { timeout: 20_000 });
    expect(await stateOf(part.orgId, part.charge)).toBe('awaiting');
    expect(await money(part.orgId)).toEqual([]);
    // Case 11: they say how much came. It is money, and the account keeps its bill from no other way to pay the rest.
    const [raised] = await rig.messages(part.orgId, 'payments.discrepancy.raised');
    const { discrepancyId, bringsMoney } = discrepancyRaised.payload.parse(raised!.payload);
    expect(bringsMoney).toBe(true);
    await rig.call(part.orgId, 'charges.settleHeld', { discrepancyId, amount: PriceYen.parse(4000) });
    await becomes(part, 'final');
    await vi.waitFor(async () => expect(await money(part.orgId)).toEqual(['settled']), { timeout: 20_000 });
    expect(await rig.call(part.orgId, 'charges.voidForPayables', { payableIds: [part.payableId] })).toEqual({ voided: true });
  });

  it('provider case 18 20: each transfer that does not match is told of, also when the words are those of the one before', async () => {
    const slip = await opened('virtual_account');
    const heldUpTo = async (count: number) => {
      await vi.waitFor(async () => expect(await reasons(slip.orgId)).toHaveLength(count), { timeout: 20_000 });
      await quiet(slip.orgId);
      const told = (await rig.messages(slip.orgId, 'payments.discrepancy.raised')).map(({ payload }) =>
        discrepancyRaised.payload.parse(payload),
      );
      expect(told.every(({ reason, bringsMoney }) => reason === 'amount_mismatch' && bringsMoney)).toBe(true);
      return told.map(({ discrepancyId }) => discrepancyId);
    };
    const say = (discrepancyId: DiscrepancyId, amount: number) =>
      rig.call(slip.orgId, 'charges.settleHeld', { discrepancyId, amount: PriceYen.parse(amount) });
    await transfer(slip, 4000);
    const [first] = await heldUpTo(1);
    await say(first!, 4000);
    await becomes(slip, 'final');
    // The gateway says the same once more because it has not heard us: that is no other transfer.
    const body = kickback(slip, { ap: 'BAN_SAL', mf: '0' });
    for (let time = 0; time < 3; time += 1) expect(await get(`${slip.callbackUrl}?${body}`)).toEqual(taken);
    expect(await heldUpTo(1)).toEqual([first]);
    // A day later there is another.
    const inboxRows = rig.database.databases.payments.collection<{ receivedAt: Date }>('inbox');
    for (const row of await inboxRows.find({ orgId: slip.orgId }).toArray())
      await inboxRows.updateOne({ _id: row._id }, { $set: { receivedAt: new Date(row.receivedAt.getTime() - 86_400_000) } });
    await transfer(slip, 3000);
    const both = await heldUpTo(2);
    expect(await get(`${slip.callbackUrl}?${body}`)).toEqual(taken);
    expect(await heldUpTo(2)).toEqual(both);
    await say(
      both.find((one) => one !== first)!,
      3000,
    );
    await vi.waitFor(async () => expect(await money(slip.orgId)).toEqual(['settled', 'settled']), { timeout: 20_000 });
    const sums = (await rig.messages(slip.orgId, 'payments.money.settled')).map(({ payload }) => (payload as { amount: number }).amount);
    expect(sums.toSorted()).toEqual([3000, 4000]);
  });

  it('provider case 42: a transfer that we found by asking is one matter with its own first notice, however late that comes', async () => {
    const slip = await opened('virtual_account');
    const inboxRows = rig.database.databases.payments.collection<{ receivedAt: Date; source: string }>('inbox');
    await transfer(slip, 4000);
    await vi.waitFor(async () => expect(await reasons(slip.orgId)).toHaveLength(1), { timeout: 20_000 });
    await quiet(slip.orgId);
    // As if its notice had not been taken: what we have is the answer to our own question, of half an hour ago.
    await inboxRows.deleteMany({ orgId: slip.orgId, source: 'hint' });
    for (const row of await inboxRows.find({ orgId: slip.orgId }).toArray())
      await inboxRows.updateOne({ _id: row._id }, { $set: { receivedAt: new Date(row.receivedAt.getTime() - 1_800_000) } });
    expect(await get(`${slip.callbackUrl}?${kickback(slip, { ap: 'BAN_SAL', mf: '0' })}`)).toEqual(taken);
    await vi.waitFor(async () => expect(await inboxRows.findOne({ orgId: slip.orgId, source: 'hint', outcome: 'asked' })).not.toBeNull(), {
      timeout: 20_000,
    });
    await quiet(slip.orgId);
    expect(await reasons(slip.orgId)).toHaveLength(1);
  });

  it('provider case 30: a card is entered on the gateway’s page; a refused one leaves the bill open', async () => {
    const card = await opened('card');
    const page = await fetch(card.charge.redirectUrl!);
    const pay = (number: string) =>
      fetch(page.url, { method: 'POST', body: new URLSearchParams({ number, action: 'pay' }), redirect: 'manual' });
    expect((await pay('4111 1111 1111 0002')).status).toBe(422);
    await quiet(card.orgId);
    expect((await pay('4111 1111 1111 1111')).status).toBe(303);
    await becomes(card, 'final');
    await quiet(card.orgId);
    expect(await money(card.orgId)).toEqual(['settled']);
  });

  it('provider case 31: the end of a contract is kept as a fact, and touches no charge', async () => {
    const card = await opened('card');
    expect(await get(`${card.callbackUrl}?${kickback(card, { rst: '4', ap: '', acid: '5512' })}`)).toEqual(taken);
    await vi.waitFor(async () => expect((await inbox(card.orgId)).map(({ outcome }) => outcome)).toEqual(['contract_stopped']), {
      timeout: 20_000,
    });
    expect(await stateOf(card.orgId, card.charge)).toBe('requested');
  });

  it('switching the method stops the number at the gateway first', async () => {
    const slip = await opened('konbini');
    const other = await rig.call(slip.orgId, 'charges.open', openInput(slip.payableId, slip.memberId, 'virtual_account'));
    expect(other.outcome).toBe('opened');
    await becomes(slip, 'voided');
  });
});
