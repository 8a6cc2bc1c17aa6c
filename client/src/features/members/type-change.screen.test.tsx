import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { fill } from '../../lib/words.ts';
import { today } from '../../lib/dates.ts';
import { typeChangeTexts } from './type-change-texts.ts';
import { TypeChangeNote } from './TypeChangeNote.tsx';

// The fiscal year is this one or the one before, whatever month it is.
const year = Number(today().slice(0, 4));
const row = (billName: string, fiscalYear: number, status: string, category = 'annual') => ({
  billId: 'bill_1',
  billName,
  fiscalYear,
  status,
  category,
});
const answersOf = (...rows: readonly object[]) => ({
  'organizations.current': { fiscalYearStartMonth: 4 },
  'billing.bills': { rows },
});
const words = typeChangeTexts.ja;
const rights: readonly Permission[] = ['members.read', 'members.write', 'billing.read', 'payments.write'];
const drawn = (rows: readonly object[], as = rights) => drawnAs(as, <TypeChangeNote memberId={'mem_1' as MemberId} />, answersOf(...rows));

test('ADJ-07, ADJ-08: the dues of this year, open or paid, are said to stay, with the way to their correction', async () => {
  for (const status of ['unpaid', 'partly_paid', 'paid', 'overpaid', 'not_required']) {
    const told = await drawn([row('今年度会費', year, status)]);
    expect([told.includes(words.title), told.includes('bills/bill_1/correct')]).toEqual([true, true]);
    expect(told).toContain(fill(words.correct, { bill: '今年度会費' }));
  }
});

test('ADJ-07: nothing is said of years that are over, of what is not dues, of a draft or a cancelled bill, nor to whoever sees no bills', async () => {
  const others = [
    row('前', year - 2, 'paid'),
    row('講習', year, 'unpaid', 'adhoc'),
    row('下書', year, 'draft'),
    row('取消', year, 'cancelled'),
  ];
  expect(await drawn(others)).not.toContain(words.title);
  expect(await drawn([row('今年度会費', year, 'unpaid')], ['members.read', 'members.write'])).not.toContain(words.title);
  const reader = await drawn([row('今年度会費', year, 'unpaid')], ['members.read', 'billing.read']);
  expect([reader.includes(words.title), reader.includes('/correct')]).toEqual([true, false]);
});
