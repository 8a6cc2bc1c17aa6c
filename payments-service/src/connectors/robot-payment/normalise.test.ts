import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { totalOf } from './amounts.ts';
import { onlyReadPairs, parseKickback } from './parse.ts';
import { robotPayment } from './robot-payment.connector.ts';

const connector = robotPayment.connect('http://127.0.0.1:9');
if (connector.authenticity !== 'unsigned') throw new Error('ROBOT PAYMENT does not sign');
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', 'kickback', `${name}.txt`), 'latin1');
const read = (name: string, from = '', to = '') => {
  const reading = connector.readInquiry(Buffer.from(fixture(name).replace(from, to)));
  return reading.outcome === 'event' ? reading.event : reading.outcome;
};
const notice = (text: string, door = '') => ({ body: Buffer.from(text), headers: { 'x-robot-payment-door': door } });

describe('ROBOT PAYMENT in our words', () => {
  it.each([
    ['konbini-issued', 'instructions_issued'],
    ['konbini-paid', 'final'],
    ['konbini-withdrawn', 'provisional_withdrawn'],
    ['bank-issued', 'instructions_issued'],
    ['bank-paid', 'final'],
    ['card-paid', 'final'],
    ['card-refused', 'try_failed'],
  ])('%s is %s', (name, kind) => {
    expect(read(name)).toMatchObject({ kind, orderNumber: '0079927398713', amount: 5500, occurredAt: new Date('2025-04-10T03:04:05Z') });
  });

  it('provider case 35: numbers and accounts stand where the payer looks for them', () => {
    expect(read('konbini-issued')).toMatchObject({
      instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '400008123456', instructionsUrl: 'https://slip.example/1' },
      expiresAt: new Date('2025-04-13T14:59:59Z'),
    });
    expect(read('bank-issued')).toMatchObject({
      instructions: { bankCode: '0310', branchName: '本店', accountType: 'ordinary', accountNumber: '1234567', holder: 'ｼﾉﾉﾒ' },
    });
    expect(read('bank-issued', '0310.GMO', '0310.G.M.O')).toMatchObject({ instructions: null });
  });

  it('provider case 16 18: a transfer that the bank did not match tells no sum that counts', () => {
    expect(read('bank-not-matched')).toMatchObject({ kind: 'final', deposited: 0, amount: 5500 });
    expect(read('bank-paid')).not.toHaveProperty('deposited');
  });

  it('provider case 18 20: a transfer that was not matched may be another one though it is told in the same words; nothing else may', () => {
    const names = ['bank-not-matched', 'bank-paid', 'bank-issued', 'konbini-paid', 'card-paid', 'contract-stopped'];
    expect(names.filter((name) => connector.mayTellOfMore?.(notice(fixture(name))))).toEqual(['bank-not-matched']);
  });

  it('provider case 39: letters are the approval of a card only where a card was asked about', () => {
    for (const word of ['CPLNEW', 'CPL2', '0123456', 'CPL_NEW']) {
      expect(read('konbini-paid', 'ap=CPL&', `ap=${word}&`)).toBe('nothing');
      expect(read('bank-paid', 'ap=BAN_SAL', `ap=${word}`)).toBe('nothing');
    }
    expect(read('card-paid', 'asked_for=card', 'asked_for=konbini')).toBe('nothing');
    expect(read('card-paid', '&asked_for=card', '')).toBe('nothing');
    expect(read('card-paid', 'ap=A12345', 'ap=CPL_NEW')).toBe('nothing');
    expect(read('card-refused', 'asked_for=card', 'asked_for=konbini')).toMatchObject({ kind: 'try_failed' });
  });

  it('provider case 31: what a provider charges by itself is a payment to ask about; that it failed, or that the contract ended, is about no charge', () => {
    const told = (name: string) => connector.contractWord?.(notice(fixture(name)));
    expect(told('contract-charged')).toEqual({ word: 'charged', paymentId: '1234567893', orderNumber: '0079927398713', amount: 5500 });
    expect(told('contract-charged-nameless')).toMatchObject({ word: 'charged', paymentId: '1234567894', orderNumber: null });
    expect(connector.chargeNamedBy(notice(fixture('contract-charged')))).toMatchObject({ paymentNumber: '0079927398713', method: 'card' });
    expect(connector.chargeNamedBy(notice(fixture('contract-charged-nameless')))).toBeNull();
    for (const [name, word] of [
      ['contract-charge-failed', 'charge_failed'],
      ['contract-ended', 'stopped'],
      ['contract-stopped', 'stopped'],
    ] as const) {
      expect(told(name)).toEqual({ word });
      expect(connector.chargeNamedBy(notice(fixture(name)))).toBeNull();
      expect(read(name)).toBe('nothing');
    }
    // Ours have none, whether it is empty, missing or a nought; and without one there is no notice without an order.
    for (const name of ['card-paid', 'card-refused', 'konbini-paid', 'bank-paid']) expect(told(name)).toBeNull();
    expect(connector.contractWord?.(notice(fixture('card-paid').replace('acid=', 'acid=0')))).toBeNull();
    expect(parseKickback(Buffer.from(fixture('contract-charged-nameless').replace('acid=5513', 'acid=0')))).toBeNull();
    expect(read('contract-charged', '&asked_at', '&asked_for=card&asked_at')).toMatchObject({
      kind: 'final',
      providerPaymentId: '1234567893',
    });
  });

  it('provider case 31 39: the end of a contract is about no charge, and a word nobody knows is asked about and says nothing', () => {
    expect(read('contract-stopped')).toBe('nothing');
    for (const [name, from, to] of [
      ['konbini-paid', 'ap=CPL&', 'ap=CPL_NEW&'],
      ['konbini-paid', 'rst=1', 'rst=7'],
    ] as const) {
      expect(read(name, from, to)).toBe('nothing');
      expect(connector.chargeNamedBy(notice(fixture(name).replace(from, to)))).toMatchObject({ paymentNumber: '0079927398713' });
    }
  });

  it('provider case 17 37 T25: the total has to be its parts, in digits', () => {
    expect(totalOf({ am: '5000', tx: '500', sf: '', ta: '5500' })).toBe(5500);
    for (const parts of [
      { am: '5000', tx: '500', sf: '0', ta: '5000' },
      { am: '5,500', tx: '0', sf: '0', ta: '5500' },
      { am: '５５００', ta: '5500' },
      { am: '05500', ta: '5500' },
      { am: '-1', ta: '-1' },
      { am: '5500' },
    ])
      expect(totalOf(parts)).toBeNull();
  });

  it('provider case 24 36: only a kickback behind the account’s own door is plausible, and no field may stand twice', () => {
    const door = 'a'.repeat(32);
    const paid = fixture('konbini-paid');
    expect(connector.plausible(notice(paid, door), ['other', door])).toBe(true);
    for (const [text, given] of [
      [paid, ''],
      [paid, 'b'.repeat(32)],
      [`${paid}&ta=1`, door],
      [paid.replace('gid=', 'gid=x'), door],
      ['', door],
    ] as const)
      expect(connector.plausible(notice(text, given), [door])).toBe(false);
    expect(parseKickback(Buffer.from(`${paid}&ta=1`))).toBeNull();
  });

  it('provider case 1 47: gid, ap and rst make the key; names and addresses of payers are not kept', () => {
    expect(connector.eventKey(notice(fixture('konbini-paid')))).toBe('1234567890-CPL-1');
    expect(connector.eventKey(notice(fixture('bank-paid')))).toBe('1234567891-BAN_SAL-1-5500-1');
    expect(onlyReadPairs(Buffer.from(fixture('konbini-issued'))).toString()).not.toMatch(/em=|nm=|god=|%83/);
  });
});
