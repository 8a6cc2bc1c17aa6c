import { type MandateEnd, type MandateView, isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { debitWished, memberLeft, membersMerged } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../platform/platform.ts';
import { stepOf, withStep, withoutStep } from '../platform/merge-steps.ts';
import { findContract } from './debit-contract.repository.ts';
import { changeMandate, changeMandateAlone } from './mandate-change.service.ts';
import { isOfBefore, survivorOf } from './mandate-fate.rules.ts';
import { type MandateDocument, mandateOfMember, mandatesOfMembers } from './mandate.repository.ts';
import { requestMandate, viewOf } from './mandate.service.ts';

/**
 * Ends the mandate that counts for a member; null when there is none, so that asking twice is harmless. `until`: one that was asked
 * for later is another matter. @throws DomainError CONFLICT when somebody else changed it in between
 */
export async function stopMandateOf(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  by: MandateEnd,
  until: Date | null = null,
): Promise<MandateView | null> {
  const db = platform.databases.payments;
  const mandate = await mandateOfMember(db, scope, memberId);
  if (!mandate || !isLiveMandate(mandate.state) || (until !== null && mandate.requestedAt > until)) return null;
  return viewOf(await changeMandateAlone(platform, scope, mandate, { state: 'stopped', endedBy: by }));
}

/** The wish of an application becomes a mandate, once. Where direct debit is not open any more there is nothing to ask for. */
export async function takeWish(platform: Platform, scope: OrgScope, wish: PayloadOf<typeof debitWished>): Promise<void> {
  const db = platform.databases.payments;
  const known = await mandateOfMember(db, scope, wish.memberId);
  // Brought again after what it made has ended.
  if (known && known.requestedAt >= new Date(wish.wishedAt)) return;
  if ((await findContract(db, scope))?.state === 'approved') await requestMandate(platform, scope, wish.memberId);
}

/** domain.md 3.2: who leaves is drawn from no more. */
export async function endOfMember(platform: Platform, scope: OrgScope, left: PayloadOf<typeof memberLeft>): Promise<void> {
  await stopMandateOf(platform, scope, left.memberId, 'left', new Date(left.leftAt));
}

/**
 * Takes the mandates where their member went, and back (docs/decisions/0014); who has left by it is drawn from no more, whichever
 * of the two it came from. Going on after a break, or again, changes no more.
 */
export async function followMerge(platform: Platform, scope: OrgScope, merge: PayloadOf<typeof membersMerged>): Promise<void> {
  // At once: who hears of one of the mandates asks for the one that counts, and is not to find a member between two.
  const goesOn = await inTransaction(platform.databases.client, async (session) => {
    if (!merge.undone) return joinMandates(platform, scope, merge, session);
    await partMandates(platform, scope, merge, session);
    return true;
  });
  platform.nudgeOutbox();
  if (!goesOn) return;
  const { memberIds = [], at = '' } = merge.left ?? {};
  for (const memberId of memberIds) await stopMandateOf(platform, scope, memberId, 'left', new Date(at));
}

const newest = (mandates: readonly MandateDocument[]): MandateDocument | null =>
  mandates.toSorted((left, right) => right.generation - left.generation)[0] ?? null;

/** A number higher than all of the record it goes to and than its own: no key is ever used a second time. */
const nextAmong = (mandates: readonly MandateDocument[]): number => Math.max(0, ...mandates.map(({ generation }) => generation)) + 1;

/** False where it was undone by now. */
async function joinMandates(
  platform: Platform,
  scope: OrgScope,
  { mergeId, keptId, mergedId }: PayloadOf<typeof membersMerged>,
  session: ClientSession,
): Promise<boolean> {
  const all = await mandatesOfMembers(platform.databases.payments, scope, [keptId, mergedId], session);
  // Brought again after it was undone.
  if (all.some((one) => stepOf(one, mergeId)?.undone)) return false;
  const of = (memberId: MemberId) => newest(all.filter((mandate) => mandate.memberId === memberId));
  const [kept, merged] = [of(keptId), of(mergedId)];
  const survivor = survivorOf(kept, merged);
  for (const other of [kept, merged]) {
    if (!other || other === survivor || !isLiveMandate(other.state)) continue;
    await changeMandate(platform, scope, other, { state: 'stopped', endedBy: 'merge', merges: withStep(other, mergeId) }, session);
  }
  if (!survivor || survivor.memberId === keptId) return true;
  const there = { memberId: keptId, generation: nextAmong(all), merges: withStep(survivor, mergeId) };
  await changeMandate(platform, scope, survivor, there, session);
  return true;
}

const wasStopped = ({ state, endedBy }: MandateDocument): boolean => state === 'stopped' && endedBy === 'merge';

/**
 * What moved goes back as it is now; what was stopped for it lives again, if nothing else has come to its place and its contract is
 * not over.
 */
async function partMandates(
  platform: Platform,
  scope: OrgScope,
  { mergeId, keptId, mergedId }: PayloadOf<typeof membersMerged>,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.payments;
  const contract = await findContract(db, scope);
  const touched = (await mandatesOfMembers(db, scope, [keptId, mergedId], session)).filter((one) => stepOf(one, mergeId)?.undone === false);
  // Those that moved first, so that their place is free.
  const moved = touched.filter((one) => stepOf(one, mergeId)!.memberId !== one.memberId);
  for (const mandate of [...moved, ...touched.filter((one) => !moved.includes(one))]) {
    const before = stepOf(mandate, mergeId)!;
    const all = await mandatesOfMembers(db, scope, [keptId, mergedId], session);
    const isFree = !all.some(({ _id, memberId, state }) => _id !== mandate._id && memberId === before.memberId && isLiveMandate(state));
    const back = moved.includes(mandate) ? { memberId: before.memberId, generation: nextAmong(all) } : {};
    const anew = !wasStopped(mandate)
      ? {}
      : isOfBefore(mandate, contract)
        ? { endedBy: 'contract' as const }
        : isFree
          ? { state: before.state, endedBy: null, generation: nextAmong(all) }
          : {};
    await changeMandate(platform, scope, mandate, { ...back, ...anew, merges: withoutStep(mandate, mergeId) }, session);
  }
}
