import type {
  DunningJobView,
  DunningPlanInput,
  DunningPlanOf,
  DunningPlanOutput,
  DunningPlanRow,
  LeftOutReason,
} from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { dunningJobByKey, runningDunningJobs } from './dunning-job.repository.ts';
import { dailyKey, graceMs, jobView } from './dunning-job.view.ts';
import { type MemberFacts, factsInBatches, owedOn, owingMembers } from './dunning-facts.service.ts';
import { lettersToPost } from './dunning-notice.service.ts';
import { type DunningStage } from './dunning-settings.repository.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { type Due, type MemberPlan, planOf } from './dunning.rules.ts';

type Row = DunningPlanRow;
type Input = z.output<typeof DunningPlanInput>;
type Output = z.output<typeof DunningPlanOutput>;

/** How far ahead the list looks. */
const comingDays = 30;

/** A row with what it is found and sorted by. */
interface Found {
  readonly view: Input['view'];
  readonly kana: string;
  readonly row: Row;
}

function rowOf(facts: MemberFacts, billIds: readonly string[]): Omit<Row, 'stage' | 'channels' | 'reason' | 'until' | 'note'> {
  const bills = facts.bills.filter(({ _id }) => billIds.includes(_id));
  const { _id: memberId, memberNumber } = facts.member;
  return {
    memberId,
    memberNumber,
    memberName: fullName(facts.member),
    bills: bills.map((bill) => ({ billId: bill._id, billName: bill.billName, dueOn: bill.dueOn, outstanding: owedOn(bill) })),
    outstanding: bills.reduce((sum, bill) => sum + owedOn(bill), 0),
  };
}

/** What the plan says of a member, up to a day or without end; nothing of whoever owes nothing. */
function rowsOf(facts: MemberFacts, plan: MemberPlan<DunningStage>, until: JstDate | null): Found[] {
  if (facts.bills.length === 0) return [];
  const kana = fullReading(facts.member);
  const noOne = { reason: null, until: null, note: '' };
  const sent = (view: 'due' | 'coming', { stage, on, billIds, channels }: Due<DunningStage>): Found => ({
    view,
    kana,
    row: { ...rowOf(facts, billIds), ...noOne, stage: { key: stage.key, days: stage.days, on }, channels: [...channels] },
  });
  return [
    ...(plan.due ? [sent('due', plan.due)] : []),
    ...plan.coming.filter(({ on }) => until === null || on <= until).map((due) => sent('coming', due)),
    ...plan.left.map(({ billIds, reason, until: end, note }) => ({
      view: 'left_out' as const,
      kana,
      row: { ...rowOf(facts, billIds), stage: null, channels: [], reason, until: end, note },
    })),
  ];
}

function hasWords({ row, kana }: Found, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = normaliseIdentifier([row.memberName, kana, row.memberNumber, ...row.bills.map(({ billName }) => billName)].join('\n'));
  return words.every((word) => text.includes(word));
}

const inOrder = (left: Found, right: Found): number =>
  (left.row.stage?.on ?? '').localeCompare(right.row.stage?.on ?? '') ||
  left.kana.localeCompare(right.kana, 'ja') ||
  (left.row.memberId < right.row.memberId ? -1 : 1);

function stagesOf(rows: readonly Found[], stages: readonly DunningStage[]): Output['stages'] {
  return stages.flatMap(({ key, days }) => {
    const some = rows.filter(({ row }) => row.stage?.key === key);
    return some.length === 0
      ? []
      : [{ key, days, members: some.length, outstanding: some.reduce((sum, { row }) => sum + row.outstanding, 0) }];
  });
}

function reasonsOf(rows: readonly Found[]): Output['reasons'] {
  const counts = new Map<LeftOutReason, number>();
  for (const { row } of rows) if (row.reason) counts.set(row.reason, (counts.get(row.reason) ?? 0) + 1);
  return [...counts].map(([reason, members]) => ({ reason, members })).toSorted((left, right) => right.members - left.members);
}

/** Today's and a hand-made round, as far as they have come. */
async function jobsOf(
  platform: Platform,
  scope: OrgScope,
): Promise<Record<'todaysJob' | 'runningJob', z.output<typeof DunningJobView> | null>> {
  const db = platform.databases.server;
  const [todays, running] = await Promise.all([
    dunningJobByKey(db, scope, dailyKey(platform.clock.today())),
    runningDunningJobs(db, scope),
  ]);
  const chosen = running.find(({ kind }) => kind === 'chosen');
  // Taken up again before its hour it is as if it had not been skipped.
  const isAhead = todays?.state === 'running' && todays.startsAt.getTime() > platform.clock.realNow().getTime() + graceMs;
  return { todaysJob: todays && !isAhead ? jobView(todays) : null, runningJob: chosen ? jobView(chosen) : null };
}

/** 督促の予定: who would be written to today and in the days to come, and why somebody is not (ARR-03). */
export async function dunningPlan(platform: Platform, scope: OrgScope, input: Input): Promise<Output> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  const { settings } = await dunningSettingsOf(platform, scope);
  const until = addDays(today, comingDays);
  const found: Found[] = [];
  for await (const batch of owingMembers(db, scope))
    for (const facts of batch) found.push(...rowsOf(facts, planOf(settings.stages, facts.owing, today), until));
  const of = (view: Input['view']) => found.filter((one) => one.view === view);
  const words = input.q.split(/\s+/).filter(Boolean).map(normaliseIdentifier);
  const shown = of(input.view)
    .filter(({ row }) => input.stage == null || row.stage?.key === input.stage)
    .filter(({ row }) => input.reason == null || row.reason === input.reason)
    .filter((one) => hasWords(one, words))
    .toSorted(inOrder);
  const from = (input.page - 1) * input.size;
  return {
    today,
    automatic: settings.automatic,
    sendHour: settings.sendHour,
    ...(await jobsOf(platform, scope)),
    counts: {
      due: of('due').length,
      coming: of('coming').length,
      left_out: of('left_out').length,
      letters: (await lettersToPost(platform, scope)).length,
    },
    stages: stagesOf(of(input.view), settings.stages),
    reasons: reasonsOf(of('left_out')),
    rows: shown.slice(from, from + input.size).map(({ row }) => row),
    total: shown.length,
  };
}

const asRead = (left: MemberFacts, right: MemberFacts): number =>
  fullReading(left.member).localeCompare(fullReading(right.member), 'ja') || (left.member._id < right.member._id ? -1 : 1);

/**
 * Of members that were chosen: who would be written to now, and of everybody else why not (ARR-03).
 * @throws DomainError NOT_FOUND
 */
export async function dunningPlanOf(
  platform: Platform,
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<z.output<typeof DunningPlanOf>> {
  const today = platform.clock.today();
  const { settings } = await dunningSettingsOf(platform, scope);
  const chosen = [...new Set(memberIds)];
  const found: MemberFacts[] = [];
  for await (const batch of factsInBatches(platform.databases.server, scope, chosen)) found.push(...batch);
  if (found.length !== chosen.length) throw new DomainError('NOT_FOUND');
  return {
    members: found.toSorted(asRead).map((facts) => ({
      memberId: facts.member._id,
      memberNumber: facts.member.memberNumber,
      memberName: fullName(facts.member),
      rows: rowsOf(facts, planOf(settings.stages, facts.owing, today), null).map(({ view, row }) => ({ ...row, view })),
    })),
  };
}
