import { describe, expect, it } from 'vitest';
import type { DeskCandidate } from '../../lib/views.ts';
import { draftOf, emptyDraft, restOf, sharesOf, typedYen } from './deposit.rules.ts';

const bill = (billId: string, suggested: number) => ({ billId, suggested, outstanding: 10_000 });
const candidate = (memberId: string, advance = 0) =>
  ({ memberId, advance, bills: [bill(`${memberId}-1`, 10_000), bill(`${memberId}-2`, 0)] }) as unknown as DeskCandidate;

describe('the fields of a deposit', () => {
  it('PAY-14: a proposal fills them, and what is not placed is told to the last yen', () => {
    const drafts = [draftOf(candidate('a', 500))];
    expect(restOf(10_500, drafts)).toBe(0);
    expect(restOf(10_000, drafts)).toBe(-500);
    expect(restOf(12_000, [...drafts, emptyDraft(candidate('b'))])).toBe(1500);
  });

  it('bills and members with nothing are not sent', () => {
    const drafts = [draftOf(candidate('a')), emptyDraft(candidate('b')), { ...emptyDraft(candidate('c')), advance: 7 }];
    expect(sharesOf(drafts)).toEqual([
      { memberId: 'a', lines: [{ billId: 'a-1', amount: 10_000 }], advance: 0 },
      { memberId: 'c', lines: [], advance: 7 },
    ]);
  });

  it('figures are read as people type them', () => {
    expect(['12,000', '１２０００円', '', 'x', '99999999999'].map(typedYen)).toEqual([12_000, 12_000, 0, 0, 9_999_999]);
  });
});
