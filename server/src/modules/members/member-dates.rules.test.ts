import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { dateRefusal } from './member-dates.rules.ts';

const today = jstDate('2026-11-24');
test.each([
  ['1980-01-02', '2010-04-01', null],
  ['', '1899-01-01', null],
  ['2026-11-24', '2026-11-24', null],
  ['2026-11-25', '2026-11-25', 'BIRTH_DATE_IMPLAUSIBLE'],
  ['2030-01-01', '2031-01-01', 'BIRTH_DATE_IMPLAUSIBLE'],
  ['1880-01-01', '2010-04-01', 'BIRTH_DATE_IMPLAUSIBLE'],
  ['1980-01-02', '1979-12-31', 'JOINED_ON_IMPLAUSIBLE'],
  ['', '2027-11-25', null],
  ['', '2027-11-26', 'JOINED_ON_IMPLAUSIBLE'],
  ['', '2099-12-31', 'JOINED_ON_IMPLAUSIBLE'],
])('born %s, joining %s: %s', (birthDate, joinedOn, refusal) => {
  expect(dateRefusal({ birthDate, joinedOn }, today)).toBe(refusal);
});
