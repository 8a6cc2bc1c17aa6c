import type { AmountPart, BillLine, TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { TermKind } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { termThrough } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import type { PaperForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import { type FiscalYear, type JstDate, type JstMonth, firstDayOfMonth, fiscalYearRange, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { type Rounding, type Yen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import { type TaxGroup, groupsOf, sharesOf, taxGroups } from '../billing/billing.public.ts';

export interface PaperLine {
  readonly label: string;
  readonly note: string;
  readonly amount: Yen;
  readonly taxCategory: TaxCategory;
}

/** The table of a paper with its sums per rate, as it was printed. */
export interface PaperBody {
  readonly lines: readonly PaperLine[];
  readonly taxes: readonly TaxGroup[];
  readonly form: PaperForm;
  /** Empty where the paper prints none: nothing on it is taxed, or its issuer is not registered. */
  readonly registrationNumber: string;
}

interface BilledFacts {
  readonly lines: readonly z.output<typeof BillLine>[];
  readonly parts: readonly AmountPart[];
  readonly amount: Yen;
}

export const isTaxed = (category: TaxCategory): boolean => category === 'standard_10' || category === 'reduced_8';

/**
 * What a bill is made of, for the table: its reckoning where all of it is of one category, else its lines. `amount` is what the
 * paper is about; what of the bill it leaves out stands in a line of its own, so that the table always adds up.
 */
export function paperLines({ lines, parts, amount: billed }: BilledFacts, amount: Yen, feeNote: string): PaperLine[] {
  const [first] = lines;
  const category = first?.taxCategory ?? 'out_of_scope';
  const isOneCategory = lines.every((line) => line.taxCategory === category);
  const rows: PaperLine[] =
    isOneCategory && parts.length > 0 && sumYen(parts.map((part) => part.amount)) === billed
      ? parts.map((part) => ({
          label: part.label,
          note: part.kind === 'fee' ? feeNote : part.note,
          amount: part.amount,
          taxCategory: category,
        }))
      : lines.map((line) => ({ label: line.label, note: feeNote, amount: line.amount, taxCategory: line.taxCategory }));
  const rest = subtractYen(amount, sumYen(rows.map((row) => row.amount)));
  const groups = groupsOf(rows);
  const shares = sharesOf(rest, groups);
  groups.forEach(({ taxCategory }, index) => {
    const share = shares[index]!;
    if (share !== 0) rows.push({ label: rest < 0 ? '免除した不足分' : '加算', note: '', amount: share, taxCategory });
  });
  return rows;
}

/** The table with one rounding per rate (domain.md 4.2). */
export function paperBody(
  lines: readonly PaperLine[],
  settings: { form: PaperForm; registrationNumber: string; taxRounding: Rounding },
): PaperBody {
  const taxed = lines.some((line) => isTaxed(line.taxCategory));
  return {
    lines,
    taxes: taxGroups(lines, 'gross', settings.taxRounding),
    form: settings.form,
    registrationNumber: taxed && settings.form !== 'plain' ? settings.registrationNumber : '',
  };
}

/** Tax that the paper shows in yen: a plain paper and the simplified form name rates only. */
export function taxShownOn(body: PaperBody): Yen {
  return body.form === 'qualified' ? sumYen(body.taxes.map(({ tax }) => tax)) : zeroYen;
}

/** What is given back of a receipt, shared among its categories as it had been asked for. */
export function returnedLines(body: PaperBody, amount: Yen): PaperLine[] {
  const shares = sharesOf(amount, body.taxes);
  return body.taxes.flatMap(({ taxCategory }, index) => {
    const share = shares[index]!;
    if (share === 0) return [];
    return [{ label: returnLabels[taxCategory], note: '', amount: share, taxCategory }];
  });
}

const returnLabels: Readonly<Record<TaxCategory, string>> = {
  out_of_scope: '会費等の返還',
  exempt: '非課税分の返還',
  standard_10: '対価の返還（10%対象）',
  reduced_8: '対価の返還（8%対象）',
};

/** Taxed, and not below 10,000 yen: the law asks for a 返還請求書 (domain.md 4.2). */
export function needsCreditNote(body: PaperBody, amount: Yen): boolean {
  return body.form !== 'plain' && amount >= 10_000 && body.taxes.some(({ taxCategory }) => isTaxed(taxCategory));
}

const numberPrefixes = { receipt: 'R', invoice: 'I', credit_note: 'C' } as const;
type NumberedKind = keyof typeof numberPrefixes;

/** I<year>-000001, without gaps per organisation, kind and calendar year of issue. */
export function paperNumber(kind: NumberedKind, issuedOn: JstDate, sequence: number): string {
  return `${numberPrefixes[kind]}${partsOfDate(issuedOn).year}-${String(sequence).padStart(6, '0')}`;
}

/** Name of the series in the counters. */
export function seriesOf(kind: NumberedKind, issuedOn: JstDate): string {
  return `${kind}-${partsOfDate(issuedOn).year}`;
}

/** Width, case, spaces and the two kinds of kana make no difference when a counterparty is looked for. */
export function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(/\s/g, '');
}

/** By whom a paper is found: whom it is addressed to, the member, their number. */
export function counterpartyKey(...names: readonly string[]): string {
  return [...new Set(names.map(comparable))].filter((name) => name !== '').join('\n');
}

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;

export function paperDate(day: JstDate): string {
  const { year, month, day: number } = partsOfDate(day);
  return `${year}年${month}月${number}日`;
}

export function paperDateWithWeekday(day: JstDate): string {
  return `${paperDate(day)}（${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]}）`;
}

const paperMonth = (day: JstDate): string => paperDate(day).replace(/\d+日$/, '');

interface PaidFor {
  readonly fiscalYear: FiscalYear;
  readonly allocationStartMonth: JstMonth;
  readonly termMonths?: number | undefined;
  readonly termKind?: TermKind | undefined;
  readonly fiscalYearStartMonth: number;
}

/**
 * What dues pay for: the fiscal year, or what is left of it from the first month on that they pay for; of a renewal the months
 * of its term, because on which day it begins depends on the payment.
 */
export function paidPeriod({ fiscalYear, allocationStartMonth, termMonths, termKind, fiscalYearStartMonth }: PaidFor): string {
  const first = firstDayOfMonth(allocationStartMonth);
  if (termMonths !== undefined) {
    const through = termThrough(first, { kind: termKind ?? 'rolling', months: termMonths }, fiscalYearStartMonth);
    return `${paperMonth(first)}〜${paperMonth(through)}`;
  }
  const { from, to } = fiscalYearRange(fiscalYear, fiscalYearStartMonth);
  return `${paperDate(first > from && first <= to ? first : from)}〜${paperDate(to)}`;
}

/** Whether what is asked for is still what the paper says. */
export function isSameDemand(paper: { amount: Yen; dueOn: JstDate; lines: readonly PaperLine[] }, now: typeof paper): boolean {
  const flat = ({ amount, dueOn, lines }: typeof paper) =>
    JSON.stringify([amount, dueOn, lines.map((line) => [line.label, line.note, line.amount, line.taxCategory])]);
  return flat(paper) === flat(now);
}
