import { crashPoints } from '@tsudoi/shared/service/crash-point';
import { testRandom } from '@tsudoi/shared/service/test-random';
import { describe, expect, it } from 'vitest';
import { type ChargeBooks, deliveriesOf, differencesFrom, storiesOf } from './callback-stories.ts';
import { faultPlan, flowNames, runsOf } from './g6-plan.ts';
import { faultNeeds } from './g6-run.ts';
import { hostilePayments } from './g1-run.ts';
import { laneOf, plannedPoints, timesDone } from './crash-plan.ts';
import { billsFor, callers, keyPlan, keysOf, wrongOf } from './g15-plan.ts';
import { silencePlan } from './g17-plan.ts';
import { countOf, floodPlans, numbersFor, sightPlans } from './load-plan.ts';
import { toxicKinds } from './toxic-link.ts';
import type { OpenCharge } from './world.ts';

const seeds = Array.from({ length: 50 }, (_, index) => index * 7919 + 1);
const timesOf = (names: readonly string[]) =>
  Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((other) => other === name).length]));
const charges = (count: number): OpenCharge[] =>
  Array.from({ length: count }, (_, place) => ({
    chargeId: `chg_${place}`,
    payableId: `bill_${place}`,
    memberId: `mem_${place}`,
    paymentNumber: String(1_000_000_000_000 + place),
    paymentId: `payment${place}`,
    amount: 10_000,
    createdAt: new Date(0).toISOString(),
  }));

describe('G1: the plan of hostile callbacks', () => {
  it('has the shares of the row in 20,000 deliveries of 5,000 payments', () => {
    const stories = storiesOf(charges(hostilePayments.full), 'secret', testRandom(1));
    expect(deliveriesOf(stories)).toBeGreaterThanOrEqual(20_000);
    const times = timesOf(stories.map(({ fate }) => fate));
    const shuffled = Object.entries(times).filter(([fate]) => fate.endsWith('in any order'));
    expect(shuffled.reduce((sum, [, count]) => sum + count, 0)).toBe(1500);
    expect(times).toMatchObject({
      'repeated 2 to 20 times': 1500,
      'eight at the same moment': 500,
      'paid after it expired': 250,
      'wrong amount': 250,
      'bad signature': 100,
      'unknown number': 50,
    });
  });

  it('the oracle tells what is lost, doubled or otherwise wrong, and what should not be there', () => {
    const stories = storiesOf(charges(100), 'secret', testRandom(1));
    const books = new Map<string, ChargeBooks>(
      stories.flatMap(({ chargeId, received, refunded }) =>
        received === 0 ? [] : [[chargeId!, { received, reversed: refunded, onBill: received - refunded, count: 1 }] as const],
      ),
    );
    expect(differencesFrom(stories, books)).toEqual([]);
    const paid = stories.filter(({ received }) => received > 0).map(({ chargeId }) => chargeId!);
    const unpaid = stories.find(({ received }) => received === 0)!.chargeId!;
    const row = { received: 10_000, reversed: 0, onBill: 10_000, count: 1 };
    books.delete(paid[0]!);
    books
      .set(paid[1]!, { ...books.get(paid[1]!)!, received: 20_000, count: 2 })
      .set(paid[2]!, { ...row, onBill: 1 })
      .set(unpaid, row);
    expect(
      differencesFrom(stories, books)
        .map(({ is }) => is)
        .toSorted(),
    ).toEqual(['doubled', 'lost', 'other', 'other']);
  });
});

describe('G6: the plan of spoilt networks', () => {
  it('full is every toxic by every flow, five times; quick every toxic three times and every flow four times', () => {
    for (const seed of seeds) {
      const pairs = (size: 'full' | 'quick') =>
        faultPlan(size, seed).flatMap(({ toxic, runs }) => runs.map(({ flow }) => ({ kind: toxic.kind as string, flow: flow as string })));
      const full = pairs('full');
      expect(full).toHaveLength(240);
      expect(new Set(Object.values(timesOf(full.map(({ kind, flow }) => `${kind} ${flow}`))))).toEqual(new Set([5]));
      const quick = pairs('quick');
      expect(timesOf(quick.map(({ kind }) => kind))).toEqual(Object.fromEntries(toxicKinds.map((kind) => [kind, 3])));
      expect(timesOf(quick.map(({ flow }) => flow))).toEqual(Object.fromEntries(flowNames.map((flow) => [flow, 4])));
    }
  });

  it('is the same for the same seed, meets both halves of the network, and takes what it says', () => {
    expect(faultPlan('full', 7)).toEqual(faultPlan('full', 7));
    const rounds = faultPlan('full', 7);
    expect(new Set(rounds.map(({ toxic }) => toxic.way))).toEqual(new Set(['request', 'reply']));
    const { numbers, bare } = faultNeeds(rounds);
    expect(numbers + bare).toBe(runsOf(rounds) + flowNames.length);
  });
});

