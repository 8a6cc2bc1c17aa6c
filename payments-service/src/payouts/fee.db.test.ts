import { SetFeeTableInput } from '@tsudoi/shared/contracts/payments/fee.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closePayoutDesk, database, openPayoutDesk, operator, organisation, platform, setDay } from '../../test/payout.factory.ts';
import { feeTables, feeTerms, setFeeTable } from './fee.service.ts';

beforeAll(openPayoutDesk);
afterAll(closePayoutDesk);

const charged = ['card', 'konbini', 'payeasy', 'virtual_account'];
const methodsOf = ({ rates }: { readonly rates: readonly { readonly method: string }[] }) => rates.map(({ method }) => method);

it('POU-02: an organisation is told rates of what a fee is taken for, and a debit is not among it', async () => {
  expect(methodsOf((await feeTerms(platform, organisation())).table)).toEqual(charged);
});

it('POU-02: a table of before that has a rate for debits is read without it and stays as it was written', async () => {
  const from = '2026-06-01';
  const rates = [...charged, 'direct_debit'].map((method) => ({ method, basisPoints: 0, fixed: 100 }));
  const written = { _id: from, from, rates, setBy: '運営 田中', setAt: platform.clock.now() };
  const tables = database.databases.payments.collection<typeof written>('fee_tables');
  await tables.insertOne(written);
  expect((await feeTables(platform)).map(methodsOf)).toEqual([charged]);
  setDay(from);
  const { table } = await feeTerms(platform, organisation());
  expect(table).toMatchObject({ from, rates: charged.map((method) => ({ method, fixed: 100 })) });
  expect(await tables.findOne({ _id: from })).toEqual(written);
});

it('POU-02: a new table takes no rate for debits', async () => {
  const rate = { basisPoints: 0, fixed: 120 };
  const table = { from: '2026-07-01', rates: [{ method: 'konbini', ...rate }] };
  const debit = { method: 'direct_debit', ...rate };
  expect(SetFeeTableInput.safeParse({ ...table, rates: [...table.rates, debit] }).success).toBe(false);
  const set = await setFeeTable(platform, operator, SetFeeTableInput.parse(table));
  expect([set.from, methodsOf(set)]).toEqual([jstDate('2026-07-01'), ['konbini']]);
});
