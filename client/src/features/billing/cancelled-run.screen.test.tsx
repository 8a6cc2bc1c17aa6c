import { newBillingRunId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { fill } from '../../lib/words.ts';
import { CancelledRun } from './CancelledRun.tsx';
import { cancelledRunTexts } from './cancelled-run-texts.ts';

const words = cancelledRunTexts.ja;
const billingRunId = newBillingRunId();
const seen = (cancellation: object | null, status: 'all' | 'cancelled' = 'all') =>
  drawnAs(['billing.read'], <CancelledRun billingRunId={billingRunId} status={status} />, {
    'billing.run': { billingRunId, billName: '2026年度 年会費', cancellation },
  });

test('BIL-10: the bills of a run that was taken back say so, and lead to those that are cancelled', async () => {
  const all = await seen({ state: 'completed', done: 12, kept: 0, total: 12 });
  expect(all).toContain(words.allText);
  expect(all).toContain(`run=${billingRunId}&amp;status=cancelled`);
  const some = await seen({ state: 'completed', done: 12, kept: 3, total: 12 }, 'cancelled');
  expect(some).toContain(fill(words.keptText, { kept: 3 }));
  expect([some.includes(words.seeAll), some.includes('status=cancelled')]).toEqual([true, false]);
  expect(await seen({ state: 'processing', done: 1, kept: 0, total: 12 })).toContain(fill(words.going, { name: '2026年度 年会費' }));
  expect(await seen(null)).not.toContain('note__title');
});
