import type { AssignNumbersInput, AssignNumbersOutput, NumberListOutput } from '@tsudoi/shared/contracts/members/member-number.contract';
import { mostNumbered } from '@tsudoi/shared/contracts/members/member-number.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { counterValue, raiseCounter, takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { followNumber, loginKeyOfNumber } from '../identity/identity.public.ts';
import type { ImportedChange } from './import-member.repository.ts';
import { reviseMembers } from './member-change.service.ts';
import {
  type NumberPattern,
  type Numbering,
  mostGaps,
  numberText,
  patternOf,
  reachOf,
  seriesOf,
  valueIn,
  waitsForNumber,
  withNumber,
} from './member-number.rules.ts';
import { type NumberGiven, tellNumbers } from './member-number-notice.service.ts';
import { type NumberHolder, holdersOf } from './number-holder.service.ts';
import { type MemberDocument, findMembers, findPresentMember, membersByNumber } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import { countReceptions, dropReceptions, getNumbering, openReceptions, receptionsAmong } from './numbering.repository.ts';

type Problem = z.output<typeof AssignNumbersOutput>['problems'][number];
type List = z.output<typeof NumberListOutput>;
/** How far below the running number gaps are looked for. */
const gapsBack = 300;
const nameOf = (member: MemberDocument): string => `${member.familyName} ${member.givenName}`;
const holderOf = ({ member }: NumberHolder) => ({ memberId: member._id, name: nameOf(member) });

/** How many numbers are looked at together, where many are passed over. */
const mostAtOnce = 500;

/** The next free numbers of one series, those passed over with whoever has them, and what is free below. */
async function ahead(platform: Platform, scope: OrgScope, given: Numbering, typeId: MemberDocument['membershipTypeId'], count: number) {
  const year = platform.clock.today().slice(0, 4);
  const pattern = patternOf(given, typeId);
  const last = await counterValue(platform.databases.server, scope, seriesOf(pattern, year));
  const free: string[] = [];
  const skipped: List['skipped'] = [];
  for (let from = last + 1, size = count; free.length < count; from += size, size = Math.min(2 * size, mostAtOnce)) {
    const numbers = Array.from({ length: size }, (_, index) => numberText(pattern, year, from + index));
    const holders = await holdersOf(platform, scope, numbers);
    for (const number of numbers) {
      if (free.length === count) break;
      const holder = holders.get(number);
      if (holder) skipped.push({ number, holder: holderOf(holder) });
      else free.push(number);
    }
  }
  const first = Math.max(1, last - gapsBack + 1);
  const below = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => numberText(pattern, year, first + index));
  const used = await holdersOf(platform, scope, below);
  return { free, skipped, gaps: below.filter((number) => !used.has(number)).slice(0, mostGaps) };
}

/** The first of those who wait, in the order of joining the list, and how many there are; receptions under which nobody waits are passed over. */
async function firstWaiting(db: Db, scope: OrgScope): Promise<{ people: MemberDocument[]; total: number }> {
  const people: MemberDocument[] = [];
  const counted = await countReceptions(db, scope, 10_000);
  let passed = 0;
  for (let after = ''; people.length < mostNumbered;) {
    const receptions = await openReceptions(db, scope, after, mostNumbered);
    const members = await membersByNumber(scope, receptions);
    const waiting = receptions.flatMap((number) => members.get(number) ?? []).filter(waitsForNumber);
    passed += receptions.length - waiting.length;
    people.push(...waiting.slice(0, mostNumbered - people.length));
    if (receptions.length < mostNumbered) break;
    after = receptions.at(-1)!;
  }
  return { people, total: counted - passed };
}

