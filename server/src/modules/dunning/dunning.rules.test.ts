import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type OwedBill, type OwingMember, type StageTerms, channelsFor, hasLapsed, nextStep, planOf } from './dunning.rules.ts';

const stages: readonly StageTerms[] = [
  { key: 1, days: -7, mail: true, letter: false },
  { key: 2, days: 7, mail: true, letter: false },
  { key: 3, days: 30, mail: true, letter: false },
  { key: 4, days: 60, mail: true, letter: true },
];
const dueOn = jstDate('2026-06-01');
const bill = (given: Partial<OwedBill> = {}): OwedBill => ({
  id: 'bill_1',
  dueOn,
  confirmedOn: jstDate('2026-04-01'),
  waiting: null,
  collecting: false,
  payer: null,
  moneyHeld: false,
  holds: [],
  rounds: [],
  ...given,
});
const member = (given: Partial<OwingMember> = {}): OwingMember => ({
  status: 'active',
  hasEmail: true,
  hasAddress: true,
  credit: 0,
  holds: [],
  lastRoundOn: null,
  bills: [bill()],
  ...given,
});
const round = (stageKey: number, days: number, on: string) => ({ stageKey, days, on: jstDate(on) });
const stepOn = (day: string, given: Partial<OwedBill> = {}) => {
  const step = nextStep(stages, bill(given), jstDate(day));
  return step.kind === 'stage' ? [step.stage.days, step.on] : [step.reason, step.until];
};

describe('ARR-03: dunning, which stage comes next', () => {
  it('ARR-03: the usual stages are 7 days before and 7, 30 and 60 days after the due date', () => {
    expect(stepOn('2026-05-01')).toEqual([-7, '2026-05-25']);
    expect(stepOn('2026-05-26', { rounds: [round(1, -7, '2026-05-25')] })).toEqual([7, '2026-06-08']);
    expect(stepOn('2026-06-09', { rounds: [round(2, 7, '2026-06-08')] })).toEqual([30, '2026-07-01']);
    expect(stepOn('2026-07-02', { rounds: [round(3, 30, '2026-07-01')] })).toEqual([60, '2026-07-31']);
    expect(stepOn('2026-08-02', { rounds: [round(4, 60, '2026-07-31')] })).toEqual(['all_sent', null]);
  });

  it('ARR-03: who is late with everything begins with the courteous stage, and the stages keep their distance', () => {
    expect(stepOn('2026-12-01')).toEqual([7, '2026-06-08']);
    expect(stepOn('2026-12-02', { rounds: [round(2, 7, '2026-12-01')] })).toEqual([30, '2026-12-24']);
    expect(stepOn('2026-12-25', { rounds: [round(3, 30, '2026-12-24')] })).toEqual([60, '2027-01-23']);
  });

  it('ARR-03: before the due date only until the due date; a bill that has just been opened is news enough for a week', () => {
    expect(stepOn('2026-06-01')).toEqual([-7, '2026-05-25']);
    expect(stepOn('2026-06-02')).toEqual([7, '2026-06-08']);
    expect(stepOn('2026-05-28', { confirmedOn: jstDate('2026-05-28') })).toEqual([7, '2026-06-08']);
    expect(stepOn('2026-06-05', { confirmedOn: jstDate('2026-06-05') })).toEqual([7, '2026-06-12']);
  });

  it('ARR-03: a slip that can still be paid, an authorised card and money that is held are waited for', () => {
    const waiting = { method: 'konbini', state: 'awaiting', until: jstDate('2026-06-10') } as const;
    expect(stepOn('2026-06-10', { waiting })).toEqual(['in_payment', '2026-06-10']);
    expect(stepOn('2026-06-11', { waiting })).toEqual([7, '2026-06-08']);
    expect(stepOn('2026-06-11', { waiting: { ...waiting, state: 'authorized', method: 'card', until: null } })).toEqual([
      'in_payment',
      null,
    ]);
    expect(stepOn('2026-06-11', { moneyHeld: true })).toEqual(['money_held', null]);
  });

  it('ARR-03 PAY-18: a bill that an employer is to pay is not asked for while the link is open', () => {
    const payer = { name: '東都大学', until: jstDate('2026-06-20') };
    expect(stepOn('2026-06-20', { payer })).toEqual(['payer', '2026-06-20']);
    expect(stepOn('2026-06-21', { payer })).toEqual([7, '2026-06-08']);
  });

  it('ARR-03: nothing is asked for that has lapsed: five years, the due date not counted', () => {
    expect(hasLapsed(dueOn, jstDate('2031-06-01'))).toBe(false);
    expect(hasLapsed(dueOn, jstDate('2031-06-02'))).toBe(true);
    expect(stepOn('2031-06-02')).toEqual(['lapsed', null]);
    expect(hasLapsed(jstDate('2024-02-29'), jstDate('2029-02-28'))).toBe(false);
    expect(hasLapsed(jstDate('2024-02-29'), jstDate('2029-03-01'))).toBe(true);
  });

  it('ARR-03: a promise is waited for through its day, and a hold without an end for good', () => {
    const promised = { holds: [{ until: jstDate('2026-06-20'), note: '20日に振り込む' }] };
    expect(stepOn('2026-06-20', promised)).toEqual(['promised', '2026-06-20']);
    expect(stepOn('2026-06-21', promised)).toEqual([7, '2026-06-21']);
    expect(stepOn('2026-06-21', { holds: [{ until: null, note: '分割' }] })).toEqual(['held', null]);
  });

  it('ARR-03: a stage that was taken out, moved or added is not sent about a bill that is past it', () => {
    const added = [...stages, { key: 9, days: 15, mail: true, letter: false }];
    const sent = bill({ rounds: [round(3, 30, '2026-07-01')] });
    expect(nextStep(added, sent, jstDate('2026-07-20'))).toMatchObject({ kind: 'stage', stage: { days: 60 } });
    const moved = stages.map((stage) => (stage.key === 3 ? { ...stage, days: 45 } : stage));
    expect(nextStep(moved, sent, jstDate('2026-07-20'))).toMatchObject({ kind: 'stage', stage: { days: 60 } });
  });
});

