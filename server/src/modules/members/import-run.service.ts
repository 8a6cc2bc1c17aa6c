import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { ImportOutcome } from '@tsudoi/shared/contracts/members/member-import.contract';
import { isDuplicateKey, inTransaction } from '@tsudoi/shared/service/mongo';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, makePersonKeys, recordAudits } from '../audit/audit.public.ts';
import { loginKeyOfNumber, newAccounts, numbersWithLoginTaken } from '../identity/identity.public.ts';
import { followImported } from './applicant-follow.service.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { mayStillGive } from './custom-field.rules.ts';
import { changeOfRow, reasonOf } from './import-change.rules.ts';
import { type ImportJobDocument, type ImportPart, findOutcomes, getPart, insertOutcome } from './import-job.repository.ts';
import { type ImportWork, endImport, starterOf } from './import-lease.service.ts';
import { type ImportedChange, insertImported, membersByEmail, membersById, membersWhere } from './import-member.repository.ts';
import { addressOfCell } from './import-address.rules.ts';
import type { ImportFields } from './import-cell.rules.ts';
import { type PlannedRow, bringsIn } from './import-row.rules.ts';
import { followLiaisons } from './liaison-follow.service.ts';
import { reviseMembers } from './member-change.service.ts';
import { drawMemberNumbers } from './member-number.service.ts';
import { newMember } from './member.factory.ts';
import type { MemberDocument } from './member.repository.ts';
import { tagsOfCell } from './import-tags.rules.ts';
import { followMoves } from './member-status.service.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

