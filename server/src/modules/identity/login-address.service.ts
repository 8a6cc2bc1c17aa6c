import { createHash } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import type { MemberCard, Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { endMailTokens } from './mail-token.service.ts';
import { type MemberAccountDocument, changeAccount, findAccountBy } from './member-account.repository.ts';

/** So many take turns beside each other; the row of a turn says nothing of an address. */
const turns = 64;

/**
 * Lets those who take one log-in address come one after the other: the second begins anew and finds the address taken. The
 * unique index alone does not see, on the embedded engine, what another open transaction writes. First thing of a transaction
 * that gives an account an address.
 */
export async function takeAddressTurn(platform: Platform, scope: OrgScope, address: string, session: ClientSession): Promise<void> {
  const turn = createHash('sha256').update(address).digest().readUInt16BE() % turns;
  await takeNumbers(platform.databases.server, scope, `login-address:${turn}`, 1, session);
}

/**
 * Whether an address is somebody's. Who left, was expelled or died has it no more than the account it shut: one mailbox often
 * serves a family, and the office must not have to falsify it (domain.md 6, case 23).
 */
export async function isAddressTaken(platform: Platform, scope: OrgScope, address: string, session?: ClientSession): Promise<boolean> {
  const holder = await findAccountBy(scope, { loginEmail: address }, session);
  return holder !== null && (await cardOfGone(platform, scope, holder)) === null;
}

async function cardOfGone(platform: Platform, scope: OrgScope, { state, memberId }: MemberAccountDocument): Promise<MemberCard | null> {
  const card = state === 'disabled' ? await platform.hooks.memberCard(scope, memberId) : null;
  // Who asks to be let in again, or is to be in on a day to come, may still need it.
  return card?.gone && !card.pending ? card : null;
}

/**
 * Takes an address from the account of whoever is gone, for somebody who is given it in this transaction, behind
 * `takeAddressTurn`. It does not come back with them, by an undo of their status or by joining again. They come in by a fresh
 * pair and their ID, or apply by a contact address that nobody logs in with; otherwise the office types the form.
 */
export async function releaseAddress(
  platform: Platform,
  scope: OrgScope,
  address: string,
  by: AuditActor,
  session: ClientSession,
): Promise<void> {
  const holder = await findAccountBy(scope, { loginEmail: address }, session);
  const card = holder && (await cardOfGone(platform, scope, holder));
  if (!holder || !card) return;
  await changeAccount(scope, holder._id, { loginEmail: null }, session);
  await endMailTokens(platform, scope, 'member_reset', holder.memberId, session);
  const subject = { subjectKind: 'member', subjectId: holder.memberId, subjectName: `${card.familyName} ${card.givenName}` };
  const changes = [{ field: 'loginEmail' as const, before: address, after: null }];
  await recordAudit(platform, scope, by, { action: 'account.email_release', ...subject, fields: ['loginEmail'], changes }, session);
}

/** Whoever took the address in between wins. @throws DomainError EMAIL_TAKEN */
export async function orTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('EMAIL_TAKEN');
    throw error;
  }
}
