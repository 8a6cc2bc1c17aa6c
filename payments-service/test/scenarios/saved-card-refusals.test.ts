import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

it('BIL-17, case 94: a provider that does not take our key has failed no card; asked again the answer is the same, and later it is charged', async () => {
  const { orgId, accountId } = await rig.organization();
  const bill = await rig.payable(orgId);
  const { memberId, payableId } = bill;
  const payer = { name: '髙橋 美咲', kana: 'タカハシ ミサキ', email: 'misaki@example.jp' };
  const asked = { idempotencyKey: randomUUID(), memberId, payer, returnUrl: 'http://127.0.0.1:9/back', locale: 'ja' } as const;
  const opened = await rig.call(orgId, 'cards.setUp', asked);
  if (opened.outcome !== 'opened') throw new Error(opened.outcome);
  const body = new URLSearchParams({ number: '4111 1111 1111 1111', action: 'keep' });
  await fetch(opened.redirectUrl, { method: 'POST', body, redirect: 'manual' });
  const { card } = (await rig.call(orgId, 'cards.finishSetup', { setupId: opened.setupId }))!;
  const { cardId } = card!;
  const charge = (idempotencyKey: string) =>
    rig.call(orgId, 'charges.open', { ...openInput(payableId, memberId, 'card'), cardId, idempotencyKey });
  const { payments, sandbox } = rig.database.databases;
  const door = sandbox.collection<{ _id: string; apiKey: string }>('accounts');
  const { apiKey } = (await door.findOne({ _id: accountId }))!;

  await door.updateOne({ _id: accountId }, { $set: { apiKey: randomUUID() } });
  const [first, second] = [randomUUID(), randomUUID()];
  for (const key of [first, first, second]) expect(await charge(key)).toEqual({ outcome: 'refused', reason: 'not_taken' });
  expect((await payments.collection('charges').find({ orgId }).toArray()).map(({ state }) => state as string)).toEqual([
    'voided',
    'voided',
  ]);
  expect(await rig.call(orgId, 'cards.ofMember', { memberId })).toMatchObject({ cardId, state: 'active' });
  // The office can do nothing about a key: the operator, who entered it, is alarmed by it.
  const counted = await (await fetch(`http://127.0.0.1:${rig.payments.ports['internalPort']}/metrics`)).text();
  expect(counted).toMatch(/tsudoi_provider_refusals_total\{[^}]*provider="komoju",why="key"[^}]*\} 2\n/);
  expect(rig.logged.filter((line) => line.includes('"why":"key"') && line.includes(accountId))).toHaveLength(2);

  await door.updateOne({ _id: accountId }, { $set: { apiKey } });
  // Its own answer stays; another try is charged.
  expect(await charge(first)).toEqual({ outcome: 'refused', reason: 'not_taken' });
  expect(await charge(randomUUID())).toMatchObject({ outcome: 'opened' });
  await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(1), {
    timeout: 10_000,
    interval: 30,
  });
  expect(await sandbox.collection('payments').countDocuments({ accountId })).toBe(1);
});
