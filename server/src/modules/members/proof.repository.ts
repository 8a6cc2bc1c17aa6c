import type { FileId, MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { MemberDocument } from './member.repository.ts';
import { type ProofDocument, type ProofRuleDocument, proofCollection, proofRuleCollection } from './proof.model.ts';
import { answerFor } from './proof.rules.ts';

export type { ProofDocument, ProofRuleDocument } from './proof.model.ts';

const rules = (db: Db, scope: OrgScope) => tenantCollection<ProofRuleDocument>(db, scope, proofRuleCollection);
const proofs = (db: Db, scope: OrgScope) => tenantCollection<ProofDocument>(db, scope, proofCollection);
export const proofIdOf = (memberId: MemberId, dueOn: JstDate): string => `${memberId}:${dueOn}`;

export function findRules(db: Db, scope: OrgScope, session?: ClientSession): Promise<ProofRuleDocument[]> {
  return rules(db, scope)
    .find({}, session ? { session } : {})
    .toArray();
}

export function findRule(db: Db, scope: OrgScope, typeId: MembershipTypeId, session?: ClientSession): Promise<ProofRuleDocument | null> {
  return rules(db, scope).findOne({ _id: typeId }, session);
}

export async function saveRule(db: Db, scope: OrgScope, rule: ProofRuleDocument, session: ClientSession): Promise<void> {
  const { _id, ...values } = rule;
  await rules(db, scope).findOneAndUpdate({ _id }, { $set: values }, session, true);
}

export async function dropRule(db: Db, scope: OrgScope, typeId: MembershipTypeId, session: ClientSession): Promise<boolean> {
  return (await rules(db, scope).deleteMany({ _id: typeId }, session)).deletedCount === 1;
}

/** What has been done to the end, or rests; only of the rule as it was read. */
export async function markRule(
  db: Db,
  scope: OrgScope,
  rule: ProofRuleDocument,
  done: Partial<Pick<ProofRuleDocument, 'remindedFor' | 'lapsedFor' | 'restsSince' | 'resumedOn'>>,
): Promise<void> {
  const { _id, opensOn, dueOn } = rule;
  await rules(db, scope).updateOne({ _id, opensOn, dueOn }, { $set: done });
}

/** Over all organisations, for the job. */
export function allProofRules(db: Db): Promise<ProofRuleDocument[]> {
  return db.collection<ProofRuleDocument>(proofRuleCollection).find({}).toArray();
}

export function findProof(db: Db, scope: OrgScope, memberId: MemberId, dueOn: JstDate, session?: ClientSession) {
  return proofs(db, scope).findOne({ _id: proofIdOf(memberId, dueOn) }, session);
}

/** All that somebody has ever sent or missed: one a year. */
export function proofsOf(db: Db, scope: OrgScope, memberIds: readonly MemberId[], session?: ClientSession): Promise<ProofDocument[]> {
  return proofs(db, scope)
    .find({ memberId: { $in: [...memberIds] } }, session ? { session } : {})
    .toArray();
}

/** Rows by their ids, one after the other: a merge has one or two. */
export async function findProofs(db: Db, scope: OrgScope, ids: readonly string[], session: ClientSession): Promise<ProofDocument[]> {
  const found: ProofDocument[] = [];
  for (const _id of ids) {
    const proof = await proofs(db, scope).findOne({ _id }, session);
    if (proof) found.push(proof);
  }
  return found;
}

/** A row as it is from now on, whole; null: there is none. */
export async function replaceProof(db: Db, scope: OrgScope, _id: string, row: ProofDocument | null, session: ClientSession): Promise<void> {
  await proofs(db, scope).deleteMany({ _id }, session);
  if (row) await proofs(db, scope).insert([row], { session });
}

/** What a member has sent in for a period of a rule. */
export async function findAnswer(
  db: Db,
  scope: OrgScope,
  memberId: MemberId,
  rule: ProofRuleDocument,
  dueOn: JstDate,
  session?: ClientSession,
): Promise<ProofDocument | null> {
  return answerFor(await proofsOf(db, scope, [memberId], session), rule, dueOn);
}

/** What some members have sent in for a period of a rule, or that they have been asked for it. */
export async function findAnswers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  rule: ProofRuleDocument,
  dueOn: JstDate,
): Promise<ReadonlyMap<MemberId, ProofDocument>> {
  const theirs = new Map<MemberId, ProofDocument[]>();
  for (const proof of await proofsOf(db, scope, memberIds)) theirs.set(proof.memberId, [...(theirs.get(proof.memberId) ?? []), proof]);
  return new Map(
    [...theirs].flatMap(([memberId, proofs]) => {
      const answer = answerFor(proofs, rule, dueOn);
      return answer ? [[memberId, answer] as const] : [];
    }),
  );
}

