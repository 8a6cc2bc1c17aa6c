import type { AccountId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { moveLinkEnds } from './account-link.repository.ts';
import { takeAddressTurn } from './login-address.service.ts';
import { endMailTokens } from './mail-token.service.ts';
import { type MemberAccountDocument, accountRows, findAccountBy } from './member-account.repository.ts';
import { endAllSessions } from './session.service.ts';

export interface HeldAccount {
  readonly accountId: AccountId;
  readonly memberId: MemberId;
  readonly state: MemberAccountDocument['state'];
  /** Absent in merges from before a shut account gave its address away. */
  readonly loginEmail?: string | null;
}

async function rowsOf(platform: Platform, scope: OrgScope, memberIds: readonly MemberId[], session: ClientSession) {
  const find = { memberId: { $in: [...memberIds] } };
  return accountRows(platform.databases.server, scope).find(find, { session }).toArray();
}

/** The accounts of two records that become one, as they are now. */
export async function heldAccounts(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<HeldAccount[]> {
  const rows = await rowsOf(platform, scope, memberIds, session);
  return rows
    .map(({ _id, memberId, state, loginEmail }) => ({ accountId: _id, memberId, state, loginEmail }))
    .sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
}

/**
 * All rows out, then in again: whose an account is stands in a unique index, and two of them change places. A change of address
 * ends: its link names a record whose account is another one now.
 */
async function write(platform: Platform, scope: OrgScope, rows: readonly MemberAccountDocument[], session: ClientSession): Promise<void> {
  const accounts = accountRows(platform.databases.server, scope);
  await accounts.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, session);
  const anew = rows.map((row): MemberAccountDocument => ({ ...row, openedEmail: null }));
  await accounts.insert(anew, { session });
  for (const { memberId } of rows) await endMailTokens(platform, scope, 'member_email', memberId, session);
}

/**
 * One of two accounts lives on with the record that stays, with its password and its address; the other one is shut and
 * keeps its log-in id, so that nobody is ever given it, but not its address: that is the person's, who may log in or apply
 * with it. Every session of both ends.
 */
export async function joinAccounts(
  platform: Platform,
  scope: OrgScope,
  { keptId, mergedId, chosen }: { readonly keptId: MemberId; readonly mergedId: MemberId; readonly chosen: 'kept' | 'merged' },
  session: ClientSession,
): Promise<void> {
  const rows = await rowsOf(platform, scope, [keptId, mergedId], session);
  const livingId = chosen === 'kept' ? keptId : mergedId;
  // Nobody has to choose where only one of them ever had an account.
  const living = rows.find(({ memberId }) => memberId === livingId) ?? rows[0];
  const after = rows.map((row): MemberAccountDocument =>
    row === living ? { ...row, memberId: keptId } : { ...row, memberId: mergedId, state: 'disabled', loginEmail: null },
  );
  if (living?.memberId === mergedId) await moveLinkEnds(scope, keptId, mergedId, session);
  await write(platform, scope, after, session);
  await endAllSessions(platform, scope, keptId, session);
  await endAllSessions(platform, scope, mergedId, session);
}

/** The address that a shut account had, unless somebody has it by now. */
async function addressBack(
  platform: Platform,
  scope: OrgScope,
  row: MemberAccountDocument,
  { loginEmail = null }: HeldAccount,
  session: ClientSession,
): Promise<string | null> {
  if (row.loginEmail !== null || loginEmail === null) return row.loginEmail;
  await takeAddressTurn(platform, scope, loginEmail, session);
  return (await findAccountBy(scope, { loginEmail }, session)) ? null : loginEmail;
}

/** The way back: each account is its record's again. What became of the one that lived on stays, its password too. */
export async function partAccounts(
  platform: Platform,
  scope: OrgScope,
  held: readonly HeldAccount[],
  { keptId, mergedId }: { readonly keptId: MemberId; readonly mergedId: MemberId },
  session: ClientSession,
): Promise<void> {
  const before = new Map(held.map((one) => [one.accountId, one]));
  const rows = await rowsOf(platform, scope, [keptId, mergedId], session);
  const swapped = rows.some((row) => before.get(row._id) && before.get(row._id)!.memberId !== row.memberId);
  const after: MemberAccountDocument[] = [];
  for (const row of rows) {
    const was = before.get(row._id);
    // The one at the record that went; and the one that lived on where the merge had made its member leave, who is back by this.
    const shut = row.memberId === mergedId || row.state === 'disabled' ? was : undefined;
    const reopened = shut && { state: shut.state, loginEmail: await addressBack(platform, scope, row, shut, session) };
    after.push({ ...row, memberId: was?.memberId ?? row.memberId, ...reopened });
  }
  if (swapped) await moveLinkEnds(scope, keptId, mergedId, session);
  await write(platform, scope, after, session);
  await endAllSessions(platform, scope, keptId, session);
  await endAllSessions(platform, scope, mergedId, session);
}
