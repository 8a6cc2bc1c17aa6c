import type { ArrearsRow } from '../../lib/views.ts';

export interface ArrearsHeads {
  readonly number: string;
  readonly name: string;
  readonly type: string;
  readonly total: string;
  readonly owingYears: string;
  asked(year: number): string;
  received(year: number): string;
  owes(year: number): string;
}

/** The list as a file: a line for each member, three columns for each year, in the order of the screen. */
export function arrearsLines(rows: readonly ArrearsRow[], years: readonly number[], heads: ArrearsHeads): string[][] {
  const head = [
    heads.number,
    heads.name,
    heads.type,
    ...years.flatMap((year) => [heads.asked(year), heads.received(year), heads.owes(year)]),
    heads.total,
    heads.owingYears,
  ];
  const lines = rows.map((row) => {
    const sums = new Map<number, ArrearsRow['years'][number]>(row.years.map((year) => [year.fiscalYear, year]));
    return [
      row.memberNumber,
      row.memberName,
      row.membershipTypeName,
      ...years.flatMap((year) => {
        const of = sums.get(year);
        return of ? [String(of.asked), String(of.received), String(of.outstanding)] : ['', '', ''];
      }),
      String(row.outstanding),
      String(row.owingYears),
    ];
  });
  return [head, ...lines];
}

export const arrearsStatuses = ['owing', 'unpaid', 'partly_paid'] as const;

/** Anybody can write an address: what is no choice is the first one. */
export function chosen<T>(choices: readonly [T, ...T[]], typed: unknown): T {
  return choices.find((one) => one === typed) ?? choices[0];
}
