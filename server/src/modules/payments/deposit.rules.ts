import type { DepositEvidence, depositFits, depositGrades } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, maxYen, subtractYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inAllocationOrder, suggestSplit } from './split.rules.ts';

export type DepositFit = (typeof depositFits)[number];
export type DepositGrade = (typeof depositGrades)[number];

export interface OpenBill {
  readonly billId: BillId;
  readonly dueOn: string;
  readonly fiscalYear: number;
  readonly billNumber: string;
  readonly outstanding: Yen;
}

export interface DepositPlan {
  readonly fit: DepositFit;
  /** What is missing of the bill that it fills last, or what no bill asks for. */
  readonly apart: Yen;
  readonly shares: ReadonlyMap<BillId, Yen>;
  readonly advance: Yen;
}

/** Sums that need no thought: nothing is missing and nothing is left, and no bill is passed over that is older or named. */
const exact: ReadonlySet<DepositFit> = new Set(['reference', 'one_bill', 'all_open', 'oldest']);

/**
 * How a deposit fills the open bills of one member: the bills that its line names first, as whoever pays says (domain.md 5.6), then the
 * oldest; where none is named and no sum of the oldest is just this one, a later bill of just this sum. It is a proposal; which of them
 * it is, is said. Where those that are named are not just the sum, nothing is exact that leaves one of them out, paid already or not.
 */
export function planDeposit(amount: Yen, open: readonly OpenBill[], named: readonly BillId[]): DepositPlan {
  const bills = inAllocationOrder(open);
  if (bills.length === 0) return { fit: 'nothing_open', apart: amount, shares: new Map(), advance: amount };
  const meant = bills.filter((bill) => named.includes(bill.billId));
  const put = (fit: DepositFit, filled: readonly OpenBill[]): DepositPlan => ({
    fit,
    apart: zeroYen,
    shares: new Map(filled.map(({ billId, outstanding }) => [billId, outstanding])),
    advance: zeroYen,
  });
  if (meant.length > 0 && sumYen(meant.map((bill) => bill.outstanding)) === amount) return put('reference', meant);
  let sum = zeroYen;
  for (const [at, bill] of bills.entries()) {
    sum = yen(sum + bill.outstanding);
    if (sum !== amount) continue;
    const filled = bills.slice(0, at + 1);
    if (named.every((id) => filled.some(({ billId }) => billId === id)))
      return put(at === 0 ? 'one_bill' : at === bills.length - 1 ? 'all_open' : 'oldest', filled);
  }
  const later = named.length === 0 ? bills.find((bill) => bill.outstanding === amount) : undefined;
  if (later) return put('later_bill', [later]);
  const first = suggestSplit(meant, amount);
  const rest = suggestSplit(
    bills.filter((bill) => !meant.includes(bill)),
    first.advance,
  );
  const shares = [...first.shares, ...rest.shares].filter((share) => share.amount > zeroYen);
  const last = shares.at(-1)!;
  const apart = maxYen(rest.advance, subtractYen(last.bill.outstanding, last.amount));
  return {
    fit: apart === zeroYen ? 'other_than_named' : rest.advance > zeroYen ? 'over' : 'short',
    apart,
    shares: new Map(shares.map((share) => [share.bill.billId, share.amount])),
    advance: rest.advance,
  };
}

export interface Candidate {
  readonly evidence: DepositEvidence;
  readonly plan: DepositPlan;
}

/** Payers write for which year they pay: four figures that may be one are a member's number only beside the member's name. */
const maybeYear = /^(?:19|20)\d\d$/;
const isNumbered = ({ evidence: { number, reference, kana } }: Candidate): boolean =>
  reference !== null || (number !== null && (kana || !maybeYear.test(number)));
/** What only this payer can say: a number, or the code or branch of a sender who was confirmed before. A name is anybody's. */
const isNamed = (one: Candidate): boolean => isNumbered(one) || one.evidence.learned?.sameSender === true;
/** By the line of before from the same branch and nothing else: whoever is called the same and banks there sends just that line. */
const isByLineAlone = (one: Candidate): boolean => !isNumbered(one) && one.evidence.learned?.sameCode !== true;
const isExact = ({ plan }: Candidate): boolean => exact.has(plan.fit);
const owes = ({ plan }: Candidate): boolean => plan.fit !== 'nothing_open';

/**
 * How far a proposal carries. `sure` takes a number or a known sender and the very sum, with nobody else whom the name in the line
 * would fit better or, where a branch is all that makes the sender known, as well: a name alone is never sure, whatever the sum
 * (providers.md, hard case 21).
 */
export function gradeDeposit(candidates: readonly Candidate[]): DepositGrade {
  if (candidates.length === 0) return 'none';
  const named = candidates.filter(isNamed);
  const [only] = named;
  if (named.length === 1 && only) {
    const another = candidates.some((other) => other !== only && other.evidence.kana && owes(other));
    if (another && (!only.evidence.kana || isByLineAlone(only))) return 'choose';
    return isExact(only) ? 'sure' : 'likely';
  }
  if (named.length > 1) return 'choose';
  if (candidates.length === 1) return 'likely';
  return candidates.filter(isExact).length === 1 ? 'likely' : 'choose';
}

export interface OfferedLink {
  readonly invoiceNumber: string | null;
  readonly open: Yen;
  readonly bills: readonly { readonly billId: BillId }[];
}

/**
 * The same where somebody else may have paid for members: nothing that a link holds is sure, and a payer's invoice in the line is
 * more than the likeness of a name or of a bill's number. `suggested`: the bills of the first proposal.
 */
export function gradeWithPayers(
  grade: DepositGrade,
  amount: Yen,
  links: readonly OfferedLink[],
  suggested: readonly BillId[],
): DepositGrade {
  if (links.some(({ open }) => open === amount)) return 'likely';
  if (links.some(({ invoiceNumber }) => invoiceNumber !== null)) return 'choose';
  const isHeld = links.some(({ bills }) => bills.some(({ billId }) => suggested.includes(billId)));
  return grade === 'sure' && isHeld ? 'likely' : grade;
}

/** Numbers of invoices in a remitter's line, as they are printed; banks write a bar for the dash, or none. */
export function invoiceNumbersIn(remitter: string): string[] {
  const line = remitter.normalize('NFKC').toUpperCase();
  const found = line.matchAll(/(?<![A-Z0-9])I\s?(\d{4})\s?[-ー‐‑–—−]?\s?(\d{6})(?!\d)/g);
  return [...new Set([...found].map(([, year, sequence]) => `I${year}-${sequence}`))];
}

/** The one to look at first. */
export function byStrength<C extends Candidate>(candidates: readonly C[]): C[] {
  const rank = (one: C) =>
    (isNamed(one) ? 16 : 0) + (isExact(one) ? 8 : 0) + (owes(one) ? 4 : 0) + (one.evidence.learned ? 2 : 0) + (one.evidence.kana ? 1 : 0);
  return candidates.toSorted((left, right) => rank(right) - rank(left));
}
