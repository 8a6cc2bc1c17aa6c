import { termSettingsAtFirst } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, test } from 'vitest';
import { hasAgreed } from './renewal-consent.rules.ts';
import { type RenewalFacts, chargeOn, heldBy, nextStep, noMarks, noticeOf } from './renewal.rules.ts';

const settings = { ...termSettingsAtFirst, hasTerms: true, autoRenewal: true };
const noticed = { ...noMarks, noticed: { on: jstDate('2026-05-31'), amount: 10_000 } };
const step = (day: string, given: Partial<RenewalFacts> = {}) =>
  nextStep({
    today: jstDate(day),
    through: jstDate('2026-06-30'),
    settings,
    status: 'active',
    isOn: true,
    marks: noMarks,
    isBilled: false,
    isUncollected: false,
    canTell: true,
    amount: 10_000,
    ...given,
  });

describe('what is done for a renewal today', () => {
  test('BIL-15: notice, then charge on its day, and nothing before or once it is billed', () => {
    expect([step('2026-05-30'), step('2026-05-31')]).toEqual(['nothing', 'notice']);
    expect([step('2026-06-22', { marks: noticed }), step('2026-06-23', { marks: noticed })]).toEqual(['nothing', 'charge']);
    expect(step('2026-06-23', { marks: noticed, isBilled: true })).toBe('nothing');
    expect([step('2026-07-30', { marks: noticed }), step('2026-07-31', { marks: noticed })]).toEqual(['charge', 'nothing']);
  });
  test('BIL-15: never charged on the day of the notice, however late that is', () => {
    expect(chargeOn(jstDate('2026-06-30'), 7, { on: jstDate('2026-05-31') })).toBe('2026-06-23');
    expect(chargeOn(jstDate('2026-06-30'), 7, { on: jstDate('2026-06-29') })).toBe('2026-06-30');
  });
  test('BIL-15: never charged before the day that the notice named, whatever is planned by now', () => {
    const told = { ...noMarks, noticed: { ...noticed.noticed, chargeOn: jstDate('2026-06-23') } };
    const on = (chargeDays: number, marks: RenewalFacts['marks'] = told) =>
      ['2026-06-10', '2026-06-22', '2026-06-23', '2026-06-29', '2026-06-30'].find(
        (day) => step(day, { marks, settings: { ...settings, chargeDays } }) === 'charge',
      );
    expect([on(20), on(7), on(0)]).toEqual(['2026-06-23', '2026-06-23', '2026-06-30']);
    // Of a notice that is older than this rule the day is not known.
    expect(on(20, noticed)).toBe('2026-06-10');
    // Another sum was told to nobody, nor was its day.
    expect([noticeOf(told, 10_000), noticeOf(told, 12_000), noticeOf(noMarks, 10_000)]).toEqual([told.noticed, null, null]);
  });
  test('BIL-15: another sum than the one that was told is told first', () => {
    expect(step('2026-06-23', { marks: noticed, amount: 12_000 })).toBe('notice');
  });
  test('BIL-15: who did not agree is reminded once and never charged', () => {
    expect(step('2026-05-31', { isOn: false })).toBe('remind');
    expect(step('2026-06-23', { isOn: false, marks: { ...noticed, remindedOn: jstDate('2026-05-31') } })).toBe('nothing');
  });
  test('BIL-15: a present type without automatic renewal is told of, once', () => {
    for (const given of [
      { settings: { ...settings, autoRenewal: false } },
      { settings: { ...settings, hasTerms: false } },
      { settings: null },
    ]) {
      expect(step('2026-06-10', given)).toBe('tell');
      expect(step('2026-06-10', { ...given, marks: { ...noMarks, toldOn: jstDate('2026-06-09') } })).toBe('nothing');
    }
  });
  test('BIL-15: who has left is renewed no more, who rests is left alone', () => {
    for (const status of ['withdrawn', 'deceased', 'expelled', 'suspended'] as const) {
      expect(step('2026-06-23', { status, marks: noticed })).toBe('nothing');
      expect(step('2026-06-23', { status, isOn: false })).toBe('nothing');
    }
  });
  test('BIL-15: an agreement ends with leaving and is not alive again after coming back', () => {
    const entry = (status: 'active' | 'withdrawn' | 'suspended', effectiveOn: string) => ({ status, effectiveOn: jstDate(effectiveOn) });
    const agreed = { isOn: true, at: new Date('2026-05-01T03:00:00Z') };
    const on = (entries: ReturnType<typeof entry>[], newest: typeof agreed | null = agreed) =>
      hasAgreed(newest, entries, jstDate('2026-06-23'));
    expect(on([entry('active', '2020-04-01'), entry('suspended', '2026-05-10')])).toBe(true);
    expect(on([entry('active', '2020-04-01'), entry('withdrawn', '2026-05-10'), entry('active', '2026-06-01')])).toBe(false);
    expect(on([entry('active', '2020-04-01'), entry('withdrawn', '2026-06-24')])).toBe(true);
    expect(on([entry('withdrawn', '2026-04-01'), entry('active', '2026-04-20')])).toBe(true);
    expect(on([entry('active', '2020-04-01')], null)).toBe(false);
    expect(on([entry('active', '2020-04-01')], { ...agreed, isOn: false })).toBe(false);
  });
  test('BIL-15: what cannot be billed or told is not charged, and is a step of its own', () => {
    for (const given of [{ canTell: false }, { amount: null }, { canTell: false, marks: noticed }, { amount: null, marks: noticed }])
      expect(step('2026-06-23', given)).toBe('hold');
    expect([step('2026-05-30', { amount: null }), step('2026-05-31', { amount: null })]).toEqual(['nothing', 'hold']);
    // By hand nobody is sent to a page that has no button; who was reminded is left alone.
    expect(step('2026-05-31', { isOn: false, amount: null })).toBe('hold');
    expect(step('2026-06-23', { isOn: false, amount: null, marks: { ...noMarks, remindedOn: jstDate('2026-05-31') } })).toBe('nothing');
    expect(step('2026-05-31', { isOn: false, canTell: false })).toBe('remind');
    expect([heldBy({ isOn: true, canTell: false, amount: 1 }), heldBy({ isOn: true, canTell: true, amount: null })]).toEqual([
      'cannot_tell',
      'cannot_bill',
    ]);
    const held = { why: 'cannot_bill', on: jstDate('2026-06-01') } as const;
    expect([step('2026-06-10', { marks: { ...noticed, held } }), step('2026-06-10', { marks: { ...noMarks, held } })]).toEqual([
      'release',
      'notice',
    ]);
  });
  test('BIL-15: an open bill that somebody made by hand is charged on the day that was told, and reminds nobody', () => {
    const open = { isBilled: true, isUncollected: true };
    expect([
      step('2026-05-31', open),
      step('2026-06-22', { ...open, marks: noticed }),
      step('2026-06-23', { ...open, marks: noticed }),
    ]).toEqual(['notice', 'nothing', 'charge']);
    expect(step('2026-06-10', { ...open, isOn: false })).toBe('nothing');
  });
});
