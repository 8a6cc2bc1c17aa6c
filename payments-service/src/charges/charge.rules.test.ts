import type { chargeStates } from '@tsudoi/shared/contracts/payments/charge.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moneyEventKinds } from '../connectors/connector.ts';
import { type DatedEvent, deriveState, hasMoney, isWithinLimit } from './charge.rules.ts';

const event = (id: string, kind: DatedEvent['kind'], minute: number): DatedEvent => ({
  _id: id,
  kind,
  occurredAt: new Date(Date.UTC(2026, 4, 12, 3, minute)),
});
const some = fc.array(fc.record({ _id: fc.uuid(), kind: fc.constantFrom(...moneyEventKinds), minute: fc.nat({ max: 5 }) }), {
  maxLength: 12,
});
const dated = some.map((rows) => rows.map(({ _id, kind, minute }) => event(_id, kind, minute)));
const base = fc.constantFrom('created', 'requested', 'unknown', 'awaiting') as fc.Arbitrary<(typeof chargeStates)[number]>;

describe('charge states (domain.md 3.8)', () => {
  test('the order in which notices arrive decides nothing', () => {
    fc.assert(
      fc.property(base, dated, fc.infiniteStream(fc.nat()), (from, events, numbers) => {
        const shuffled = [...events].map((row) => ({ row, at: numbers.next().value as number })).sort((left, right) => left.at - right.at);
        expect(
          deriveState(
            from,
            shuffled.map(({ row }) => row),
          ),
        ).toEqual(deriveState(from, events));
      }),
    );
  });

  test('money that has come is not taken away by an end without money', () => {
    const endings = ['expired', 'voided', 'try_failed', 'instructions_issued', 'authorized'] as const;
    fc.assert(
      fc.property(
        base,
        fc.array(fc.tuple(fc.constantFrom(...endings), fc.nat({ max: 59 })), { maxLength: 8 }),
        fc.nat({ max: 59 }),
        (from, others, minute) => {
          const events = [...others.map(([kind, at], index) => event(`e${index}`, kind, at)), event('money', 'final', minute)];
          const { state, stale } = deriveState(from, events);
          expect(stale).not.toContain('money');
          expect(state).toBe('final');
        },
      ),
    );
  });

  test('a state after refunds and chargebacks still stands for money that came', () => {
    fc.assert(
      fc.property(base, dated, (from, events) => {
        const { state, stale } = deriveState(from, events);
        const came = events.some((row) => row.kind === 'final' && !stale.includes(row._id));
        if (came) expect(hasMoney(state)).toBe(true);
      }),
    );
  });

  test('case 7: 速報 withdrawn waits again, and the cash may still come', () => {
    const events = [event('1', 'provisional', 1), event('2', 'provisional_withdrawn', 2)];
    expect(deriveState('awaiting', events).state).toBe('awaiting');
    expect(deriveState('awaiting', [...events, event('3', 'final', 3)]).state).toBe('final');
  });

  test('oracle 54: konbini 299,999 ok, 300,000 refused, a member’s fee counts', () => {
    expect(isWithinLimit('konbini', yen(299_999), yen(0))).toBe(true);
    expect(isWithinLimit('konbini', yen(300_000), yen(0))).toBe(false);
    expect(isWithinLimit('konbini', yen(295_000), yen(5000))).toBe(false);
  });
});
