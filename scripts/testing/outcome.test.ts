import { describe, expect, it } from 'vitest';
import { type TierReport, closingOf, failedOutcome, outcomeOf } from './outcome.ts';

type File = TierReport['testResults'][number];
const test = (fullName: string, failure?: string): File['assertionResults'][number] => ({
  fullName,
  status: failure === undefined ? 'passed' : 'failed',
  failureMessages: failure === undefined ? null : [failure],
});
const file = (name: string, tests: File['assertionResults'], message = ''): File => ({
  name,
  status: message !== '' || tests.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
  message,
  assertionResults: tests,
});
const report = (...files: File[]): TierReport => {
  const count = (status: string) => files.flatMap((one) => one.assertionResults).filter((one) => one.status === status).length;
  return { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults: files };
};
const lastLine = (words: string) => words.trimEnd().split('\n').at(-1);

describe('what npm test closes with', () => {
  it('is one line over all tiers, and nothing else where nothing failed', () => {
    const unit = outcomeOf('unit', report(file('a', [test('one'), test('two')])), 0);
    const db = outcomeOf('db', report(file('b', [test('three')])), 0);
    expect(closingOf([unit, db])).toEqual({ words: '\n3 passed, 0 failed\n', failed: 0 });
    expect(unit.tests).toEqual([
      { name: 'one', status: 'passed' },
      { name: 'two', status: 'passed' },
    ]);
  });

  it('says every failure again before that line', () => {
    const unit = outcomeOf('unit', report(file('a', [test('one'), test('two', 'expected 1 to be 2')])), 1);
    const { words, failed } = closingOf([unit]);
    expect(words).toContain('FAILED two\nexpected 1 to be 2\n');
    expect([lastLine(words), failed]).toEqual(['1 passed, 1 failed', 1]);
  });

  it.each([
    ['a file that cannot be loaded', report(file('a', [test('one')]), file('b', [], 'no such module')), 1, 1, 'no such module'],
    ['a tier that ran nothing', report(), 0, 0, 'Nothing ran'],
    ['a tier that ended badly though its tests passed', report(file('a', [test('one')])), 137, 1, 'ended with 137'],
  ])('counts %s as one failure', (_, ran, code, passed, reason) => {
    const { words } = closingOf([outcomeOf('unit', ran, code)]);
    expect(words).toContain(reason);
    expect(lastLine(words)).toBe(`${passed} passed, 1 failed`);
  });

  it('has the line also where no browser could be had, with the command and with what the other tiers came to', () => {
    const unit = outcomeOf('unit', report(file('a', [test('one')])), 0);
    const { words, failed } = closingOf([failedOutcome('browser', 'Install it with: apt-get install chromium'), unit]);
    expect(words).toContain('FAILED browser\nInstall it with: apt-get install chromium\n');
    expect([lastLine(words), failed]).toEqual(['1 passed, 1 failed', 1]);
  });
});