describe('G3: the plan of crash points', () => {
  it('every named point has a work that leads to it, and none is planned that is not named', () => {
    expect([...plannedPoints].toSorted()).toEqual([...crashPoints].toSorted());
  });

  it('each point comes once a round, and those that leave a lease come first', () => {
    for (const seed of seeds) {
      const lane = laneOf('payments-service', 3, testRandom(seed));
      expect(new Set(Object.values(timesOf(lane.map(({ point }) => point))))).toEqual(new Set([3]));
      const round = lane.slice(0, lane.length / 3).map(({ point }) => point);
      expect(round.indexOf('inbox.claimed')).toBeLessThan(round.indexOf('inbox.stored'));
      expect(round.indexOf('refund.sent')).toBeLessThan(round.indexOf('charge.issued'));
    }
    expect(timesDone('refund', 20)).toBe(61);
  });
});

describe('G15: the plan of keys', () => {
  it('full is 500 keys, quick 20, one in four with two bodies; the process ends before and after the provider has answered', () => {
    for (const seed of seeds) {
      const [full, quick] = [keyPlan('full', seed), keyPlan('quick', seed)];
      expect([keysOf(full).length, keysOf(quick).length, callers]).toEqual([500, 20, 16]);
      const [two, one] = [true, false].map((isTwo) => keysOf(full).filter(({ other }) => (other !== null) === isTwo));
      expect(timesOf(two!.map(({ other }) => other!))).toEqual({ store: 42, method: 42, bill: 41 });
      expect(billsFor(full)).toBe(541);
      // Of two bodies nobody comes alone.
      for (const { others } of two!) expect(others.size > 0 && others.size < callers).toBe(true);
      for (const { others } of one!) expect(others.size).toBe(0);
      expect(timesOf(full.map(({ end }) => end?.point ?? 'none'))).toEqual({ 'charge.stored': 10, 'charge.answered': 10, none: 80 });
      expect(timesOf(quick.map(({ end }) => end?.point ?? 'none'))).toEqual({ 'charge.stored': 1, 'charge.answered': 1, none: 2 });
      for (const { end, intents } of full) expect(end?.hit ?? 1).toBeLessThanOrEqual(intents.length);
    }
    expect(keyPlan('full', 7)).toEqual(keyPlan('full', 7));
  });

  it('the judge tells a second answer, two bodies carried out, and a conflict that was none', () => {
    const opened = JSON.stringify({ outcome: 'opened', charge: { chargeId: 'a' } });
    const conflict = JSON.stringify({ outcome: 'refused', reason: 'idempotency_mismatch' });
    const heard = (other: boolean, word: string) => ({ other, word });
    expect(wrongOf([heard(false, opened), heard(true, conflict), heard(false, opened)])).toBeNull();
    expect(wrongOf([heard(true, opened), heard(false, conflict)])).toBeNull();
    expect(wrongOf([heard(false, opened), heard(true, opened)])).toBe('both bodies were carried out');
    expect(wrongOf([heard(false, opened), heard(false, opened.replace('"a"', '"b"'))])).toMatch(/^different answers/);
    expect(wrongOf([heard(false, opened), heard(false, conflict)])).toMatch(/^different answers/);
    expect(wrongOf([heard(false, conflict), heard(true, conflict)])).toMatch(/^nobody got it/);
    expect(wrongOf([heard(false, opened), heard(true, '{"outcome":"refused","reason":"charge_in_progress"}')])).toMatch(/^not a conflict/);
  });
});

describe('G4, G5 and G17: the figures of the row', () => {
  it('G17: one payment in ten is never told of', () => {
    for (const seed of seeds) {
      expect(silencePlan('full', seed).dropped.size).toBe(100);
      expect(silencePlan('quick', seed).dropped.size).toBe(10);
    }
    expect(new Set(seeds.map((seed) => [...silencePlan('quick', seed).dropped].join())).size).toBeGreaterThan(40);
  });

  it('G4 G5: full is 200 a second for a minute, a thousand at once, five times as many; 40 a second are watched', () => {
    const { steady, burst, overload } = floodPlans.full;
    expect([countOf(steady), burst, overload.rate / steady.rate, overload.seconds]).toEqual([12_000, 1000, 5, 30]);
    expect(sightPlans.full).toMatchObject({ watched: { rate: 40 }, heap: { rate: 200 } });
    expect(countOf(sightPlans.quick.watched)).toBe(200);
    expect(numbersFor(sightPlans.quick)).toBe(400);
  });
});
