import { jstDate } from '@tsudoi/shared/kernel/jst';
import { sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { describe, expect, it } from 'vitest';
import { type DepositLine, parseDepositNotice } from '../connectors/bank-files/parse.ts';
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

  const account = { bankCode: '0001', bankName: 'ミズホ', branchCode: '110', branchName: 'ホンテン', kind: '1', number: '1234567' };
  const one: DepositLine = {
    line: 2,
    account,
    inquiryNumber: '7',
    bookedOn: jstDate('2026-05-11'),
    valuedOn: jstDate('2026-05-11'),
    amount: 10_000,
    senderCode: '',
    remitter: 'タナカ',
    bank: '',
    branch: '',
    cancels: false,
  };
  const keyOf = (line: DepositLine) => [...keyLines([line])][0]!.lineKey;

  it('another account, day, number or sum is other money', () => {
    const others: DepositLine[] = [
      { ...one, account: { ...account, bankCode: '0005' } },
      { ...one, account: { ...account, branchCode: '111' } },
      { ...one, account: { ...account, kind: '2' } },
      { ...one, account: { ...account, number: '7654321' } },
      { ...one, bookedOn: jstDate('2026-05-12') },
      { ...one, inquiryNumber: '8' },
      { ...one, amount: 10_001 },
    ];
    expect(new Set([one, ...others].map(keyOf)).size).toBe(8);
    // Where the bank gives a number, that says it, whatever else it writes.
    for (const more of [{ remitter: 'スズキ' }, { senderCode: '1' }, { bank: 'ミズホ' }, { branch: 'ホンテン' }, { line: 9 }])
      expect(keyOf({ ...one, ...more })).toBe(keyOf(one));
  });

  it('without a number it is the remitter who tells two apart, and a number is never taken for a name', () => {
    const bare = { ...one, inquiryNumber: '' };
    expect(keyOf({ ...bare, remitter: 'スズキ' })).not.toBe(keyOf(bare));
    expect(keyOf({ ...bare, remitter: '7' })).not.toBe(keyOf(one));
    expect(keyOf({ ...bare, senderCode: '1' })).toBe(keyOf(bare));
  });

  it('the second of two alike stays the second, whatever lies between them', () => {
    const between = [
      { ...one, amount: 5 },
      { ...one, bookedOn: jstDate('2026-05-12') },
      { ...one, cancels: true },
    ];
    const keys = [...keyLines([one, ...between, one, one])].map(({ lineKey }) => lineKey);
    expect(new Set(keys).size).toBe(6);
    expect(keys.toSpliced(1, 3)).toEqual([...keyLines([one, one, one])].map(({ lineKey }) => lineKey));
  });

  it('of two alike the first 取消 takes back the first, the second the second, and money takes nothing back', () => {
    const off = { ...one, cancels: true };
    const [first, second, a, b] = [...keyLines([one, one, off, off])];
    expect([first!.takesBack, second!.takesBack]).toEqual([null, null]);
    expect([a!.takesBack, b!.takesBack]).toEqual([first!.lineKey, second!.lineKey]);
    // It may stand in a file of its own, before or after what it takes back.
    expect([...keyLines([off])][0]!.takesBack).toBe(first!.lineKey);
    expect(first!.line).toBe(one);
  });
});
