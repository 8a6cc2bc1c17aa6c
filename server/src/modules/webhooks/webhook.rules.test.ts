import { describe, expect, it } from 'vitest';
import { addressOfHost, isPublicAddress, refusalOfUrl } from './webhook-address.rules.ts';
import { becamePaid, failingFrom, isGivenUp, isReceived, messageBody, nextTry } from './webhook.rules.ts';

const now = new Date('2026-05-20T03:00:00Z');

describe('messages to other systems', () => {
  it('are tried ten times over three days, then given up', () => {
    const waits: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const next = nextTry(tries, now);
      if (next === null) break;
      waits.push(next.getTime() - now.getTime());
    }
    expect(waits).toHaveLength(9);
    expect(waits[0]).toBe(5000);
    expect(waits.toSorted((left, right) => left - right)).toEqual(waits);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000).toBeCloseTo(75.6, 1);
  });

  it('count as received by 2xx alone: a redirection leads nowhere', () => {
    expect([200, 204, 299].every(isReceived)).toBe(true);
    expect([null, 199, 300, 301, 307, 400, 410, 500].some(isReceived)).toBe(false);
  });

  it('end after five days without one success', () => {
    expect(isGivenUp(new Date('2026-05-15T03:00:01Z'), now)).toBe(false);
    expect(isGivenUp(new Date('2026-05-15T03:00:00Z'), now)).toBe(true);
  });

  it('one failure behind a quiet month is the first one of its kind', () => {
    const hour = 3_600_000;
    const failingSince = new Date(now.getTime() - 30 * 24 * hour);
    const failed = (hours: number) => failingFrom({ failingSince, failedAt: new Date(now.getTime() - hours * hour) }, now);
    expect(isGivenUp(failed(29 * 24), now)).toBe(false);
    expect(failed(29 * 24)).toEqual(now);
    // The longest pause between two tries is a day: it goes on failing.
    expect(failed(24)).toEqual(failingSince);
    expect(failingFrom({ failingSince: null, failedAt: null }, now)).toEqual(now);
    expect(failingFrom({ failingSince }, now)).toEqual(now);
  });

  it('tell of money once it is final', () => {
    const bill = (status: string, provisionalAllocated = 0) => ({ status, provisionalAllocated });
    expect(becamePaid(bill('unpaid'), bill('paid'))).toBe(true);
    expect(becamePaid(bill('unpaid'), bill('paid', 500))).toBe(false);
    expect(becamePaid(bill('paid', 500), bill('paid'))).toBe(true);
    expect(becamePaid(bill('paid'), bill('overpaid'))).toBe(false);
    expect(becamePaid(bill('paid'), bill('unpaid'))).toBe(false);
  });

  it('have the form of Standard Webhooks', () => {
    expect(JSON.parse(messageBody('bill.paid', now, { bill: { id: 'b' } }))).toEqual({
      type: 'bill.paid',
      timestamp: '2026-05-20T03:00:00.000Z',
      data: { bill: { id: 'b' } },
    });
  });
});

describe('T31: addresses that messages may go to', () => {
  it.each(['8.8.8.8', '203.0.114.1', '2001:4860:4860::8888'])('%s is of the open internet', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'no address',
    '',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    ['https://receiver.example/hook', null],
    ['https://receiver.example:8443/hook?a=1', null],
    ['https://8.8.8.8/', null],
    ['http://receiver.example/hook', 'needs_https'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:10.0.0.1]/', 'private_address'],
    ['https://localhost/', 'private_address'],
    ['https://db.internal/', 'private_address'],
    ['https://printer/', 'private_address'],
  ] as const)('%s: %s', (url, refusal) => expect(refusalOfUrl(url, false)).toBe(refusal));

  it('any goes where the network is all one’s own', () => {
    expect(refusalOfUrl('http://127.0.0.1:9/', true)).toBeNull();
    expect(addressOfHost(new URL('https://[::1]/'))).toBe('::1');
    expect(addressOfHost(new URL('https://receiver.example/'))).toBeNull();
  });
});