/** Who waits for a number, each with the next free one of their type, in the order of joining the list. */
export async function numbersToGive(platform: Platform, scope: OrgScope): Promise<List> {
  const db = platform.databases.server;
  const [given, { people, total }, types] = [
    await getNumbering(db, scope),
    await firstWaiting(db, scope),
    new Map((await listMembershipTypes(scope)).map((type) => [type._id, type.name])),
  ];
  const year = platform.clock.today().slice(0, 4);
  const bySeries = new Map<string, MemberDocument[]>();
  for (const member of people) {
    const series = seriesOf(patternOf(given, member.membershipTypeId), year);
    bySeries.set(series, [...(bySeries.get(series) ?? []), member]);
  }
  const proposals = new Map<MemberDocument['_id'], string>();
  const skipped: List['skipped'] = [];
  const gaps: string[] = [];
  for (const own of bySeries.values()) {
    const next = await ahead(platform, scope, given, own[0]!.membershipTypeId, own.length);
    own.forEach((member, index) => proposals.set(member._id, next.free[index]!));
    skipped.push(...next.skipped);
    gaps.push(...next.gaps);
  }
  return {
    rows: people.map((member) => ({
      memberId: member._id,
      name: nameOf(member),
      kana: `${member.familyNameKana} ${member.givenNameKana}`,
      membershipTypeName: types.get(member.membershipTypeId) ?? '',
      joinedOn: member.joinedOn,
      reception: member.memberNumber,
      proposal: proposals.get(member._id)!,
    })),
    total,
    skipped,
    gaps,
  };
}

/** Takes everything of the transaction back and carries what was wrong. */
class Refused extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super('numbers refused');
    this.problems = problems;
  }
}

type Row = z.output<typeof AssignNumbersInput>['rows'][number];

/** What does not fit, row by row; of two equal numbers in the list the second is the wrong one. */
async function problemsOf(
  platform: Platform,
  scope: OrgScope,
  rows: readonly Row[],
  members: ReadonlyMap<string, MemberDocument>,
  session?: ClientSession,
): Promise<Problem[]> {
  const numbers = rows.map((row) => row.number).filter((number) => number !== '');
  const holders = await holdersOf(platform, scope, numbers, session);
  const waiting = await receptionsAmong(
    platform.databases.server,
    scope,
    [...members.values()].map((member) => member.memberNumber),
    session,
  );
  const seen = new Set<string>();
  return rows.flatMap(({ memberId, number }): Problem[] => {
    const problem = (code: Problem['problem'], holder: Problem['holder'] = null) => [{ memberId, number, problem: code, holder }];
    const member = members.get(memberId)!;
    if (!waiting.has(member.memberNumber)) return problem('has_number');
    if (number === '') return problem('missing');
    const key = loginKeyOfNumber(number);
    if (seen.has(key)) return problem('twice');
    seen.add(key);
    const holder = holders.get(number);
    // The log-in id of a number may be theirs already.
    const isTaken = holder && (holder.member._id !== memberId || holder.by === 'number');
    return isTaken ? problem(holder.by === 'login' ? 'login_taken' : 'taken', holderOf(holder)) : [];
  });
}

/**
 * Gives numbers to everybody in the list, or to nobody. One transaction at a time per organisation, so that of fifty who give
 * numbers at once no two give the same, and none is left out (case 33, NUM-01, NUM-02). @throws DomainError NOT_FOUND
 */
export async function assignNumbers(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof AssignNumbersInput>,
): Promise<z.output<typeof AssignNumbersOutput>> {
  const { rows } = input;
  const ids = [...new Set(rows.map((row) => row.memberId))];
  if (ids.length !== rows.length) throw new DomainError('INVALID_INPUT');
  try {
    const mailed = await inTransaction(platform.databases.client, (session) => give(platform, actor, input, session));
    if (mailed > 0) platform.nudgeMail();
    return { assigned: rows.length, mailed, problems: [] };
  } catch (error) {
    if (error instanceof Refused) return { assigned: 0, mailed: 0, problems: [...error.problems] };
    if (!isDuplicateKey(error)) throw error;
    // Somebody else was faster: now it can be seen who has it.
    const members = new Map<string, MemberDocument>((await findMembers(actor.scope, ids)).map((member) => [member._id, member]));
    const problems = await problemsOf(platform, actor.scope, rows, members);
    if (problems.length === 0) throw new DomainError('CONFLICT');
    return { assigned: 0, mailed: 0, problems };
  }
}

