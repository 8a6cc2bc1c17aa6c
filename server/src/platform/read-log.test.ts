import { newBillId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { memberIdsIn, readKindOf } from './read-log.ts';

test('4.11: whoever an answer names is found, wherever and however often, and nobody else', () => {
  const [first, second] = [newMemberId(), newMemberId()];
  const answer = {
    rows: [{ memberId: first, name: 'mem_', billId: newBillId() }, { memberId: first, name: 'x' }, null],
    // Asked for, and nothing known of them: nobody's here, or somebody else's.
    balances: [{ memberId: newMemberId(), owed: 0, status: null, overdue: false, bills: [], note: '' }, { memberId: newMemberId() }],
    other: { deep: [[second]] },
    total: 2,
    note: `about ${newMemberId()}`,
  };
  expect(memberIdsIn(answer)).toEqual([first, second]);
  for (const nothing of [null, undefined, 3, 'x', [], {}]) expect(memberIdsIn(nothing)).toEqual([]);
});

test('4.11: the roll as a list is told apart from one record; what only narrows a list tells nothing of anybody', () => {
  expect(
    ['members.list', 'members.get', 'billing.bills', 'views.list'].map((path, at) =>
      readKindOf(path, ['member', 'member', 'bill', 'saved_view'][at]!),
    ),
  ).toEqual(['list', 'profile', 'dues', null]);
  expect(readKindOf('something.new', 'newThing')).toBeUndefined();
});
