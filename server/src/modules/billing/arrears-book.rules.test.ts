import { type MemberId, newBillId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrearsBook, type OpenBill } from './arrears-book.rules.ts';
import { ArrearsFold } from './arrears.rules.ts';

const ids = Array.from({ length: 12 }, () => newBillId());
const readings = ['アベ', 'イトウ', 'ウエダ', 'アベ'];
const bill = fc.record({
  place: fc.nat({ max: 11 }),
  member: fc.nat({ max: 3 }),
  year: fc.integer({ min: 2024, max: 2026 }),
  allocated: fc.constantFrom(0, 3000),
  due: fc.constantFrom('2024-06-01', '2026-05-20', '2026-07-01'),
});
const step = fc.oneof(
  bill.map((put) => ({ put })),
  fc.nat({ max: 11 }).map((remove) => ({ remove })),
  fc.constantFrom('2026-05-20', '2026-08-01').map((ask) => ({ ask })),
);
type Given = typeof bill extends fc.Arbitrary<infer One> ? One : never;

const asBill = ({ place, member, year, allocated, due }: Given): OpenBill => ({
  _id: ids[place]!,
  memberId: `mem_${member}` as MemberId,
  memberNumber: String(member),
  memberName: `${member}`,
  memberKana: readings[member]!,
  membershipTypeName: '正会員',
  category: year === 2024 ? 'adhoc' : 'annual',
  billNumber: String(place),
  billName: '年会費',
  fiscalYear: FiscalYear.parse(year),
  dueOn: jstDate(due),
  amount: yen(8000),
  allocated: yen(allocated),
  status: allocated === 0 ? 'unpaid' : 'partly_paid',
});

describe('the book of open bills', () => {
  it('answers at any time as a fold of what is in it would, whatever came and went', () => {
    const counts = [null, ({ category }: OpenBill) => category === 'annual', ({ status }: OpenBill) => status === 'partly_paid'];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (steps, minYears) => {
        const book = new ArrearsBook();
        const held = new Map<string, OpenBill>();
        const check = (today: string) => {
          for (const count of counts) {
            const fold = new ArrearsFold();
            for (const one of held.values()) if (count?.(one) ?? true) fold.add(one);
            expect(book.members(count, jstDate(today), minYears)).toEqual(fold.members(jstDate(today), minYears));
          }
          expect(book.size).toBe(held.size);
          const years = [...held.values()].map(({ fiscalYear }) => fiscalYear);
          expect(book.years()).toEqual([...new Set(years)].toSorted((left, right) => left - right));
        };
        for (const one of steps) {
          if ('put' in one) {
            const put = asBill(one.put);
            book.put(put);
            held.delete(put._id);
            held.set(put._id, put);
          } else if ('remove' in one) {
            book.remove(ids[one.remove]!);
            held.delete(ids[one.remove]!);
          } else check(one.ask);
        }
        check('2026-06-01');
      }),
    );
  });
});
