import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { PlainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';

interface Person {
  readonly userId: UserId;
  readonly role: OrgRole;
}

/**
 * Whether somebody's rights have ended with their term; its last day still counts. The contact's do not: that place is
 * handed over, never emptied, so an organisation cannot lose its last owner to the calendar.
 */
export function isTermOver(user: { readonly termEndsOn?: JstDate | null; readonly isContact: boolean }, today: JstDate): boolean {
  return user.termEndsOn != null && user.termEndsOn < today && !user.isContact;
}

interface Target extends Person {
  readonly isContact: boolean;
  readonly isInvited: boolean;
}

/**
 * Why an access may not be changed or taken away, or null (domain.md 1, ADM-01 to ADM-05). Only owners touch owners or make
 * them; nobody changes themselves; the last owner and the contact stay until somebody else has taken their place.
 */
export function refusalOfAccess(actor: Person, target: Target, next: OrgRole | 'removed', owners: number): PlainErrorCode | null {
  if ((target.role === 'owner' || next === 'owner') && actor.role !== 'owner') return 'FORBIDDEN';
  const leavesOwners = target.role === 'owner' && next !== 'owner';
  if (leavesOwners && !target.isInvited && owners <= 1) return 'LAST_OWNER';
  // Also while a recovery has them invited anew: with nobody in that place every incident would be told to nobody.
  if (leavesOwners && target.isContact) return 'CONTACT_OWNER';
  return actor.userId === target.userId ? 'NOT_ONESELF' : null;
}
