import { describe, expect, it } from 'vitest';
import { encodeForm, parseForm, shiftJisBytes, shiftJisText } from './form-body.ts';

const pairsOf = (text: string | Buffer) => parseForm(Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1'))!;

describe('provider case 35: forms in Shift_JIS', () => {
  it('percent signs give bytes first, and the bytes give text', () => {
    // ソ is 83 5C: its second byte is a backslash, and no byte of a letter is a separator.
    const [pair] = pairsOf('GanbInClientName=%83%5C%83%60%83%5C');
    expect(pair!.bytes).toEqual(Buffer.from([0x83, 0x5c, 0x83, 0x60, 0x83, 0x5c]));
    expect(shiftJisText(pair!.bytes)).toBe('ソチソ');
    expect(pairsOf(Buffer.concat([Buffer.from('a='), Buffer.from([0x83, 0x5c]), Buffer.from('&b=1')])).map(({ name }) => name)).toEqual([
      'a',
      'b',
    ]);
  });

  it('what is no Shift_JIS has no text, and its bytes as written are kept', () => {
    const [pair] = pairsOf('a=%E4%BC%9A%FF');
    expect(shiftJisText(pair!.bytes)).toBeNull();
    expect(pair!.raw).toBe('%E4%BC%9A%FF');
  });

  it('a plus is a space, a name without a value is empty, too many pairs are no form', () => {
    expect(pairsOf('a=x+y&b&=c').map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
      ['a', 'x y'],
      ['b', ''],
      ['', 'c'],
    ]);
    expect(parseForm(Buffer.from('a=1&'.repeat(401)))).toBeNull();
  });

  it('text goes out in Windows-31J, its own letters included, and what it has not is marked', () => {
    expect(shiftJisBytes('髙﨑①表')).toEqual(Buffer.from([0xee, 0xe0, 0xed, 0x95, 0x87, 0x40, 0x95, 0x5c]));
    expect(shiftJisText(shiftJisBytes('𠮷野家'))).toBe('〓野家');
    expect(shiftJisBytes('あいう', 5)).toHaveLength(4);
    expect(encodeForm({ Name: shiftJisBytes('表'), Amount: '5500' })).toBe('Name=%95%5C&Amount=5500');
  });
});
