import { payoutStates } from '@tsudoi/shared/contracts/payments/payout.contract';
import { JstMonth, jstDate, lastDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { PriceYen, type Yen, addYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { bankDayFrom, bankDayUntil } from '@tsudoi/shared/service/bank-days';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatedEvent, deriveState } from '../charges/charge.rules.ts';
import { feeOf } from './fee.rules.ts';
import { type PayoutMovement, movementsOf } from './payout-entry.rules.ts';
import { closedState, comingPayDay, isWithBank, mayMove, monthToClose, payDayOf, sumsOf } from './payout.rules.ts';

const month = (text: string) => JstMonth.parse(text);
const today = jstDate('2026-05-10');
let drawn = 0;
const event = (kind: DatedEvent['kind'], at: string, refunded: number | null = null): DatedEvent => ({
  _id: `mev_${String((drawn += 1)).padStart(6, '0')}`,
  kind,
  occurredAt: new Date(at),
  refunded: refunded === null ? null : yen(refunded),
});
const card = { basisPoints: 360, fixed: PriceYen.parse(0) };
const konbini = { basisPoints: 0, fixed: PriceYen.parse(220) };
const charge = (amount: number, bearer: 'org' | 'member' = 'org', rate = card) => ({
  amount: yen(amount),
  fee: feeOf(yen(amount), rate, bearer),
});
type Charge = ReturnType<typeof charge>;
const booked = (of: Charge, events: readonly DatedEvent[], written: readonly PayoutMovement[] = []) =>
  movementsOf(of, deriveState('requested', events), written, today);

describe('when a month is closed and paid out (domain.md 3.10)', () => {
  it.each([
    [31, '2026-04', '2026-05-29'],
    [32, '2025-04', '2025-05-30'],
    [33, '2025-11', '2025-12-30'],
    [34, '2025-12', '2026-01-30'],
  ])('oracle %i, case 70: what came in %s is paid out at the end of the next month, or the bank day before', (_oracle, of, day) => {
    expect(payDayOf(month(of), bankDayUntil)).toBe(day);
  });

  it('case 89: what came back, or is approved late, goes to the next bank day: a bank takes no file for a day that has gone by', () => {
    const of = (payOn: string, on: string) => comingPayDay(jstDate(payOn), jstDate(on), bankDayFrom);
    expect([of('2026-05-29', '2026-05-20'), of('2026-05-29', '2026-05-29')]).toEqual(['2026-05-29', '2026-05-29']);
    expect([of('2026-05-29', '2026-06-01'), of('2026-05-29', '2026-06-05')]).toEqual(['2026-06-02', '2026-06-08']);
  });

  it('POU-01: money of 1–31 May is paid out on 30 June, and its month is closed on 10 June', () => {
    expect(payDayOf(month('2026-05'), bankDayUntil)).toBe('2026-06-30');
    expect(lastDayOfMonth(month('2026-05'))).toBe('2026-05-31');
    expect(monthToClose(jstDate('2026-06-09'))).toBe('2026-04');
    expect(monthToClose(jstDate('2026-06-10'))).toBe('2026-05');
    expect(monthToClose(jstDate('2026-01-10'))).toBe('2025-12');
    expect(monthToClose(jstDate('2026-01-09'))).toBe('2025-11');
  });

  it('guide 3.10: a file goes back from the bank whole, and only while nothing has been heard of it', () => {
    const states = (...of: ('exported' | 'paid' | 'returned')[]) => of.map((state) => ({ state }));
    expect(isWithBank({ count: 2 }, states('exported', 'exported'))).toBe(true);
    for (const of of [states('exported'), states('exported', 'paid'), states('exported', 'returned')])
      expect(isWithBank({ count: 2 }, of)).toBe(false);
    // A payout by itself never does: it would be approved again, to another account.
    expect(mayMove('exported', 'approved')).toBe(false);
  });

  it('no state is reached that the table does not have', () => {
    const reached = payoutStates.flatMap((from) => payoutStates.filter((to) => mayMove(from, to)).map((to) => `${from}→${to}`));
    expect(reached).toEqual([
      'open→closed',
      'open→carried_forward',
      'closed→approved',
      'approved→exported',
      'exported→paid',
      'exported→returned',
      'paid→returned',
      'returned→approved',
    ]);
  });
});

describe('what a payout is made of', () => {
  it('oracle 31, calculation 5.10, POU-02: gross 35,000 − fee 1,300 − returned 10,000 = 23,700', () => {
    const april = '2026-04-12T03:00:00Z';
    const paid = [charge(10_000), charge(10_000), charge(5000, 'org', konbini)].flatMap((of) => booked(of, [event('final', april)]));
    const refunded = booked(charge(10_000), [event('final', april), event('refunded', '2026-04-20T03:00:00Z')]);
    const sums = sumsOf([...paid, ...refunded]);
    expect(sums).toEqual({ count: 5, gross: 35_000, fee: 1300, returned: 10_000, net: 23_700 });
    expect(sums.gross - sums.fee - sums.returned).toBe(sums.net);
    expect(payDayOf(month('2026-04'), bankDayUntil)).toBe('2026-05-29');
  });

  it('oracle 30, TEN-06: with the member bearing the fee the organisation gets all of it, with itself bearing it the rest', () => {
    const at = '2026-04-12T03:00:00Z';
    expect(sumsOf(booked(charge(10_000, 'member'), [event('final', at)])).net).toBe(10_000);
    expect(sumsOf(booked(charge(10_000), [event('final', at)])).net).toBe(9640);
  });

  it('is dated in Japan: 00:30 on 1 May there is May, and was 30 April in London', () => {
    expect(booked(charge(1000), [event('final', '2026-04-30T15:30:00Z')])[0]!.bookedOn).toBe('2026-05-01');
    expect(booked(charge(1000), [event('final', '2026-04-30T14:59:59Z')])[0]!.bookedOn).toBe('2026-04-30');
  });

  it('速報 is nobody’s to pay out; what it becomes is', () => {
    const reported = [event('instructions_issued', '2026-04-01T00:00:00Z'), event('provisional', '2026-04-02T00:00:00Z')];
    expect(booked(charge(1000), reported)).toEqual([]);
    expect(booked(charge(1000), [...reported, event('provisional_withdrawn', '2026-04-03T00:00:00Z')])).toEqual([]);
    expect(booked(charge(1000), [...reported, event('final', '2026-04-05T00:00:00Z')])).toMatchObject([{ amount: 1000 }]);
  });

  it('case 88, hard case 29: a refund after the payout is a line below nothing, and does not give the fee back', () => {
    const of = charge(10_000);
    const events = [event('final', '2026-04-12T03:00:00Z')];
    const first = booked(of, events);
    const back = booked(of, [...events, event('refunded', '2026-06-03T03:00:00Z')], first);
    expect(back).toEqual([{ kind: 'returned', amount: -10_000, fee: 0, bookedOn: '2026-06-03' }]);
    expect(closedState(sumsOf(back).net)).toBe('carried_forward');
    expect(closedState(zeroYen)).toBe('carried_forward');
    expect(closedState(yen(1))).toBe('closed');
  });

  it('hard case 29: a chargeback takes the money, one that is won brings it again', () => {
    const of = charge(10_000);
    const events = [event('final', '2026-04-12T03:00:00Z'), event('charged_back', '2026-06-03T03:00:00Z')];
    const lost = booked(of, events);
    expect(lost.map(({ amount }) => amount)).toEqual([10_000, -10_000]);
    const won = booked(of, [...events, event('chargeback_won', '2026-07-03T03:00:00Z')], lost);
    expect(won).toEqual([{ kind: 'won_back', amount: 10_000, fee: 0, bookedOn: today }]);
  });

  it('hard case 29: of a payment that was refunded in part, what is charged back and won is the rest', () => {
    const of = charge(10_000);
    const parts = [event('final', '2026-04-12T03:00:00Z'), event('partly_refunded', '2026-04-20T03:00:00Z', 3000)];
    const lost = [...parts, event('charged_back', '2026-06-03T03:00:00Z')];
    const written = [...booked(of, parts), ...booked(of, lost, booked(of, parts))];
    expect(written.map(({ amount }) => amount)).toEqual([10_000, -3000, -7000]);
    expect(booked(of, [...lost, event('chargeback_won', '2026-07-03T03:00:00Z')], written)).toMatchObject([
      { kind: 'won_back', amount: 7000 },
    ]);
  });

  it('hard case 28: a refund that bounces after a dispute took the rest is a line of its own, and the dispute’s rest another once it is won', () => {
    const of = charge(10_000);
    const refund = { id: 're_1', amount: yen(3000) };
    const parts = [event('final', '2026-04-12T03:00:00Z'), { ...event('partly_refunded', '2026-04-20T03:00:00Z', 3000), refund }];
    const lost = [...parts, { ...event('charged_back', '2026-05-03T03:00:00Z'), amount: yen(7000), dispute: 'du_1' }];
    const back = [...lost, { ...event('refund_returned', '2026-05-05T03:00:00Z'), refund }];
    const won = [...back, { ...event('chargeback_won', '2026-07-03T03:00:00Z'), dispute: 'du_1' }];
    const written: PayoutMovement[] = [];
    for (const events of [parts, lost, back, won])
      written.push(...movementsOf(of, deriveState('requested', events, of.amount), written, today));
    expect(written.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['money', 10_000],
      ['returned', -3000],
      ['returned', -7000],
      ['won_back', 3000],
      ['won_back', 7000],
    ]);
  });

  it('TEN-06: where the payer bore the fee, a refund takes from the organisation its own part at most', () => {
    const of = charge(10_000, 'member');
    const events = [event('final', '2026-04-12T03:00:00Z'), event('partly_refunded', '2026-04-20T03:00:00Z', 10_000)];
    const first = booked(of, events);
    expect(sumsOf(first).net).toBe(0);
    // Now the fee as well: that is none of the organisation's money.
    expect(booked(of, [...events, event('refunded', '2026-04-21T03:00:00Z', 10_360)], first)).toEqual([]);
  });

  it('what is written is not written again, whatever is heard twice', () => {
    const events = [event('final', '2026-04-12T03:00:00Z'), event('partly_refunded', '2026-04-20T03:00:00Z', 3000)];
    const written = booked(charge(10_000), events);
    expect(booked(charge(10_000), events, written)).toEqual([]);
  });
});

