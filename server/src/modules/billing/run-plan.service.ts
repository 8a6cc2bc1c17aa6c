import { createHash } from 'node:crypto';
import type { AmountPart, PlanRunInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type AdjustmentId, type BillingRunId, type MemberId, newBillId, newBillingRunId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, firstDayOfMonth, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { feeOn, listMembershipTypes, streamMembersForBilling } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { usableAdjustments } from './adjustment.repository.ts';
import { billAmount } from './bill-amount.rules.ts';
import { billNumber, billSeries } from './bill-number.rules.ts';
import { liveAmounts } from './bill.repository.ts';
import { getItem } from './billing-item.repository.ts';
import {
  type BillingRunDocument,
  type ExclusionReasonCode,
  type PlanRowDocument,
  deletePlanRows,
  insertPlanRows,
  insertRun,
} from './billing-run.repository.ts';
import { exclusionOf } from './run-selection.rules.ts';

type Input = z.output<typeof PlanRunInput>;
const batchSize = 2000;

interface PlannedMember {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  readonly name: string;
  readonly kana: string;
  readonly membershipTypeName: string;
  readonly reason: ExclusionReasonCode | null;
  readonly reasonDate: JstDate | null;
  readonly amount: Yen;
  readonly parts: AmountPart[];
  readonly oneTimeAdjustmentIds: AdjustmentId[];
  readonly lastYearAmount: Yen | null;
}

export type PlanTerms = Pick<
  BillingRunDocument,
  'billingItemId' | 'itemName' | 'fiscalYear' | 'allocationStartMonth' | 'excludedMembershipTypeIds'
>;

/**
 * Every member, in or out, with the amount that a bill made on `runDate` would have. Memory stays at one batch. Only the
 * plan that people read needs last year beside it.
 */
async function* planBatches(
  platform: Platform,
  scope: OrgScope,
  terms: PlanTerms,
  runDate: JstDate,
  beside: 'last-year' | 'nothing',
): AsyncGenerator<PlannedMember[]> {
  const db = platform.databases.server;
  const types = new Map((await listMembershipTypes(scope)).map((type) => [type._id as string, type]));
  const adjustments = await usableAdjustments(db, scope);
  const billed = await liveAmounts(db, scope, terms.billingItemId, terms.fiscalYear);
  const lastYear =
    beside === 'nothing'
      ? new Map<MemberId, number>()
      : await liveAmounts(db, scope, terms.billingItemId, (terms.fiscalYear - 1) as FiscalYear);
  // A run may be made before its year begins: what counts is the price of the first day it pays for (RNK-02).
  const pricedOn = firstDayOfMonth(terms.allocationStartMonth);
  const selection = {
    runDate,
    allocationStartMonth: terms.allocationStartMonth,
    excludedMembershipTypeIds: new Set<string>(terms.excludedMembershipTypeIds),
  };
  for await (const members of streamMembersForBilling(db, scope, batchSize)) {
    yield members.map((member) => {
      const type = types.get(member.membershipTypeId);
      const exclusion = exclusionOf({ ...member, alreadyBilled: billed.has(member._id) }, selection);
      const applied = (adjustments.get(member._id) ?? []).map((row) => ({
        adjustmentId: row._id,
        kind: row.kind,
        amount: row.amount,
        reason: row.reason,
      }));
      const typeName = type?.name ?? '';
      const priced = exclusion
        ? { amount: zeroYen, parts: [] }
        : billAmount(type ? feeOn(type, pricedOn) : zeroYen, `${terms.fiscalYear}年度 ${typeName} ${terms.itemName}`, applied);
      const last = lastYear.get(member._id);
      return {
        memberId: member._id,
        memberNumber: member.memberNumber,
        name: `${member.familyName} ${member.givenName}`,
        kana: `${member.familyNameKana} ${member.givenNameKana}`,
        membershipTypeName: typeName,
        reason: exclusion?.reason ?? null,
        reasonDate: exclusion?.date ?? null,
        amount: priced.amount,
        parts: priced.parts,
        oneTimeAdjustmentIds: exclusion ? [] : applied.filter((row) => row.kind === 'one_time').map((row) => row.adjustmentId),
        lastYearAmount: last === undefined ? null : yen(last),
      };
    });
  }
}

function digestLine(row: PlannedMember): string {
  return `${row.memberId}|${row.reason ?? row.amount}|${row.oneTimeAdjustmentIds.join(',')}\n`;
}

/** The digest that a plan made now would have. */
export async function presentDigest(platform: Platform, scope: OrgScope, run: PlanTerms): Promise<string> {
  const hash = createHash('sha256');
  for await (const batch of planBatches(platform, scope, run, platform.clock.today(), 'nothing'))
    for (const row of batch) hash.update(digestLine(row));
  return hash.digest('hex');
}

/** What a plan leaves out is a type of this organisation. @throws DomainError NOT_FOUND */
async function expectTypes(scope: OrgScope, typeIds: Input['excludedMembershipTypeIds']): Promise<void> {
  if (typeIds.length === 0) return;
  const known = new Set((await listMembershipTypes(scope)).map((type) => type._id));
  if (!typeIds.every((typeId) => known.has(typeId))) throw new DomainError('NOT_FOUND');
}

/**
 * Makes a frozen plan: one row per member with the amount and its parts, or the reason for leaving the member out. The
 * bills' ids and numbers are decided here, so that carrying the plan out twice makes each bill once.
 * @throws DomainError NOT_FOUND, INVALID_INPUT
 */
export async function planRun(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const item = await getItem(db, scope, input.billingItemId);
  if (item.category !== 'annual') throw new DomainError('INVALID_INPUT');
  await expectTypes(scope, input.excludedMembershipTypeIds);
  const { fiscalYearStartMonth } = await findOrganization(scope);
  // A bill that is overdue when it is made, or that pays for months of another year, is a slip of the pen.
  const ofTheYear = fiscalYearOf(firstDayOfMonth(input.allocationStartMonth), fiscalYearStartMonth) === input.fiscalYear;
  if (input.dueOn < platform.clock.today() || !ofTheYear) throw new DomainError('INVALID_INPUT');
  const runId = newBillingRunId();
  const now = platform.clock.now();
  const terms: PlanTerms = { ...input, itemName: item.name };
  const totals = emptyTotals();
  const hash = createHash('sha256');
  try {
    for await (const batch of planBatches(platform, scope, terms, platform.clock.today(), 'last-year')) {
      const places = batch.filter((row) => row.reason === null).length;
      const firstNumber = places === 0 ? 0 : await takeNumbers(db, scope, billSeries(input.fiscalYear), places);
      const rows: PlanRowDocument[] = [];
      const firstPlace = totals.included + 1;
      for (const planned of batch) {
        hash.update(digestLine(planned));
        const place = planned.reason === null ? totals.included + 1 : null;
        rows.push(
          rowOf(
            scope,
            runId,
            totals.seq + 1,
            place,
            planned,
            place === null ? '' : billNumber(input.fiscalYear, firstNumber + place - firstPlace),
          ),
        );
        addTo(totals, planned);
      }
      await insertPlanRows(db, scope, rows);
    }
    const run: BillingRunDocument = {
      _id: runId,
      orgId: scope.orgId,
      ...input,
      itemName: item.name,
      proviso: item.proviso,
      taxCategory: item.taxCategory,
      state: 'planned',
      active: false,
      plannedAt: now,
      plannedOn: platform.clock.today(),
      plannedBy: actor.name,
      planDigest: hash.digest('hex'),
      included: totals.included,
      includedAmount: totals.includedAmount,
      zeroAmount: totals.zeroAmount,
      excluded: totals.excluded,
      excludedByReason: totals.excludedByReason,
      byType: [...totals.byType].map(([membershipTypeName, sum]) => ({ membershipTypeName, ...sum })),
      adjustmentsAmount: totals.adjustmentsAmount,
      lastYearCount: totals.lastYearCount,
      lastYearAmount: totals.lastYearAmount,
      cursor: 0,
      done: 0,
      failed: 0,
      startedAt: null,
      finishedAt: null,
      confirmation: { state: 'not_started', done: 0, total: 0 },
      leaseUntil: null,
      leaseToken: 0,
    };
    await inTransaction(platform.databases.client, async (session) => {
      await insertRun(db, scope, run, session);
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'billingRun.plan', subjectKind: 'billingRun', subjectId: runId, subjectName: run.billName, fields: [] },
        session,
      );
      await recordLive(db, scope, [{ topic: 'runs', ref: runId }], now, session);
    });
    return run;
  } catch (error) {
    await deletePlanRows(db, scope, runId);
    throw error;
  }
}

