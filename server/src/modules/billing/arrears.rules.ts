import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { ageBuckets } from '@tsudoi/shared/contracts/billing/arrears.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, daysBetween } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, maxYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { isPayable } from './bill-status.rules.ts';

export type AgeBucket = (typeof ageBuckets)[number];

/** This fiscal year, the three before it and all that come (oracle 56; a file of "four years back" counts the present one). */
export function firstArrearsYear(present: FiscalYear): FiscalYear {
  return (present - 3) as FiscalYear;
}

/** A bill that is due today is not late yet. */
export function ageOf(dueOn: JstDate, today: JstDate): AgeBucket {
  const days = daysBetween(dueOn, today);
  if (days <= 0) return 'not_due';
  if (days <= 30) return 'to_30';
  if (days <= 90) return 'to_90';
  return days <= 365 ? 'to_365' : 'over_365';
}

export interface AskedBill {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  readonly memberName: string;
  readonly memberKana: string;
  readonly membershipTypeName: string;
  readonly fiscalYear: FiscalYear;
  readonly dueOn: JstDate;
  readonly amount: Yen;
  readonly allocated: Yen;
  readonly status: BillStatus;
}

interface YearSums {
  readonly fiscalYear: FiscalYear;
  readonly asked: Yen;
  readonly received: Yen;
  readonly outstanding: Yen;
}

export interface MemberArrears {
  readonly memberId: MemberId;
  readonly memberNumber: string;
  readonly memberName: string;
  readonly memberKana: string;
  readonly membershipTypeName: string;
  readonly years: readonly YearSums[];
  readonly outstanding: Yen;
  readonly owingYears: number;
  readonly oldestDueOn: JstDate | null;
  readonly age: AgeBucket | null;
}

const collator = new Intl.Collator('ja');

/** By the reading of the name, of one reading by the record. */
export function byReading(left: MemberArrears, right: MemberArrears): number {
  return collator.compare(left.memberKana, right.memberKana) || (left.memberId < right.memberId ? -1 : 1);
}

/** Bills, one by one, folded to members and years, so that no bill is held longer than it is looked at. */
export class ArrearsFold {
  readonly #members = new Map<MemberId, { newest: AskedBill; years: Map<FiscalYear, YearSums>; oldestDueOn: JstDate | null }>();

  add(bill: AskedBill): void {
    const member = this.#members.get(bill.memberId) ?? { newest: bill, years: new Map<FiscalYear, YearSums>(), oldestDueOn: null };
    this.#members.set(bill.memberId, member);
    if (bill.fiscalYear > member.newest.fiscalYear) member.newest = bill;
    const left = isPayable(bill.status) ? maxYen(zeroYen, subtractYen(bill.amount, bill.allocated)) : zeroYen;
    const { fiscalYear } = bill;
    const sums = member.years.get(fiscalYear) ?? { fiscalYear, asked: zeroYen, received: zeroYen, outstanding: zeroYen };
    member.years.set(fiscalYear, {
      fiscalYear,
      asked: addYen(sums.asked, bill.amount),
      received: addYen(sums.received, bill.allocated),
      outstanding: addYen(sums.outstanding, left),
    });
    if (left > 0 && (member.oldestDueOn === null || bill.dueOn < member.oldestDueOn)) member.oldestDueOn = bill.dueOn;
  }

  /** By the reading of their names; those who owe in at least so many years. */
  members(today: JstDate, minYears: number): MemberArrears[] {
    return [...this.#members.values()]
      .map(({ newest, years, oldestDueOn }): MemberArrears => {
        const sorted = [...years.values()].toSorted((left, right) => left.fiscalYear - right.fiscalYear);
        const { memberId, memberNumber, memberName, memberKana, membershipTypeName } = newest;
        return {
          memberId,
          memberNumber,
          memberName,
          memberKana,
          membershipTypeName,
          years: sorted,
          outstanding: addYen(...sorted.map((year) => year.outstanding)),
          owingYears: sorted.filter((year) => year.outstanding > 0).length,
          oldestDueOn,
          age: oldestDueOn === null ? null : ageOf(oldestDueOn, today),
        };
      })
      .filter((member) => member.owingYears >= minYears)
      .toSorted(byReading);
  }
}
