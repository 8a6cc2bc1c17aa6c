import type { DepositEvidence } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { chargesByNumbers } from '../charges/named-charge.repository.ts';
import { isPaymentNumber } from '../charges/payment-number.rules.ts';
import { numberKey, readRemitter } from '../payables/payable-keys.rules.ts';
import { payablesByKeys } from '../payables/payable.repository.ts';
import { type DepositDocument, type RemitterDocument, remittersByKeys } from './deposit.repository.ts';
import { type FoundPayable, evidenceOf, remitterKeys } from './evidence.rules.ts';

export type Sought = Pick<DepositDocument, 'remitter' | 'senderCode' | 'from' | 'amount'>;

/**
 * Whom each deposit of a page (a hundred at most) may be from, and by what: what the deposits say is looked up, never the bills read.
 * A whole file is counted by `countEvidence`.
 */
export async function evidenceFor(db: Db, scope: OrgScope, deposits: readonly Sought[]): Promise<DepositEvidence[][]> {
  const asked = deposits.map((deposit) => ({ deposit, ...readRemitter(deposit.remitter) }));
  const byKey = new Map<string, FoundPayable[]>();
  const put = (key: string, payable: FoundPayable) => {
    const some = byKey.get(key);
    if (some) some.push(payable);
    else byKey.set(key, [payable]);
  };
  const seek = async (keys: Set<string>) => {
    for (const { _id, memberId, memberNumber, formerNumbers = [], amount, keys: own = [] } of await payablesByKeys(db, scope, [...keys])) {
      const kana = own.find((key) => key.startsWith('k:'))?.slice(2) ?? '';
      const found = { payableId: _id, memberId, amount, numbers: [memberNumber, ...formerNumbers].map(numberKey), kana };
      for (const key of own) if (keys.has(key)) put(key, found);
    }
  };
  await seek(new Set(asked.flatMap(({ numbers }) => numbers.map(({ key }) => `#${key}`))));
  const paymentNumbers = new Set(asked.flatMap(({ numbers }) => numbers.map(({ key }) => key).filter(isPaymentNumber)));
  for (const charge of await chargesByNumbers(db, scope, [...paymentNumbers]))
    for (const { payableId, amount } of charge.lines)
      put(`#${charge.paymentNumber}`, { payableId, memberId: charge.memberId, amount, numbers: [], kana: '' });
  await seek(new Set(asked.flatMap(({ name }) => (name.length > 1 ? [`k:${name}`] : []))));
  const byRemitter = new Map<string, RemitterDocument[]>();
  for (const row of await remittersByKeys(db, scope, [...new Set(deposits.flatMap(remitterKeys))]))
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
