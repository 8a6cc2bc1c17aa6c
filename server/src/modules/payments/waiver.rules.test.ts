import { expect, test } from 'vitest';
import { endedWaivers } from './waiver.rules.ts';

type Method = Parameters<typeof endedWaivers>[0][number]['payment']['method'];
const on = (...methods: Method[]) => methods.map((method) => ({ payment: { method } }));

test('case 58: a waived shortage ends where no money is left beside it, all of it', () => {
  const both = on('write_off', 'write_off');
  expect(endedWaivers(both)).toEqual(both);
  expect(endedWaivers(on('write_off'))).toHaveLength(1);
  expect(endedWaivers([])).toEqual([]);
});

test('case 58: as long as any money lies there, of whichever kind and wherever it stands, it stays waived', () => {
  const methods: Method[] = ['card', 'konbini', 'payeasy', 'virtual_account', 'direct_debit', 'bank_transfer', 'postal_transfer', 'cash'];
  for (const method of methods)
    expect([on(method, 'write_off'), on('write_off', method), on(method)].map(endedWaivers), method).toEqual([[], [], []]);
});
