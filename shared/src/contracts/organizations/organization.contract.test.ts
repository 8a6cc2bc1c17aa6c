import { describe, expect, it } from 'vitest';
import { Slug } from './organization.contract.ts';

describe('organisation slug', () => {
  it('takes 3 to 30 of a–z, 0–9 and -, and none of the platform’s words', () => {
    for (const slug of ['shinonome', 'a-1', 'x'.repeat(30)]) expect(Slug.safeParse(slug).success, slug).toBe(true);
    for (const slug of ['ab', 'x'.repeat(31), 'Shinonome', '-abc', 'abc-', 'a_b', 'trpc', 'dev', 'ops', 'しののめ', ''])
      expect(Slug.safeParse(slug).success, slug).toBe(false);
  });
});
