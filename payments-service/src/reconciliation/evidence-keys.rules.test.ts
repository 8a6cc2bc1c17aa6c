import { describe, expect, it } from 'vitest';
import { keysIn, keysOfLine, kindOf } from './evidence-keys.rules.ts';

const line = (remitter: string, senderCode = '') => keysOfLine({ remitter, senderCode });

describe('what a line can be known by, as one text', () => {
  it('PAY-20: its numbers, its name, the sender and the line itself, each once', () => {
    expect(keysIn(line('ﾀﾅｶ ﾊﾅｺ 2016-0233', '0010012345'))).toEqual([
      '#20160233',
      'k:タナカハナコ',
      'c:0010012345',
      'm:タナカハナコ2016-0233',
    ]);
    expect(keysIn(line('ﾐ'))).toEqual(['m:ミ']);
    expect(keysIn(line(''))).toEqual([]);
  });

  it('PAY-20: a number goes before a name, and what was learned counts as a number', () => {
    const text = line('ﾀﾅｶ ﾊﾅｺ 2016-0233', '0010012345');
    expect(kindOf(text, new Set(['k:タナカハナコ']))).toBe('byName');
    expect(kindOf(text, new Set(['k:タナカハナコ', '#20160233']))).toBe('byNumber');
    expect(kindOf(text, new Set(['k:タナカハナコ', 'c:0010012345']))).toBe('byNumber');
    expect(kindOf(text, new Set(['k:タナカ']))).toBe('unknown');
    expect(kindOf(line(''), new Set(['k:タナカ']))).toBe('unknown');
  });

  it('PAY-20: figures within a number are sought too, and any sign in a line is a part of it', () => {
    expect(keysIn(line('TANAKA20160233'))).toEqual(['#TANAKA20160233', '#20160233', 'm:TANAKA20160233']);
    expect(kindOf(line('TANAKA20160233'), new Set(['#20160233']))).toBe('byNumber');
    expect(kindOf(line('I2026-000005'), new Set(['#2026000005']))).toBe('unknown');
    expect(kindOf(line('ﾀﾅｶ<2>'), new Set(['m:タナカ']))).toBe('unknown');
    expect(kindOf(line('ﾀﾅｶ<2>'), new Set(['m:タナカ<2>']))).toBe('byNumber');
  });
});
