import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { TaskView } from '../../lib/views.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { TaskItem } from './TaskItem.tsx';

const words = adminPaymentTexts.ja.tasks;
const task = (reason: string, given: Partial<TaskView> = {}) =>
  ({
    taskId: 'tsk_1',
    reason,
    state: 'open',
    raisedAt: '2026-05-20T03:00:00.000Z',
    expected: 10_000,
    received: 20_000,
    paymentNumber: '1234567890128',
    otherPaymentNumber: '',
    variants: 0,
    provider: 'komoju',
    settlementId: null,
    billId: 'bill_1',
    billName: '2026年度 年会費',
    memberId: null,
    memberName: '',
    says: null,
    ...given,
  }) as unknown as TaskView;
const drawn = (one: TaskView, mayClose = true) =>
  drawnAs(['payments.read'], <TaskItem task={one} onClose={mayClose ? () => undefined : null} />);
const leads = async (...of: Parameters<typeof drawn>) => (await drawn(...of)).includes('bills/bill_1/correct');

test('PAY-11, PAY-16: what to do about a surplus begins with 訂正, and leads there', async () => {
  expect(await leads(task('paid_twice'))).toBe(true);
  const { remedy } = words.whats.paid_twice;
  expect(remedy.indexOf('訂正')).toBeLessThan(remedy.indexOf('返金'));
  expect(adminPaymentTexts.en.tasks.whats.paid_twice.remedy.indexOf('Correct')).toBe(0);
});

test('PAY-11: not where no bill is wrong, where the matter is closed, nor for whoever may not', async () => {
  expect(await leads(task('amount_mismatch'))).toBe(false);
  expect(await leads(task('paid_twice', { billId: null }))).toBe(false);
  expect(await leads(task('paid_twice', { state: 'done', note: '', doneBy: '', doneAt: null }))).toBe(false);
  expect(await leads(task('paid_twice'), false)).toBe(false);
});
