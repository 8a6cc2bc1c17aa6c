import type { FindAttemptsInput, FoundAttempts } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { normaliseIdentifier, toKatakana } from '@tsudoi/shared/kernel/kana';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { findBills } from '../billing/billing.public.ts';
import { findLookalikes, findMembers, sortKanaOf } from '../members/members.public.ts';
import { compareFacts } from './attempt-search.rules.ts';

/**
 * PAY-08: the tries of somebody who could not pay, found by what they tell of themselves. Whoever has the address or the
 * reading is shown with what agrees and what does not; a payment number names its member.
 * @throws DomainError PROVIDER_UNAVAILABLE
 */
export async function findAttempts(
  platform: Platform,
  scope: OrgScope,
  told: z.output<typeof FindAttemptsInput>,
): Promise<z.output<typeof FoundAttempts>> {
  const client = paymentsClient(platform, scope);
  const paymentNumber = told.paymentNumber.replace(/\D/g, '');
  const named = paymentNumber === '' ? [] : await client.call('traces.charges', { paymentNumber });
  const kana = {
    familyNameKana: toKatakana(told.familyNameKana.trim()),
    givenNameKana: toKatakana(told.givenNameKana.trim()),
  };
  const like = await findLookalikes(scope, {
    contactEmail: normaliseIdentifier(told.email),
    sortKana: kana.familyNameKana === '' || kana.givenNameKana === '' ? null : sortKanaOf(kana),
  });
  const byNumber = await findMembers(
    scope,
    named.map(({ memberId }) => memberId),
  );
  const members = [...new Map([...byNumber, ...like].map((member) => [member._id, member])).values()];
  if (members.length === 0) return { people: [] };
  const charges = await client.call('traces.charges', { memberIds: members.map(({ _id }) => _id) });
  const billIds = [...new Set(charges.flatMap(({ lines }) => lines.map(({ payableId }) => payableId)))];
  const names = new Map((await findBills(platform.databases.server, scope, billIds)).map((bill) => [bill._id, bill.billName]));
  const people = members.map((member) => {
    const { agrees, differs } = compareFacts(told, member);
    const isNamed = byNumber.some(({ _id }) => _id === member._id);
    return {
      memberId: member._id,
      memberName: fullName(member),
      memberNumber: member.memberNumber,
      agrees: isNamed ? [...agrees, 'paymentNumber' as const] : agrees,
      differs,
      attempts: charges
        .filter(({ memberId }) => memberId === member._id)
        .map(({ chargeId, paymentNumber: number, lines, method, state, amount, provider, failureCode, createdAt }) => ({
          chargeId,
          paymentNumber: number,
          billNames: lines.flatMap(({ payableId }) => names.get(payableId) ?? []),
          method,
          state,
          amount,
          provider,
          failureCode,
          createdAt,
        })),
    };
  });
  return { people: people.toSorted((left, right) => right.agrees.length - left.agrees.length) };
}
