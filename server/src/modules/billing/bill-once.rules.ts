import type { BillDocument } from './bill.repository.ts';

type Asked = Pick<BillDocument, 'category' | 'itemId' | 'fiscalYear' | 'allocationStartMonth' | 'requestKey'>;

/**
 * What one person is asked for once, as the unique indexes have it: dues once a year, a monthly item once a month, by its run
 * (domain.md 3.7, docs/decisions/0024). Null for what may come any number of times: a seminar in spring and one in autumn.
 */
export function askedOnceAs({ category, itemId, fiscalYear, allocationStartMonth, requestKey }: Asked): string | null {
  if (itemId === null) return null;
  if (category === 'annual') return `${itemId}:${fiscalYear}`;
  return category === 'recurring' && requestKey === null ? `${itemId}:${allocationStartMonth}` : null;
}
