import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pendingChargeOf, withChargeNote } from './bill-charge.rules.ts';
import type { ChargeNote } from './bill.repository.ts';

const note = (chargeId: string, sequence: number, state: ChargeNote['state']): ChargeNote => ({
  chargeId: chargeId as ChargeId,
  sequence,
  method: 'konbini',
  state,
  expiresAt: null,
});
const anyNote = fc.record({ charge: fc.constantFrom('chg_1', 'chg_2', 'chg_3'), sequence: fc.integer({ min: 0, max: 5 }) });

describe('what a bill knows of its charges', () => {
  it('ends the same for every order of arrival, repetitions included', () => {
    fc.assert(
      fc.property(fc.array(anyNote, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (facts, shuffle) => {
        // One sequence of one charge is one fact, so its state follows from both.
        const states = ['requested', 'awaiting', 'authorized', 'provisional', 'final', 'refunded'] as const;
        const notes = facts.map(({ charge, sequence }) => note(charge, sequence, states[sequence]!));
        const end = (order: readonly ChargeNote[]) =>
          order.reduce<ChargeNote[]>(withChargeNote, []).toSorted((left, right) => (left.chargeId < right.chargeId ? -1 : 1));
        const shuffled = notes
          .map((row, index) => ({ row, key: shuffle[index] ?? index }))
          .toSorted((left, right) => left.key - right.key)
          .map(({ row }) => row);
        const newest = [...new Set(facts.map(({ charge }) => charge))].toSorted().map((charge) => {
          const sequence = Math.max(...facts.filter((fact) => fact.charge === charge).map((fact) => fact.sequence));
          return note(charge, sequence, states[sequence]!);
        });
        expect(end(shuffled)).toEqual(newest);
        expect(end([...shuffled, ...notes])).toEqual(newest);
      }),
    );
  });

  it('is the same list when it says nothing new', () => {
    const charges = [note('chg_1', 2, 'awaiting'), note('chg_2', 1, 'requested')];
    expect(withChargeNote(charges, note('chg_1', 2, 'awaiting'))).toBe(charges);
    expect(withChargeNote(charges, note('chg_1', 1, 'requested'))).toBe(charges);
    expect(withChargeNote(charges, note('chg_3', 0, 'requested'))).toEqual([...charges, note('chg_3', 0, 'requested')]);
  });

  it('keeps the deadline that an earlier fact has told', () => {
    const expiresAt = new Date('2026-05-19T14:59:59Z');
    const [known] = withChargeNote([{ ...note('chg_1', 1, 'awaiting'), expiresAt }], note('chg_1', 2, 'provisional'));
    expect(known).toMatchObject({ state: 'provisional', expiresAt });
  });

  it('waits for the newest charge that is not over', () => {
    expect(pendingChargeOf([note('chg_1', 1, 'awaiting'), note('chg_2', 1, 'voided')])?.chargeId).toBe('chg_1');
    expect(pendingChargeOf([note('chg_1', 1, 'awaiting'), note('chg_2', 1, 'authorized')])?.chargeId).toBe('chg_2');
    expect(pendingChargeOf([note('chg_2', 1, 'unknown'), note('chg_1', 1, 'awaiting')])?.chargeId).toBe('chg_2');
    expect(pendingChargeOf([note('chg_1', 3, 'final')])).toBeNull();
  });
});
