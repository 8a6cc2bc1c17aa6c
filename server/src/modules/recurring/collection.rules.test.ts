import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { newSavedCardId } from '@tsudoi/shared/kernel/card-ids';
import { newChargeId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { newCollectionTryId, newRecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CollectionSource, CollectionTry, TryOutcome } from './collection.repository.ts';
import {
  type CollectionFacts,
  failingOf,
  hourOfTry,
  isInVain,
  nextStep,
  nextTryOn,
  restsAfterDrops,
  wasTried,
} from './collection.rules.ts';

const today = jstDate('2026-05-10');
const facts = (given: Partial<CollectionFacts> = {}): CollectionFacts => ({
  today,
  cancelled: false,
  payable: true,
  outstanding: 3000,
  memberGone: false,
  otherwisePaid: false,
  resting: false,
  chargeState: null,
  wasAuthorized: false,
  ...given,
});
const someTry = (given: Partial<CollectionTry> = {}): CollectionTry => ({
  tryId: newCollectionTryId(),
  key: 'key',
  cardId: newSavedCardId(),
  amount: yen(3000),
  askedAt: new Date('2026-05-10T00:00:00Z'),
  chargeId: null,
  outcome: null,
  ...given,
});
const dues = { kind: 'dues', id: newMemberId() } as const;
const collection = (tries: CollectionTry[] = [], on: string | null = '2026-05-10', source: CollectionSource = dues) => ({
  tries,
  source,
  agreed: yen(3000),
  nextTryOn: on === null ? null : jstDate(on),
});
const stepOf = (given: Partial<CollectionFacts> = {}, of = collection()) => nextStep(of, facts(given)).step;

describe('when a card is tried', () => {
  it('ARR-03, 0099: what was held for weeks behind the day that was told is the member’s to pay, not a charge without a word', () => {
    expect(stepOf({}, collection([], '2026-04-26'))).toBe('try');
    expect(stepOf({}, collection([], '2026-04-25'))).toBe('end');
    expect(stepOf({ otherwisePaid: true }, collection([], '2026-04-01')), 'while it is held nothing is decided').toBe('rest');
    const tried = (day: string, outcome: TryOutcome) => someTry({ askedAt: new Date(`${day}T01:00:00Z`), outcome });
    expect(stepOf({}, collection([tried('2026-04-26', 'dropped')], '2026-04-01')), 'a series of dropped tries goes on').toBe('try');
    expect(stepOf({}, collection([tried('2026-04-25', 'dropped')], '2026-04-01')), 'unless it was held as well').toBe('end');
    expect(stepOf({}, collection([tried('2026-04-20', 'declined')], '2026-04-26')), 'the next day of the series was told').toBe('try');
    expect(nextStep(collection([tried('2026-04-20', 'declined')], '2026-04-21'), facts())).toEqual({
      step: 'end',
      state: 'ended',
      because: 'untold',
      toldOn: '2026-04-21',
    });
    expect(stepOf({}, collection([], '2026-04-01', { kind: 'plan', id: newRecurringPlanId() })), 'a plan has its day each month').toBe(
      'try',
    );
  });

  it('ARR-03, domain 3.8: one, five and twelve days after the first failure, then never again by itself', () => {
    const failed = jstDate('2026-05-01');
    const next = (day: string) => nextTryOn(failed, jstDate(day));
    expect([next('2026-05-01'), next('2026-05-02'), next('2026-05-06'), next('2026-05-13')]).toEqual([
      '2026-05-02',
      '2026-05-06',
      '2026-05-13',
      null,
    ]);
    // A server that was down for a week makes up for one try, not for three.
    expect(next('2026-05-09')).toBe('2026-05-13');
    expect(next('2026-06-01')).toBeNull();
  });

  it('is from nine in the morning in Japan', () => {
    expect(hourOfTry(today).toISOString()).toBe('2026-05-10T00:00:00.000Z');
  });

  it('is not before its day, nor while somebody pays otherwise or the organisation rests', () => {
    expect(stepOf()).toBe('try');
    expect(stepOf({}, collection([], '2026-05-11'))).toBe('wait');
    expect(stepOf({}, collection([], null))).toBe('wait');
    expect(stepOf({ otherwisePaid: true })).toBe('rest');
    expect(stepOf({ resting: true })).toBe('rest');
  });

  it('domain.md 3.1: while the organisation rests a try whose answer was lost is not asked about, which might make it', () => {
    const lost = collection([someTry()]);
    expect([stepOf({}, lost), stepOf({ resting: true }, lost)]).toEqual(['ask_again', 'rest']);
  });

  it('is over with the bill, with the member, and when more is asked for than was agreed to', () => {
    expect(nextStep(collection(), facts({ payable: false }))).toEqual({ step: 'end', state: 'paid' });
    for (const given of [{ cancelled: true, payable: false }, { memberGone: true }, { outstanding: 3001 }])
      expect(nextStep(collection(), facts(given))).toEqual({ step: 'end', state: 'ended' });
    expect(stepOf({ outstanding: 1000 })).toBe('try');
  });

  it('is not while another try is open: lost answers are asked for again, known ones are waited for', () => {
    expect(stepOf({}, collection([someTry()]))).toBe('ask_again');
    const known = collection([someTry({ chargeId: newChargeId() })]);
    const steps = (['requested', 'authorized', 'unknown', 'final', 'failed', 'expired', 'voided'] as const).map(
      (chargeState: ChargeState) => stepOf({ chargeState }, known),
    );
    expect(steps).toEqual(['wait', 'wait', 'wait', 'wait', 'fail', 'fail', 'drop']);
    expect(stepOf({ chargeState: null }, known)).toBe('wait');
    // A hold that was let go is the company's no; one that stands is none yet.
    const held = (chargeState: ChargeState) => stepOf({ chargeState, wasAuthorized: true }, known);
    expect([held('voided'), held('failed'), held('authorized'), held('final')]).toEqual(['fail', 'fail', 'wait', 'wait']);
    // One that has ended keeps nobody waiting, and is not taken for the one that is open.
    const ended = someTry({ chargeId: newChargeId(), outcome: 'declined' });
    expect(stepOf({ chargeState: 'failed' }, collection([ended]))).toBe('try');
    expect(stepOf({}, collection([ended, someTry()]))).toBe('ask_again');
  });

  it('domain 3.8: is again within the hour when it came to nothing, and once a day when that goes on', () => {
    const rests = (...outcomes: CollectionTry['outcome'][]) => restsAfterDrops(outcomes.map((outcome) => ({ outcome })));
    const dropped = (times: number) => Array.from({ length: times }, () => 'dropped' as const);
    expect([rests(), rests(...dropped(5)), rests(...dropped(6)), rests(...dropped(40))]).toEqual([false, false, true, true]);
    expect([rests('declined', ...dropped(5)), rests(...dropped(9), 'declined', ...dropped(6))]).toEqual([false, true]);
  });

  it('decision 0042: counts as a failure once it has come to nothing for as long as a series lasts', () => {
    const asked = (day: string, outcome: CollectionTry['outcome']) => ({ outcome, askedAt: new Date(`${day}T03:00:00Z`) });
    const inVain = (today: string, ...tries: ReturnType<typeof asked>[]) => isInVain(tries, jstDate(today));
    const first = asked('2026-05-01', 'dropped');
    expect([inVain('2026-05-13'), inVain('2026-05-12', first), inVain('2026-05-13', first)]).toEqual([false, false, true]);
    expect(inVain('2026-05-13', first, asked('2026-05-13', null))).toBe(true);
    // A card that was tried meanwhile begins it anew.
    expect(inVain('2026-05-13', first, asked('2026-05-05', 'declined'), asked('2026-05-06', 'dropped'))).toBe(false);
    expect(inVain('2026-05-13', first, asked('2026-05-05', 'declined'))).toBe(false);
  });

  it('domain 3.8: of a card that has come while another one was tried is made once', () => {
    const [used, fresh] = [newSavedCardId(), newSavedCardId()];
    const of = collection([someTry({ cardId: null, outcome: 'no_card' }), someTry({ cardId: used, outcome: 'dropped' })]);
    expect([wasTried(of, used), wasTried(of, fresh)]).toEqual([true, false]);
  });

  it('ARR-03: a card that was declined once was declined, whatever else came of the other tries', () => {
    const tries = (...outcomes: CollectionTry['outcome'][]) => failingOf(outcomes.map((outcome) => ({ outcome })));
    expect([tries('no_card', 'declined', 'not_offered'), tries('not_offered', 'no_card')]).toEqual(['declined', 'no_card']);
    expect([tries('not_offered', 'dropped'), tries()]).toEqual(['not_offered', 'not_offered']);
  });
});

/** What can happen to a collection, in any order. */
const events = ['look', 'look_lost', 'settle', 'fail', 'new_card', 'pay_by_hand', 'day', 'week'] as const;

test('BIL-17: whatever fails, comes late or is asked again in whatever order, a bill is charged once at most', () => {
  const run = (happenings: readonly (typeof events)[number][]) => {
    let day = today;
    let tries: CollectionTry[] = [];
    let firstFailedOn: typeof today | null = null;
    let next: typeof today | null = today;
    let paidByHand = false;
    let key = 0;
    // The provider: one charge a key, whatever is asked again.
    const charges = new Map<string, { chargeId: CollectionTry['chargeId']; state: ChargeState }>();
    const money = () => [...charges.values()].filter(({ state }) => state === 'final').length;
    const end = (outcome: TryOutcome) => {
      tries = tries.map((one) => (one.outcome === null ? { ...one, outcome } : one));
      firstFailedOn ??= day;
      next = nextTryOn(firstFailedOn, day);
    };
    const look = (isLost: boolean) => {
      const open = tries.find(({ outcome }) => outcome === null);
      const chargeState = open?.chargeId ? (charges.get(open.key)?.state ?? null) : null;
      const step = nextStep(
        { tries, source: dues, agreed: yen(3000), nextTryOn: next },
        facts({ today: day, chargeState, payable: money() === 0 && !paidByHand }),
      );
      if (step.step === 'fail') end('declined');
      if (step.step !== 'try' && step.step !== 'ask_again') return;
      expect(money()).toBe(0);
      expect(paidByHand).toBe(false);
      if (step.step === 'try') tries = [...tries, someTry({ key: String((key += 1)) })];
      const asked = tries.at(-1)!;
      if (!charges.has(asked.key)) charges.set(asked.key, { chargeId: newChargeId(), state: 'requested' });
      if (!isLost) tries = tries.map((one) => (one === asked ? { ...one, chargeId: charges.get(asked.key)!.chargeId } : one));
    };
    for (const event of happenings) {
      if (event === 'look' || event === 'look_lost') look(event === 'look_lost');
      if (event === 'settle' || event === 'fail')
        for (const charge of charges.values()) if (charge.state === 'requested') charge.state = event === 'settle' ? 'final' : 'failed';
      if (event === 'new_card' && firstFailedOn !== null && tries.every(({ outcome }) => outcome !== null)) next = day;
      if (event === 'pay_by_hand' && money() === 0 && [...charges.values()].every(({ state }) => state !== 'requested')) paidByHand = true;
      if (event === 'day') day = addDays(day, 1);
      if (event === 'week') day = addDays(day, 7);
      expect(money() + (paidByHand ? 1 : 0)).toBeLessThanOrEqual(1);
      // Never two under way at once either.
      expect([...charges.values()].filter(({ state }) => state === 'requested').length).toBeLessThanOrEqual(1);
    }
  };
  fc.assert(fc.property(fc.array(fc.constantFrom(...events), { maxLength: 60 }), run), { numRuns: 500 });
});
