import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';

describe('message catalogue', () => {
  it('names every message and version once', () => {
    const keys = catalogue.map((definition) => `${definition.name}@${definition.version}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(catalogue.map((definition) => [definition.name, definition] as const))(
    '%s reads its own examples and refuses an empty payload',
    (_name, definition) => {
      expect(definition.examples.length).toBeGreaterThan(0);
      for (const example of definition.examples) expect(definition.payload.safeParse(example).error).toBeUndefined();
      expect(definition.payload.safeParse({}).success).toBe(false);
    },
  );
});