describe('ARR-03: dunning, one notice a member', () => {
  const of = (day: string, given: Partial<OwingMember> = {}) => planOf(stages, member(given), jstDate(day));

  it('ARR-03: all bills at one stage are in one notice', () => {
    const bills = [bill(), bill({ id: 'bill_2', dueOn: jstDate('2026-06-03') })];
    expect(of('2026-06-10', { bills }).due).toMatchObject({ stage: { days: 7 }, billIds: ['bill_1', 'bill_2'] });
  });

  it('ARR-03: of two stages on one day the later goes, the other waits a week', () => {
    const bills = [bill({ rounds: [round(2, 7, '2026-06-08')] }), bill({ id: 'bill_2', dueOn: jstDate('2026-06-24') })];
    const plan = of('2026-07-01', { bills });
    expect(plan.due).toMatchObject({ stage: { days: 30 }, billIds: ['bill_1'] });
    expect(plan.coming).toMatchObject([{ stage: { days: 7 }, on: '2026-07-08', billIds: ['bill_2'] }]);
    const after = [bill({ rounds: [round(3, 30, '2026-07-01')] }), bills[1]!];
    expect(of('2026-07-02', { bills: after, lastRoundOn: jstDate('2026-07-01') }).due).toBeNull();
  });

  it('ARR-03: seven days pass between two rounds to a member, also when the bill of the first one is paid meanwhile', () => {
    const lastRoundOn = jstDate('2026-06-08');
    expect(of('2026-06-10', { lastRoundOn })).toMatchObject({ due: null, coming: [{ on: '2026-06-15', billIds: ['bill_1'] }] });
    expect(of('2026-06-15', { lastRoundOn }).due).toMatchObject({ billIds: ['bill_1'] });
  });

  it('ARR-03: the dead, applicants and whoever has money with us are left alone, and it is said why', () => {
    expect(of('2026-06-10', { status: 'deceased' }).left).toMatchObject([{ reason: 'deceased' }]);
    expect(of('2026-06-10', { status: 'applied' }).left).toMatchObject([{ reason: 'applicant' }]);
    expect(of('2026-06-10', { credit: 1 }).left).toMatchObject([{ reason: 'has_credit' }]);
    expect(of('2026-06-10', { holds: [{ until: null, note: '係争中' }] }).left).toMatchObject([{ reason: 'held', note: '係争中' }]);
    expect(of('2026-06-10', { status: 'withdrawn' }).due).not.toBeNull();
    expect(of('2026-06-10', { status: 'suspended' }).due).not.toBeNull();
  });

  it('ARR-03 case 22: who has no mail address gets a letter; who has neither is named', () => {
    const mail = stages[1]!;
    const both = stages[3]!;
    expect(channelsFor(mail, { hasEmail: true, hasAddress: true })).toEqual(['mail']);
    expect(channelsFor(mail, { hasEmail: false, hasAddress: true })).toEqual(['letter']);
    expect(channelsFor(both, { hasEmail: true, hasAddress: true })).toEqual(['mail', 'letter']);
    expect(channelsFor(both, { hasEmail: true, hasAddress: false })).toEqual(['mail']);
    expect(of('2026-06-10', { hasEmail: false, hasAddress: false }).left).toMatchObject([{ reason: 'no_address' }]);
  });
});

const anyDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays(jstDate('2025-06-01'), days));
const anyBill = fc.record({ due: anyDay, before: fc.integer({ min: 0, max: 90 }) });
const anyStages = fc
  .tuple(fc.integer({ min: -30, max: 20 }), fc.array(fc.integer({ min: 7, max: 90 }), { maxLength: 5 }), fc.boolean())
  .map(([first, gaps, letter]) => {
    const days = gaps.reduce((list, gap) => [...list, list.at(-1)! + gap], [first]);
    return days.map((day, index): StageTerms => ({ key: index + 1, days: day, mail: true, letter }));
  });

test('ARR-03 property: whatever the stages, bills and days on which somebody looks, no stage comes twice or too soon, and rounds to one member are seven days apart', () => {
  fc.assert(
    fc.property(
      anyStages,
      fc.array(anyBill, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
      (terms, given, looks) => {
        let bills = given.map(({ due, before }, index) => bill({ id: `bill_${index}`, dueOn: due, confirmedOn: addDays(due, -before) }));
        let day = jstDate('2025-06-01');
        const sent: { on: JstDate; ids: readonly string[]; days: number; key: number }[] = [];
        for (const look of looks) {
          day = addDays(day, look);
          const { due, left, coming } = planOf(terms, member({ bills, lastRoundOn: sent.at(-1)?.on ?? null }), day);
          // Everybody is somewhere, and only once.
          const named = [...(due?.billIds ?? []), ...coming.flatMap(({ billIds }) => billIds), ...left.flatMap(({ billIds }) => billIds)];
          expect(named.toSorted()).toEqual(bills.map(({ id }) => id).toSorted());
          if (!due) continue;
          sent.push({ on: day, ids: due.billIds, days: due.stage.days, key: due.stage.key });
          bills = bills.map((one) =>
            due.billIds.includes(one.id)
              ? { ...one, rounds: [...one.rounds, { stageKey: due.stage.key, days: due.stage.days, on: day }] }
              : one,
          );
          // Now and then somebody pays what they were asked for.
          if (look % 5 === 0) bills = bills.filter(({ id }) => !due.billIds.includes(id));
        }
        for (const one of bills) {
          const keys = one.rounds.map(({ stageKey }) => stageKey);
          expect(new Set(keys).size).toBe(keys.length);
          for (const { days, on } of one.rounds) {
            expect(on >= addDays(one.dueOn, days)).toBe(true);
            expect(on >= addDays(one.confirmedOn, 7)).toBe(true);
            if (days <= 0) expect(on <= one.dueOn).toBe(true);
          }
          const byDay = one.rounds.map(({ days }) => days);
          expect(byDay).toEqual(byDay.toSorted((left, right) => left - right));
        }
        sent.forEach((one, index) => index > 0 && expect(one.on >= addDays(sent[index - 1]!.on, 7)).toBe(true));
      },
    ),
    { numRuns: 300 },
  );
});
