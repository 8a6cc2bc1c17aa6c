import { randomUUID } from 'node:crypto';
import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import type { DemoCaller } from '../demo/demo-session.ts';
import { until } from './until.ts';

type Row = Record<string, unknown>;

/** The account that the month's money goes to; the bank is nobody's. */
export async function setUpPayouts(caller: DemoCaller, password: string): Promise<void> {
  await caller.call('payouts.saveAccount', {
    account: {
      via: 'bank',
      bankCode: '9990',
      bankName: 'ミホン',
      branchCode: '001',
      branchName: 'ジンボウチヨウ',
      kind: 'ordinary',
      accountNumber: '1234567',
      holder: 'シノノメカンキヨウガツカイ',
    },
    version: 0,
    password,
  });
}

/** A journal by subscription, paid for every month by a card that was left on the provider's page. */
export async function subscribe(caller: DemoCaller, member: DemoCaller): Promise<void> {
  const [product] = (await caller.call('recurring.saveProduct', {
    productId: null,
    name: '会誌『しののめ』 定期購読',
    amount: 800,
    chargeDay: 27,
    description: '毎月1冊をお届けします。',
    taxCategory: 'out_of_scope',
    isOpen: true,
    version: 0,
  })) as Row[];
  const { productId, amount } = product!;
  const ask = { productId, amount, method: 'card', card: 'new', idempotencyKey: randomUUID() };
  const joined = (await member.call('recurring.join', ask)) as Row;
  await fetch(String(joined['redirectUrl']), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ number: '4111111111111111' }),
  });
  const { plan } = (await member.call('recurring.offer', { productId })) as { plan: Row };
  await until('the card', async () =>
    ((await member.call('recurring.confirm', { planId: plan['planId'] })) as Row)['setup'] === 'done' ? true : null,
  );
}

/** Readers whose year is their own, and ends within the month. */
export async function addReaders(caller: DemoCaller): Promise<void> {
  const { membershipTypeId } = (await caller.call('membershipTypes.create', { name: '購読会員', annualFee: 6000 })) as Row;
  for (const [familyName, givenName, familyNameKana, givenNameKana] of [
    ['野村', '佳奈', 'ノムラ', 'カナ'],
    ['平野', '仁', 'ヒラノ', 'ジン'],
  ])
    await caller.call('members.create', {
      familyName,
      givenName,
      familyNameKana,
      givenNameKana,
      membershipTypeId,
      memberNumber: '',
      contactEmail: '',
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: addDays(jstDateOf(new Date()), -345),
      memo: '',
      issueProvisional: false,
    });
  const rolling = { kind: 'rolling', months: 12, noticeDays: 30, chargeDays: 7, graceDays: 30 };
  await caller.call('renewals.saveSettings', { membershipTypeId, hasTerms: true, autoRenewal: true, ...rolling, version: 0 });
  await caller.call('renewals.enterForType', { membershipTypeId, through: addDays(jstDateOf(new Date()), 20) });
}

/** Yesterday's deposits as the bank's file has them: one that fits, one that fits by name, one of nobody. */
export async function readBankFile(api: string, token: string): Promise<void> {
  const yesterday = addDays(jstDateOf(new Date()), -1);
  const day = `${String(Number(yesterday.slice(0, 4)) - 2018).padStart(2, '0')}${yesterday.slice(5, 7)}${yesterday.slice(8, 10)}`;
  const deposits = [
    { day, amount: 10_000, remitter: 'カトウ メグミ' },
    { day, amount: 14_000, remitter: 'フジイ リヨウ' },
    { day, amount: 30_880, remitter: 'ドウバシ ケンジ' },
  ];
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(sampleDepositFile({ made: day, deposits }))]), `nyukin-${yesterday}.txt`);
  const answer = await fetch(`${api}/uploads/bank-files`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
  if (!answer.ok) throw new Error(`the bank's file was refused: ${answer.status}`);
}
