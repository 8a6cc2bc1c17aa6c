import { createHash } from 'node:crypto';
import type { CorrectionAsk, CorrectionRefusal, CorrectionPlan } from '@tsudoi/shared/contracts/payments/correction.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, MembershipTypeId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear } from '@tsudoi/shared/kernel/jst';
import { type Yen, sumYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import {
  type BillAnew,
  type BillDocument,
  duesAnew,
  factsOf,
  findBills,
  getBill,
  isPayable,
  liveBillOf,
  noDuesOf,
  otherAmount,
  outstandingYen,
  pendingChargeOf,
} from '../billing/billing.public.ts';
import { findPresentMember, listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type Giving, type MoneyOnBill, type Place, distribute, givesPromised, isOver, notLate, overflowOf } from './correction.rules.ts';
import { promisesOf } from './credit-books.service.ts';
import { inAnotherYear } from './other-year.service.ts';
import { type PaymentDocument, allocationsOfBill, findPayments } from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';

type View = z.output<typeof CorrectionPlan>;

export const refused = (why: CorrectionRefusal, params: Readonly<Record<string, string>> = {}) =>
  new DomainError('CORRECTION_REFUSED', { why, ...params });

/** A bill that takes part: one that stands, or one that will be made. */
export interface Part {
  readonly role: View['bills'][number]['role'];
  readonly bill: BillDocument | BillAnew;
  readonly isNew: boolean;
}

/** Everything that will happen, decided but not done. Made twice from the same facts it has the same digest. */
export interface Planned {
  readonly corrected: BillDocument;
  readonly giving: Giving;
  readonly parts: readonly Part[];
  readonly payments: readonly PaymentDocument[];
  readonly moves: readonly (MoneyOnBill<PaymentId> & { readonly to: BillId | null })[];
  readonly memberType: { from: MembershipTypeId; to: MembershipTypeId; fromName: string; toName: string } | null;
  /** The member's type, where the office says whether it changes too. */
  readonly typeToday: View['typeToday'];
  /** Why no dues of the next year are made: a run would make none, or they would stand in the way of a renewal. */
  readonly noNextYear: View['noNextYear'];
  readonly digest: string;
}

interface Anew {
  readonly replacement: BillAnew | null;
  /** The bill of the right year that is there already. */
  readonly existing: BillDocument | null;
  readonly memberType: Planned['memberType'];
  readonly typeToday?: string | null;
}

type Types = Awaited<ReturnType<typeof listMembershipTypes>>;

function isBusy(bill: BillDocument): boolean {
  const pending = pendingChargeOf(bill.charges);
  return bill.provisionalAllocated !== 0 || (pending !== null && pending.state !== 'awaiting');
}

const taxesOf = ({ lines }: Pick<BillDocument, 'lines'>) => [...new Set(lines.map(({ taxCategory }) => taxCategory))].toSorted();

/** The item's tax was put right after the bill was made: the same sum, but another invoice. Of nothing there is no tax. */
const isTaxedOtherwise = (bill: BillDocument, anew: BillAnew): boolean => bill.amount > 0 && taxesOf(bill).join() !== taxesOf(anew).join();

/** What may be said of this bill at all. @throws DomainError CORRECTION_REFUSED, BILL_CANCELLED */
function expectCorrectable(bill: BillDocument, ask: CorrectionAsk): void {
  if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
  if (bill.confirmedAt === null) throw refused('not_offered');
  const annual = bill.category === 'annual' && bill.itemId !== null;
  const offered = ask.wrong === 'type' || ask.wrong === 'year' ? annual : ask.wrong !== 'amount' || annual || bill.category === 'adhoc';
  if (!offered || (ask.rest === 'next_year' && !annual)) throw refused('not_offered');
  if (isBusy(bill)) throw refused('money_under_way');
}

async function madeAnew(
  platform: Platform,
  scope: OrgScope,
  ask: CorrectionAsk,
  bill: BillDocument,
  types: Types,
  memberTypeId: MembershipTypeId,
  session?: ClientSession,
): Promise<Anew> {
  const today = platform.clock.today();
  const typeOf = (typeId: MembershipTypeId) => {
    const type = types.find(({ _id }) => _id === typeId);
    if (!type) throw new DomainError('NOT_FOUND');
    return type;
  };
  const same = { fiscalYear: bill.fiscalYear, allocationStartMonth: bill.allocationStartMonth, billName: bill.billName };
  const terms = { requestKey: null, renews: true, freedBy: bill._id, taken: [] };
  switch (ask.wrong) {
    case 'type': {
      const type = typeOf(ask.membershipTypeId);
      if (type.archived) throw new DomainError('NOT_FOUND');
      const from = typeOf(memberTypeId);
      const dueOn = ask.dueOn ?? notLate(bill.dueOn, today);
      const replacement = await duesAnew(platform, scope, bill, { ...terms, ...same, type, dueOn }, session);
      const isOther = type._id !== from._id;
      const { fiscalYearStartMonth } = await findOrganization(scope);
      // What somebody was in a year that is over says nothing about what they are.
      const isAsked = isOther && isOver(bill, today, fiscalYearStartMonth);
      const changed = isOther && (!isAsked || ask.keepType === false);
      const asItIs = replacement.amount === bill.amount && type.name === bill.membershipTypeName && !isTaxedOtherwise(bill, replacement);
      if (!changed && asItIs) throw refused('nothing');
      const memberType = changed ? { from: from._id, to: type._id, fromName: from.name, toName: type.name } : null;
      return { replacement, existing: null, memberType, typeToday: isAsked ? from.name : null };
    }
    case 'year': {
      const { fiscalYear } = ask;
      if (fiscalYear === bill.fiscalYear) throw refused('nothing');
      const existing = await liveBillOf(platform.databases.server, scope, bill.memberId, bill.itemId!, fiscalYear, session);
      if (existing) return { replacement: null, existing: taking(existing), memberType: null };
      const of = await inAnotherYear(platform, scope, bill, fiscalYear, bill.renewalId !== undefined, session);
      const dues = { ...terms, ...of, type: typeOf(memberTypeId), dueOn: ask.dueOn ?? of.dueOn };
      return { replacement: await duesAnew(platform, scope, bill, dues, session), existing: null, memberType: null };
    }
    case 'amount': {
      if (ask.amount === bill.amount) throw refused('nothing');
      const replacement = otherAmount(platform, bill, ask.amount, ask.dueOn ?? notLate(bill.dueOn, today), null);
      return { replacement, existing: null, memberType: null };
    }
    case 'surplus':
    case 'misplaced':
      return { replacement: null, existing: null, memberType: null };
  }
}

/** A bill that is there and is to take money. @throws DomainError CORRECTION_REFUSED for a draft, or while money is under way */
function taking(bill: BillDocument): BillDocument {
  if (bill.confirmedAt === null) throw refused('target_draft');
  if (isBusy(bill)) throw refused('money_under_way');
  return bill;
}

/** Open bills of the same member, in the order of domain.md 5.6. */
async function chosenTargets(
  platform: Platform,
  scope: OrgScope,
  bill: BillDocument,
  ids: readonly BillId[],
  session?: ClientSession,
): Promise<BillDocument[]> {
  const wanted = [...new Set(ids)];
  const found = await findBills(platform.databases.server, scope, wanted, session);
  if (found.length !== wanted.length) throw new DomainError('NOT_FOUND');
  for (const target of found) {
    if (target.memberId !== bill.memberId || target._id === bill._id || !isPayable(target.status)) throw refused('target');
    taking(target);
  }
  const keyOf = (target: BillDocument) => `${target.dueOn} ${target.fiscalYear} ${target.billNumber}`;
  return found.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

const yearAfter = ({ fiscalYear }: Pick<BillDocument, 'fiscalYear'>) => (fiscalYear + 1) as FiscalYear;

/** What dues of the next year are made from, and for which year. */
interface NextYear {
  readonly fiscalYear: FiscalYear;
  readonly model: BillDocument | BillAnew;
  readonly type: MembershipTypeId;
  readonly freedBy: BillId | null;
  readonly taken: BillDocument['oneTimeAdjustmentIds'];
}

async function nextYearOf(
  platform: Platform,
  scope: OrgScope,
  bill: BillDocument,
  { fiscalYear, model, type: typeId, freedBy, taken }: NextYear,
  types: Types,
  existing: BillDocument | null,
  targets: readonly BillDocument[],
  session?: ClientSession,
): Promise<Part | null> {
  if (existing) {
    // Among the chosen, or paid already: it asks for nothing more.
    if (targets.some(({ _id }) => _id === existing._id)) return null;
    return outstandingYen(factsOf(taking(existing))) > 0 ? { role: 'next_year', bill: existing, isNew: false } : null;
  }
  const type = types.find(({ _id }) => _id === typeId);
  if (!type) throw new DomainError('NOT_FOUND');
  // What is billed besides renews no term, whatever it is made of.
  const of = await inAnotherYear(platform, scope, model, fiscalYear, false, session);
  const made = await duesAnew(platform, scope, bill, { ...of, type, requestKey: null, renews: false, freedBy, taken }, session);
  return made.amount > 0 ? { role: 'next_year', bill: made, isNew: true } : null;
}

/** The live money on a bill, the oldest first. */
async function moneyOn(
  platform: Platform,
  scope: OrgScope,
  billId: BillId,
  session?: ClientSession,
): Promise<{ payments: PaymentDocument[]; money: MoneyOnBill<PaymentId>[] }> {
  const db = platform.databases.server;
  const live = liveAllocations(await allocationsOfBill(db, scope, billId, session));
  const found = await findPayments(db, scope, [...new Set(live.map(({ row }) => row.paymentId))], session);
  const keyOf = (payment: PaymentDocument) => `${payment.receivedAt.toISOString()} ${payment._id}`;
  const payments = found.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const money = payments.map(({ _id }) => ({
    paymentId: _id,
    amount: sumYen(live.filter(({ row }) => row.paymentId === _id).map(({ left }) => left)),
  }));
  return { payments, money };
}

const asksOf = ({ bill, isNew }: Part): Yen => (isNew ? bill.amount : outstandingYen(factsOf(bill)));

/**
 * Decides a correction from what is there now, and writes nothing. With a session it reads inside that transaction.
 * @throws DomainError NOT_FOUND, BILL_CANCELLED, MEMBER_MERGED, CORRECTION_REFUSED with its `why`
 */
export async function planCorrection(platform: Platform, scope: OrgScope, ask: CorrectionAsk, session?: ClientSession): Promise<Planned> {
  const corrected = await getBill(platform.databases.server, scope, ask.billId, session);
  expectCorrectable(corrected, ask);
  const [member, types] = [await findPresentMember(scope, corrected.memberId, session), await listMembershipTypes(scope)];
  const made = await madeAnew(platform, scope, ask, corrected, types, member.membershipTypeId, session);
  const { replacement, existing, memberType, typeToday = null } = made;
  const giving: Giving = ask.wrong === 'surplus' || ask.wrong === 'misplaced' ? ask.wrong : 'replaced';
  const targets = 'toBillIds' in ask ? await chosenTargets(platform, scope, corrected, ask.toBillIds, session) : existing ? [existing] : [];
  const { payments, money } = await moneyOn(platform, scope, corrected._id, session);
  if (payments.some(({ method }) => method === 'write_off')) throw refused('written_off');
  const takers: Part[] = [
    ...(replacement ? [{ role: 'replacement' as const, bill: replacement, isNew: true }] : []),
    ...targets.map((bill) => ({ role: 'target' as const, bill, isNew: false })),
  ];
  const places = takers.map((part): Place<BillId> => ({ key: part.bill._id, asks: asksOf(part) }));
  const total = sumYen(money.map(({ amount }) => amount));
  const base = replacement ?? existing ?? corrected;
  const typeId = memberType?.to ?? member.membershipTypeId;
  const { itemId, memberId, category } = corrected;
  const dues = category === 'annual' ? itemId : null;
  const fiscalYear = yearAfter(base);
  const standing = dues && (await liveBillOf(platform.databases.server, scope, memberId, dues, fiscalYear, session));
  // A bill of the year before stands there itself, and its place is free once it is cancelled.
  const leavesIt = giving === 'replaced' && standing?._id === corrected._id;
  const nextBill = leavesIt ? null : standing;
  const payer = { ...member, membershipTypeId: typeId };
  const makesNext = dues !== null && nextBill === null;
  const noNextYear = makesNext ? await noDuesOf(platform, scope, dues, payer, fiscalYear, session) : null;
  const wantsNext = ask.rest === 'next_year' && noNextYear === null && overflowOf(giving, corrected, total, places).over > 0;
  const freedBy = giving === 'replaced' ? corrected._id : null;
  const model = leavesIt ? corrected : base;
  const from: NextYear = { fiscalYear, model, type: typeId, freedBy, taken: base.oneTimeAdjustmentIds };
  const next = wantsNext ? await nextYearOf(platform, scope, corrected, from, types, nextBill, targets, session) : null;
  const { moves } = distribute(giving, corrected, money, places, next ? { key: next.bill._id, asks: asksOf(next) } : null);
  if (giving !== 'replaced' && moves.length === 0) throw refused('nothing');
  const { promisedOf } = await promisesOf(platform.databases.server, scope, payments, session);
  if (givesPromised(moves, payments, promisedOf)) throw refused('promised');
  const parts: Part[] = [{ role: 'corrected', bill: corrected, isNew: false }, ...takers, ...(next ? [next] : [])];
  const planned = { corrected, giving, parts, payments, moves, memberType, typeToday, noNextYear };
  return { ...planned, digest: digestOf(ask, planned) };
}

/** Over facts and decisions, not over ids that are drawn anew or versions that a note about a slip moves. */
function digestOf(ask: CorrectionAsk, { parts, moves, payments, memberType }: Omit<Planned, 'digest'>): string {
  const names = new Map<BillId | null, string>(parts.map(({ bill, isNew, role }) => [bill._id, isNew ? role : bill._id]));
  const facts = {
    ask,
    bills: parts.map(({ bill, isNew, role }) => [
      role,
      isNew ? '' : bill._id,
      bill.billName,
      bill.fiscalYear,
      bill.dueOn,
      bill.amount,
      bill.allocated,
      bill.status,
      bill.parts,
      taxesOf(bill),
    ]),
    payments: payments.map(({ _id, state, allocated, unallocated, reversed }) => [_id, state, allocated, unallocated, reversed]),
    moves: moves.map(({ paymentId, amount, to }) => [paymentId, amount, names.get(to) ?? null]),
    memberType,
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
