import { describe, expect, test } from 'vitest';
import { signingOf } from './signature.rules.ts';

const person = { familyName: '髙﨑', givenName: 'ハルコ' };
const strokes = [Array.from({ length: 8 }, (_, at): [number, number] => [at * 10, 20])];

describe('APP-10 how a form is signed', () => {
  test('APP-10 by hand, or with the name in the form in whatever width and spaces; another name is none', () => {
    expect(signingOf({ signature: [], typedSignature: '' }, person)).toBeNull();
    expect(signingOf({ signature: strokes, typedSignature: '' }, person)).toEqual({ strokes });
    for (const typedSignature of ['髙﨑 ハルコ', '髙﨑ハルコ', '髙﨑　ﾊﾙｺ'])
      expect(signingOf({ signature: [], typedSignature }, person)).toEqual({ typed: typedSignature });
    for (const typedSignature of ['髙﨑', '高崎 ハルコ', 'ハルコ 髙﨑'])
      expect(signingOf({ signature: [], typedSignature }, person)).toBe('name_differs');
  });

  test('APP-10 what is written by hand goes before what is typed', () => {
    expect(signingOf({ signature: strokes, typedSignature: '別 人' }, person)).toEqual({ strokes });
  });
});
