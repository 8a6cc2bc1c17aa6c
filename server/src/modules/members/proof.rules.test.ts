import { jstDate } from '@tsudoi/shared/kernel/jst';
import { SaveProofRuleInput, YearDay } from '@tsudoi/shared/contracts/members/proof.contract';
import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { answerFor, fallsBack, periodBefore, periodOf, periodOn, reminderOn } from './proof.rules.ts';

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

  it('is reminded of once when it opens, two weeks and three days before its end', () => {
    const period = { opensOn: day('2027-03-01'), dueOn: day('2027-04-15') };
    expect(
      ['2027-03-01', '2027-03-31', '2027-04-01', '2027-04-11', '2027-04-12', '2027-04-15'].map((on) => reminderOn(period, day(on))),
    ).toEqual(['opened', 'opened', 'two_weeks', 'two_weeks', 'three_days', 'three_days']);
  });

  it('lets the type fall back only of who was in and has neither an accepted proof nor one that waits for the office', () => {
    const period = { opensOn: day('2027-04-01'), dueOn: day('2027-04-15') };
    const old = { joinedOn: day('2020-04-01') };
    expect([null, 'refused', 'lapsed', 'sent', 'accepted'].map((state) => fallsBack(old, state, period))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([day('2027-04-15'), day('2027-04-16')].map((joinedOn) => fallsBack({ joinedOn }, null, period))).toEqual([true, false]);
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
