import * as z from 'zod';

/** The lists that are kept as views and whose columns are chosen. */
export const viewLists = ['members', 'corporates', 'bills', 'payments', 'arrears'] as const;
export const ViewList = z.enum(viewLists);
export type ViewList = z.output<typeof ViewList>;

/** Columns of each list in the order in which they stand at first: all, those that are usual, and the one that always stands. */
export const listColumns = {
  members: {
    all: ['number', 'name', 'type', 'dues', 'owed', 'status', 'email', 'phone', 'affiliation', 'joinedOn', 'rank', 'tags', 'formerName'],
    usual: ['number', 'name', 'type', 'dues', 'owed', 'status', 'email'],
    fixed: 'name',
  },
  corporates: {
    all: ['number', 'name', 'contact', 'type', 'rank', 'dues', 'owed', 'status', 'email', 'phone', 'joinedOn', 'tags'],
    usual: ['number', 'name', 'contact', 'type', 'rank', 'dues', 'owed', 'status', 'email'],
    fixed: 'name',
  },
  bills: {
    all: ['member', 'name', 'category', 'year', 'due', 'status', 'amount', 'received', 'rest'],
    usual: ['member', 'name', 'due', 'status', 'amount', 'rest'],
    fixed: 'member',
  },
  payments: {
    all: ['receivedAt', 'member', 'method', 'allocations', 'number', 'state', 'amount', 'unallocated', 'refunded', 'memo'],
    usual: ['receivedAt', 'member', 'method', 'allocations', 'number', 'state', 'amount'],
    fixed: 'member',
  },
  arrears: {
    all: ['member', 'type', 'years', 'owingYears', 'oldest', 'outstanding'],
    usual: ['member', 'type', 'years', 'oldest', 'outstanding'],
    fixed: 'member',
  },
} as const satisfies Readonly<
  Record<ViewList, { readonly all: readonly string[]; readonly usual: readonly string[]; readonly fixed: string }>
>;
export type ListColumn<L extends ViewList> = (typeof listColumns)[L]['all'][number];

/** Columns of a kept list: each once, with the one that always stands. */
export function columnsOf<L extends ViewList>(list: L) {
  const { all, fixed } = listColumns[list];
  return z
    .array(z.enum(all as readonly ListColumn<L>[]))
    .min(1)
    .max(all.length)
    .refine((columns) => (columns as string[]).includes(fixed) && new Set(columns).size === columns.length, 'invalid_value');
}
