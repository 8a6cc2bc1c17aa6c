import { jstDate } from '@tsudoi/shared/kernel/jst';
import { sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { describe, expect, it } from 'vitest';
import { parseDepositNotice } from '../connectors/bank-files/parse.ts';
import { keyLines } from './deposit-line.rules.ts';

const line = { day: '080511', amount: 10_000, remitter: 'タナカ' };
function keysOf(deposits: readonly object[]) {
  const reading = parseDepositNotice(
    sampleDepositFile({ made: '080512', deposits: deposits.map((one) => ({ ...line, ...one })) }),
    jstDate('2026-05-12'),
  );
  if (!reading.ok) throw new Error(reading.fault);
  return [...keyLines(reading.lines)];
}

describe('when two lines are the same money', () => {
  it('account, day, inquiry number and sum, in whichever file', () => {
    const first = keysOf([{ inquiryNumber: '7' }, { inquiryNumber: '8' }]);
    const second = keysOf([{ inquiryNumber: '8' }, { inquiryNumber: '9' }]);
    expect(second[0]!.lineKey).toBe(first[1]!.lineKey);
    expect(new Set([...first, ...second].map(({ lineKey }) => lineKey)).size).toBe(3);
  });

  it('two alike in one file are two deposits, and again the same two in the next', () => {
    const twice = keysOf([{ inquiryNumber: '0' }, { inquiryNumber: '0' }]);
    expect(twice[0]!.lineKey).not.toBe(twice[1]!.lineKey);
    expect(keysOf([{ inquiryNumber: '0' }, { inquiryNumber: '0' }]).map(({ lineKey }) => lineKey)).toEqual(
      twice.map(({ lineKey }) => lineKey),
    );
  });

  it('a 取消 names what it takes back and is never taken for it', () => {
    const [given, taken] = keysOf([{ inquiryNumber: '7' }, { inquiryNumber: '7', cancels: true }]);
    expect(taken!.takesBack).toBe(given!.lineKey);
    expect(taken!.lineKey).not.toBe(given!.lineKey);
  });

  it('a 取消 that is booked on another day names the deposit of the day that it counts from', () => {
    const [given] = keysOf([{ inquiryNumber: '7' }]);
    const [taken, again] = keysOf([
      { inquiryNumber: '7', day: '080512', valued: '080511', cancels: true },
      { inquiryNumber: '7', day: '080512', valued: '080511', cancels: true },
    ]);
    expect(taken!.takesBack).toBe(given!.lineKey);
    expect(again!.takesBack).not.toBe(taken!.takesBack);
  });
});
