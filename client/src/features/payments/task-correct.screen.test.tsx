import type { BillId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { adminPaymentTexts } from './admin-texts.ts';
import { TaskCorrect } from './TaskCorrect.tsx';
import { whatOf } from './task.rules.ts';

const leads = async (reason: string, billId: BillId | null = 'bill_1' as BillId) =>
  (await drawnAs(['payments.read', 'payments.write'], <TaskCorrect task={{ reason, billId }} />)).includes('bills/bill_1/correct');

test('PAY-11, PAY-16: what to do about a surplus begins with 訂正, and leads there', async () => {
  expect(await leads('paid_twice')).toBe(true);
  const { remedy } = adminPaymentTexts.ja.tasks.whats.paid_twice;
  expect(remedy.indexOf('訂正')).toBeGreaterThan(0);
  expect(remedy.indexOf('訂正')).toBeLessThan(remedy.indexOf('返金'));
  expect(adminPaymentTexts.en.tasks.whats.paid_twice.remedy.indexOf('Correct')).toBe(0);
});

test('PAY-11: a matter that no bill is wrong in leads to none', async () => {
  expect([await leads('amount_mismatch'), await leads('bill_cancelled'), await leads('paid_twice', null)]).toEqual([false, false, false]);
});

test('hard case 11: what a payer sent twice is on no bill, and nothing about it says 訂正', async () => {
  expect(await leads('payer_paid_twice')).toBe(false);
  expect(whatOf({ reason: 'payer_paid_twice' })).toBe('payer_paid_twice');
  expect(adminPaymentTexts.ja.tasks.whats.payer_paid_twice.remedy).not.toContain('訂正');
});
