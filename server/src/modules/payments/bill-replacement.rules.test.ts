import type { BillId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { inPlaceOf, lastInPlace } from './bill-replacement.rules.ts';
import type { CorrectionDocument } from './correction.repository.ts';

type Note = CorrectionDocument['bills'][number];
const note = (role: Note['role'], billId: string, before: string | null, after: string) =>
  ({ role, billId, before: before && { status: before }, after: { status: after } }) as unknown as Note;
const pairs = (wrong: CorrectionDocument['wrong'], ...bills: Note[]) => [...inPlaceOf({ wrong, bills })];

test('docs/decisions/0026: what a correction puts in the place of a bill', () => {
  const old = note('corrected', 'old', 'unpaid', 'cancelled');
  const [anew, next, there] = [
    note('replacement', 'new', null, 'paid'),
    note('next_year', 'next', null, 'paid'),
    note('target', 'there', 'unpaid', 'paid'),
  ];
  expect(pairs('type', old, anew, next)).toEqual([['old', 'new']]);
  expect(pairs('type', old, there, anew)).toEqual([['old', 'new']]);
  // Nothing is made where the bill that was meant is there already.
  expect(pairs('year', old, there)).toEqual([['old', 'there']]);
  expect(pairs('surplus', note('corrected', 'old', 'overpaid', 'paid'), there)).toEqual([]);
  expect(pairs('type', old)).toEqual([]);
  // An undo: what was made goes, and one like the former bill is made.
  const gone = note('target', 'new', 'paid', 'cancelled');
  expect(pairs('undo', note('corrected', 'old', 'cancelled', 'cancelled'), gone, note('replacement', 'again', null, 'paid'))).toEqual([
    ['new', 'again'],
  ]);
  expect(pairs('undo', note('corrected', 'old', 'paid', 'overpaid'), note('target', 'next', 'paid', 'cancelled'), there)).toEqual([]);
});

test('docs/decisions/0026: a chain of corrections ends with what stands, and nowhere else', () => {
  const chain = new Map([
    ['a', 'b'],
    ['b', 'c'],
    ['x', 'y'],
    ['y', 'x'],
  ] as [BillId, BillId][]);
  const last = (billId: string) => lastInPlace(chain, billId as BillId);
  expect([last('a'), last('b'), last('c'), last('x')]).toEqual(['c', 'c', null, 'y']);
});
