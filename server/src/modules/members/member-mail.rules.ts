import type { MemberDocument } from './member.repository.ts';

/** Where mail to a member goes: nowhere without an address, and nowhere once they have died (domain.md 3.2). */
export function mailAddressOf({ status, contactEmail }: Pick<MemberDocument, 'status' | 'contactEmail'>): string {
  return status === 'deceased' ? '' : contactEmail;
}

/** How a letter addresses them: a body as one. */
export const memberHonorific = ({ kind }: Pick<MemberDocument, 'kind'>): '様' | '御中' => (kind === 'corporate' ? '御中' : '様');