function rowOf(
  scope: OrgScope,
  runId: BillingRunId,
  seq: number,
  place: number | null,
  planned: PlannedMember,
  number: string,
): PlanRowDocument {
  const included = place !== null;
  return {
    ...planned,
    _id: `${runId}:${seq}`,
    orgId: scope.orgId,
    runId,
    seq,
    place,
    included,
    changed: included && planned.lastYearAmount !== null && planned.lastYearAmount !== planned.amount,
    billId: included ? newBillId() : null,
    billNumber: number,
    failure: null,
  };
}

function emptyTotals() {
  return {
    seq: 0,
    included: 0,
    includedAmount: 0,
    zeroAmount: 0,
    excluded: 0,
    excludedByReason: {} as Partial<Record<ExclusionReasonCode, number>>,
    byType: new Map<string, { count: number; amount: number }>(),
    adjustmentsAmount: 0,
    lastYearCount: 0,
    lastYearAmount: 0,
  };
}

function addTo(totals: ReturnType<typeof emptyTotals>, row: PlannedMember): void {
  totals.seq += 1;
  if (row.lastYearAmount !== null) {
    totals.lastYearCount += 1;
    totals.lastYearAmount += row.lastYearAmount;
  }
  if (row.reason !== null) {
    totals.excluded += 1;
    totals.excludedByReason[row.reason] = (totals.excludedByReason[row.reason] ?? 0) + 1;
    return;
  }
  totals.included += 1;
  totals.includedAmount += row.amount;
  if (row.amount === 0) totals.zeroAmount += 1;
  const ofType = totals.byType.get(row.membershipTypeName) ?? { count: 0, amount: 0 };
  totals.byType.set(row.membershipTypeName, { count: ofType.count + 1, amount: ofType.amount + row.amount });
  for (const part of row.parts) if (part.kind !== 'fee') totals.adjustmentsAmount += part.amount;
}
