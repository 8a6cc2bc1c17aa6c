import type { BillingItemId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstMonth } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { askedOnceAs } from './bill-once.rules.ts';

type Asked = Parameters<typeof askedOnceAs>[0];
const asked = (category: Asked['category'], given: Partial<Asked> = {}): Asked => ({
  category,
  itemId: 'item_a' as BillingItemId,
  fiscalYear: 2026 as FiscalYear,
  allocationStartMonth: '2026-04' as JstMonth,
  requestKey: null,
  ...given,
});
const other = {
  item: { itemId: 'item_b' as BillingItemId },
  year: { fiscalYear: 2027 as FiscalYear },
  month: { allocationStartMonth: '2026-05' as JstMonth },
  byHand: { requestKey: 'key' },
};
const isSame = (left: Asked, right: Asked) => askedOnceAs(left) === askedOnceAs(right);

test('domain.md 3.7: dues of one item are asked for once a year, in whichever month and by whomever', () => {
  const dues = asked('annual');
  expect(askedOnceAs(dues)).toBe('item_a:2026');
  expect([other.month, other.byHand].map((given) => isSame(dues, asked('annual', given)))).toEqual([true, true]);
  expect([other.item, other.year].map((given) => isSame(dues, asked('annual', given)))).toEqual([false, false]);
});

test('domain.md 3.7: a monthly item is asked for once a month by its run; by hand as often as the office likes', () => {
  const monthly = asked('recurring');
  expect(askedOnceAs(monthly)).toBe('item_a:2026-04');
  expect(isSame(monthly, asked('recurring', other.year))).toBe(true);
  expect([other.item, other.month].map((given) => isSame(monthly, asked('recurring', given)))).toEqual([false, false]);
  expect(askedOnceAs(asked('recurring', other.byHand))).toBeNull();
});

test('domain.md 3.7: what may come any number of times is asked for anew, and so is what is no item of the office', () => {
  for (const category of ['joining', 'adhoc', 'event'] as const)
    expect([asked(category), asked(category, other.byHand)].map(askedOnceAs), category).toEqual([null, null]);
  for (const category of ['annual', 'recurring', 'adhoc'] as const) expect(askedOnceAs(asked(category, { itemId: null }))).toBeNull();
});
