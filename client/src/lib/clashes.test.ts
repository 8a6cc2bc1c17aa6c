import { expect, test } from 'vitest';
import { clashesByName } from './clashes.ts';

const names: Readonly<Record<string, string>> = { name: '団体名', address: '住所', 'address.city': '市区町村' };
const nameOf = (path: string): string | null => names[path] ?? null;

test('interface 5.1: whatever clashes is named, by its part of the form where it has no name of its own', () => {
  expect(clashesByName(['name', 'address.city', 'address.country'], nameOf, 'その他')).toEqual([
    { name: '団体名', paths: ['name'] },
    { name: '市区町村', paths: ['address.city'] },
    { name: '住所', paths: ['address.country'] },
  ]);
});

test('interface 5.1: what has no name at all is asked about in one line', () => {
  expect(clashesByName(['name', 'kind', 'lines.0'], nameOf, 'その他')).toEqual([
    { name: '団体名', paths: ['name'] },
    { name: 'その他', paths: ['kind', 'lines.0'] },
  ]);
  expect(clashesByName([], nameOf, 'その他')).toEqual([]);
});