interface Given {
  readonly pattern: NumberPattern;
  readonly values: readonly number[];
}

/**
 * How far a series goes on behind the numbers of a list. What is proposed for those who wait is near; where something lies
 * farther ahead, who has the numbers below it is looked up, before these are given; their log-in ids are out by then.
 */
async function reached(platform: Platform, scope: OrgScope, { pattern, values }: Given, session: ClientSession): Promise<number> {
  const db = platform.databases.server;
  const year = platform.clock.today().slice(0, 4);
  const last = await counterValue(db, scope, seriesOf(pattern, year), session);
  const step = 1 + Math.max(mostGaps, await countReceptions(db, scope, mostNumbered));
  const near = reachOf(values, last, step, new Set());
  const far = values.filter((value) => value > near);
  if (far.length === 0) return near;
  const below = new Set(far.flatMap((value) => Array.from({ length: Math.min(mostGaps, value - 1) }, (_, index) => value - 1 - index)));
  const byText = new Map([...below].map((value) => [numberText(pattern, year, value), value]));
  const holders = await holdersOf(platform, scope, [...byText.keys()], session);
  const had = [...holders].flatMap(([number, { by }]) => (by === 'number' ? byText.get(number)! : []));
  return reachOf(values, last, step, new Set(had));
}

/** How many are told. */
async function give(
  platform: Platform,
  actor: UserActor,
  { rows, tell }: z.output<typeof AssignNumbersInput>,
  session: ClientSession,
): Promise<number> {
  const { scope } = actor;
  const db = platform.databases.server;
  // First of all: whoever comes second waits here, and reads what the first has given.
  await takeNumbers(db, scope, 'number-assignment', 1, session);
  const found = await findMembers(
    scope,
    rows.map((row) => row.memberId),
    session,
  );
  if (found.length !== rows.length) throw new DomainError('NOT_FOUND');
  for (const { _id, mergedInto } of found) if (mergedInto) await findPresentMember(scope, _id, session);
  const members = new Map<string, MemberDocument>(found.map((member) => [member._id, member]));
  const problems = await problemsOf(platform, scope, rows, members, session);
  if (problems.length > 0) throw new Refused(problems);
  const numbering = await getNumbering(db, scope, session);
  const year = platform.clock.today().slice(0, 4);
  const bySeries = new Map<string, Given>();
  const changed: ImportedChange[] = [];
  const given: NumberGiven[] = [];
  for (const { memberId, number } of rows) {
    const member = members.get(memberId)!;
    changed.push({ before: member, changes: withNumber(member, number) });
    given.push({ member, number, keptLogin: await followNumber(scope, { memberId, memberNumber: number }, session) });
    const pattern = patternOf(numbering, member.membershipTypeId);
    const value = valueIn(pattern, year, number);
    const series = seriesOf(pattern, year);
    if (value !== null) bySeries.set(series, { pattern, values: [...(bySeries.get(series)?.values ?? []), value] });
  }
  for (const [series, one] of bySeries) await raiseCounter(db, scope, series, await reached(platform, scope, one, session), session);
  await reviseMembers(platform, scope, changed, session);
  await dropReceptions(
    db,
    scope,
    found.map((member) => member.memberNumber),
    session,
  );
  await recordAudits(
    platform,
    scope,
    actor,
    rows.map(({ memberId, number }) => ({
      action: 'member.number' as const,
      subjectKind: 'member',
      subjectId: memberId,
      subjectName: nameOf(members.get(memberId)!),
      fields: ['memberNumber'] as const,
      changes: [{ field: 'memberNumber' as const, before: members.get(memberId)!.memberNumber, after: number }],
    })),
    session,
  );
  const now = platform.clock.now();
  await recordLive(
    db,
    scope,
    rows.map(({ memberId }) => ({ topic: 'members' as const, ref: memberId, memberId })),
    now,
    session,
  );
  return tell ? tellNumbers(platform, scope, given, session) : 0;
}
