import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditTexts } from './texts.ts';

const modules = join(import.meta.dirname, '..', '..', '..', '..', 'server', 'src', 'modules');
const sources = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.service.ts'))
  .map((path) => readFileSync(join(modules, path), 'utf8'));
const all = (pattern: RegExp) => [...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1] ?? '')))];

describe('the words of the audit log', () => {
  it('name every action the server records', () => {
    const actions = all(/action: '([A-Za-z_]+\.[A-Za-z_]+)'/g);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => !(action in auditTexts.ja.actions))).toEqual([]);
  });

  it('name every field the server says has changed', () => {
    const fields = all(/fields: \[([^\]]*)\]/g).flatMap((list) => [...list.matchAll(/'([A-Za-z]+)'/g)].map((match) => match[1] ?? ''));
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter((field) => !(field in auditTexts.ja.names))).toEqual([]);
  });
});
