import type { InvoiceId, PayLinkId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { invoicedTo, returnsOfReceipts, withNotesOfBefore } from './receipt-return.rules.ts';

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

test('docs/decisions/0028: money of a payer was paid by the newest of their invoices that there was, all other by the bill’s own', () => {
  const link = 'link_a' as PayLinkId;
  const payers = [1, 5, 9].map((issued) => ({ payLinkId: link, issuedAt: at(issued) }));
  const paid = (came: number, payLinkId: PayLinkId | null) => ({ cameAt: at(came), payLinkId });
  const shares = [paid(6, link), paid(7, link), paid(0, link), paid(6, null), paid(6, 'link_b' as PayLinkId)];
  expect(invoicedTo(shares, payers, 'own')).toEqual([
    { paper: payers[1], shares: shares.slice(0, 2) },
    { paper: 'own', shares: shares.slice(2) },
  ]);
  expect(invoicedTo(shares, payers, null)).toEqual([{ paper: payers[1], shares: shares.slice(0, 2) }]);
});

test('domain.md 4.2: a note of before is of the bill’s own money first, then of the payers’, and of none twice', () => {
  const [a, b] = ['inv_a', 'inv_b'] as [InvoiceId, InvoiceId];
  const origin = (payerInvoiceId: InvoiceId | null, whole: number, noted = 0) => ({ payerInvoiceId, whole: yen(whole), noted: yen(noted) });
  const notedWith = (ofBefore: number, ...origins: ReturnType<typeof origin>[]) =>
    withNotesOfBefore(origins, yen(ofBefore)).map(({ noted }) => noted);
  expect(notedWith(12_000, origin(a, 12_000))).toEqual([12_000]);
  expect(notedWith(9000, origin(a, 6000), origin(null, 5000, 9000))).toEqual([4000, 9000]);
  expect(notedWith(5000, origin(a, 6000), origin(null, 5000, 5000))).toEqual([0, 5000]);
  // What has its own note, or went above all of it, takes none of another's.
  expect(notedWith(5000, origin(a, 4000, 3000), origin(b, 6000))).toEqual([4000, 4000]);
  expect(notedWith(0, origin(a, 4000, 3000), origin(null, 500, 2000))).toEqual([3000, 2000]);
});
