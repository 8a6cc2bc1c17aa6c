import { itemPriceOn } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { CorrectionRefusal } from '@tsudoi/shared/contracts/payments/correction.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type AdjustmentId, type BillId, newBillId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, type JstMonth, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { type Yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudits } from '../audit/audit.public.ts';
import { feeOn, findMember, type findMembershipType } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { adjustmentsOfMember } from './adjustment.repository.ts';
import { type BillAmount, adjustedAmount } from './bill-amount.rules.ts';
import { confirmDrafts } from './bill-confirm.service.ts';
import { provisoUnder, wordingUnder } from './bill-name.rules.ts';
import { billNumber, billSeries } from './bill-number.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';
import { getItem } from './billing-item.repository.ts';
import { feeParts, feeTermsOf, periodOf, taxOf, termLabel } from './fee-table.rules.ts';
import { inSince } from './proration.rules.ts';
import { correctedAmount } from './reissue.rules.ts';

type MembershipType = NonNullable<Awaited<ReturnType<typeof findMembershipType>>>;
/** A bill as it will be made, without its number: that is taken when it is. */
export type BillAnew = Omit<BillDocument, 'billNumber'>;

function anew(of: BillDocument, changes: Partial<BillDocument>, now: Date): BillAnew {
  // A payer is asked for the bills that their link lists; one that is made anew is the member's until a link lists it too.
  const { billNumber: _number, amendments: _dated, collecting: _collecting, payLink: _listed, ofRunId, ...kept } = { ...of, ...changes };
  const run = kept.fiscalYear === of.fiscalYear ? (of.runId ?? ofRunId) : undefined;
  return {
    ...kept,
    ...(run ? { ofRunId: run } : {}),
    _id: newBillId(),
    // It was asked for one by one, whatever its model came from.
    runId: null,
    requestHash: '',
    allocated: zeroYen,
    provisionalAllocated: zeroYen,
    status: 'draft',
    live: true,
    charges: [],
    createdAt: now,
    confirmedAt: null,
    cancelledAt: null,
    cancelReason: '',
    version: 0,
  };
}

/** What a price makes of a bill. */
export function priced({ amount, parts }: BillAmount, taxCategory: BillDocument['lines'][number]['taxCategory']) {
  return { amount, parts, lines: parts.map((part) => ({ label: part.label, amount: part.amount, taxCategory })) };
}

const taxAsBilled = (bill: BillDocument) => bill.lines[0]?.taxCategory ?? 'out_of_scope';

export interface DuesTerms {
  readonly type: MembershipType;
  readonly fiscalYear: FiscalYear;
  readonly allocationStartMonth: JstMonth;
  readonly billName: string;
  readonly dueOn: JstDate;
  readonly requestKey: string | null;
  /** Whether it stands for the bill that it is made of, and so renews the term that this one renews. */
  readonly renews: boolean;
  /** The bill that will be cancelled: its one-time adjustments count again (oracle 18). */
  readonly freedBy: BillId | null;
  /** One-time adjustments that another bill of the same act uses. */
  readonly taken: readonly AdjustmentId[];
}

