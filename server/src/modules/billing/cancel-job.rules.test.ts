import { newBillId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { outcomesOf, partsOf } from './cancel-job.rules.ts';

const ids = Array.from({ length: 250 }, () => newBillId());
describe('BIL-08: many bills are cancelled step by step', () => {
  it('every bill is in one step, once', () => {
    const parts = partsOf([...ids, ids[0]!]);
    expect(parts.map((part) => part.length)).toEqual([100, 100, 50]);
    expect(parts.flat()).toEqual(ids);
    expect(partsOf([])).toEqual([]);
  });

  it('a step that is done says what became of each of its bills, one that is not says nothing', () => {
    const [billIds, reason] = [ids.slice(0, 4), 'BILL_HAS_PAYMENT' as const];
    const part = { billIds, kept: [{ billId: ids[2]!, reason }] };
    expect(outcomesOf(part, 'kept')).toEqual([{ billId: ids[2], reason }]);
    expect(outcomesOf(part, 'cancelled')).toEqual([ids[0], ids[1], ids[3]].map((billId) => ({ billId, reason: null })));
    expect(outcomesOf({ billIds, kept: null }, 'cancelled')).toEqual([]);
  });
});
