import type { DepositEvidence } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { testRandom } from '@tsudoi/shared/service/test-random';
import { describe, expect, it } from 'vitest';
import { byStrength, gradeDeposit, gradeWithPayers, invoiceNumbersIn, planDeposit } from './deposit.rules.ts';

const bill = (outstanding: number, year = 2026) => ({
  billId: newBillId(),
  dueOn: `${year}-06-01`,
  fiscalYear: year,
  billNumber: `${year}-000001`,
  outstanding: yen(outstanding),
});
const years = [bill(8000, 2023), bill(8000, 2024), bill(8000, 2025)];
const plan = (amount: number, open = years, named: Parameters<typeof planDeposit>[2] = []) => planDeposit(yen(amount), open, named);
const shares = (amount: number, open = years) => open.map(({ billId }) => plan(amount, open).shares.get(billId) ?? 0);

describe('how a deposit fills what is open', () => {
  it('PAY-14: three years at once are each filled, the oldest first', () => {
    expect([plan(24_000).fit, ...shares(24_000)]).toEqual(['all_open', 8000, 8000, 8000]);
    expect([plan(16_000).fit, ...shares(16_000)]).toEqual(['oldest', 8000, 8000, 0]);
    expect([plan(8000).fit, ...shares(8000)]).toEqual(['one_bill', 8000, 0, 0]);
    // domain.md 5.6
    expect([plan(18_000).fit, plan(18_000).apart, ...shares(18_000)]).toEqual(['short', 6000, 8000, 8000, 2000]);
  });

  it('PAY-10: what no bill asks for is kept apart', () => {
    expect(plan(20_000, [bill(10_000)])).toMatchObject({ fit: 'over', apart: 10_000, advance: 10_000 });
    expect(plan(5000, [])).toMatchObject({ fit: 'nothing_open', advance: 5000 });
  });

  it('a bill that the line names goes first; one that only has the sum does not pass over an older one unsaid', () => {
    const open = [bill(7000, 2025), bill(10_000, 2026)];
    expect(plan(10_000, open).fit).toBe('later_bill');
    expect(plan(10_000, open, [open[1]!.billId])).toMatchObject({ fit: 'reference', advance: 0 });
    expect(plan(9000, open, [open[1]!.billId]).fit).toBe('short');
  });

  it('domain.md 5.6: a bill that the line names is filled first, and no sum is exact that leaves it', () => {
    const [old, named, third] = [bill(5000, 2025), bill(8000, 2026), bill(3000, 2027)];
    const of = (amount: number, open: readonly (typeof old)[], ids = [named.billId]) => {
      const { fit, apart, advance, shares: parts } = plan(amount, [...open], ids);
      return [fit, apart, advance, ...open.map(({ billId }) => parts.get(billId) ?? 0)];
    };
    expect(of(5000, [old, named])).toEqual(['short', 3000, 0, 0, 5000]);
    expect(of(9000, [old, named])).toEqual(['short', 4000, 0, 1000, 8000]);
    expect(of(15_000, [old, named])).toEqual(['over', 2000, 2000, 5000, 8000]);
    // All that is open, or the oldest up to it: the named one is among them.
    expect(of(13_000, [old, named])).toEqual(['all_open', 0, 0, 5000, 8000]);
    expect(of(13_000, [old, named, third])).toEqual(['oldest', 0, 0, 5000, 8000, 0]);
    expect(of(8000, [old, named, third], [third.billId])).toEqual(['other_than_named', 0, 0, 5000, 0, 3000]);
    // The named one is paid: what has the sum is another one.
    expect(of(3000, [third])).toEqual(['other_than_named', 0, 0, 3000]);
    expect(of(2000, [third])).toEqual(['short', 1000, 0, 2000]);
    expect(of(8000, [named, third], [named.billId, old.billId])).toEqual(['reference', 0, 0, 8000, 0]);
  });

  it('whatever comes, the parts are the deposit and no bill gets more than it asks for', () => {
    const random = testRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const open = Array.from({ length: random.below(5) }, (_, at) => bill(1 + random.below(30), 2020 + at));
      const amount = yen(1 + random.below(90));
      const { shares: parts, advance } = planDeposit(
        amount,
        open,
        open.slice(0, random.below(3)).map(({ billId }) => billId),
      );
      expect(sumYen([...parts.values(), advance])).toBe(amount);
      for (const { billId, outstanding } of open) expect(parts.get(billId) ?? 0).toBeLessThanOrEqual(outstanding);
    }
  });
});

const evidence = (more: Partial<DepositEvidence> = {}): DepositEvidence => ({
  memberId: newMemberId(),
  number: null,
  reference: null,
  billIds: [],
  kana: false,
  learned: null,
  ...more,
});
const known = (sameSender: boolean, sameCode = false) => ({ times: 3, lastOn: jstDate('2025-05-20'), sameSender, sameCode });
const candidate = (more: Partial<DepositEvidence>, amount = 8000, open = years) => ({
  evidence: evidence(more),
  plan: planDeposit(yen(amount), open, []),
});

