import type { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import { type Migration, dropIndexes } from '@tsudoi/shared/service/mongo';
import type { Db } from 'mongodb';
import { createLoginAttemptIndexes } from './login-delay.service.ts';
import { createAccountLinkIndexes } from './account-link.repository.ts';
import { createLoginCodeIndexes, createLoginLinkIndexes } from './login-code.repository.ts';
import { createLoginInquiryIndexes } from './login-inquiry.repository.ts';
import { createMailTokenIndexes } from './mail-token.service.ts';
import { type MemberAccountDocument, createMemberAccountIndexes } from './member-account.repository.ts';
import { type OrgUserDocument, createOrgUserIndexes } from './org-user.repository.ts';
import { type PasskeyDocument, createPasskeyIndexes, createPasskeyOwnerIndexes } from './passkey.repository.ts';
import { createSecondFactorIndexes } from './second-factor.repository.ts';
import { createSessionIndexes } from './session.repository.ts';

/** Rows from before accesses were chosen one by one: the earliest owner of each organisation is its contact. */
async function fillOrgUserAccess(db: Db): Promise<void> {
  const users = db.collection<OrgUserDocument>('org_users');
  await users.updateMany({ isContact: { $exists: false } }, { $set: { isContact: false, permissions: null, ownerChanges: 0 } });
  const withContact = new Set(
    (await users.find({ isContact: true }).project<{ orgId: string }>({ orgId: 1 }).toArray()).map(({ orgId }) => orgId),
  );
  for await (const { _id, orgId } of users.find({ role: 'owner' }).sort({ createdAt: 1 })) {
    if (withContact.has(orgId)) continue;
    withContact.add(orgId);
    await users.updateOne({ _id, orgId }, { $set: { isContact: true } });
  }
}

/** Before members had passkeys, all were the office's and said whose in `userId`. */
async function nameOwnersOfPasskeys(db: Db): Promise<void> {
  const rows = db.collection<PasskeyDocument & { userId?: UserId }>('passkeys');
  for await (const { _id, orgId, userId } of rows.find({ userId: { $exists: true } }))
    if (userId) await rows.updateOne({ _id, orgId }, { $set: { audience: 'admin', ownerId: userId }, $unset: { userId: '' } });
}

/** Who had agreed to share a mailbox meant the contact address of their record; from now on the address stands with the consent. */
async function nameSharedMailboxes(db: Db): Promise<void> {
  const accounts = db.collection<MemberAccountDocument & { sharesMailbox?: boolean }>('member_accounts');
  const members = db.collection<{ _id: MemberId; contactEmail: string }>('members');
  for await (const { _id, orgId, memberId } of accounts.find({ sharesMailbox: true })) {
    const member = await members.findOne({ orgId, _id: memberId });
    await accounts.updateOne({ _id, orgId }, { $set: { sharedMailbox: member?.contactEmail || null }, $unset: { sharesMailbox: '' } });
  }
}

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-identity-indexes',
    async run(db) {
      await createLoginAttemptIndexes(db);
      await createMailTokenIndexes(db);
      await createMemberAccountIndexes(db);
      await createOrgUserIndexes(db);
      await createSessionIndexes(db);
    },
  },
  { id: '2026-11-26-org-user-access', run: (db) => fillOrgUserAccess(db) },
  {
    // Every request looks for its session by organisation and id (docs/decisions/0008).
    id: '2026-11-26-sessions-by-row',
    async run(db) {
      await db.collection('sessions').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  { id: '2026-11-26-accounts-by-state', run: createMemberAccountIndexes },
  {
    id: '2026-11-26-code-logins',
    async run(db) {
      await createLoginCodeIndexes(db);
      await createAccountLinkIndexes(db);
    },
  },
  { id: '2026-11-26-login-inquiries', run: createLoginInquiryIndexes },
  {
    id: '2026-11-26-second-factors',
    async run(db) {
      await createSecondFactorIndexes(db);
      await createPasskeyIndexes(db);
    },
  },
  {
    // A log-in finds and changes its row by organisation and id; the engine needs both in one index (docs/decisions/0008).
    id: '2026-11-26-logins-by-row',
    async run(db) {
      for (const name of ['org_users', 'member_accounts'])
        await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  {
    // Every filter of a log-in, a link and a session whole in an index, what is no equality last (docs/decisions/0052).
    id: '2026-11-27-log-ins-whole',
    async run(db) {
      // A filter never uses the unique ones: they know the rows with an address only.
      await db.collection('member_accounts').createIndexes([
        { key: { orgId: 1, loginEmail: 1, _id: 1 }, name: 'by_login_email' },
        { key: { orgId: 1, provisionalIdHash: 1, _id: 1 }, name: 'by_provisional' },
      ]);
      await db.collection('mail_tokens').createIndexes([
        { key: { hash: 1, purpose: 1, live: 1, expiresAt: 1 }, name: 'redeem' },
        { key: { orgId: 1, purpose: 1, subjectId: 1, live: 1 }, name: 'live_of_subject' },
      ]);
      await db.collection('sessions').createIndexes([
        { key: { orgId: 1, currentHash: 1, revokedAt: 1 }, name: 'rotate' },
        { key: { orgId: 1, subjectId: 1, revokedAt: 1, _id: 1 }, name: 'live_of_subject' },
      ]);
      // The first fields of the new ones.
      for (const name of ['mail_tokens', 'sessions']) await dropIndexes(db.collection(name), ['subject']);
    },
  },
  {
    // Members have passkeys too, and the mail of a code carries a link (docs/decisions/0073).
    id: '2026-11-27-passkeys-of-members',
    async run(db) {
      await nameOwnersOfPasskeys(db);
      await createPasskeyOwnerIndexes(db);
      await dropIndexes(db.collection('passkeys'), ['user']);
      await createLoginLinkIndexes(db);
    },
  },
  { id: '2026-11-27-shared-mailboxes-by-address', run: nameSharedMailboxes },
  {
    // Who waits for a first access is read a page at a time, by the id behind which the last one ended.
    id: '2026-11-28-accounts-by-turn',
    async run(db) {
      await createMemberAccountIndexes(db);
      await dropIndexes(db.collection('member_accounts'), ['state']);
    },
  },
];
