import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { noAddress } from '../kernel/postal-address.ts';
import { AddressDraft, AddressInput } from './address.contract.ts';

const parts = { ...noAddress, prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル' } as const;
const told = (value: unknown) => {
  const read = AddressInput.safeParse(value);
  return read.success ? read.data : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('row 14: an address as it is sent', () => {
  it('takes the parts, and the one text of an older page', () => {
    expect(told(parts)).toEqual(parts);
    expect(told('東京都千代田区千代田1-1 水門ビル')).toEqual({ ...parts, street: '千代田1-1 水門ビル', building: '' });
    expect(told('')).toEqual(noAddress);
  });

  it('says at which part something is wrong', () => {
    expect(told({ ...parts, street: 'あ'.repeat(201) })).toEqual(['street: too_long']);
    expect(told({ ...parts, building: 'a\nb' })).toEqual(['building: control_character']);
    expect(told({ ...parts, country: ' ' })).toEqual(['country: required']);
    for (const wrong of ['あ'.repeat(201), { ...parts, prefecture: '東京' }, { ...parts, more: '' }])
      expect(AddressInput.safeParse(wrong).success).toBe(false);
    for (const nothing of [null, undefined, 7, {}]) expect(AddressInput.safeParse(nothing).success).toBe(false);
    expect(z.strictObject({ address: AddressInput }).safeParse({}).success).toBe(false);
  });

  it('a draft of either kind goes on', () => {
    expect(AddressDraft.parse({ ...parts, country: '' })).toEqual({ ...parts, country: '' });
    expect(AddressDraft.parse('千代田1-1')).toEqual({ ...noAddress, street: '千代田1-1' });
  });
});
