import type { BillRow } from '../../lib/views.ts';

export interface BillHeads {
  readonly memberNumber: string;
  readonly member: string;
  readonly billNumber: string;
  readonly name: string;
  readonly category: string;
  readonly year: string;
  readonly due: string;
  readonly status: string;
  readonly amount: string;
  readonly received: string;
  readonly rest: string;
}

export interface BillWords {
  readonly categories: Readonly<Record<BillRow['category'], string>>;
  readonly statuses: Readonly<Record<BillRow['status'], string>>;
}

/** A line for each bill in the order of the list; days and sums as a spreadsheet reads them. */
export function billLines(rows: readonly BillRow[], heads: BillHeads, words: BillWords): string[][] {
  const head = [
    heads.memberNumber,
    heads.member,
    heads.billNumber,
    heads.name,
    heads.category,
    heads.year,
    heads.due,
    heads.status,
    heads.amount,
    heads.received,
    heads.rest,
  ];
  const lines = rows.map((row) => [
    row.memberNumber,
    row.memberName,
    row.billNumber,
    row.billName,
    words.categories[row.category],
    String(row.fiscalYear),
    row.dueOn,
    words.statuses[row.status],
    String(row.amount),
    String(row.allocated),
    String(row.outstanding),
  ]);
  return [head, ...lines];
}
