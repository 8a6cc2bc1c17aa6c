import type { DepositEvidence } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { chargesByNumbers } from '../charges/named-charge.repository.ts';
import { isPaymentNumber } from '../charges/payment-number.rules.ts';
import { numberKey, numbersMeant, readRemitter } from '../payables/payable-keys.rules.ts';
import { payablesByKeys } from '../payables/payable.repository.ts';
import { type DepositDocument, type RemitterDocument, remittersByKeys } from './deposit.repository.ts';
import { type FoundPayable, evidenceOf, remitterKeys } from './evidence.rules.ts';

export type Sought = Pick<DepositDocument, 'remitter' | 'senderCode' | 'from' | 'amount'>;

/**
 * At most so many keys in one round trip, however many bills are open (performance.md P7). The embedded engine compares each row
 * that it finds with the whole list, so lists are made alike, and two are sought at once.
 */
const keysAtOnce = 700;
const tripsAtOnce = 2;

async function inBatches<R>(keys: Iterable<string>, seek: (some: string[]) => Promise<R[]>): Promise<R[]> {
  const left = [...keys];
  const size = Math.ceil(left.length / Math.ceil(left.length / keysAtOnce));
  const found: R[] = [];
  const lane = async (): Promise<void> => {
    while (left.length > 0) for (const row of await seek(left.splice(0, size))) found.push(row);
  };
  await Promise.all(Array.from({ length: tripsAtOnce }, lane));
  return found;
}

/**
 * Whom each deposit may be from, and by what: the file's lines are looked up, never the bills read. Numbers first; names and
 * remitters only where a number does not say it all, unless everything is to be told (`thorough`).
 */
export async function evidenceFor(db: Db, scope: OrgScope, deposits: readonly Sought[], thorough: boolean): Promise<DepositEvidence[][]> {
  const asked = deposits.map((deposit) => ({ deposit, ...readRemitter(deposit.remitter) }));
  const byKey = new Map<string, FoundPayable[]>();
  const put = (key: string, payable: FoundPayable) => {
    const some = byKey.get(key);
    if (some) some.push(payable);
    else byKey.set(key, [payable]);
  };
  const seek = async (keys: Set<string>) => {
    for (const { _id, memberId, memberNumber, formerNumbers = [], amount, keys: own = [] } of await inBatches(keys, (some) =>
      payablesByKeys(db, scope, some),
    )) {
      const kana = own.find((key) => key.startsWith('k:'))?.slice(2) ?? '';
      const found = { payableId: _id, memberId, amount, numbers: [memberNumber, ...formerNumbers].map(numberKey), kana };
      for (const key of own) if (keys.has(key)) put(key, found);
    }
  };
  await seek(new Set(asked.flatMap(({ numbers }) => numbers.map(({ key }) => `#${key}`))));
  const paymentNumbers = new Set(asked.flatMap(({ numbers }) => numbers.map(({ key }) => key).filter(isPaymentNumber)));
  for (const charge of await inBatches(paymentNumbers, (some) => chargesByNumbers(db, scope, some)))
    for (const { payableId, amount } of charge.lines)
      put(`#${charge.paymentNumber}`, { payableId, memberId: charge.memberId, amount, numbers: [], kana: '' });

  const names = new Set<string>();
  const remitters = new Set<string>();
  for (const { deposit, numbers, name } of asked) {
    const named = numbersMeant(numbers, byKey).flatMap(({ key }) => byKey.get(`#${key}`) ?? []);
    // The number and the name agree: nobody else can be meant.
    if (!thorough && named.some(({ kana }) => kana === name)) continue;
    if (name.length > 1) names.add(`k:${name}`);
    for (const key of remitterKeys(deposit)) remitters.add(key);
  }
  await seek(names);
  const byRemitter = new Map<string, RemitterDocument[]>();
  for (const row of await inBatches(remitters, (some) => remittersByKeys(db, scope, some)))
    byRemitter.set(row.key, [...(byRemitter.get(row.key) ?? []), row]);
  return asked.map(({ deposit, numbers, name }) =>
    evidenceOf(
      deposit,
      numbers,
      name,
      byKey,
      byRemitter.size === 0 ? [] : remitterKeys(deposit).flatMap((key) => byRemitter.get(key) ?? []),
    ),
  );
}