describe('how far a proposal carries', () => {
  it('case 21: a name alone is never sure, whatever the sum', () => {
    for (const amount of [8000, 16_000, 24_000]) expect(gradeDeposit([candidate({ kana: true }, amount)])).toBe('likely');
    expect(gradeDeposit([candidate({ kana: true }), candidate({ kana: true })])).toBe('choose');
    expect(gradeDeposit([candidate({ kana: true, learned: known(false) })])).toBe('likely');
    expect(gradeDeposit([])).toBe('none');
  });

  it('PAY-20: a number, or a sender who was confirmed before, is sure with the very sum and likely without', () => {
    for (const named of [{ number: '20160233' }, { reference: '2026-000017' }, { learned: known(true) }]) {
      expect(gradeDeposit([candidate(named)])).toBe('sure');
      expect(gradeDeposit([candidate(named, 7560)])).toBe('likely');
      expect(gradeDeposit([candidate(named, 30_000)])).toBe('likely');
    }
  });

  it('domain.md 5.6: with a bill in the line that is paid already, or that the sum is not for, nothing is sure', () => {
    const [paid, next] = [bill(8000, 2026), bill(8000, 2027)];
    const graded = (amount: number, open: readonly (typeof paid)[], named: readonly (typeof paid)[]) => {
      const billIds = named.map(({ billId }) => billId);
      return gradeDeposit([{ evidence: evidence({ reference: '2026-000001', billIds }), plan: plan(amount, [...open], billIds) }]);
    };
    expect([graded(8000, [next], [paid]), graded(8000, [next], [next]), graded(16_000, [paid, next], [next])]).toEqual([
      'likely',
      'sure',
      'sure',
    ]);
    const old = bill(5000, 2025);
    expect([graded(5000, [old, next], [next]), graded(5000, [old, next], [old])]).toEqual(['likely', 'sure']);
  });

  it('case 57: a year in the line is no number, unless the name is that member’s too', () => {
    for (const year of ['2026', '1998']) {
      expect(gradeDeposit([candidate({ number: year })])).toBe('likely');
      expect(gradeDeposit([candidate({ number: year, kana: true })])).toBe('sure');
      // Whoever else is named by a number, or by the name, is not in its way.
      const [other, namesake] = [candidate({ number: '20160233' }), candidate({ kana: true }, 8000)];
      expect(gradeDeposit([candidate({ number: year }), other])).toBe('sure');
      expect(byStrength([candidate({ number: year }), namesake])[0]).toBe(namesake);
    }
    for (const number of ['2126', '0026', '20260', '202']) expect(gradeDeposit([candidate({ number })])).toBe('sure');
  });

  it('a number of one member and the name of another: somebody has to choose', () => {
    const mistyped = [candidate({ number: '20160233' }), candidate({ kana: true })];
    expect(gradeDeposit(mistyped)).toBe('choose');
    expect(gradeDeposit([candidate({ number: '20160233', kana: true }), candidate({ kana: true })])).toBe('sure');
    expect(gradeDeposit([candidate({ number: '20160233' }), candidate({ kana: true }, 8000, [])])).toBe('sure');
    expect(gradeDeposit([candidate({ number: '1001' }), candidate({ number: '1002' })])).toBe('choose');
  });

  it('case 21: a namesake of whoever was confirmed before may bank at the same branch; only a number or a code tells them apart', () => {
    const namesake = candidate({ kana: true });
    const before = (more: Partial<DepositEvidence>) => gradeDeposit([candidate({ kana: true, ...more }), namesake]);
    expect(before({ learned: known(true) })).toBe('choose');
    expect(before({ learned: known(true), number: '2026' })).toBe('sure');
    expect([before({ learned: known(true, true) }), before({ learned: known(true), reference: '2026-000017' })]).toEqual(['sure', 'sure']);
    // Who owes nothing has sent nothing.
    expect(gradeDeposit([candidate({ kana: true, learned: known(true) }), candidate({ kana: true }, 8000, [])])).toBe('sure');
    expect(gradeDeposit([candidate({ kana: true, learned: known(true) })])).toBe('sure');
  });

  it('of namesakes the one whose sum fits is looked at first', () => {
    const [short, fits] = [candidate({ kana: true }, 5000), candidate({ kana: true }, 8000)];
    expect(gradeDeposit([short, fits])).toBe('likely');
    expect(byStrength([short, fits])[0]).toBe(fits);
  });
});

describe('a deposit that may be of who pays for members', () => {
  const [inside, outside] = [newBillId(), newBillId()];
  const link = (open: number, invoiceNumber: string | null = null) => ({ open: yen(open), invoiceNumber, bills: [{ billId: inside }] });
  const grade = (given: ReturnType<typeof gradeDeposit>, links: readonly ReturnType<typeof link>[], suggested = [inside]) =>
    gradeWithPayers(given, yen(10_000), links, suggested);

  it('PAY-18: nothing that a link holds is sure, and neither is what a payer’s invoice or sum says otherwise', () => {
    expect([grade('sure', []), grade('sure', [link(19_000)], [outside])]).toEqual(['sure', 'sure']);
    expect([grade('sure', [link(19_000)]), grade('sure', [link(10_000)], [outside]), grade('none', [link(10_000)])]).toEqual([
      'likely',
      'likely',
      'likely',
    ]);
    expect([grade('sure', [link(19_000, 'I2026-000003')], [outside]), grade('none', [link(19_000, 'I2026-000003')])]).toEqual([
      'choose',
      'choose',
    ]);
  });

  it('PAY-20: the number of an invoice is read as banks write it, and no other number is one', () => {
    for (const line of ['I2026-000003 ｱｵﾊﾞ', 'ｱｵﾊﾞ I2026000003', 'Ｉ２０２６ｰ０００００３', 'i 2026 000003'])
      expect(invoiceNumbersIn(line)).toEqual(['I2026-000003']);
    for (const line of ['2026-000003', 'AI2026-000003', 'I2026-0000031', 'I2026-00003', 'ｱｵﾊﾞ 20160233'])
      expect(invoiceNumbersIn(line)).toEqual([]);
  });
});
