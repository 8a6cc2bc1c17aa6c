import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgId, type TokenId, newTokenId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';

export type MailTokenPurpose =
  | 'owner_verify'
  | 'member_reset'
  | 'user_reset'
  | 'user_invite'
  | 'member_email'
  | 'recovery_stop'
  | 'application_verify'
  | 'application_correct';
const minute = 60_000;
const lifeMs: Readonly<Record<MailTokenPurpose, number>> = {
  owner_verify: 24 * 60 * minute,
  member_reset: 30 * minute,
  user_reset: 30 * minute,
  user_invite: 72 * 60 * minute,
  member_email: 24 * 60 * minute,
  recovery_stop: 72 * 60 * minute,
  application_verify: 24 * 60 * minute,
  application_correct: 30 * 24 * 60 * minute,
};

/** What stands behind a link in a mail. The link carries 32 random bytes in its fragment; we keep their hash. */
interface MailTokenRow {
  _id: TokenId;
  orgId: OrgId;
  purpose: MailTokenPurpose;
  subjectId: string;
  address: string;
  hash: string;
  expiresAt: Date;
  usedAt: Date | null;
  supersededAt: Date | null;
  /** Mailing one ends the older ones of its subject and purpose in the same transaction. */
  live: boolean;
}

const name = 'mail_tokens';
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Makes a token and ends older ones of the same subject and purpose: the newest mail counts. */
export async function issueMailToken(
  platform: Platform,
  scope: OrgScope,
  purpose: MailTokenPurpose,
  subjectId: string,
  address: string,
  session: ClientSession,
): Promise<string> {
  const tokens = platform.databases.server.collection<MailTokenRow>(name);
  const now = platform.clock.now();
  await tokens.updateMany(
    { orgId: scope.orgId, purpose, subjectId, live: true },
    { $set: { live: false, supersededAt: now } },
    { session },
  );
  const expiresAt = mailTokenExpiry(platform, purpose);
  return issueTokenBeside(platform, scope, { purpose, subjectId, address, expiresAt }, session);
}

/** One more token for what a live one opens, with its expiry: the mailed link goes on working beside it. */
export async function issueTokenBeside(
  platform: Platform,
  scope: OrgScope,
  subject: Pick<MailTokenRow, 'purpose' | 'subjectId' | 'address' | 'expiresAt'>,
  session: ClientSession,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await platform.databases.server.collection<MailTokenRow>(name).insertOne(
    {
      _id: newTokenId(),
      orgId: scope.orgId,
      ...subject,
      hash: hashOf(token),
      usedAt: null,
      supersededAt: null,
      live: true,
    },
    { session },
  );
  return token;
}

/** Ends what was mailed for a subject before; older links say that a newer mail was sent. */
export async function supersedeMailTokens(
  platform: Platform,
  scope: OrgScope,
  purpose: MailTokenPurpose,
  session: ClientSession,
): Promise<void> {
  await platform.databases.server
    .collection<MailTokenRow>(name)
    .updateMany({ orgId: scope.orgId, purpose, live: true }, { $set: { live: false, supersededAt: platform.clock.now() } }, { session });
}

/** Ends what was mailed to one subject, where no newer mail takes its place: the link says that it has expired. */
export async function endMailTokens(
  platform: Platform,
  scope: OrgScope,
  purpose: MailTokenPurpose,
  subjectId: string,
  session: ClientSession,
): Promise<void> {
  await platform.databases.server
    .collection<MailTokenRow>(name)
    .updateMany({ orgId: scope.orgId, purpose, subjectId, live: true }, { $set: { live: false } }, { session });
}

/** Whether a link of this purpose, mailed to anybody of the organisation, can still be used. */
export async function hasLiveMailToken(
  platform: Platform,
  scope: OrgScope,
  purpose: MailTokenPurpose,
  session: ClientSession,
): Promise<boolean> {
  const row = await platform.databases.server
    .collection<MailTokenRow>(name)
    .findOne({ orgId: scope.orgId, purpose, live: true, expiresAt: { $gt: platform.clock.now() } }, { session });
  return row !== null;
}

/** When a token of this purpose dies that is mailed now. */
export function mailTokenExpiry(platform: Platform, purpose: MailTokenPurpose): Date {
  return new Date(platform.clock.now().getTime() + lifeMs[purpose]);
}

export interface Redeemed {
  readonly scope: OrgScope;
  readonly purpose: MailTokenPurpose;
  readonly subjectId: string;
  readonly address: string;
  readonly expiresAt: Date;
}

/**
 * Uses a token up, by one conditional update with the expiry in its filter. The link itself is the gate: its row says
 * which organisation it belongs to. @throws DomainError TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_USED, TOKEN_SUPERSEDED
 */
export async function redeemMailToken(
  platform: Platform,
  purpose: MailTokenPurpose,
  token: string,
  session: ClientSession,
): Promise<Redeemed> {
  const tokens = platform.databases.server.collection<MailTokenRow>(name);
  const now = platform.clock.now();
  const hash = hashOf(token);
  const row = await tokens.findOneAndUpdate(
    { hash, purpose, live: true, expiresAt: { $gt: now } },
    { $set: { usedAt: now, live: false } },
    { session, returnDocument: 'after' },
  );
  if (row) return redeemed(row);
  throw refusal(await tokens.findOne({ hash, purpose }, { session }));
}

/** What a token would open, without using it up. @throws like redeemMailToken */
export async function readMailToken(platform: Platform, purposes: readonly MailTokenPurpose[], token: string): Promise<Redeemed> {
  const tokens = platform.databases.server.collection<MailTokenRow>(name);
  const row = await tokens.findOne({ hash: hashOf(token), purpose: { $in: [...purposes] } });
  if (row?.live && row.expiresAt > platform.clock.now()) return redeemed(row);
  throw refusal(row);
}

function redeemed({ orgId, purpose, subjectId, address, expiresAt }: MailTokenRow): Redeemed {
  return { scope: mintOrgScope(orgId), purpose, subjectId, address, expiresAt };
}

function refusal(row: MailTokenRow | null): DomainError {
  if (!row) return new DomainError('TOKEN_INVALID');
  if (row.usedAt) return new DomainError('TOKEN_USED');
  return new DomainError(row.supersededAt ? 'TOKEN_SUPERSEDED' : 'TOKEN_EXPIRED');
}

export async function createMailTokenIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { hash: 1 }, name: 'hash', unique: true },
    { key: { orgId: 1, purpose: 1, subjectId: 1 }, name: 'subject' },
    { key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 30 * 86_400 },
  ]);
}
