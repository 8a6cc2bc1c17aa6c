import type {
  SettlementLineKind,
  SettlementStep,
  SettlementVerdict,
  TransferState,
} from '@tsudoi/shared/contracts/payments/settlement.contract';
import { asksForPeople, settlementSteps } from '@tsudoi/shared/contracts/payments/settlement.contract';
import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import { jstDateOf, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, negateYen, subtractYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { ReportedLine, SettlementReport } from '../connectors/settlement-report.ts';

/** A charge as our books have it when its provider settles. `C` is its id. */
export interface OwnCharge<C = string> {
  readonly chargeId: C;
  readonly paymentNumber: string;
  readonly providerPaymentId: string | null;
  readonly method: ChargeMethod;
  /** What the payer was asked for, their part of the fee included. */
  readonly asked: Yen;
  /** When its money came; null: it has none. */
  readonly paidAt: Date | null;
  /** What has gone back in all, and when last. */
  readonly returned: Yen;
  readonly returnedAt: Date | null;
  /** What earlier settlements had of it. */
  readonly settled: { readonly paid: boolean; readonly returned: Yen };
}

/** Which settlement a charge belongs to by our clock: one before, this one, or the next. */
type Period = 'before' | 'since' | 'early';

export interface MatchedLine<C = string> {
  readonly kind: SettlementLineKind;
  readonly verdict: SettlementVerdict;
  readonly period: Period | null;
  readonly chargeId: C | null;
  readonly paymentNumber: string;
  readonly method: ChargeMethod | null;
  readonly amount: Yen;
  /** What our books say of it; null where they know nothing. */
  readonly ours: Yen | null;
  readonly happenedAt: Date;
}

/** Days that a charge is looked for in settlements; what is older was told of as overdue long before. */
const settlementWindowDays = 92;
const dayMs = 86_400_000;
/** A weekly cycle and a week of holidays: a charge that is missing for less is no matter yet. */
const patienceMs = 14 * dayMs;

/** Longer than any provider takes between its cut-off and the transfer of a month. */
const transferMs = 45 * dayMs;

/** Whether a transfer should have come by now. */
export function isLate({ transfer, announcedAt }: { readonly transfer: TransferState; readonly announcedAt: Date }, now: Date): boolean {
  return transfer === 'pending' && now.getTime() - announcedAt.getTime() > transferMs;
}

export interface Window {
  /** The cut-off of the settlement before, or null for the first. */
  readonly previousCutoffAt: Date | null;
  readonly cutoffAt: Date;
  /** Our charges count from here on: what was paid earlier was settled before we listened, or is out of the window. */
  readonly from: Date;
}

/** The window of a settlement; the first one of an account begins with the day of its own oldest payment. */
export function windowOf(
  { cutoffAt, lines }: Pick<SettlementReport, 'cutoffAt' | 'lines'>,
  before: { readonly cutoffAt: Date; readonly from: Date } | null,
): Window {
  if (before) {
    const oldest = new Date(cutoffAt.getTime() - settlementWindowDays * dayMs);
    return { previousCutoffAt: before.cutoffAt, cutoffAt, from: before.from > oldest ? before.from : oldest };
  }
  const paid = lines.filter(({ kind }) => kind === 'payment').map(({ happenedAt }) => happenedAt.getTime());
  return { previousCutoffAt: null, cutoffAt, from: startOfJstDate(jstDateOf(new Date(Math.min(...paid, cutoffAt.getTime())))) };
}

/** 200 yen of a revenue stamp for 50,000 and more, at some 210 (providers.md 6). */
const stampFrom = 50_000;
const stamps: readonly number[] = [200, 210];

function isStamp({ method, asked }: OwnCharge<unknown>, short: Yen): boolean {
  return method === 'konbini' && asked >= stampFrom && stamps.includes(short);
}

const deductions: readonly SettlementLineKind[] = ['fee', 'fee_tax', 'stamp', 'transfer_fee'];

/**
 * Every line of a settlement by the charge that it names, and every charge that was left out. Pure: the same lines and books give
 * the same answer in any order of the charges. A charge that is told twice counts once.
 */
export function matchSettlement<C>(report: SettlementReport, window: Window, charges: readonly OwnCharge<C>[]): MatchedLine<C>[] {
  const byNumber = new Map(charges.map((charge) => [charge.paymentNumber, charge]));
  const byPayment = new Map(charges.flatMap((charge) => (charge.providerPaymentId ? [[charge.providerPaymentId, charge]] : [])));
  const paid = new Set(charges.filter(({ settled }) => settled.paid));
  const left = new Map(charges.map((charge) => [charge, subtractYen(charge.returned, charge.settled.returned)]));
  const periodOf = (at: Date): Period =>
    at > window.cutoffAt ? 'early' : window.previousCutoffAt !== null && at <= window.previousCutoffAt ? 'before' : 'since';
  // An order that was paid twice has two charges and one number: the payment tells them apart.
  const named = (line: ReportedLine) =>
    (line.providerPaymentId === null ? undefined : byPayment.get(line.providerPaymentId)) ??
    (line.orderNumber === null ? undefined : byNumber.get(line.orderNumber));
  const lines = report.lines.map((line): MatchedLine<C> => {
    const charge = line.kind === 'payment' || line.kind === 'refund' ? named(line) : undefined;
    const facts = {
      kind: line.kind,
      chargeId: charge?.chargeId ?? null,
      paymentNumber: charge?.paymentNumber ?? line.orderNumber ?? '',
      method: charge?.method ?? null,
      amount: line.amount,
      happenedAt: line.happenedAt,
    };
    const odd = (verdict: SettlementVerdict) => ({ ...facts, verdict, period: null, ours: null });
    if (deductions.includes(line.kind)) return odd('deduction');
    if (line.kind === 'correction') return odd('correction');
    if (!charge) return odd('unknown');
    if (line.kind === 'refund') {
      const rest = left.get(charge)!;
      if (charge.returnedAt === null || rest < -line.amount) return odd('not_refunded');
      left.set(charge, yen(rest + line.amount));
      return { ...facts, verdict: 'matched', period: periodOf(charge.returnedAt), ours: line.amount };
    }
    if (charge.paidAt === null) return odd('not_paid');
    if (paid.has(charge)) return odd('twice');
    paid.add(charge);
    const short = subtractYen(charge.asked, line.amount);
    const verdict = short === 0 ? 'matched' : isStamp(charge, short) ? 'stamp' : 'other_amount';
    return { ...facts, verdict, period: periodOf(charge.paidAt), ours: charge.asked };
  });
  return [...lines, ...charges.flatMap((charge) => openOf(charge, window, periodOf, paid.has(charge), left.get(charge)!))];
}

/** What the provider still owes for a charge at the cut-off, and what it has not taken back. */
function openOf<C>(
  charge: OwnCharge<C>,
  { cutoffAt, from }: Window,
  periodOf: (at: Date) => Period,
  isSettled: boolean,
  left: Yen,
): MatchedLine<C>[] {
  const isOpen = (at: Date | null): at is Date => at !== null && at >= from && at <= cutoffAt;
  const open = (at: Date, ours: Yen): MatchedLine<C> => {
    const { chargeId, paymentNumber, method } = charge;
    const period = periodOf(at);
    const isLate = period === 'before' && cutoffAt.getTime() - at.getTime() > patienceMs;
    return {
      kind: 'open',
      verdict: isLate ? 'overdue' : 'carried',
      period,
      chargeId,
      paymentNumber,
      method,
      amount: zeroYen,
      ours,
      happenedAt: at,
    };
  };
  return [
    ...(!isSettled && isOpen(charge.paidAt) ? [open(charge.paidAt, charge.asked)] : []),
    ...(left > 0 && isOpen(charge.returnedAt) ? [open(charge.returnedAt, negateYen(left))] : []),
  ];
}

export interface NamedDifference {
  readonly step: SettlementStep;
  readonly count: number;
  readonly amount: Yen;
}

/** The step by which a line adds to the transfer beyond what our books say of it. */
function differenceOf({ kind, verdict }: Pick<MatchedLine, 'kind' | 'verdict'>): SettlementStep | null {
  switch (verdict) {
    case 'matched':
      return null;
    case 'stamp':
      return 'stamp';
    case 'deduction':
      return kind === 'fee' || kind === 'fee_tax' || kind === 'transfer_fee' ? kind : 'stamp';
    case 'carried':
      return 'carried_on';
    default:
      return verdict;
  }
}

const ofPeriod: Readonly<Record<Period, SettlementStep>> = { before: 'carried_in', since: 'since', early: 'early' };

/**
 * From our books to the transfer: what was open before and what came in since, less what is carried on, and then every
 * difference by its name. Whatever the lines do not explain is a step of its own, so that the sum is the transfer, always.
 */
export function stepsOf(
  lines: readonly Pick<MatchedLine, 'kind' | 'verdict' | 'period' | 'amount' | 'ours'>[],
  remittance: Yen,
): NamedDifference[] {
  const sums = new Map<SettlementStep, { count: number; amount: number }>();
  const add = (step: SettlementStep, amount: number) => {
    const sum = sums.get(step) ?? { count: 0, amount: 0 };
    sums.set(step, { count: sum.count + 1, amount: sum.amount + amount });
  };
  for (const line of lines) {
    const ours = line.ours ?? zeroYen;
    if (line.period !== null) add(ofPeriod[line.period], ours);
    const step = differenceOf(line);
    if (step !== null) add(step, line.amount - ours);
  }
  const unexplained = remittance - sumYen(lines.map(({ amount }) => amount));
  if (unexplained !== 0) add('unexplained', unexplained);
  return settlementSteps.flatMap((step) => {
    const sum = sums.get(step);
    return sum ? [{ step, count: sum.count, amount: yen(sum.amount) }] : [];
  });
}

/** First what somebody has to look at, then what is carried on, then the rest as the provider has it. */
export function inReadingOrder<L extends Pick<MatchedLine, 'verdict'>>(lines: readonly L[]): { asking: L[]; open: L[]; rest: L[] } {
  return {
    asking: lines.filter(({ verdict }) => asksForPeople(verdict)),
    open: lines.filter(({ verdict }) => verdict === 'carried'),
    rest: lines.filter(({ verdict }) => verdict !== 'carried' && !asksForPeople(verdict)),
  };
}
