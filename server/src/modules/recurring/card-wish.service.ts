import type { DuesCardState, MyDuesCard } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { newCardWishId } from '@tsudoi/shared/kernel/recurring-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import { ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { CardWishMade, Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMember, findMembers } from '../members/members.public.ts';
import { insertWish, wishesOfMember } from './card-wish.repository.ts';
import { wishesCard } from './card-wish.rules.ts';
import { collectionsOfMember } from './collection.repository.ts';
import { stopCollection } from './collection.service.ts';

/** For forms that also work while the payments-service does not answer: then it is null. */
export async function offersCard(platform: Platform, scope: OrgScope): Promise<boolean | null> {
  const answer = await ifAnswered(paymentsClient(platform, scope).call('cards.offered', {}));
  return answer === null ? null : answer.offered;
}

/** Somebody is admitted who chose a card: it counts from the day on which they are a member. */
export function wishCard(platform: Platform, scope: OrgScope, { memberId, by, from }: CardWishMade, session: ClientSession): Promise<void> {
  const wish = { _id: newCardWishId(), orgId: scope.orgId, memberId, isOn: true, from, by, at: platform.clock.now() };
  return insertWish(platform.databases.server, scope, wish, session);
}

/** Nothing of their dues is tried by a card any more; a charge that is out already may still bring money. */
async function stopCollections(platform: Platform, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<void> {
  for (const { _id, source } of await collectionsOfMember(platform.databases.server, scope, memberId, session))
    if (source.kind === 'dues') await stopCollection(platform, scope, _id, session);
}

/** Whoever chose a card is not admitted after all: nothing is charged to one, nor for whoever applies anew and chooses none. */
export async function dropCardWish(
  platform: Platform,
  scope: OrgScope,
  { memberId, by }: Pick<CardWishMade, 'memberId' | 'by'>,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  if (!(await wishesOfMember(db, scope, memberId, session)).at(-1)?.isOn) return;
  const [from, at] = [platform.clock.today(), platform.clock.now()];
  await insertWish(db, scope, { _id: newCardWishId(), orgId: scope.orgId, memberId, isOn: false, from, by, at }, session);
  await stopCollections(platform, scope, memberId, session);
}

/** Whether the dues of a member are to be charged to their card, by their own and newest word. */
export async function isWished(platform: Platform, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<boolean> {
  const newest = (await wishesOfMember(platform.databases.server, scope, memberId, session)).at(-1);
  if (!newest?.isOn) return false;
  const [member] = await findMembers(scope, [memberId], session);
  return member !== undefined && wishesCard(newest, member.statusEntries, platform.clock.today());
}

/** What the office sees beside the form on which a card was chosen. */
export async function duesCardOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<DuesCardState> {
  if (!(await isWished(platform, scope, memberId))) return 'stopped';
  const answer = await ifAnswered(paymentsClient(platform, scope).call('cards.ofMembers', { memberIds: [memberId] }));
  if (answer === null) return 'unknown';
  return answer.some(({ state }) => state === 'active') ? 'saved' : 'waiting';
}

/** Whether My Page asks for the card; not while that cannot be told, nor where no card can be left any more. */
export async function myDuesCard(platform: Platform, { scope, memberId }: MemberActor): Promise<z.output<typeof MyDuesCard>> {
  if ((await duesCardOf(platform, scope, memberId)) !== 'waiting') return { isAsked: false };
  return { isAsked: (await offersCard(platform, scope)) === true };
}

/**
 * Writes the member's own word in the caller's transaction, with its line in the log; false where it stands already. Presses at the
 * same moment come one after the other, so that a word that is said twice is written once.
 */
export async function sayDues(platform: Platform, actor: MemberActor, isOn: boolean, session: ClientSession): Promise<boolean> {
  const { scope, memberId } = actor;
  const db = platform.databases.server;
  await takeNumbers(db, scope, `dues-card:${memberId}`, 1, session);
  if ((await isWished(platform, scope, memberId, session)) === isOn) return false;
  const member = await findMember(scope, memberId, session);
  const at = platform.clock.now();
  const wish = { _id: newCardWishId(), orgId: scope.orgId, memberId, isOn, from: platform.clock.today(), by: actor.name, at };
  await insertWish(db, scope, wish, session);
  const subject = { subjectKind: 'savedCard', subjectId: memberId, subjectName: fullName(member) } as const;
  const action = isOn ? 'card.dues_choose' : 'card.dues_stop';
  await recordAudit(platform, scope, actor, { action, ...subject, fields: [] }, session);
  await recordLive(db, scope, [{ topic: 'members', ref: memberId, memberId }], at, session);
  return true;
}

/** The member pays their dues themselves again: no card is tried any more, what was billed stays. */
export async function stopDues(platform: Platform, actor: MemberActor): Promise<void> {
  const { scope, memberId } = actor;
  if (!(await isWished(platform, scope, memberId))) return;
  await inTransaction(platform.databases.client, async (session) => {
    if (!(await sayDues(platform, actor, false, session))) return;
    await stopCollections(platform, scope, memberId, session);
  });
}
