import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { isPayable } from './bill-status.rules.ts';
import type { BillDocument } from './bill.repository.ts';

type Names = Pick<BillDocument, 'memberNumber' | 'memberName' | 'memberKana'>;

interface Named {
  readonly memberNumber: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  readonly formerNumbers?: readonly string[];
}

/** What a bill says of its member. */
export function namesOf(member: Named): Names {
  return { memberNumber: member.memberNumber, memberName: fullName(member), memberKana: fullReading(member) };
}

/**
 * What a bill is to say of its member now; null where it does already, or keeps what it said: as long as it is a draft or asks
 * for money it says who the member is, from then on who they were (docs/decisions/0088). `anew`: it is said once more in any case.
 */
export function newNames(bill: Names & Pick<BillDocument, 'status'>, member: Named | undefined, anew = false): Names | null {
  if (!member || !(bill.status === 'draft' || isPayable(bill.status))) return null;
  const names = namesOf(member);
  const same = names.memberNumber === bill.memberNumber && names.memberName === bill.memberName && names.memberKana === bill.memberKana;
  return same && !anew ? null : names;
}

/** A bill as the payments-service is told of it, with its member where they were read. */
export function payableOf(
  bill: Names & Pick<BillDocument, '_id' | 'memberId' | 'amount' | 'dueOn' | 'billNumber'>,
  member?: Pick<Named, 'formerNumbers'>,
) {
  const { _id: payableId, memberId, memberNumber, memberKana, amount, dueOn, billNumber: payRef } = bill;
  const former = member && { formerNumbers: [...(member.formerNumbers ?? [])] };
  return { payableId, memberId, memberNumber, memberKana, amount, dueOn, payRef, ...former };
}
