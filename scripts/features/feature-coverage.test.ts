import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverageOf, coverageText, readFeatures } from './feature-coverage.ts';

const csv =
  'id,capability,line\nBIL-01,billing,"A run, in the background"\nBIL-02,billing,A run shows progress\nPAY-06,payments,Money clears once\n';
const features = readFeatures(csv);
const coverage = (...results: [name: string, status: string][]) =>
  coverageOf(
    features,
    results.map(([name, status]) => ({ name, status })),
  );

describe('the rows of the project', () => {
  it('are 229, each with an id of its own, a capability and one line', () => {
    const rows = readFeatures(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'features.csv'), 'utf8'));
    expect(rows).toHaveLength(229);
    expect(new Set(rows.map(({ line }) => line)).size).toBe(229);
  });
});

describe('feature coverage', () => {
  it('reads a line with a comma', () => expect(features[0]?.line).toBe('A run, in the background'));

  // The names of these tests hold no id of a row: they would count.
  it.each([
    { what: 'another header', text: 'id,line\nBIL-01,a' },
    { what: 'an id twice', text: `${csv}BIL-01,billing,twice\n` },
    { what: 'a short id', text: `${csv}BIL-1,billing,short\n` },
  ])('refuses a list with $what', ({ text }) => {
    expect(() => readFeatures(text)).toThrow('features.csv');
  });

  it('counts a row whose id stands in the name of a passing test', () => {
    expect(coverage(['runs > BIL-01: works in the background', 'passed']).covered).toBe(1);
  });

  it('counts several ids of one name, and one row once for several tests', () => {
    expect(coverage(['pays (BIL-01, PAY-06)', 'passed'], ['PAY-06 again', 'passed']).covered).toBe(2);
  });

  it('does not count a row with a failing test beside passing ones, nor one whose test was skipped', () => {
    const { covered, rows } = coverage(['BIL-01: a', 'passed'], ['BIL-01: b', 'failed'], ['BIL-02: c', 'pending']);
    expect(covered).toBe(0);
    expect(rows.map(({ state }) => state)).toEqual(['failed', 'none', 'none']);
  });

  it('names ids that are no row, and leaves words alone that only look alike', () => {
    expect(coverage(['BIL-99: a', 'passed'], ['reads UTF-16 and ISO-27', 'passed']).unknownIds).toEqual(['BIL-99']);
  });

  it('lists by capability and ends with the count', () => {
    const text = coverageText(coverage(['PAY-06: once', 'passed']));
    expect(text).toContain('billing  0 of 2');
    expect(text).toContain('payments  1 of 1\n  ✓ PAY-06');
    expect(text.split('\n').at(-1)).toBe('1 of 3 rows have a passing test');
  });
});
