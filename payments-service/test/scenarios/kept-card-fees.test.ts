import { randomUUID } from 'node:crypto';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const eventually = { timeout: 15_000, interval: 30 };
type Bill = Awaited<ReturnType<Rig['payable']>>;

async function keptCard(orgId: OrgId, memberId: Bill['memberId']) {
  const payer = { name: '髙橋 美咲', kana: 'タカハシ ミサキ', email: 'misaki@example.jp' };
  const asked = { idempotencyKey: randomUUID(), memberId, payer, returnUrl: 'http://127.0.0.1:9/back', locale: 'ja' } as const;
  const opened = await rig.call(orgId, 'cards.setUp', asked);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const body = new URLSearchParams({ number: '4111 1111 1111 1111', action: 'keep' });
  await fetch(opened.redirectUrl, { method: 'POST', body, redirect: 'manual' });
  return (await rig.call(orgId, 'cards.finishSetup', { setupId: opened.setupId }))!.card!.cardId;
}

/** What the stand-in was asked for, beside what the charge says of it. */
async function opened(orgId: OrgId, { payableId }: Bill, memberId: Bill['memberId'], more: Partial<ReturnType<typeof openInput>>) {
  const answer = await rig.call(orgId, 'charges.open', { ...openInput(payableId, memberId, 'card', 5000), ...more });
  if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  const { paymentNumber, amount, memberFee } = answer.charge;
  const atProvider = await rig.database.databases.sandbox.collection('payments').findOne({ externalOrderNumber: paymentNumber });
  return { asked: atProvider?.['amount'] as number, amount, memberFee };
}

const setBearer = (orgId: OrgId, bearer: 'org' | 'member', version: number) => rig.call(orgId, 'fees.setBearer', { bearer, version });
const byItself = { asked: 5000, amount: 5000, memberFee: 0 };

it('TEN-06, BIL-18: a card charged by itself is asked for the sum of its notice, whoever bears the fee, and whenever that was changed', async () => {
  const { orgId } = await rig.organization();
  const bills = [await rig.payable(orgId, 5000), await rig.payable(orgId, 5000), await rig.payable(orgId, 5000)] as const;
  const { memberId } = bills[0];
  const cardId = await keptCard(orgId, memberId);
  const settled = (count: number) =>
    vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(count), eventually);

  // Told while the organisation bore it, and charged when members do.
  await setBearer(orgId, 'member', 0);
  expect(await opened(orgId, bills[0], memberId, { cardId })).toEqual(byItself);
  await settled(1);
  // Told while members bore it, and charged when the organisation does.
  await setBearer(orgId, 'org', 1);
  expect(await opened(orgId, bills[1], memberId, { cardId })).toEqual(byItself);
  await settled(2);
  const messages = await rig.messages(orgId, 'payments.money.settled');
  expect(messages).toMatchObject([{ payload: { amount: 5000, memberFee: 0 } }, { payload: { amount: 5000, memberFee: 0 } }]);
  // The organisation pays it either way.
  const entries = rig.database.databases.payments.collection('payout_entries').find({ orgId });
  expect(await entries.toArray()).toMatchObject([
    { amount: 5000, fee: 180 },
    { amount: 5000, fee: 180 },
  ]);

  // Who pays by card at the checkout reads the fee there, and pays it.
  await setBearer(orgId, 'member', 2);
  const methods = await rig.call(orgId, 'methods.available', { amount: PositiveYen.parse(5000) });
  expect(methods.find(({ method }) => method === 'card')).toMatchObject({ available: true, memberFee: 180 });
  expect(await opened(orgId, bills[2], memberId, {})).toMatchObject({ amount: 5000, memberFee: 180 });
});
