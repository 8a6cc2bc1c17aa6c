import type { ProvisionalPair } from '@tsudoi/shared/contracts/identity/identity.contract';
import { type MemberId, newAccountId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { drawPair } from './account.service.ts';
import { loginIdFromNumber, loginIdKey, loginKeyOfNumber } from './login-id.rules.ts';
import { type MemberAccountDocument, accountRows } from './member-account.repository.ts';
import { noPair } from './provisional.service.ts';

/**
 * Accounts of members that come in by the hundred, without pairs: those are drawn when the office asks for them. Made at once,
 * written when the answer is called: whoever waits for something else meanwhile has made them by then.
 */
export function newAccounts(
  platform: Platform,
  scope: OrgScope,
  members: readonly { readonly memberId: MemberId; readonly memberNumber: string }[],
): (session: ClientSession) => Promise<void> {
  const createdAt = platform.clock.now();
  // Who waits for a first access stands in the order of these: in that of the file.
  const ids = members.map(() => newAccountId()).sort();
  const accounts = members.map(({ memberId, memberNumber }, at): MemberAccountDocument => {
    const loginId = loginIdFromNumber(memberNumber);
    return {
      _id: ids[at]!,
      orgId: scope.orgId,
      memberId,
      state: 'none',
      loginId,
      loginIdKey: loginIdKey(loginId),
      loginEmail: null,
      passwordHash: null,
      ...noPair,
      openedEmail: null,
      lastLoginAt: null,
      createdAt,
    };
  });
  return (session) => accountRows(platform.databases.server, scope).insert(accounts, { session });
}

/** What everybody of the organisation logs in with, as ids are compared. */
export async function loginKeysInUse(platform: Platform, scope: OrgScope): Promise<Set<string>> {
  const rows = await accountRows(platform.databases.server, scope)
    .find({}, { projection: { loginIdKey: 1, orgId: 1 } })
    .toArray();
  return new Set(rows.map(({ loginIdKey: key }) => key));
}

/** Of the member numbers given, those whose log-in id somebody has, with whoever it is. */
export async function loginHolders(
  platform: Platform,
  scope: OrgScope,
  numbers: readonly string[],
  session?: ClientSession,
): Promise<Map<string, MemberId>> {
  if (numbers.length === 0) return new Map();
  const projection = { loginIdKey: 1, memberId: 1, orgId: 1 };
  const taken = await accountRows(platform.databases.server, scope)
    .find({ loginIdKey: { $in: numbers.map(loginKeyOfNumber) } }, { projection, ...(session ? { session } : {}) })
    .toArray();
  const byKey = new Map(taken.map(({ loginIdKey: key, memberId }) => [key, memberId]));
  return new Map(
    numbers.flatMap((number) => {
      const holder = byKey.get(loginKeyOfNumber(number));
      return holder ? [[number, holder] as const] : [];
    }),
  );
}

/** Of the member numbers given, those whose log-in id somebody has. */
export async function numbersWithLoginTaken(...asked: Parameters<typeof loginHolders>): Promise<Set<string>> {
  return new Set((await loginHolders(...asked)).keys());
}

/** Nobody has logged in with such an account yet. */
const isWaiting = (state: MemberAccountDocument['state']): boolean => state === 'none' || state === 'provisional_issued';

/** The state is looked at in code: with it the filter would be more than the index knows (docs/decisions/0008). */
function statesOf(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<Pick<MemberAccountDocument, 'memberId' | 'state'>[]> {
  return accountRows(platform.databases.server, scope)
    .find({ memberId: { $in: [...memberIds] } }, { projection: { memberId: 1, state: 1 }, session })
    .toArray();
}

/** Fresh pairs for those who have not logged in yet; a pair of before dies. Only hashes are kept: what is returned is shown once. */
export async function drawPairsFor(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<z.output<typeof ProvisionalPair>[]> {
  const rows = accountRows(platform.databases.server, scope);
  const waiting = (await statesOf(platform, scope, memberIds, session)).filter(({ state }) => isWaiting(state));
  const drawn = waiting.map((account) => ({ account, ...drawPair(platform, account.memberId) }));
  await rows.updateEach(
    drawn.map(({ account, kept }) => ({ filter: { memberId: account.memberId }, update: { $set: kept } })),
    session,
  );
  return drawn.map(({ pair }) => pair);
}

/** Of the members given, those who have logged in, or whose account waits for something else than a first access. */
export async function whoHasLoggedIn(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<Set<MemberId>> {
  const used = (await statesOf(platform, scope, memberIds, session)).filter(({ state }) => !isWaiting(state));
  return new Set(used.map(({ memberId }) => memberId));
}

/** Accounts of members who are taken back in the same transaction. */
export async function removeAccounts(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<void> {
  if (memberIds.length > 0) await accountRows(platform.databases.server, scope).deleteMany({ memberId: { $in: [...memberIds] } }, session);
}
