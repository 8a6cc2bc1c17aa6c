import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gmoPg } from './gmo-pg.connector.ts';
import { gmoInstant, isOrderId, onlyReadPairs, parseGmoForm } from './parse.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', 'idpass', `${name}.txt`));
const connector = gmoPg.connect('http://127.0.0.1:9');
if (connector.authenticity !== 'unsigned') throw new Error('GMO-PG does not sign');
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const paid = fixture('notice-konbini-paid');
const changed = (from: string, to: string) => Buffer.from(paid.toString().replace(from, to));

describe('GMO-PG notices', () => {
  it('provider case 36: a field that counts twice is no notice; unknown, array and prototype keys are ignored', () => {
    expect(parseGmoForm(Buffer.from(`${paid.toString()}&Amount=1`))).toBeNull();
    expect(parseGmoForm(Buffer.from(`${paid.toString()}&OrderID=0079927398713`))).toBeNull();
    const more = parseGmoForm(Buffer.from(`${paid.toString()}&ClientField1=a&ClientField1=b&Amount[]=1&__proto__=x&constructor=y`));
    expect(more).toEqual(parseGmoForm(paid));
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('provider case 24: only a form that names the shop of the account is plausible', () => {
    expect(connector.plausible({ body: paid, headers: form }, ['tshop00000000'])).toBe(true);
    expect(connector.plausible({ body: paid, headers: form }, ['tshop00000001'])).toBe(false);
    expect(connector.plausible({ body: paid, headers: form }, [])).toBe(false);
    expect(connector.plausible({ body: paid, headers: { 'content-type': 'application/json' } }, ['tshop00000000'])).toBe(false);
    for (const body of [
      changed('tshop00000000', 'TSHOP00000000'),
      changed('OrderID=0079927398713', 'OrderID='),
      changed('PayType=3', 'PayType=x'),
      Buffer.from(''),
    ])
      expect(connector.plausible({ body, headers: form }, ['tshop00000000'])).toBe(false);
  });

  it('T4: whatever a notice says otherwise makes another key, and its masked passwords do not', () => {
    const key = (body: Buffer) => connector.eventKey({ body, headers: form });
    expect(key(changed('AccessPass=****', 'AccessPass=aaaa'))).toBe(key(paid));
    const others = [
      changed('PAYSUCCESS', 'EXPIRED'),
      changed('Amount=5000', 'Amount=5001'),
      changed('Tax=500', 'Tax=501'),
      changed('TranDate=20250410120405', 'TranDate=20250410120406'),
      changed('ErrCode=', 'ErrCode=G12'),
      changed('PayType=3', 'PayType=4'),
    ].map(key);
    expect(new Set([...others, key(paid)]).size).toBe(7);
  });

  it('provider case 19: each transfer into an account is a notice of its own, and the last told twice is two', () => {
    const account = fixture('notice-virtual-account').toString();
    const key = (from: string, to: string) => connector.eventKey({ body: Buffer.from(account.replace(from, to)), headers: form });
    expect(
      new Set([key('', ''), key('Amount=3000&GanbTotalTransferCount', 'Amount=5500&GanbTotalTransferCount'), key('TRADING', 'PAYSUCCESS')])
        .size,
    ).toBe(3);
    expect(onlyReadPairs(Buffer.from(account)).toString()).not.toMatch(/ClientName|%83/);
  });

  it('provider case 47: passwords, cards and names are not kept, and what is kept is byte for byte', () => {
    expect(onlyReadPairs(fixture('search-card-captured')).toString()).not.toMatch(/AccessPass|CardNo|d72eca|1111/);
    const kept = onlyReadPairs(changed('&PayType', '&GanbInClientName=%83%5C&CustomerName=%83%5C&AccessID2=x&PayType')).toString();
    expect(kept).not.toMatch(/Pass|Name|%83/);
    expect(parseGmoForm(Buffer.from(kept))).toEqual(parseGmoForm(paid));
  });

  it('names the charge to ask about, and nothing for a method that no charge has', () => {
    expect(connector.chargeNamedBy({ body: paid, headers: form })).toEqual({
      paymentNumber: '0079927398713',
      method: 'konbini',
      providerIds: {},
    });
    const account = { paymentNumber: '0079927398713', method: 'virtual_account' };
    expect(connector.chargeNamedBy({ body: fixture('notice-virtual-account'), headers: form })).toMatchObject(account);
    expect(connector.chargeNamedBy({ body: changed('PayType=3', 'PayType=45'), headers: form })).toBeNull();
  });
});

describe('GMO-PG fields', () => {
  it('provider case 38: times are those of Japan, and a day that is none is none', () => {
    expect(gmoInstant('20250410120405')).toEqual(new Date('2025-04-10T03:04:05Z'));
    expect(gmoInstant('20250413235959')).toEqual(new Date('2025-04-13T14:59:59Z'));
    for (const text of [
      '20250231000000',
      '20251301000000',
      '20250410246060',
      '070410120405',
      '2025041012040',
      '',
      undefined,
      '２０２５０４１０１２０４０５',
    ])
      expect(gmoInstant(text)).toBeNull();
  });

  it('order ids are at most 27 letters, digits and hyphens', () => {
    expect(['0079927398713', 'BILL2025000123-1', 'a'.repeat(27)].every(isOrderId)).toBe(true);
    expect(['', 'a'.repeat(28), 'BILL_1', '会費', '1 2', undefined].some(isOrderId)).toBe(false);
  });
});
