import type { DepositEvidence } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { chargesByNumbers } from '../charges/charge.repository.ts';
import { isPaymentNumber } from '../charges/payment-number.rules.ts';
import { nameIn, numbersIn } from '../payables/payable-keys.rules.ts';
import { payablesByKeys } from '../payables/payable.repository.ts';
import { type DepositDocument, type RemitterDocument, remittersByKeys } from './deposit.repository.ts';
import { type FoundPayable, evidenceOf, remitterKeys } from './evidence.rules.ts';

export type Sought = Pick<DepositDocument, 'remitter' | 'senderCode' | 'from' | 'amount'>;

/** Two round trips for so many lines, however many bills are open (performance.md P7). */
const linesAtOnce = 1000;

/** Whom each deposit may be from, and by what: the file's lines are looked up, never the bills read. */
export async function evidenceFor(db: Db, scope: OrgScope, deposits: readonly Sought[]): Promise<DepositEvidence[][]> {
  const found: DepositEvidence[][] = [];
  for (let at = 0; at < deposits.length; at += linesAtOnce)
    found.push(...(await evidenceForSome(db, scope, deposits.slice(at, at + linesAtOnce))));
  return found;
}

async function evidenceForSome(db: Db, scope: OrgScope, deposits: readonly Sought[]): Promise<DepositEvidence[][]> {
  const asked = deposits.map((deposit) => ({
    deposit,
    numbers: numbersIn(deposit.remitter),
    name: nameIn(deposit.remitter),
    remitters: remitterKeys(deposit),
  }));
  const keys = new Set<string>();
  const remitters = new Set<string>();
  const paymentNumbers = new Set<string>();
  for (const { numbers, name, remitters: own } of asked) {
    for (const { key } of numbers) {
      keys.add(`n:${key}`).add(`r:${key}`);
      if (isPaymentNumber(key)) paymentNumbers.add(key);
    }
    if (name.length > 1) keys.add(`k:${name}`);
    for (const key of own) remitters.add(key);
  }
  const [payables, learned, charges] = await Promise.all([
    payablesByKeys(db, scope, [...keys]),
    remittersByKeys(db, scope, [...remitters]),
    chargesByNumbers(db, scope, [...paymentNumbers]),
  ]);
  const byKey = new Map<string, FoundPayable[]>();
  const put = (key: string, payable: FoundPayable) => {
    const some = byKey.get(key);
    if (some) some.push(payable);
    else byKey.set(key, [payable]);
  };
  for (const { _id, memberId, amount, keys: own } of payables)
    for (const key of own ?? []) if (keys.has(key)) put(key, { payableId: _id, memberId, amount });
  for (const charge of charges)
    for (const line of charge.lines)
      put(`r:${charge.paymentNumber}`, { payableId: line.payableId, memberId: charge.memberId, amount: line.amount });
  const byRemitter = new Map<string, RemitterDocument[]>();
  for (const row of learned) byRemitter.set(row.key, [...(byRemitter.get(row.key) ?? []), row]);
  return asked.map(({ deposit, numbers, name, remitters: own }) =>
    evidenceOf(
      deposit,
      numbers,
      name,
      byKey,
      own.flatMap((key) => byRemitter.get(key) ?? []),
    ),
  );
}
