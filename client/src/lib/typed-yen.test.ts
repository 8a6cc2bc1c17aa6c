import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { figure } from './money.ts';
import { readYen } from './typed-yen.ts';

test('PAY-14: figures are read as people type them, and shown figures as themselves', () => {
  expect(['12,000', '１２０００円', '¥ 5', '−7', 'ー７', '0'].map(readYen)).toEqual([12_000, 12_000, 5, -7, -7, 0]);
  expect([1_234_567, -7].map((value) => readYen(figure(value)))).toEqual([1_234_567, -7]);
});

test('PAY-14: an empty box is nothing; what cannot be read is refused, and so is what is too much', () => {
  expect([readYen(''), readYen(' 　')]).toEqual([null, null]);
  const refused = ['1万', '12.5', '円', '12a', '9,999,999,999,999'];
  expect(refused.map((typed) => PriceYen.nullable().safeParse(readYen(typed)).success)).toEqual(refused.map(() => false));
  expect(readYen('1万')).toBe('1万');
});
