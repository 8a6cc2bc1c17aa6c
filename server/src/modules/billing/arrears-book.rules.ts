import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstDate } from '@tsudoi/shared/kernel/jst';
import type { BillDocument } from './bill.repository.ts';
import { ArrearsFold, type AskedBill, type MemberArrears, ageOf, byReading } from './arrears.rules.ts';

/** An open bill as the list of arrears looks at it. */
export interface OpenBill extends AskedBill {
  readonly _id: BillId;
  readonly category: BillDocument['category'];
  readonly billNumber: string;
  readonly billName: string;
}

function foldOf(bills: readonly OpenBill[], today: JstDate, minYears: number): MemberArrears | undefined {
  const fold = new ArrearsFold();
  for (const bill of bills) fold.add(bill);
  return fold.members(today, minYears)[0];
}

/**
 * The open bills of an organisation with what their members owe, kept in memory as they change: the same answer as a fold
 * of all of them, for the price of those that changed.
 */
export class ArrearsBook {
  readonly #bills = new Map<BillId, OpenBill>();
  readonly #ofMember = new Map<MemberId, Set<BillId>>();
  readonly #inYear = new Map<FiscalYear, number>();
  readonly #changed = new Set<MemberId>();
  #folded = new Map<MemberId, MemberArrears>();

  get size(): number {
    return this.#bills.size;
  }

  put(bill: OpenBill): void {
    this.remove(bill._id);
    this.#bills.set(bill._id, bill);
    this.#count(bill.fiscalYear, 1);
    const own = this.#ofMember.get(bill.memberId);
    if (own) own.add(bill._id);
    else this.#ofMember.set(bill.memberId, new Set([bill._id]));
    this.#changed.add(bill.memberId);
  }

  remove(billId: BillId): void {
    const before = this.#bills.get(billId);
    if (!before) return;
    this.#bills.delete(billId);
    this.#count(before.fiscalYear, -1);
    this.#ofMember.get(before.memberId)!.delete(billId);
    this.#changed.add(before.memberId);
  }

  /** Every year that somebody owes in, the oldest first. */
  years(): FiscalYear[] {
    return [...this.#inYear].flatMap(([year, bills]) => (bills > 0 ? [year] : [])).toSorted((left, right) => left - right);
  }

  billsOf(memberId: MemberId): BillId[] {
    return [...(this.#ofMember.get(memberId) ?? [])];
  }

  /** By the reading of their names: those who owe in at least so many years, of the bills that count. */
  members(counts: ((bill: OpenBill) => boolean) | null, today: JstDate, minYears: number): MemberArrears[] {
    this.#refold(today);
    const whole = [...this.#folded.values()];
    if (!counts) return withAges(whole, today).filter(({ owingYears }) => owingYears >= minYears);
    const some = whole.flatMap(({ memberId }) => foldOf(this.#own(memberId).filter(counts), today, minYears) ?? []);
    return some.toSorted(byReading);
  }

  #count(year: FiscalYear, bills: 1 | -1): void {
    this.#inYear.set(year, (this.#inYear.get(year) ?? 0) + bills);
  }

  #own(memberId: MemberId): OpenBill[] {
    return this.billsOf(memberId).map((billId) => this.#bills.get(billId)!);
  }

  #refold(today: JstDate): void {
    if (this.#changed.size === 0) return;
    for (const memberId of this.#changed) {
      const folded = foldOf(this.#own(memberId), today, 1);
      if (folded) this.#folded.set(memberId, folded);
      else this.#folded.delete(memberId);
      if (this.billsOf(memberId).length === 0) this.#ofMember.delete(memberId);
    }
    this.#changed.clear();
    // In order but for the few that changed, which costs a look at each.
    this.#folded = new Map([...this.#folded.values()].toSorted(byReading).map((member) => [member.memberId, member]));
  }
}

/** Days go by while nothing changes; the same due day is reckoned once. */
function withAges(members: readonly MemberArrears[], today: JstDate): MemberArrears[] {
  const ages = new Map<JstDate | null, MemberArrears['age']>([[null, null]]);
  return members.map((member) => {
    const { oldestDueOn } = member;
    let age = ages.get(oldestDueOn);
    if (age === undefined) ages.set(oldestDueOn, (age = ageOf(oldestDueOn!, today)));
    return member.age === age ? member : { ...member, age };
  });
}
