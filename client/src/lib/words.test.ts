import { describe, expect, it } from 'vitest';
import { debitResultWords } from './i18n/debit-result-words.ts';
import { fill } from './words.ts';

describe('fill', () => {
  it('puts the word for one behind 1 and the word for several behind everything else', () => {
    const text = 'Bill {{count|member|members}}, {{kept|is|are}} left';
    expect(fill(text, { count: 1, kept: 0 })).toBe('Bill 1 member, 0 are left');
    expect(fill(text, { count: 1201, kept: 1 })).toBe('Bill 1,201 members, 1 is left');
    expect(fill('{{count|day|days}} left', { count: '1' })).toBe('1 day left');
    expect(fill('{{days}}日', { days: 1 })).toBe('1日');
  });

  it('shows a gap where nothing was given, whatever stands behind it', () => {
    expect(fill('Bill {{count|member|members}}', {})).toBe('Bill …');
  });

  it('one row of a bank’s result is one row', () => {
    expect(fill(debitResultWords.en.done, { rows: 1, done: 1, failed: 0 })).toBe('1 row read: 1 collected, 0 failed.');
    expect(fill(debitResultWords.en.unknown, { count: 1 })).toMatch(/^1 row belongs to no debit of ours/);
    expect(fill(debitResultWords.ja.done, { rows: 1, done: 1, failed: 0 })).toContain('1件を読み込みました');
  });
});
