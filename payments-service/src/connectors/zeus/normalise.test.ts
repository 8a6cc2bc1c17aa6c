import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sumOf } from './amounts.ts';
import { endOfDay, momentOf, onlyKeptPairs, parseZeusForm } from './parse.ts';
import { markOf } from './signature.ts';
import { zeus } from './zeus.connector.ts';

const connector = zeus.connect('http://127.0.0.1:9');
if (connector.authenticity !== 'unsigned') throw new Error('ZEUS does not sign');
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', 'plugin', `${name}.txt`), 'latin1');
const read = (name: string, from: string | RegExp = '', to = '') => {
  const reading = connector.readInquiry(Buffer.from(fixture(name).replace(from, to)));
  return reading.outcome === 'event' ? reading.event : reading.outcome;
};
const notice = (text: string) => ({ body: Buffer.from(text), headers: {} });

describe('ZEUS in our words', () => {
  it.each([
    ['issued', 'instructions_issued', '2025-04-10T03:04:05Z'],
    ['prompt-report', 'provisional', '2025-04-10T03:04:05Z'],
    ['final-report', 'final', '2025-04-12T00:00:00Z'],
    ['prompt-report-withdrawn', 'provisional_withdrawn', '2025-04-10T03:15:00Z'],
  ])('%s is %s, at the time that ZEUS tells', (name, kind, at) => {
    expect(read(name)).toMatchObject({
      kind,
      occurredAt: new Date(at),
      orderNumber: '0079927398713',
      providerPaymentId: '20250410000012345',
      amount: 5500,
      instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '40000812345', receiptNumber: '123456' },
      expiresAt: new Date('2025-04-13T14:59:59Z'),
    });
    expect(read('issued-second-number')).toMatchObject({
      instructions: {
        store: 'seven-eleven',
        confirmationCode: '1234567890123',
        receiptNumber: '',
        instructionsUrl: 'https://slip.example/1',
      },
    });
  });

  it('provider case 38: money without its time is not dated by us, and no day is guessed', () => {
    for (const name of ['prompt-report', 'final-report', 'prompt-report-withdrawn'])
      for (const [from, to] of [
        [/pay_date=\d+/, 'pay_date='],
        [/pay_date=\d{8}/, 'pay_date=20250230'],
        [/pay_date=(\d{8})\d+/, 'pay_date=$1'],
      ] as const)
        expect(read(name, from, to)).toBe('unreadable');
    expect(momentOf('20250410240000')).toBeNull();
    expect(endOfDay('20250413')).toEqual(new Date('2025-04-13T14:59:59Z'));
    expect(endOfDay('2025-04-13')).toBeNull();
  });

  it('provider case 37 39: sums are plain digits, and a status that nobody knows is asked about and says nothing', () => {
    expect(['5500', '0'].map(sumOf)).toEqual([5500, 0]);
    for (const text of ['5,500', '５５００', '05500', '-1', '5500.0', '', '12345678']) expect(sumOf(text)).toBeNull();
    expect(read('prompt-report', 'status=04', 'status=77')).toBe('nothing');
    expect(connector.chargeNamedBy(notice(fixture('prompt-report').replace('status=04', 'status=77')))).toMatchObject({
      method: 'konbini',
    });
  });

  it('provider case 24 36: only a notice with our own mark for that very order is plausible, and no field may stand twice', () => {
    const key = 'k'.repeat(32);
    const marked = (order: string) => `${fixture('prompt-report')}&sendpoint=${markOf(key, '2012345678', order)}`;
    expect(connector.plausible(notice(marked('0079927398713')), ['other', key])).toBe(true);
    expect(connector.plausible(notice(marked('0079927398713')), ['other'])).toBe(false);
    for (const text of [marked('0079927398714'), `${marked('0079927398713')}&money=1`, fixture('prompt-report'), ''])
      expect(connector.plausible(notice(text), [key])).toBe(false);
    expect(parseZeusForm(Buffer.from(`${fixture('prompt-report')}&status=05`))).toBeNull();
  });

  it('provider case 1 12 47: reports of one slip are told apart by their times; nothing of the payer and no mark is kept', () => {
    expect(connector.eventKey(notice(fixture('prompt-report')))).toBe('20250410000012345-04-20250410120405');
    const kept = onlyKeptPairs(Buffer.from(`${fixture('issued')}&sendpoint=abc`)).toString();
    expect(kept).toMatch(/status=01/);
    expect(kept).not.toMatch(/username|telno|email|sendpoint|clientip|%83/);
  });
});
