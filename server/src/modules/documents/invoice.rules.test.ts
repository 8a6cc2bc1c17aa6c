import { billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { hasInvoice, isPrintedAlike } from './invoice.rules.ts';
import { paperBody } from './paper.rules.ts';

type Printed = Parameters<typeof isPrintedAlike>[0];
type Category = Printed['body']['lines'][number]['taxCategory'];
const account = {
  name: 'みずほ銀行',
  branch: '本店',
  accountType: 'ordinary',
  accountNumber: '1234567',
  holder: 'シャ）ツドイカイ',
} as const;
const invoice = (
  given: Partial<Parameters<typeof paperBody>[1]> = {},
  bank: Printed['bank'] = account,
  ...categories: Category[]
): Printed => ({
  bank,
  body: paperBody(
    (categories.length > 0 ? categories : (['out_of_scope', 'standard_10'] as const)).map((taxCategory, place) => ({
      label: `${place}`,
      amount: yen(1000),
      taxCategory,
      note: '',
    })),
    { form: 'qualified', registrationNumber: 'T7000012050002', taxRounding: 'floor', ...given },
  ),
});

describe('whether an invoice that is out still says what it would say now', () => {
  it('REC-02: an account that is another in any part, or is there no more, is another one to pay into', () => {
    expect(isPrintedAlike(invoice(), invoice({}, { ...account }))).toBe(true);
    const others = [
      { name: '三井住友銀行' },
      { branch: '新宿' },
      { accountType: 'current' as const },
      { accountNumber: '7654321' },
      { holder: 'ベツノカイ' },
    ];
    for (const other of others) expect(isPrintedAlike(invoice(), invoice({}, { ...account, ...other }))).toBe(false);
    expect([isPrintedAlike(invoice(), invoice({}, null)), isPrintedAlike(invoice({}, null), invoice({}, null))]).toEqual([false, true]);
  });

  it('REC-02: another number of its issuer, or tax that is told otherwise, is another invoice', () => {
    expect(isPrintedAlike(invoice(), invoice({ registrationNumber: 'T1234567890123' }))).toBe(false);
    // One taxed line among others is enough.
    expect(isPrintedAlike(invoice(), invoice({ form: 'simplified' }))).toBe(false);
  });

  it('REC-02: where nothing is taxed the form says nothing', () => {
    const dues = (form: 'plain' | 'qualified' | 'simplified') => invoice({ form }, account, 'out_of_scope', 'exempt');
    expect([isPrintedAlike(dues('qualified'), dues('simplified')), isPrintedAlike(dues('qualified'), dues('plain'))]).toEqual([true, true]);
  });

  it('REC-02: an account that is there now and was not, or the other way round, is another one', () => {
    expect(isPrintedAlike(invoice({}, null), invoice())).toBe(false);
  });

  it('REC-02: either taxed rate is enough for the form to count, and what is exempt is none', () => {
    const alike = (category: Category) =>
      isPrintedAlike(invoice({}, account, 'out_of_scope', category), invoice({ form: 'simplified' }, account, 'out_of_scope', category));
    expect((['standard_10', 'reduced_8', 'exempt', 'out_of_scope'] as const).map(alike)).toEqual([false, false, true, true]);
  });
});

it('REC-02: an invoice is there for what is asked for and for what was paid, and for nothing else', () => {
  expect(billStatuses.filter(hasInvoice)).toEqual(['unpaid', 'partly_paid', 'paid', 'overpaid']);
});
