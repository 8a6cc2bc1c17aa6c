import { createHash } from 'node:crypto';
import type { PlanRunInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillingRunId, type MemberId, newBillId, newBillingRunId } from '@tsudoi/shared/kernel/ids';
import { firstDayOfMonth, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findPresentMember, listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { billNumber, billSeries } from './bill-number.rules.ts';
import { getItem } from './billing-item.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';
import {
  type BillingRunDocument,
  type ExclusionReasonCode,
  type PlanRowDocument,
  deletePlanRows,
  insertPlanRows,
  insertRun,
} from './billing-run.repository.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { type PlannedMember, digestHead, digestLine, planBatches } from './planned-members.service.ts';

type Input = z.output<typeof PlanRunInput>;

/** What a plan leaves out is a type of this organisation. @throws DomainError NOT_FOUND */
async function expectTypes(scope: OrgScope, typeIds: Input['excludedMembershipTypeIds']): Promise<void> {
  if (typeIds.length === 0) return;
  const known = new Set((await listMembershipTypes(scope)).map((type) => type._id));
  if (!typeIds.every((typeId) => known.has(typeId))) throw new DomainError('NOT_FOUND');
}

/** Whom a plan is for, each once; null: everybody. @throws DomainError NOT_FOUND, also for a record that has become part of another */
async function chosenOf(scope: OrgScope, memberIds: Input['memberIds']): Promise<MemberId[] | null> {
  if (!memberIds) return null;
  const chosen = [...new Set(memberIds)].toSorted();
  for (const memberId of chosen) await findPresentMember(scope, memberId);
  return chosen;
}

/**
 * Makes a frozen plan: one row per member with the amount and its parts, or the reason for leaving the member out. The
 * bills' ids and numbers are decided here, so that carrying the plan out twice makes each bill once.
 * @throws DomainError NOT_FOUND, INVALID_INPUT, DONATION_NOT_ALLOWED
 */
export async function planRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { memberIds, ...input }: Input,
): Promise<BillingRunDocument> {
  const db = platform.databases.server;
  const item = await getItem(db, scope, input.billingItemId);
  // A joining fee is billed with the admission that it is for.
  if (item.category === 'joining') throw new DomainError('INVALID_INPUT');
  refuseDonation(input.billName);
  await expectTypes(scope, input.excludedMembershipTypeIds);
  const chosen = await chosenOf(scope, memberIds);
  const terms = { ...input, ...(chosen && { memberIds: chosen }) };
  const { fiscalYearStartMonth } = await findOrganization(scope);
  // A bill that is overdue when it is made, or that pays for months of another year, is a slip of the pen.
  refuseDayOver(input.dueOn, platform.clock.today());
  const ofTheYear = fiscalYearOf(firstDayOfMonth(input.allocationStartMonth), fiscalYearStartMonth) === input.fiscalYear;
  if (!ofTheYear) throw new DomainError('INVALID_INPUT', {}, [{ path: ['allocationStartMonth'], code: 'month_of_another_year' }]);
  const runId = newBillingRunId();
  const now = platform.clock.now();
  const totals = emptyTotals();
  const hash = createHash('sha256').update(digestHead(item, terms));
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
      ...terms,
      itemName: item.name,
      category: item.category,
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
