import { expect, it } from 'vitest';
import { intentKeys } from './intent.ts';

it('security 4.5: one key for what is asked, however often; another for another question, and once the first is done', () => {
  const keys = intentKeys();
  const may = keys.keyOf('2026-05');
  expect(keys.keyOf('2026-05')).toBe(may);
  const june = keys.keyOf('2026-06');
  expect(june).not.toBe(may);
  expect(keys.keyOf('2026-06')).toBe(june);
  keys.done();
  expect(keys.keyOf('2026-06')).not.toBe(june);
});
