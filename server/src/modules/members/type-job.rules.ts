import { typeRefusals } from '@tsudoi/shared/contracts/members/type-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { MemberDocument } from './member.repository.ts';
import type { TypeRefusal } from './type-job.repository.ts';

type Typed = Pick<MemberDocument, 'membershipTypeId' | 'mergedInto'>;

/** Why a member does not get a type; null where they do. What hangs on them may still refuse it when it is done. */
export function refusedType({ membershipTypeId, mergedInto }: Typed, wished: MembershipTypeId): TypeRefusal | null {
  if (mergedInto) return 'MEMBER_MERGED';
  return membershipTypeId === wished ? 'UNCHANGED' : null;
}

/** Why a member does not get their former type back: it is a third one by now, which somebody meant. */
export function refusedBack({ membershipTypeId, mergedInto }: Typed, given: MembershipTypeId): TypeRefusal | null {
  if (mergedInto) return 'MEMBER_MERGED';
  return membershipTypeId === given ? null : 'CONFLICT';
}

/** The code of a refusal that belongs to one member; anything else is thrown on. */
export function typeRefusalOf(error: unknown): TypeRefusal {
  const code = error instanceof DomainError ? typeRefusals.find((known) => known === error.code) : undefined;
  if (code === undefined) throw error;
  return code;
}
