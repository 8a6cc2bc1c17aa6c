import { jstDate } from '@tsudoi/shared/kernel/jst';
import { SaveProofRuleInput, YearDay } from '@tsudoi/shared/contracts/members/proof.contract';
import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import {
  acceptanceFor,
  answerFor,
  askedLateBy,
  fallsBack,
  isOverForAll,
  isToAsk,
  lastDayOf,
  lateOnOf,
  passState,
  periodBefore,
  periodOf,
  periodOn,
  reminderOn,
  wasHeldUp,
} from './proof.rules.ts';

const april = { opensOn: '04-01', dueOn: '04-15' };
const overNewYear = { opensOn: '12-10', dueOn: '01-20' };
const day = jstDate;

describe('#11 the period of a proof', () => {
  it('has its first and its last day in it, and nothing is asked between two', () => {
    const period = { opensOn: '2027-04-01', dueOn: '2027-04-15' };
    expect(['2027-03-31', '2027-04-01', '2027-04-15', '2027-04-16'].map((on) => periodOn(april, day(on)))).toEqual([
      null,
      period,
      period,
      null,
    ]);
  });

  it('may go over the new year', () => {
    const period = { opensOn: '2026-12-10', dueOn: '2027-01-20' };
    expect(['2026-12-09', '2026-12-10', '2027-01-20', '2027-01-21'].map((on) => periodOn(overNewYear, day(on)))).toEqual([
      null,
      period,
      period,
      null,
    ]);
  });

  it('is over on the day after its last day and stays the last one for a year', () => {
    expect(['2027-04-15', '2027-04-16', '2028-04-15', '2028-04-16'].map((on) => periodBefore(april, day(on)).dueOn)).toEqual([
      '2026-04-15',
      '2027-04-15',
      '2027-04-15',
      '2028-04-15',
    ]);
  });

  it('is reminded of once when it opens, two weeks and three days before the last day', () => {
    const lastDay = day('2027-04-15');
    expect(
      ['2027-03-01', '2027-03-31', '2027-04-01', '2027-04-11', '2027-04-12', '2027-04-15'].map((on) => reminderOn(lastDay, day(on))),
    ).toEqual(['opened', 'opened', 'two_weeks', 'two_weeks', 'three_days', 'three_days']);
  });

  it('ends for whoever came to be asked after the others fourteen days later, and never earlier than for them', () => {
    const period = { opensOn: day('2027-04-01'), dueOn: day('2027-04-15') };
    expect(
      [null, '2027-04-01', '2027-04-02', '2027-04-13', '2027-04-15'].map((on) => lastDayOf(period, on === null ? null : day(on))),
    ).toEqual(['2027-04-15', '2027-04-15', '2027-04-16', '2027-04-27', '2027-04-29']);
    expect([day('2027-04-29'), day('2027-04-30')].map((today) => isOverForAll(period, today))).toEqual([false, true]);
  });

  it('goes on after a suspension for whoever had days left, fourteen days from the day on which the organisation went on', () => {
    const [one, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const period = { opensOn: day('2027-04-01'), dueOn: day('2027-04-15') };
    const held = (state: string, since: string, askedLateOn: string | null = null, membershipTypeId = one) =>
      wasHeldUp({ state, membershipTypeId, askedLateOn: askedLateOn === null ? null : day(askedLateOn) }, one, period, day(since));
    expect(['asked', 'refused', 'sent', 'accepted', 'lapsed'].map((state) => held(state, '2027-04-10'))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(['2027-04-15', '2027-04-16'].map((since) => held('asked', since))).toEqual([true, false]);
    expect(['2027-04-27', '2027-04-28'].map((since) => held('asked', since, '2027-04-13'))).toEqual([true, false]);
    expect([held('asked', '2027-04-10', null, other), wasHeldUp(null, one, period, day('2027-04-10'))]).toEqual([false, false]);
    const anew = (restsSince: string | null, state = 'sent') =>
      lateOnOf(
        { _id: one, restsSince: restsSince === null ? null : day(restsSince) },
        { state, membershipTypeId: one, askedLateOn: day('2027-04-03') },
        period,
        day('2027-06-20'),
      );
    expect([anew('2027-04-10'), anew('2027-04-10', 'accepted'), anew('2027-04-18'), anew(null)]).toEqual([
      '2027-06-20',
      '2027-04-03',
      '2027-04-03',
      '2027-04-03',
    ]);
    expect([lateOnOf({ _id: one }, null, period, day('2027-06-20'))]).toEqual([null]);
    const overOn = (resumedOn: string | null) =>
      ['2027-04-29', '2027-04-30', '2027-07-04', '2027-07-05'].map((today) =>
        isOverForAll(period, day(today), resumedOn === null ? null : day(resumedOn)),
      );
    expect(overOn('2027-06-20')).toEqual([false, false, false, true]);
    expect(overOn('2026-06-20')).toEqual([false, true, true, true]);
    expect(overOn(null)).toEqual([false, true, true, true]);
  });

  it('is asked late of whoever comes after the others, or when the organisation goes on within it', () => {
    const period = { opensOn: day('2027-04-01'), dueOn: day('2027-04-15') };
    const today = day('2027-04-13');
    const late = (remindedFor: string, resumedOn?: string | null) =>
      askedLateBy({ remindedFor, ...(resumedOn ? { resumedOn: day(resumedOn) } : {}) }, period, today);
    expect([late('2027-04-15'), late('2026-04-15'), late('')]).toEqual([today, null, null]);
    expect([late('', '2027-03-31'), late('', '2027-04-01'), late('', '2027-04-13')]).toEqual([null, today, today]);
    expect(askedLateBy({ remindedFor: '', resumedOn: null }, period, today)).toBeNull();
  });

  it('is asked of whoever is not known to have been, or only for another type; what they sent stands', () => {
    const [one, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const states = ['asked', 'refused', 'lapsed', 'sent', 'accepted'];
    expect(isToAsk(null, one)).toBe(true);
    expect(states.map((state) => isToAsk({ state, membershipTypeId: one }, one))).toEqual([false, false, true, false, false]);
    expect(states.map((state) => isToAsk({ state, membershipTypeId: other }, one))).toEqual([true, true, true, false, false]);
  });

  it('lets the type fall back only of who was asked, has had their last day, and has no proof that was accepted or waits', () => {
    const [one, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const rule = { ...april, _id: one, since: day('2027-01-01') };
    const period = { opensOn: day('2027-04-01'), dueOn: day('2027-04-15') };
    const after = day('2027-04-16');
    const falls = (
      state: string,
      changes: { membershipTypeId?: typeof one; askedLateOn?: string } = {},
      today = after,
      since = rule.since,
    ) => {
      const { askedLateOn, ...more } = changes;
      const late = askedLateOn === undefined ? {} : { askedLateOn: day(askedLateOn) };
      return fallsBack({ membershipTypeId: one, state, ...more, ...late }, { ...rule, since }, period, today);
    };
    expect(fallsBack(null, rule, period, after)).toBe(false);
    expect(['asked', 'refused', 'lapsed', 'sent', 'accepted'].map((state) => falls(state))).toEqual([true, true, false, false, false]);
    expect(falls('asked', {}, day('2027-04-15'))).toBe(false);
    expect(falls('asked', { membershipTypeId: other })).toBe(false);
    expect([day('2027-04-27'), day('2027-04-28')].map((today) => falls('asked', { askedLateOn: '2027-04-13' }, today))).toEqual([
      false,
      true,
    ]);
    // A rule that was made, or made anew, after the last day takes nothing for it.
    expect([day('2027-04-15'), day('2027-04-16')].map((since) => falls('asked', {}, after, since))).toEqual([true, false]);
    // Where the next period begins within the days of a late one, they are asked in that one.
    const allYear = { ...rule, opensOn: '04-20' };
    const late = { membershipTypeId: one, state: 'asked', askedLateOn: day('2027-04-13') };
    expect(fallsBack(late, allYear, { opensOn: day('2026-04-20'), dueOn: day('2027-04-15') }, day('2027-05-30'))).toBe(false);
  });

  it('stands in the list of the office by what is still to come', () => {
    const one = newMembershipTypeId();
    const of = (state: string | null, isOpen: boolean, isOver: boolean) =>
      passState(state === null ? null : { state, membershipTypeId: one }, one, { isOpen, isOver });
    expect([of(null, true, false), of(null, false, true), of('lapsed', false, true)]).toEqual(['asked', null, null]);
    expect([of('asked', true, false), of('refused', false, false), of('refused', false, true)]).toEqual(['asked', 'refused', null]);
    expect([of('sent', true, false), of('accepted', false, true)]).toEqual([null, 'accepted']);
  });

  it('is the one nearest to the last day that a proof was sent for: a year has one proof, wherever its last day is moved', () => {
    const sentFor = day('2027-04-15');
    const movedTo = ['04-30', '03-31', '10-14', '10-15', '04-15'];
    expect(movedTo.map((dueOn) => periodOf({ opensOn: '03-01', dueOn }, sentFor).dueOn)).toEqual([
      '2027-04-30',
      '2027-03-31',
      '2027-10-14',
      '2026-10-15',
      '2027-04-15',
    ]);
    expect(periodOf(overNewYear, day('2026-12-28'))).toEqual({ opensOn: '2026-12-10', dueOn: '2027-01-20' });
  });

  it('is answered by a proof of the type, the accepted one before a later one, and never by that of the year before', () => {
    const [one, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const rule = { _id: one, opensOn: '04-01', dueOn: '04-30' };
    const proof = (dueOn: string, state: string, membershipTypeId = one) => ({ dueOn: day(dueOn), state, membershipTypeId });
    const of = (...proofs: ReturnType<typeof proof>[]) => answerFor(proofs, rule, day('2027-04-30'))?.state ?? null;
    expect(of(proof('2027-04-15', 'accepted'))).toBe('accepted');
    expect(of(proof('2026-04-30', 'accepted'), proof('2028-04-15', 'accepted'))).toBeNull();
    expect(of(proof('2027-04-15', 'accepted', other))).toBeNull();
    expect(of(proof('2027-05-10', 'lapsed'), proof('2027-04-15', 'refused'))).toBe('lapsed');
    expect(of(proof('2027-04-15', 'accepted'), proof('2027-05-10', 'refused'))).toBe('accepted');
  });

  it('decision 0014: the last acceptance of a type goes to the other record of a person, which has none for the period', () => {
    const [student, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const rule = { _id: student, ...april };
    const proof = (dueOn: string, state: string, membershipTypeId = student) => ({ membershipTypeId, dueOn: day(dueOn), state });
    const [old, present] = [proof('2026-04-15', 'accepted'), proof('2027-04-15', 'accepted')];
    const going = (...others: ReturnType<typeof proof>[]) => acceptanceFor(rule, [present, old], others);
    expect(going()).toBe(present);
    for (const state of ['asked', 'refused', 'lapsed']) expect(going(old, proof('2027-04-15', state))).toBe(present);
    expect(going(present)).toBeNull();
    // Whatever its last day was then.
    expect(going(proof('2027-05-10', 'accepted'))).toBeNull();
    expect(acceptanceFor(rule, [proof('2027-04-15', 'accepted', other)], [])).toBeNull();
  });

  it('is of days that every year has, from one type to another', () => {
    expect(['02-28', '12-31', '04-01'].every((on) => YearDay.safeParse(on).success)).toBe(true);
    expect(['02-29', '04-31', '13-01', '4-1', '00-10'].some((on) => YearDay.safeParse(on).success)).toBe(false);
    const [one, other] = [newMembershipTypeId(), newMembershipTypeId()];
    const rule = { membershipTypeId: one, ...april, fallbackTypeId: other };
    expect(SaveProofRuleInput.safeParse(rule).success).toBe(true);
    expect(SaveProofRuleInput.safeParse({ ...rule, fallbackTypeId: one }).error?.issues[0]?.message).toBe('same_type');
    expect(SaveProofRuleInput.safeParse({ ...rule, dueOn: '04-01' }).error?.issues[0]?.message).toBe('same_day');
  });
});
