import type { DueRule } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { bankDays } from '@tsudoi/shared/service/bank-days';
import { describe, expect, it } from 'vitest';
import { dueDayOf, proposedDueDay, refuseDayOver } from './due-date.rules.ts';

const rule = (shift: DueRule['shift'], months = 1, day = 31): DueRule => ({ months, day, shift });
const month = (text: string) => JstMonth.parse(text);

describe('when a bill is due', () => {
  it('case 69: 31 May on a Saturday is Monday 2 June where the next bank day is set, and stays without', () => {
    expect(dueDayOf(rule('next'), month('2025-04'), bankDays)).toEqual({ written: '2025-05-31', dueOn: '2025-06-02' });
    expect(dueDayOf(rule('none'), month('2025-04'), bankDays).dueOn).toBe('2025-05-31');
    expect(dueDayOf(rule('previous'), month('2025-04'), bankDays).dueOn).toBe('2025-05-30');
  });

  it('a day that the month does not have is its last', () => {
    expect(dueDayOf(rule('none', 0), month('2026-06'), bankDays).dueOn).toBe('2026-06-30');
    expect(dueDayOf(rule('none', 10), month('2026-04'), bankDays).dueOn).toBe('2027-02-28');
  });

  it('is the day that the rule names, in a month that has it', () => {
    expect(dueDayOf(rule('none', 0, 1), month('2026-06'), bankDays).written).toBe('2026-06-01');
    expect(dueDayOf(rule('none', 2, 27), month('2025-12'), bankDays).written).toBe('2026-02-27');
  });

  it('is still proposed by the rule on the day itself', () => {
    expect(proposedDueDay(rule('next'), month('2026-04'), jstDate('2026-06-01'), bankDays)).toEqual({
      written: '2026-05-31',
      dueOn: '2026-06-01',
    });
    expect(proposedDueDay(rule('next'), month('2026-04'), jstDate('2026-06-02'), bankDays).dueOn).toBe('2026-07-31');
  });

  it('is proposed by the rule while that day is to come, else at the end of next month', () => {
    expect(proposedDueDay(rule('next'), month('2026-04'), jstDate('2026-03-20'), bankDays).dueOn).toBe('2026-06-01');
    expect(proposedDueDay(rule('next'), month('2026-04'), jstDate('2026-10-02'), bankDays).dueOn).toBe('2026-11-30');
    expect(proposedDueDay(null, month('2026-04'), jstDate('2026-01-31'), bankDays).dueOn).toBe('2026-02-28');
  });

  it('BIL-04: is today at the earliest', () => {
    const today = jstDate('2026-06-08');
    expect(() => refuseDayOver(today, today)).not.toThrow();
    expect(() => refuseDayOver(jstDate('2026-06-07'), today)).toThrow('INVALID_INPUT');
  });
});
