import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { UndoOutcome } from '@tsudoi/shared/contracts/members/member-import.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { recordLive } from '../../platform/live.ts';
import { ownersOfRows } from '../../platform/member-rows.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudits, subjectsWith } from '../audit/audit.public.ts';
import { removeAccounts, whoHasLoggedIn } from '../identity/identity.public.ts';
import { followImported } from './applicant-follow.service.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { changeOfRow, reasonOf } from './import-change.rules.ts';
import {
  type ImportJobDocument,
  type ImportOutcomeDocument,
  type ImportPart,
  findOutcomes,
  getPart,
  markUndone,
} from './import-job.repository.ts';
import { type ImportWork, endImport, starterOf } from './import-lease.service.ts';
import { type ImportedChange, deleteImported, membersById } from './import-member.repository.ts';
import { countOutcomes, movedBy } from './import-run.service.ts';
import { followLiaisons } from './liaison-follow.service.ts';
import { reviseMembers } from './member-change.service.ts';
import { comesIn } from './member-status.rules.ts';
import { followMoves } from './member-status.service.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { dropReceptions } from './numbering.repository.ts';
import { dropProofs } from './proof.repository.ts';
import { tellRemoval } from './roll-removal.service.ts';

interface PartFacts {
  readonly job: ImportJobDocument;
  readonly part: ImportPart;
  readonly outcome: ImportOutcomeDocument;
  readonly own: readonly CustomField[];
  /** Membership types that members can have. */
  readonly types: ReadonlySet<string>;
}

/** Takes one part back in one transaction. Whatever somebody has touched since stays, and is named. */
async function takePartBack(platform: Platform, scope: OrgScope, { job, part, outcome, own, types }: PartFacts): Promise<UndoOutcome[]> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const actor = starterOf(job);
  const terms = { side: 'before', actorName: actor.name, reason: reasonOf(job), now, today: platform.clock.today(), own } as const;
  return inTransaction(platform.databases.client, async (session) => {
    const touched = part.rows.filter((_, at) => outcome.outcomes[at] === 'added' || outcome.outcomes[at] === 'changed');
    const present = await membersById(
      db,
      scope,
      touched.map((row) => row.memberId!),
      session,
    );
    const added = part.rows.flatMap((row, at) => (outcome.outcomes[at] === 'added' ? row.memberId! : []));
    const loggedIn = await whoHasLoggedIn(platform, scope, added, session);
    // Mandates are the payments-service's; that the office has entered one, the log tells.
    const mandated = await subjectsWith(db, scope, 'debit.mandate', added, session);
    const inUse = await ownersOfRows(platform.hooks.memberRows(), { db, scope, session }, added);
    const restored: (ImportedChange & { readonly notes: readonly AuditNote[] })[] = [];
    const undo = part.rows.map((row, at): UndoOutcome => {
      const done = outcome.outcomes[at];
      if (done !== 'added' && done !== 'changed') return 'nothing';
      const member = present.get(row.memberId!);
      if (!member) return 'nothing';
      if (done === 'changed') {
        if (member.version !== row.version + 1) return 'kept_changed';
        const change = changeOfRow(row, member, terms);
        const { membershipTypeId: former, statusEntries = [] } = change.changes;
        // A type that was put away since is given to nobody, and nobody comes back into it.
        const isGiven = former !== undefined || (statusEntries.length > 0 && comesIn(member.statusEntries, statusEntries, terms.today));
        if (isGiven && !types.has(former ?? member.membershipTypeId)) return 'kept_type_gone';
        restored.push(change);
        return 'restored';
      }
      if (member.version !== 0) return 'kept_changed';
      return [loggedIn, mandated, inUse].some((kept) => kept.has(member._id)) ? 'kept_used' : 'removed';
    });
    const removed = part.rows.flatMap((row, at) => (undo[at] === 'removed' ? present.get(row.memberId!)! : []));
    const notes = [
      ...restored.flatMap((change) => change.notes),
      // Nothing else says that there was somebody under a number that is free again.
      ...removed.map((member): AuditNote => ({
        action: 'member.import_removed',
        subjectKind: 'member',
        subjectId: member._id,
        subjectName: `${member.memberNumber} ${fullName(member)}`,
        fields: [],
      })),
    ];
    if (!(await markUndone(db, scope, job._id, part.part, undo, session))) return [];
    const removedIds = removed.map(({ _id }) => _id);
    // A billing run that starts at this moment has looked at the roll already; either this or its start is done anew.
    if (removed.length > 0) await tellRemoval(db, scope, session);
    await removeAccounts(platform, scope, removedIds, session);
    await dropProofs(db, scope, removedIds, session);
    await deleteImported(db, scope, removed, session);
    // Those who came without a number may have waited for one.
    if (removed.length > 0 && Object.keys(outcome.numbers).length > 0)
      await dropReceptions(
        db,
        scope,
        removed.map(({ memberNumber }) => memberNumber),
        session,
      );
    await reviseMembers(platform, scope, restored, session);
    await followImported(platform, scope, restored, session);
    await followLiaisons(platform, scope, restored, session);
    await followMoves(platform, scope, movedBy(restored), session);
    await recordAudits(platform, scope, actor, notes, session);
    await recordLive(
      db,
      scope,
      restored.map(({ before }) => ({ topic: 'members' as const, ref: before._id, memberId: before._id })),
      now,
      session,
    );
    return undo;
  });
}

const sum = (counts: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);

/** Takes an import back, part by part, and keeps what somebody has touched since. */
export async function takeImportBack(platform: Platform, scope: OrgScope, { job, progress }: ImportWork): Promise<void> {
  const db = platform.databases.server;
  const outcomes = await findOutcomes(db, scope, job._id);
  const { fields: own } = await findCustomFields(db, scope);
  const types = new Set((await listMembershipTypes(scope)).flatMap(({ _id, archived }) => (archived ? [] : _id)));
  const counts = countOutcomes<UndoOutcome>([...outcomes.values()].map(({ undo }) => undo));
  for (const [number, outcome] of [...outcomes].sort(([left], [right]) => left - right)) {
    if (outcome.undo !== null) continue;
    const part = await getPart(db, scope, job._id, number);
    for (const one of await takePartBack(platform, scope, { job, part, outcome, own, types })) counts[one] = (counts[one] ?? 0) + 1;
    if (!(await progress({ done: sum(counts), undone: counts }))) return;
  }
  await endImport(platform, scope, job, { state: 'undone', done: sum(counts), undone: counts }, 'member.import_undo');
}
