import { billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import { chargeStates } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payLinkOf, pendingChargeOf, pendingStates, withChargeNote } from './bill-charge.rules.ts';
import type { ChargeNote, PayLinkNote } from './bill.repository.ts';

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

  it('waits for a charge exactly as long as its money may still come', () => {
    const waits = chargeStates.filter((state) => pendingChargeOf([note('chg_1', 1, state)]) !== null);
    expect(waits).toEqual(['requested', 'awaiting', 'authorized', 'provisional', 'unknown']);
    expect(waits.toSorted()).toEqual(pendingStates.toSorted());
    for (const state of pendingStates) expect(pendingChargeOf([note('chg_1', 3, state)])).toEqual(note('chg_1', 3, state));
  });

  it('takes a newer deadline where the fact tells one, and leaves every other charge as it was', () => {
    const [before, after] = ['2026-05-19T14:59:59Z', '2026-05-22T14:59:59Z'].map((text) => new Date(text)) as [Date, Date];
    const other = note('chg_2', 1, 'awaiting');
    const charges = [{ ...note('chg_1', 1, 'awaiting'), expiresAt: before }, other];
    const told = withChargeNote(charges, { ...note('chg_1', 2, 'awaiting'), expiresAt: after });
    expect(told).toEqual([{ ...note('chg_1', 2, 'awaiting'), expiresAt: after }, other]);
    expect(told[1]).toBe(other);
  });
});

describe('the link through which somebody else is to pay a bill', () => {
  const until = new Date('2026-06-01T00:00:00Z');
  const payLink = { until } as PayLinkNote;
  const before = (ms: number) => new Date(until.getTime() - ms);

  it('case 62: holds it while something is to be paid, and not a moment after its last', () => {
    expect(billStatuses.filter((status) => payLinkOf({ payLink, status }, before(1)) === payLink)).toEqual(['unpaid', 'partly_paid']);
    expect(billStatuses.filter((status) => payLinkOf({ payLink, status }, before(0)) !== null)).toEqual([]);
    expect(payLinkOf({ payLink, status: 'unpaid' }, before(-1))).toBeNull();
  });

  it('case 62: is none where the bill is in none', () => {
    expect([payLinkOf({ payLink: null, status: 'unpaid' }, before(1)), payLinkOf({ status: 'unpaid' }, before(1))]).toEqual([null, null]);
  });
});
