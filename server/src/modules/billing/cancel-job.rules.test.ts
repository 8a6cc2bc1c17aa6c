import { newBillId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { partsOf, placesOf } from './cancel-job.rules.ts';

const ids = Array.from({ length: 250 }, () => newBillId());
const reason = 'BILL_HAS_PAYMENT' as const;
const done = (from: number, to: number, ...stayed: number[]) => ({
  billIds: ids.slice(from, to),
  kept: stayed.map((at) => ({ billId: ids[at]!, reason })),
});

describe('BIL-08: many bills are cancelled step by step', () => {
  it('every bill is in one step, once', () => {
    const parts = partsOf([...ids, ids[0]!]);
    expect(parts.map((part) => part.length)).toEqual([100, 100, 50]);
    expect(parts.flat()).toEqual(ids);
    expect(partsOf([])).toEqual([]);
  });

  it('what became of each is told over the borders of steps, and nothing of a step that is not done', async () => {
    const parts = [done(0, 100, 3, 99), done(100, 200, 100), { billIds: ids.slice(200), kept: null }];
    const at = async (show: 'kept' | 'cancelled', from: number, most: number) =>
      (await placesOf(parts, show, from, most)).map(({ billId }) => ids.indexOf(billId));
    expect(await at('kept', 0, 50)).toEqual([3, 99, 100]);
    expect(await at('kept', 1, 1)).toEqual([99]);
    expect(await at('cancelled', 97, 3)).toEqual([98, 101, 102]);
    expect(await at('cancelled', 0, 500)).toHaveLength(197);
    expect(await at('kept', 3, 50)).toEqual([]);
    expect(await placesOf(parts, 'kept', 0, 1)).toEqual([{ billId: ids[3], reason }]);
  });
});
