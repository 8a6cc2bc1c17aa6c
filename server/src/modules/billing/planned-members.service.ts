import { createHash } from 'node:crypto';
import { itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { AmountPart, TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { AdjustmentId, MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, addMonths, firstDayOfMonth, monthOf } from '@tsudoi/shared/kernel/jst';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { type Yen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { feeOn, listMembershipTypes, streamMembersForBilling } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type AdjustmentDocument, usableAdjustments } from './adjustment.repository.ts';
import { adjustedAmount } from './bill-amount.rules.ts';
import { liveAmounts } from './bill.repository.ts';
import { getItem } from './billing-item.repository.ts';
import type { BillingRunDocument, ExclusionReasonCode } from './billing-run.repository.ts';
import { adjustsMembers, feeParts, feeTermsOf, periodOf, taxOf } from './fee-table.rules.ts';
import { inSince } from './proration.rules.ts';
import { renewedTypes } from './renewed-types.service.ts';
import { exclusionOf } from './run-selection.rules.ts';

const batchSize = 2000;

export interface PlannedMember {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  readonly name: string;
  readonly kana: string;
  readonly membershipTypeName: string;
  readonly reason: ExclusionReasonCode | null;
  readonly reasonDate: JstDate | null;
  readonly amount: Yen;
  readonly parts: AmountPart[];
  readonly taxCategory?: TaxCategory;
  readonly oneTimeAdjustmentIds: AdjustmentId[];
  readonly lastYearAmount: Yen | null;
}

type PlanTerms = Pick<
  BillingRunDocument,
  'billingItemId' | 'fiscalYear' | 'allocationStartMonth' | 'excludedMembershipTypeIds' | 'memberIds'
>;

/**
 * Every member, or each of those chosen, in or out, with the amount that a bill made on `runDate` would have. Memory stays at one batch. Only the
 * plan that people read needs last year beside it.
 */
export async function* planBatches(
  platform: Platform,
  scope: OrgScope,
  terms: PlanTerms,
  runDate: JstDate,
  beside: 'last-year' | 'nothing',
): AsyncGenerator<PlannedMember[]> {
  const db = platform.databases.server;
  const [item, { fiscalYearStartMonth }] = await Promise.all([getItem(db, scope, terms.billingItemId), findOrganization(scope)]);
  const fees = feeTermsOf(item);
  const types = new Map((await listMembershipTypes(scope)).map((type) => [type._id as string, type]));
  const adjustments = adjustsMembers(fees.category) ? await usableAdjustments(db, scope) : new Map<MemberId, AdjustmentDocument[]>();
  const { fiscalYear, allocationStartMonth } = terms;
  const renewing = await renewedTypes(platform, scope, item._id);
  const monthly = fees.category === 'recurring';
  const billed = await liveAmounts(db, scope, item._id, monthly ? { fiscalYear, allocationStartMonth } : { fiscalYear });
  const before = (fiscalYear - 1) as FiscalYear;
  const monthBefore = monthOf(addMonths(firstDayOfMonth(allocationStartMonth), -12));
  const lastYear =
    beside === 'nothing'
      ? new Map<MemberId, number>()
      : await liveAmounts(db, scope, item._id, {
          fiscalYear: before,
          ...(monthly ? { allocationStartMonth: monthBefore } : {}),
        });
  // A run may be made before its year begins: what counts is the price of the first day it pays for (RNK-02).
  const pricedOn = firstDayOfMonth(allocationStartMonth);
  const period = periodOf(fees.category, fiscalYear, allocationStartMonth, fiscalYearStartMonth);
  const time = monthly ? `${Number(allocationStartMonth.slice(0, 4))}年${Number(allocationStartMonth.slice(5))}月分` : `${fiscalYear}年度`;
  const selection = {
    runDate,
    allocationStartMonth,
    excludedMembershipTypeIds: new Set<string>(terms.excludedMembershipTypeIds),
    exemptTypeIds: new Set<string>(fees.exemptTypeIds),
    billsResting: fees.billsResting,
  };
  const unitPriceOf = (typeId: MembershipTypeId): Yen | null => {
    if (fees.feesFrom === 'table') return itemPriceOn(fees.prices, typeId, pricedOn);
    const type = types.get(typeId);
    return type ? feeOn(type, pricedOn) : zeroYen;
  };
  // One look at the table per type, not per member.
  const unitPrices = new Map([...types.values()].map((type) => [type._id as string, unitPriceOf(type._id)]));
  for await (const members of streamMembersForBilling(db, scope, batchSize, terms.memberIds)) {
    yield members.map((member): PlannedMember => {
      const typeName = types.get(member.membershipTypeId)?.name ?? '';
      const unitPrice = unitPrices.get(member.membershipTypeId) ?? unitPriceOf(member.membershipTypeId);
      const hasTerms = renewing.has(member.membershipTypeId);
      const exclusion = exclusionOf(
        { ...member, hasTerms, alreadyBilled: billed.has(member._id), hasPrice: unitPrice !== null },
        selection,
      );
      const applied = (adjustments.get(member._id) ?? []).map((row) => ({
        adjustmentId: row._id,
        kind: row.kind,
        amount: row.amount,
        reason: row.reason,
      }));
      const label = `${time} ${typeName} ${item.name}`;
      const asked = { since: inSince(member, period), allocationStartMonth, period, label, units: member.units ?? 1 };
      const priced =
        exclusion || unitPrice === null ? { amount: zeroYen, parts: [] } : adjustedAmount(feeParts(fees, { ...asked, unitPrice }), applied);
      const last = lastYear.get(member._id);
      const taxCategory = taxOf(fees, member.membershipTypeId);
      return {
        memberId: member._id,
        memberNumber: member.memberNumber,
        name: fullName(member),
        kana: fullReading(member),
        membershipTypeName: typeName,
        reason: exclusion?.reason ?? null,
        reasonDate: exclusion?.date ?? null,
        amount: priced.amount,
        parts: priced.parts,
        ...(taxCategory === fees.taxCategory ? {} : { taxCategory }),
        oneTimeAdjustmentIds: exclusion ? [] : applied.filter((row) => row.kind === 'one_time').map((row) => row.adjustmentId),
        lastYearAmount: last === undefined ? null : yen(last),
      };
    });
  }
}

/** What all bills of a plan have of their item, and whom it looks at: another tax or another choice makes it another plan. */
export function digestHead(
  { taxCategory, proviso }: Pick<BillingRunDocument, 'taxCategory' | 'proviso'>,
  { memberIds }: Pick<PlanTerms, 'memberIds'>,
): string {
  return `${taxCategory}|${proviso}\n${memberIds ? `${memberIds.join(',')}\n` : ''}`;
}

/** What of a row makes a plan another plan. */
export function digestLine(row: PlannedMember): string {
  return `${row.memberId}|${row.reason ?? row.amount}|${row.oneTimeAdjustmentIds.join(',')}${row.taxCategory ?? ''}\n`;
}

/** The digest that a plan made now would have. */
export async function presentDigest(platform: Platform, scope: OrgScope, run: PlanTerms): Promise<string> {
  const hash = createHash('sha256').update(digestHead(await getItem(platform.databases.server, scope, run.billingItemId), run));
  for await (const batch of planBatches(platform, scope, run, platform.clock.today(), 'nothing'))
    for (const row of batch) hash.update(digestLine(row));
  return hash.digest('hex');
}
