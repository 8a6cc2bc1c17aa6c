import { describe, expect, it } from 'vitest';
import { oppositeOf, withTag } from './tag-job.rules.ts';

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
    expect([oppositeOf('add'), oppositeOf('remove')]).toEqual(['remove', 'add']);
  });
});
