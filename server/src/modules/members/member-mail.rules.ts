import type { MemberDocument } from './member.repository.ts';

/** Where mail to a member goes: nowhere without an address, and nowhere once they have died (domain.md 3.2). */
export function mailAddressOf({ status, contactEmail }: Pick<MemberDocument, 'status' | 'contactEmail'>): string {
  return status === 'deceased' ? '' : contactEmail;
}
