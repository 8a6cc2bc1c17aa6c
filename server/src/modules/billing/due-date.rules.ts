import type { DueRule } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, type JstMonth, addDays, addMonths, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';

export interface DueDay {
  /** As the rule says it, bank day or not. */
  readonly written: JstDate;
  readonly dueOn: JstDate;
}

/** The days on which banks are open: the day itself or the next, or the one before. */
export interface BankDays {
  from(day: JstDate): JstDate;
  until(day: JstDate): JstDate;
}

function moved(day: JstDate, shift: DueRule['shift'], banks: BankDays): JstDate {
  return shift === 'none' ? day : shift === 'next' ? banks.from(day) : banks.until(day);
}

/** The due day of a bill whose first month is `month`; a day that the month does not have is its last (case 69). */
export function dueDayOf(rule: DueRule, month: JstMonth, banks: BankDays): DueDay {
  const first = addMonths(firstDayOfMonth(month), rule.months);
  const last = addDays(addMonths(first, 1), -1);
  const day = addDays(first, rule.day - 1);
  const written = day > last ? last : day;
  return { written, dueOn: moved(written, rule.shift, banks) };
}

/** Without a rule, or where its day has passed: the end of next month. */
export function proposedDueDay(rule: DueRule | null, month: JstMonth, today: JstDate, banks: BankDays): DueDay {
  const byRule = rule && dueDayOf(rule, month, banks);
  if (byRule && byRule.dueOn >= today) return byRule;
  const written = addDays(addMonths(`${today.slice(0, 7)}-01` as JstDate, 2), -1);
  return { written, dueOn: moved(written, rule?.shift ?? 'none', banks) };
}

/** Whoever is asked is not late on that very day: a bill neither begins nor opens with a due day that has passed. @throws DomainError INVALID_INPUT */
export function refuseDayOver(dueOn: JstDate, today: JstDate): void {
  if (dueOn < today) throw new DomainError('INVALID_INPUT', {}, [{ path: ['dueOn'], code: 'due_day_over' }]);
}