/** Annual dues of a bill's member for some year and type, priced as a run would price them now; a draft that is not written yet. */
export async function duesAnew(
  platform: Platform,
  scope: OrgScope,
  of: BillDocument,
  terms: DuesTerms,
  session?: ClientSession,
): Promise<BillAnew> {
  const db = platform.databases.server;
  const { type, fiscalYear, allocationStartMonth, billName, dueOn, requestKey } = terms;
  const [item, { fiscalYearStartMonth }, member] = [
    await getItem(db, scope, of.itemId!, session),
    await findOrganization(scope),
    await findMember(scope, of.memberId, session),
  ];
  const fees = feeTermsOf(item);
  // What is billed besides, for the next year, renews nothing.
  const { renewalId, termMonths, termKind: _kind, pricedOn: termFrom, ...besides } = of;
  const renews = terms.renews && renewalId !== undefined;
  // The price is that of one term of its type, and so is the length.
  const length = renews ? (await platform.hooks.typesWithTerms(scope)).get(type._id) : undefined;
  const months = renews ? (length?.months ?? termMonths) : undefined;
  const pricedOn = (renews ? termFrom : undefined) ?? firstDayOfMonth(allocationStartMonth);
  // Who is exempt has nothing to pay, and so nothing to be adjusted either.
  const isExempt = fees.exemptTypeIds.includes(type._id);
  const listed = fees.feesFrom === 'table' ? itemPriceOn(fees.prices, type._id, pricedOn) : feeOn(type, pricedOn);
  const unitPrice = isExempt ? zeroYen : listed;
  if (unitPrice === null) throw new DomainError('CORRECTION_REFUSED', { why: 'no_price' satisfies CorrectionRefusal });
  const applied = (await adjustmentsOfMember(db, scope, of.memberId, session)).filter(
    ({ _id, usedByBillId }) => !isExempt && !terms.taken.includes(_id) && (usedByBillId === null || usedByBillId === terms.freedBy),
  );
  const period = periodOf(fees.category, fiscalYear, allocationStartMonth, fiscalYearStartMonth);
  const asked = {
    unitPrice,
    units: member.units ?? 1,
    since: inSince(member, period),
    allocationStartMonth,
    period,
    label: months === undefined ? `${fiscalYear}年度 ${type.name} ${item.name}` : termLabel(months, type.name, item.name),
  };
  const price = adjustedAmount(
    // A term is never shared out, in whatever month of a year it begins.
    feeParts(renews ? { ...fees, proration: 'none' } : fees, asked),
    applied.map(({ kind, amount, reason }) => ({ kind, amount, reason })),
  );
  const oneTimeAdjustmentIds = applied.filter(({ kind }) => kind === 'one_time').map(({ _id }) => _id);
  const proviso = provisoUnder(of, billName, fiscalYear);
  const changes = { membershipTypeName: type.name, fiscalYear, allocationStartMonth, billName, proviso, dueOn, requestKey };
  const model = { ...(renews ? of : besides), ...(length ? { termMonths: length.months, termKind: length.kind } : {}) };
  return anew(model, { ...changes, ...priced(price, taxOf(fees, type._id)), oneTimeAdjustmentIds }, platform.clock.now());
}

/** The same bill over another amount; why it differs stands among its parts. */
export function otherAmount(platform: Platform, of: BillDocument, amount: Yen, dueOn: JstDate, requestKey: string | null): BillAnew {
  return anew(of, { ...priced(correctedAmount(of.parts, amount), taxAsBilled(of)), dueOn, requestKey }, platform.clock.now());
}

/** A cancelled bill once more, as it was but for its name: a cancelled one never lives again itself (BIL-09). */
export function sameAgain(platform: Platform, of: BillDocument, billName: string, requestKey: string | null): BillAnew {
  return anew(of, { billName, ...wordingUnder(of, billName), requestKey }, platform.clock.now());
}

/**
 * Whether a bill like a cancelled one would ask for the same sum: its one-time adjustments are there, and count for nothing
 * else than the bills that are cancelled with it.
 */
export async function asksTheSameAgain(
  platform: Platform,
  scope: OrgScope,
  of: BillDocument,
  freedBy: readonly BillId[],
  session?: ClientSession,
): Promise<boolean> {
  if (of.oneTimeAdjustmentIds.length === 0) return true;
  const known = await adjustmentsOfMember(platform.databases.server, scope, of.memberId, session);
  const isFree = ({ usedByBillId }: (typeof known)[number]) => usedByBillId === null || freedBy.includes(usedByBillId);
  const free = new Set(known.filter(isFree).map(({ _id }) => _id));
  return of.oneTimeAdjustmentIds.every((id) => free.has(id));
}

/**
 * Writes such drafts and opens them at once, in the caller's transaction. No mail goes out: whoever makes them anew says so.
 * @returns the bills with their numbers, as they were written
 */
export async function openAnew(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  drafts: readonly BillAnew[],
  causedBy: string,
  session: ClientSession,
): Promise<BillDocument[]> {
  const db = platform.databases.server;
  const bills: BillDocument[] = [];
  for (const draft of drafts) {
    const series = billSeries(draft.fiscalYear);
    bills.push({ ...draft, billNumber: billNumber(draft.fiscalYear, await takeNumbers(db, scope, series, 1, session)) });
  }
  await billsOf(db, scope).insert(bills, { session });
  await confirmDrafts(platform, scope, bills, causedBy, session, { toldElsewhere: true });
  const created = bills.map((bill): AuditNote => ({
    action: 'bill.create',
    subjectKind: 'bill',
    subjectId: bill._id,
    subjectName: bill.billNumber,
    fields: ['billName', 'amount', 'dueOn'],
  }));
  await recordAudits(platform, scope, actor, created, session);
  return bills;
}
