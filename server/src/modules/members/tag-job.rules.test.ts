import { describe, expect, it } from 'vitest';
import { oppositeOf, spelledOtherwise, withTag } from './tag-job.rules.ts';

describe('a tag for many', () => {
  it('is put on once, taken off where it is, and never beyond the room there is', () => {
    expect(withTag(['役員'], 'add', '委員', 20)).toEqual(['役員', '委員']);
    expect(withTag(['委員'], 'add', '委員', 20)).toBeNull();
    expect(withTag(['委員'], 'add', '委員', 1), 'who has it needs no room').toBeNull();
    expect(withTag(['役員'], 'add', '委員', 1)).toBe('full');
    expect(withTag(['役員', '委員'], 'remove', '委員', 1)).toEqual(['役員']);
    expect(withTag(['役員'], 'remove', '委員', 20)).toBeNull();
    expect(withTag(['ＶＩＰ', 'vip', '委員'], 'remove', 'VIP', 20), 'as the list compares').toEqual(['委員']);
    expect(withTag(['ＶＩＰ'], 'add', 'VIP', 20)).toBeNull();
    expect(withTag(['委員'], 'add', 'VIP', 3, ['ＶＩＰ', 'vip']), 'given back as it was').toEqual(['委員', 'ＶＩＰ', 'vip']);
    expect(withTag(['委員'], 'add', 'VIP', 2, ['ＶＩＰ', 'vip'])).toBe('full');
    expect(spelledOtherwise(['VIP', '委員'], 'VIP')).toBeNull();
    expect(spelledOtherwise(['ＶＩＰ', '委員'], 'VIP')).toEqual(['ＶＩＰ']);
    expect(spelledOtherwise(['VIP', 'vip'], 'VIP')).toEqual(['VIP', 'vip']);
    expect([oppositeOf('add'), oppositeOf('remove')]).toEqual(['remove', 'add']);
  });
});
