import type { MemberAccountDocument } from './member-account.repository.ts';

type Account = Pick<MemberAccountDocument, 'state' | 'passwordHash' | 'sharedMailbox'>;

/**
 * Whether who reads the mailbox may log in for somebody: they agreed to it, it is still the one the office reaches them at, and
 * they have a password of their own (domain.md 3.5): who has none yet, or none any more, shows first who they are.
 */
export function opensAccount(mailbox: string, account: Account, contactEmail: string): boolean {
  const { state, passwordHash, sharedMailbox } = account;
  return mailbox !== '' && sharedMailbox === mailbox && contactEmail === mailbox && state === 'verified' && passwordHash !== null;
}
