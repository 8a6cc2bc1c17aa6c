import { jstDate } from '@tsudoi/shared/kernel/jst';
import { expect, test } from 'vitest';
import { transferText } from './payout.document.ts';

test('POU-02, decision 0104: the paper says when the transfer is made, and of one that came back that it did', () => {
  const payout = { state: 'exported' as const, paidOn: null, payOn: jstDate('2026-05-29'), cameBack: [] };
  const cameBack = [
    { paidOn: jstDate('2026-05-29'), returnedOn: jstDate('2026-06-01') },
    { paidOn: jstDate('2026-06-05'), returnedOn: jstDate('2026-06-08') },
  ];
  expect(transferText(payout)).toBe('お振込日：2026年5月29日');
  expect(transferText({ ...payout, state: 'paid', paidOn: jstDate('2026-06-01') })).toBe('お振込日：2026年6月1日');
  expect(transferText({ ...payout, state: 'returned' })).toBe('組戻し');
  expect(transferText({ ...payout, state: 'returned', cameBack })).toBe('組戻し：2026年6月8日（お振込日 2026年6月5日）');
  expect(transferText({ ...payout, state: 'paid', paidOn: jstDate('2026-06-12'), cameBack })).toBe('お振込日：2026年6月12日');
});
