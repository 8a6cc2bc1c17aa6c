import { type MemberId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { FiscalYear, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { ArrearsFold, type AskedBill, ageOf, firstArrearsYear } from './arrears.rules.ts';

const today = jstDate('2026-06-01');
const bill = (memberId: MemberId, fiscalYear: number, given: Partial<AskedBill> = {}): AskedBill => ({
  memberId,
  memberNumber: '1',
  memberName: '山田 花子',
  memberKana: 'ヤマダ ハナコ',
  membershipTypeName: '正会員',
  fiscalYear: FiscalYear.parse(fiscalYear),
  dueOn: jstDate(`${fiscalYear}-06-01`),
  amount: yen(8000),
  allocated: yen(0),
  status: 'unpaid',
  ...given,
});

describe('arrears', () => {
  it('oracle 56, IMP-05: in FY2026 begin with FY2023, in FY2025 with FY2022', () => {
    expect(firstArrearsYear(FiscalYear.parse(2026))).toBe(2023);
    expect(firstArrearsYear(FiscalYear.parse(2025))).toBe(2022);
  });

  it('age from the day after the due day', () => {
    const ages = [
      '2026-06-02',
      '2026-06-01',
      '2026-05-31',
      '2026-05-02',
      '2026-05-01',
      '2026-03-03',
      '2026-03-02',
      '2025-06-01',
      '2025-05-31',
    ];
    expect(ages.map((day) => ageOf(jstDate(day), today))).toEqual([
      'not_due',
      'not_due',
      'to_30',
      'to_30',
      'to_90',
      'to_90',
      'to_365',
      'to_365',
      'over_365',
    ]);
  });

  it('ARR-02: keep each year apart, count only years with something left, and are as old as the oldest open bill', () => {
    const [hanako, taro] = [newMemberId(), newMemberId()];
    const fold = new ArrearsFold();
    fold.add(bill(hanako, 2024, { allocated: yen(3000), status: 'partly_paid' }));
    fold.add(bill(hanako, 2023, { allocated: yen(8000), status: 'paid' }));
    fold.add(bill(hanako, 2026));
    fold.add(bill(hanako, 2026, { amount: yen(500), dueOn: jstDate('2026-07-01') }));
    fold.add(bill(taro, 2026, { memberKana: 'アベ タロウ', memberName: '阿部 太郎' }));
    const [first, second] = fold.members(today, 1);
    expect([first!.memberName, second!.memberName]).toEqual(['阿部 太郎', '山田 花子']);
    expect(second).toMatchObject({
      years: [
        { fiscalYear: 2023, asked: 8000, received: 8000, outstanding: 0 },
        { fiscalYear: 2024, asked: 8000, received: 3000, outstanding: 5000 },
        { fiscalYear: 2026, asked: 8500, received: 0, outstanding: 8500 },
      ],
      outstanding: 13_500,
      owingYears: 2,
      oldestDueOn: '2024-06-01',
      age: 'over_365',
    });
    expect(fold.members(today, 2).map(({ memberId }) => memberId)).toEqual([hanako]);
    expect(fold.members(today, 3)).toEqual([]);
  });

  it('name the member as the newest year does, and are as old as the oldest day, in whatever order bills are met', () => {
    const hanako = newMemberId();
    const bills = [
      bill(hanako, 2025, { memberName: '山田 花子' }),
      bill(hanako, 2026, { memberName: '佐藤 花子', memberKana: 'サトウ ハナコ', dueOn: jstDate('2026-07-01') }),
      bill(hanako, 2024, { memberName: '旧姓 花子' }),
    ];
    for (const order of [bills, bills.toReversed()]) {
      const fold = new ArrearsFold();
      order.forEach((one) => fold.add(one));
      expect(fold.members(today, 1)).toMatchObject([{ memberName: '佐藤 花子', oldestDueOn: '2024-06-01', owingYears: 3 }]);
    }
  });

  it('two of one reading stand in the order of their records; who owes nothing has no age', () => {
    const ids = [newMemberId(), newMemberId()].toSorted();
    for (const order of [ids, ids.toReversed()]) {
      const fold = new ArrearsFold();
      order.forEach((id) => fold.add(bill(id, 2026, { allocated: yen(8000), status: 'paid' })));
      const members = fold.members(today, 0);
      expect(members.map(({ memberId }) => memberId)).toEqual(ids);
      expect(members).toMatchObject([{ oldestDueOn: null, age: null, outstanding: 0 }, { age: null }]);
    }
  });

  it('an overpaid year hides nothing of another', () => {
    const hanako = newMemberId();
    const fold = new ArrearsFold();
    fold.add(bill(hanako, 2025, { allocated: yen(20_000), status: 'overpaid' }));
    fold.add(bill(hanako, 2026));
    expect(fold.members(today, 1)).toMatchObject([{ outstanding: 8000, owingYears: 1 }]);
  });
});