export function countOutcomes<O extends string>(lists: Iterable<readonly O[] | null>): Partial<Record<O, number>> {
  const counts: Partial<Record<O, number>> = {};
  for (const list of lists) for (const one of list ?? []) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

const progressEveryMs = 400;

const sum = (counts: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);

/** Whose status may be another now. */
export const movedBy = (changed: readonly ImportedChange[]) =>
  changed.flatMap(({ before, changes: { status } }) => (status === undefined ? [] : { before, status }));

interface PartFacts {
  readonly job: ImportJobDocument;
  readonly part: ImportPart;
  /** Ids of the membership types and ranks in use. */
  readonly live: ReadonlySet<string>;
  readonly own: readonly CustomField[];
  /** What the numbers that rows of the plan bring log in with. */
  readonly brought: ReadonlySet<string>;
  /** Members of rows with a number of their own, by place: made while the part before is being written. */
  readonly ready: ReadonlyMap<number, MemberDocument>;
  /** Called once the members are on their way to the database, which then has the longest time for itself. */
  meanwhile(): void;
}

const bodyOf = ({ isCorporate, contacts }: PlannedRow) =>
  isCorporate ? { kind: 'corporate' as const, contacts: contacts?.after ?? null } : {};

/** The member that a row of the plan adds. */
function memberOfRow(platform: Platform, scope: OrgScope, job: ImportJobDocument, row: PlannedRow, memberNumber: string): MemberDocument {
  const { clock } = platform;
  // A plan from before there were parts of an address has one text of it.
  const { tags, addressParts, units, address = '', ...plain } = row.fields! as ImportFields & { readonly address?: string };
  const held = units === undefined ? {} : { units: Number(units) };
  const fields = { ...plain, ...held, tags: tagsOfCell(tags), address: addressOfCell(addressParts ?? address) };
  const statuses = row.statuses ?? [{ status: 'active' as const, effectiveOn: fields.joinedOn }];
  const history = { history: { statuses, reason: reasonOf(job) } };
  const given = { fields, custom: row.custom?.after ?? {}, memberNumber, actorName: starterOf(job).name, ...history, ...bodyOf(row) };
  return newMember(scope, { ...given, memberId: row.memberId!, now: clock.now(), today: clock.today() });
}

/** Who of these numbers is there by now, or logs in with them. */
async function takenNumbers(
  platform: Platform,
  scope: OrgScope,
  rows: readonly PlannedRow[],
  session: ClientSession,
): Promise<Set<string>> {
  const numbers = rows.flatMap((row) => (row.kind === 'new' && row.memberNumber !== '' ? [row.memberNumber] : []));
  const members = await membersWhere(platform.databases.server, scope, 'memberNumber', numbers, session);
  return new Set([...members.keys(), ...(await numbersWithLoginTaken(platform, scope, numbers, session))]);
}

/**
 * Who has the address of a row that the plan took for somebody new: come in since by the same file, by an application or by
 * hand. No index says so, and only who matched by addresses has said that an address is a person.
 */
function cameSince(db: Platform['databases']['server'], scope: OrgScope, { job, part }: PartFacts, session: ClientSession) {
  const isMatched = job.match === 'contactEmail';
  const emails = part.rows.flatMap(({ kind, fields }) =>
    isMatched && kind === 'new' && fields?.contactEmail ? [fields.contactEmail] : [],
  );
  return membersByEmail(db, scope, emails, session);
}

/**
 * Carries one part out in one transaction, which also writes what became of it: a part that a killed process was at is
 * there whole or not at all, and a second process that carries it out again meets the outcome of the first. Whether a
 * number was given away since the plan is first left to the unique indexes, which say so by a duplicate key; looking
 * for every number costs as much as a tenth of the writing and finds nobody.
 */
async function carryOutPart(platform: Platform, scope: OrgScope, facts: PartFacts, looks: boolean): Promise<ImportOutcome[]> {
  const { job, part, live, own, brought, ready, meanwhile } = facts;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const actor = starterOf(job);
  const terms = { side: 'after', actorName: actor.name, reason: reasonOf(job), now, today: platform.clock.today(), own } as const;
  return inTransaction(platform.databases.client, async (session) => {
    const taken = looks ? await takenNumbers(platform, scope, part.rows, session) : new Set();
    const present = await membersById(
      db,
      scope,
      part.rows.flatMap((row) => (row.kind === 'changed' ? row.memberId! : [])),
      session,
    );
    const came = await cameSince(db, scope, facts, session);
    const outcomeOf = (row: PlannedRow): ImportOutcome => {
      const typeId =
        row.kind === 'new' ? row.fields!.membershipTypeId : row.changes.find(({ field }) => field === 'membershipTypeId')?.after;
      if (typeId !== undefined && !live.has(typeId)) return 'type_gone';
      const rankId = row.kind === 'new' ? row.fields!.rankId : row.changes.find(({ field }) => field === 'rankId')?.after;
      if (rankId && !live.has(rankId)) return 'type_gone';
      if (row.custom && !mayStillGive(own, row.custom.before, row.custom.after)) return 'type_gone';
      switch (row.kind) {
        case 'error':
          return 'left_out';
        case 'unchanged':
          return 'unchanged';
        case 'new':
          if (taken.has(row.memberNumber)) return 'number_taken';
          return came.has(row.fields!.contactEmail) ? 'email_taken' : 'added';
        case 'changed': {
          const member = present.get(row.memberId!);
          if (member?.version !== row.version) return 'changed_since';
          const isGone = !live.has(typeId ?? member.membershipTypeId) && bringsIn(row, member, terms.today);
          return isGone ? 'type_gone' : 'changed';
        }
      }
    };
    const outcomes = part.rows.map(outcomeOf);
    const unnumbered = part.rows.flatMap((row, at) =>
      outcomes[at] === 'added' && row.memberNumber === '' ? row.fields!.membershipTypeId : [],
    );
    const drawn = await drawMemberNumbers(platform, scope, unnumbered, session, brought);
    const drawnByPlace: Record<string, string> = {};
    const added: MemberDocument[] = [];
    const changed: ImportedChange[] = [];
    const notes: AuditNote[] = [];
    for (const [at, row] of part.rows.entries()) {
      if (outcomes[at] === 'added') {
        const numbered = ready.get(at);
        if (!numbered) drawnByPlace[String(at)] = drawn.shift()!;
        added.push(numbered ?? memberOfRow(platform, scope, job, row, drawnByPlace[String(at)]!));
      } else if (outcomes[at] === 'changed') {
        const change = changeOfRow(row, present.get(row.memberId!)!, terms);
        changed.push(change);
        notes.push(...change.notes);
      }
    }
    const written = insertImported(db, scope, added, session);
    meanwhile();
    const accounts = newAccounts(
      platform,
      scope,
      added.map(({ _id, memberNumber }) => ({ memberId: _id, memberNumber })),
    );
    await written;
    await accounts(session);
    await reviseMembers(platform, scope, changed, session);
    await followImported(platform, scope, changed, session);
    await followLiaisons(platform, scope, changed, session);
    await followMoves(platform, scope, movedBy(changed), session);
    await recordAudits(platform, scope, actor, notes, session);
    await recordLive(
      db,
      scope,
      changed.map(({ before }) => ({ topic: 'members' as const, ref: before._id, memberId: before._id })),
      now,
      session,
    );
    await insertOutcome(db, scope, part.part, { jobId: job._id, outcomes, numbers: drawnByPlace, undo: null, createdAt: now }, session);
    return outcomes;
  });
}

/** Somebody who gives a number by hand at the same moment takes it first; the second look sees it. */
async function carryOutTwice(platform: Platform, scope: OrgScope, facts: PartFacts): Promise<ImportOutcome[] | null> {
  try {
    return await carryOutPart(platform, scope, facts, false);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const done = await findOutcomes(platform.databases.server, scope, facts.job._id);
    const known = done.get(facts.part.part);
    return known ? known.outcomes : carryOutPart(platform, scope, facts, true);
  }
}

/** Carries a frozen plan out, part by part; what was done by a process that died is passed over (IMP-01). */
export async function carryOutImport(platform: Platform, scope: OrgScope, { job, progress }: ImportWork): Promise<void> {
  const db = platform.databases.server;
  const before = await findOutcomes(db, scope, job._id);
  const counts = countOutcomes<ImportOutcome>([...before.values()].map(({ outcomes }) => outcomes));
  const [types, { ranks }, { fields: own }] = await Promise.all([
    listMembershipTypes(scope),
    findMemberSettings(scope),
    findCustomFields(db, scope),
  ]);
  const live = new Set<string>([
    ...types.filter((type) => !type.archived).map((type) => type._id),
    ...ranks.filter((rank) => !rank.archived).map((rank) => rank.rankId),
  ]);
  const brought = new Set<string>();
  for (let part = 0; job.mixesNumbers && part < job.parts.length; part += 1)
    for (const row of (await getPart(db, scope, job._id, part)).rows)
      if (row.kind === 'new' && row.memberNumber !== '') brought.add(loginKeyOfNumber(row.memberNumber));
  const read = async (from: number) => {
    let number = from;
    while (number < job.parts.length && before.has(number)) number += 1;
    if (number >= job.parts.length) return null;
    const part = await getPart(db, scope, job._id, number);
    await makePersonKeys(
      platform,
      scope,
      part.rows.flatMap((row) => (row.kind === 'changed' ? row.memberId! : [])),
    );
    const numbered = [...part.rows.entries()].filter(([, row]) => row.kind === 'new' && row.memberNumber !== '');
    return { part, ready: new Map(numbered.map(([at, row]) => [at, memberOfRow(platform, scope, job, row, row.memberNumber)])) };
  };
  // How far it is, is written beside the work: who has lost the lease meanwhile stops a part later, and what both were at
  // is there once, by the id of its outcome.
  let reported: Promise<boolean> = Promise.resolve(true);
  let reportedAt = monotonicMs();
  let next = read(0);
  for (let at = await next; at !== null; at = await next) {
    const { part: number } = at.part;
    let isAhead = false;
    const meanwhile = () => {
      if (isAhead) return;
      isAhead = true;
      next = read(number + 1);
      next.catch(() => undefined);
    };
    const outcomes = await carryOutTwice(platform, scope, { job, ...at, live, own, brought, meanwhile });
    meanwhile();
    for (const one of outcomes ?? []) counts[one] = (counts[one] ?? 0) + 1;
    if (!(await reported)) return;
    if (monotonicMs() - reportedAt < progressEveryMs) continue;
    reportedAt = monotonicMs();
    reported = progress({ done: sum(counts), outcomes: { ...counts } });
    reported.catch(() => undefined);
  }
  if (!(await reported)) return;
  platform.nudgeOutbox();
  await endImport(platform, scope, job, { state: 'done', done: sum(counts), outcomes: counts }, 'member.import');
}
