import type { ReceiptId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { returnsOfReceipts } from './receipt-return.rules.ts';

const one = 'rec_01JZZZZZZZZZZZZZZZZZZZZZZX' as ReceiptId;
const two = 'rec_01JZZZZZZZZZZZZZZZZZZZZZZY' as ReceiptId;
const at = (minute: number) => new Date(Date.UTC(2026, 4, 20, 3, minute));
const receipt = (_id: ReceiptId, issued: number, amount: number) => ({ _id, issuedAt: at(issued), content: { amount: yen(amount) } });
const share = (came: number, left: number, amount: number) => ({ cameAt: at(came), leftAt: at(left), amount: yen(amount) });
function shown(...given: Parameters<typeof returnsOfReceipts>) {
  const { of, bare } = returnsOfReceipts(...given);
  return [Object.fromEntries(of), bare.map(({ amount }) => amount)];
}

test('docs/decisions/0028: money that came after a receipt, or had gone before it, has its note without it', () => {
  expect(shown([receipt(one, 5, 11_000)], [share(6, 8, 11_000)])).toEqual([{ [one]: 0 }, [11_000]]);
  expect(shown([receipt(one, 5, 11_000)], [share(1, 3, 4000)])).toEqual([{ [one]: 0 }, [4000]]);
  expect(shown([], [share(1, 3, 4000)])).toEqual([{}, [4000]]);
});

test('docs/decisions/0028: a receipt takes what it was over and no more, also what went after it was voided', () => {
  expect(shown([receipt(one, 5, 11_000)], [share(1, 6, 3000), share(1, 9, 8000)])).toEqual([{ [one]: 11_000 }, []]);
  // What was given back of it before it was made.
  expect(shown([receipt(one, 5, 11_000)], [share(1, 6, 4000), share(1, 9, 11_000)])).toEqual([{ [one]: 11_000 }, [4000]]);
});

test('docs/decisions/0028: of two receipts over the same money the newer has it', () => {
  const shares = [share(1, 6, 3000), share(1, 9, 8000), share(7, 9, 3000)];
  expect(shown([receipt(one, 5, 11_000), receipt(two, 8, 11_000)], shares)).toEqual([{ [one]: 3000, [two]: 11_000 }, []]);
});
