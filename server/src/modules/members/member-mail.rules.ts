import type { Contacts, MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';

interface Reached {
  readonly status: MemberStatus;
  readonly contactEmail: string;
}
interface Billed {
  readonly kind?: MemberKind;
  readonly contacts?: Contacts | null;
  readonly contactEmail: string;
}

/** Where mail to a member goes: nowhere without an address, and nowhere once they have died (domain.md 3.2). */
export function mailAddressOf({ status, contactEmail }: Reached): string {
  return status === 'deceased' ? '' : contactEmail;
}

/** Of a body the address of its 請求先, where there is one. */
const ofBilling = ({ kind, contacts }: Pick<Billed, 'kind' | 'contacts'>): string =>
  kind === 'corporate' && contacts ? contacts.billing.email : '';

/** Where mail about a member's money goes: of a body to its 請求先, and to the 連絡者 where that has no address (docs/decisions/0010). */
export const billingAddressOf = (member: Reached & Billed): string =>
  member.status === 'deceased' ? '' : ofBilling(member) || member.contactEmail;

/** Every address that a member is written to, each once: any of them may take no mail. */
export const addressesOf = (member: Billed): string[] => [
  ...new Set([member.contactEmail, ofBilling(member)].filter((address) => address !== '')),
];