/** All that has been asked of anybody in an organisation and come to something: for the page of the office. */
export function proofsInState(db: Db, scope: OrgScope, state: ProofDocument['state']): Promise<ProofDocument[]> {
  return proofs(db, scope).find({ state }).toArray();
}

/** The last that was asked of somebody, whatever came of it. */
export async function newestProof(db: Db, scope: OrgScope, memberId: MemberId): Promise<ProofDocument | null> {
  return (await proofsOf(db, scope, [memberId])).sort((left, right) => (left.dueOn < right.dueOn ? 1 : -1))[0] ?? null;
}

/** Those the office has not looked at, the longest waiting first; a type that asks for proof has hundreds of members, not thousands. */
export function waitingProofs(db: Db, scope: OrgScope): Promise<ProofDocument[]> {
  return proofs(db, scope).find({ state: 'sent' }).sort({ sentAt: 1 }).toArray();
}

export function countWaitingProofs(db: Db, scope: OrgScope): Promise<number> {
  return proofs(db, scope).count({ state: 'sent' }, 10_000);
}

/** What is not named of a row that is there stays as it is. */
export async function putProof(
  db: Db,
  scope: OrgScope,
  proof: Partial<ProofDocument> & Pick<ProofDocument, 'memberId' | 'membershipTypeId' | 'dueOn'>,
  session: ClientSession,
): Promise<void> {
  await proofs(db, scope).findOneAndUpdate({ _id: proofIdOf(proof.memberId, proof.dueOn) }, { $set: proof }, session, true);
}

/** What becomes of a row whose state is still what was read; null when it is another by now. */
export function moveProof(
  db: Db,
  scope: OrgScope,
  proof: Pick<ProofDocument, '_id' | 'state'>,
  changes: Partial<ProofDocument>,
  session: ClientSession,
): Promise<ProofDocument | null> {
  return proofs(db, scope).findOneAndUpdate({ _id: proof._id, state: proof.state }, { $set: changes }, session);
}

/** Null when it is not the one the office has looked at any more. */
export function decideProof(
  db: Db,
  scope: OrgScope,
  proof: { readonly memberId: MemberId; readonly dueOn: JstDate; readonly fileId: FileId },
  decision: Pick<ProofDocument, 'state' | 'decidedAt' | 'decidedBy' | 'reason' | 'toldOf' | 'askedLateOn'>,
  session: ClientSession,
): Promise<ProofDocument | null> {
  const filter = { _id: proofIdOf(proof.memberId, proof.dueOn), state: 'sent' as const, fileId: proof.fileId };
  return proofs(db, scope).findOneAndUpdate(filter, { $set: { ...decision, fileId: null, fileName: '' } }, session);
}

/** Those of some members that the office has not looked at: a proof a year, so that the state is looked at here (docs/decisions/0008). */
export async function waitingProofsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<ProofDocument[]> {
  const theirs = await proofsOf(db, scope, memberIds, session);
  return theirs.filter(({ state }) => state === 'sent');
}

/** Those of some members of whose proof anything is known, a card seen at the counter too: being asked is nothing of theirs. */
export async function answeredAmong(db: Db, scope: OrgScope, memberIds: readonly MemberId[], session: ClientSession): Promise<MemberId[]> {
  const theirs = await proofsOf(db, scope, memberIds, session);
  return theirs.flatMap(({ memberId, state }) => (state === 'asked' ? [] : memberId));
}

/** That somebody was asked goes with them. */
export async function dropProofs(db: Db, scope: OrgScope, memberIds: readonly MemberId[], session: ClientSession): Promise<void> {
  if (memberIds.length > 0) await proofs(db, scope).deleteMany({ memberId: { $in: [...memberIds] } }, session);
}

/** Members of a type who are in or resting, in the order of their ids. */
export function membersOfType(
  db: Db,
  scope: OrgScope,
  membershipTypeId: MembershipTypeId,
  after: MemberId | null,
  size: number,
): Promise<MemberDocument[]> {
  const filter = {
    membershipTypeId,
    status: { $in: ['active' as const, 'suspended' as const] },
    // What was merged into another record is nobody any more.
    mergedInto: null,
    ...(after ? { _id: { $gt: after } } : {}),
  };
  return tenantCollection<MemberDocument>(db, scope, 'members').find(filter).sort({ _id: 1 }).limit(size).toArray();
}

export async function createProofIndexes(db: Db): Promise<void> {
  await db.collection(proofRuleCollection).createIndexes([{ key: { orgId: 1 }, name: 'organization' }]);
  await db.collection(proofCollection).createIndexes([
    { key: { orgId: 1, state: 1, sentAt: 1 }, name: 'organization_state' },
    { key: { orgId: 1, memberId: 1 }, name: 'member' },
  ]);
}