const kinds = [
  'instructions_issued',
  'provisional',
  'provisional_withdrawn',
  'final',
  'partly_refunded',
  'refunded',
  'charged_back',
  'chargeback_won',
] as const;
const told = fc.record({
  of: fc.nat({ max: 5 }),
  kind: fc.constantFrom(...kinds),
  hour: fc.nat({ max: 24 * 120 }),
  part: fc.integer({ min: 1, max: 9000 }),
});
/** A notice comes, or a month is closed. */
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: told }, { weight: 1, arbitrary: fc.constant('close' as const) }), {
  maxLength: 40,
});

describe('payouts over months', () => {
  it('G18: payouts and what waits are together all money that is final, less fees and returns, in every order of notices and closings', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const charges = Array.from({ length: 6 }, (_, at) => charge(1000 * (at + 4), at % 2 === 0 ? 'org' : 'member'));
        const events: DatedEvent[][] = charges.map(() => []);
        const lines: (PayoutMovement & { of: number; payout: number | null })[] = [];
        const payouts: { net: Yen; state: string }[] = [];
        let closing = month('2026-01');
        for (const step of sequence) {
          if (step === 'close') {
            const taken = lines.filter((line) => line.payout === null && line.bookedOn <= lastDayOfMonth(closing));
            const { net } = sumsOf(taken);
            const state = closedState(net);
            if (taken.length > 0) payouts.push({ net, state });
            if (state === 'closed') for (const line of taken) line.payout = payouts.length - 1;
            closing = month(lastDayOfMonth(closing) < '2026-06' ? `2026-0${Number(closing.slice(6)) + 1}` : closing);
            continue;
          }
          const at = new Date(Date.UTC(2026, 0, 1) + step.hour * 3_600_000).toISOString();
          events[step.of]!.push(event(step.kind, at, step.kind === 'partly_refunded' ? step.part : null));
          const own = lines.filter(({ of }) => of === step.of);
          for (const line of booked(charges[step.of]!, events[step.of]!, own)) lines.push({ ...line, of: step.of, payout: null });
        }
        const expected = charges.map((of, at) => {
          const { state, refunded } = deriveState('requested', events[at]!);
          const fee = of.fee.bearer === 'org' ? of.fee.sum : 0;
          if (state === 'final') return of.amount - fee;
          if (state === 'partly_refunded') return of.amount - Math.min(refunded, of.amount) - fee;
          return state === 'refunded' || state === 'charged_back' ? -fee : 0;
        });
        const paid = sumYen(payouts.filter(({ state }) => state === 'closed').map(({ net }) => net));
        const waiting = sumsOf(lines.filter(({ payout }) => payout === null)).net;
        expect(addYen(paid, waiting) as number).toBe(expected.reduce((sum, one) => sum + one, 0));
        expect(payouts.every(({ net, state }) => net > 0 === (state === 'closed'))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
