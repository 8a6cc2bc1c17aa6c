import { describe, expect, it } from 'vitest';
import { type TestResults, mergedResults } from './results.ts';

const results = (commit: string, tier: 'unit' | 'db', ...names: string[]): TestResults => ({
  commit,
  tiers: [tier],
  tests: names.map((name) => ({ name, status: 'passed', tier })),
});

describe('results of a commit', () => {
  it('of several runs are one: a tier that ran again replaces itself, the others stay', () => {
    const both = mergedResults(results('a', 'db', 'old'), results('a', 'unit', 'first'));
    expect(both).toMatchObject({ commit: 'a', tiers: ['unit', 'db'] });
    const again = mergedResults(both, results('a', 'db', 'new'));
    expect(again.tests.map(({ name }) => name).toSorted()).toEqual(['first', 'new']);
  });

  it('are forgotten with the next commit', () => {
    expect(mergedResults(results('a', 'unit', 'old'), results('b', 'db', 'new'))).toEqual(results('b', 'db', 'new'));
    expect(mergedResults(null, results('b', 'db', 'new'))).toEqual(results('b', 'db', 'new'));
  });
});
