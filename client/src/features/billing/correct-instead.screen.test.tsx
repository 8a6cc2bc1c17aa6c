import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { refusals as en } from '../../lib/i18n/refusals.en.ts';
import { refusals as ja } from '../../lib/i18n/refusals.ja.ts';
import type { BillDetail } from '../../lib/views.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { WhyNotAdjust, WhyNotCancel } from './WhyNotPaid.tsx';

const billId = 'bil_01JZZZZZZZZZZZZZZZZZZZZZZZ';
const { hasPaymentCorrect, hasPaymentRemedy, correct } = adminBillingTexts.ja.bill;
const { remedy, paidRemedy } = billEditTexts.ja;
const office: readonly Permission[] = ['billing.read', 'billing.write', 'payments.read', 'payments.write'];
const bill = (category: BillDetail['category'], allocated = 10_000) =>
  ({ billId, category, amount: 10_000, allocated, pendingCharge: null }) as BillDetail;

test('ADJ-05, BIL-10: who cannot cancel for the money on a bill is led to 訂正 first, and to a refund only of a wrong payment', async () => {
  const drawn = await drawnAs(office, <WhyNotCancel bill={bill('annual')} />);
  expect(drawn).toContain(`bills/${billId}/correct`);
  expect(drawn.indexOf(hasPaymentCorrect)).toBeGreaterThan(0);
  expect(drawn.indexOf(correct)).toBeGreaterThan(drawn.indexOf(hasPaymentCorrect));
  expect(drawn.indexOf(hasPaymentRemedy)).toBeGreaterThan(drawn.indexOf(correct));
  // What is not made anew is not promised; a way that is not theirs is named and not offered.
  expect(await drawnAs(office, <WhyNotCancel bill={bill('joining')} />)).not.toContain(hasPaymentCorrect);
  const biller = await drawnAs(['billing.read', 'billing.write'], <WhyNotCancel bill={bill('annual')} />);
  expect([biller.includes(hasPaymentCorrect), biller.includes('/correct')]).toEqual([true, false]);
});

test('ADJ-02: a paid bill that cannot be adjusted is corrected, and not cancelled first', async () => {
  expect(await drawnAs(office, <WhyNotAdjust bill={bill('annual')} />)).toContain(paidRemedy);
  expect(await drawnAs(office, <WhyNotAdjust bill={bill('annual', 0)} />)).toContain(remedy);
  expect(await drawnAs(office, <WhyNotAdjust bill={bill('joining')} />)).toContain(remedy);
});

test('BIL-10: the refusal itself names 訂正 before any refund', () => {
  for (const [words, act, refund] of [
    [ja.BILL_HAS_PAYMENT, '訂正する', '返金'],
    [en.BILL_HAS_PAYMENT, 'Correct the bill', 'refund'],
  ] as const)
    expect([words.includes(act), words.indexOf(act) < words.indexOf(refund)]).toEqual([true, true]);
});
