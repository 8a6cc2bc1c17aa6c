import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { billedSum } from './amounts.ts';
import { gmoPg } from './gmo-pg.connector.ts';

const connector = gmoPg.connect('http://127.0.0.1:9');
const read = (name: string, from = '', to = '') => {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', 'idpass', `${name}.txt`), 'latin1').replace(from, to);
  const reading = connector.readInquiry(Buffer.from(text));
  return reading.outcome === 'event' ? reading.event : reading.outcome;
};

describe('GMO-PG trades in our words', () => {
  it.each([
    ['search-konbini-issued', 'instructions_issued'],
    ['search-konbini-paid', 'final'],
    ['search-konbini-expired', 'expired'],
    ['search-konbini-stopped', 'voided'],
    ['search-payeasy-issued', 'instructions_issued'],
    ['search-payeasy-paid', 'final'],
    ['search-card-captured', 'final'],
    ['search-card-sales', 'final'],
    ['search-card-returned', 'refunded'],
  ])('%s is %s', (name, kind) => {
    expect(read(name)).toMatchObject({
      kind,
      orderNumber: '0079927398713',
      providerPaymentId: '0123456789abcdef0123456789abcdef',
      amount: 5500,
      currency: 'JPN',
    });
  });

  it('provider case 30 39: a card not yet charged and a status nobody knows say nothing', () => {
    expect(read('search-card-unprocessed')).toBe('nothing');
    expect(read('search-konbini-paid', 'PAYSUCCESS', 'SOMETHING')).toBe('nothing');
    // A status of cards means nothing of a slip.
    expect(read('search-konbini-paid', 'PAYSUCCESS', 'CAPTURE')).toBe('nothing');
  });

  it('numbers and deadlines stand where the payer looks for them; Seven-Eleven has one number', () => {
    expect(read('search-konbini-issued')).toMatchObject({
      instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '400008', receiptNumber: 'LW12345678' },
      expiresAt: new Date('2025-04-13T14:59:59Z'),
    });
    expect(read('search-konbini-seven-eleven')).toMatchObject({
      instructions: { store: 'seven-eleven', confirmationCode: '1234567890123', receiptNumber: '' },
    });
    expect(read('search-payeasy-issued')).toMatchObject({
      instructions: { kind: 'payeasy', bankId: '58191', customerId: '12345678901', confirmationId: '123456' },
    });
  });

  it('provider case 18 19: what an account tells is its running total, and whose account it is', () => {
    expect(read('search-account-issued')).toMatchObject({
      kind: 'instructions_issued',
      deposited: 0,
      expiresAt: new Date('2025-04-30T14:59:59Z'),
      instructions: {
        kind: 'virtual_account',
        bankCode: '0310',
        bankName: 'GMOあおぞらネット銀行',
        branchCode: '502',
        accountType: 'ordinary',
        accountNumber: '1234567',
        holder: 'ｼﾉﾉﾒｶﾝｷｮｳｶﾞｯｶｲ',
      },
    });
    const day = new Date('2025-04-09T15:00:00Z');
    expect(read('search-account-part')).toMatchObject({ kind: 'final', deposited: 3000, amount: 3000, occurredAt: day });
    expect(read('search-account-paid')).toMatchObject({ kind: 'final', deposited: 5500, amount: 5500 });
    expect(read('search-account-expired')).toMatchObject({ kind: 'expired', deposited: 3000 });
    expect(read('search-account-stopped')).toMatchObject({ kind: 'voided', deposited: 0 });
    // A sum that is no digits is none, so that it is held for people.
    expect(read('search-account-paid', 'GanbTotalTransferAmount=5500', 'GanbTotalTransferAmount=5,500')).toMatchObject({
      kind: 'final',
      amount: null,
    });
  });

  it('money is dated by when it was paid', () => {
    expect(read('search-konbini-paid')).toMatchObject({ occurredAt: new Date('2025-04-10T03:04:01Z') });
    expect(read('search-konbini-paid', 'ProcessDate=20250410120401', 'ProcessDate=never')).toBe('unreadable');
  });

  it('provider case 17 37 T25: a sum is digits of amount and tax together, or none', () => {
    expect(billedSum('5000', '500')).toBe(5500);
    expect(billedSum('5500', '')).toBe(5500);
    expect(billedSum('5500', undefined)).toBe(5500);
    for (const amount of ['5,500', '５５００', '0005500', '-1', '1e3', '5500.0', '12345678901', '', ' 5500', undefined])
      expect(billedSum(amount, '0')).toBeNull();
    expect(billedSum('5000', '5.5')).toBeNull();
  });
});
