import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { DeskCandidate, DeskLink } from '../../lib/views.ts';
import {
  draftOf,
  emptyDraft,
  hasWrongBox,
  isPlaced,
  joinLinks,
  likelyLink,
  linkOfChosen,
  payerDraftOf,
  payerShareOf,
  restOf,
  sharesOf,
  typedYen,
  wrongYen,
} from './deposit.rules.ts';

const bill = (billId: string, suggested: number) => ({ billId, suggested, outstanding: 10_000 });
const candidate = (memberId: string, advance = 0) =>
  ({ memberId, advance, bills: [bill(`${memberId}-1`, 10_000), bill(`${memberId}-2`, 0)] }) as DeskCandidate;

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

  it('PAY-14: figures are read as people type them; what is no amount stays as it was typed', () => {
    expect(['12,000', '１２０００円', '', '9,999,999'].map(typedYen)).toEqual([12_000, 12_000, 0, 9_999_999]);
    const wrong = ['1万', '99,999,999', '-5'];
    expect(wrong.map(typedYen)).toEqual(wrong);
    expect(wrong.map(wrongYen)).toEqual(['not_integer_yen', 'too_big', 'not_integer_yen']);
    expect(wrongYen(9_999_999)).toBeNull();
  });

  it('PAY-14: a box that cannot be read is no amount, and holds the decision back', () => {
    const draft = draftOf(candidate('a'));
    const unread = { ...draft, amounts: { ...draft.amounts, 'a-1': '1万' } };
    expect([hasWrongBox([draft]), hasWrongBox([unread]), hasWrongBox([{ ...draft, advance: '99,999,999' }])]).toEqual([false, true, true]);
    expect(restOf(10_000, [unread])).toBe(10_000);
    expect(sharesOf([unread])).toEqual([]);
  });
});

describe('a deposit of who pays for members', () => {
  const link = (payLinkId: string, open: number, invoiceNumber: string | null = null) =>
    ({ payLinkId, open, invoiceNumber, paid: false, advance: 0, bills: [bill('a-1', 10_000), bill('b-1', 0)] }) as DeskLink;
  const held = (memberId: string, ...links: (string | null)[]) =>
    ({
      memberId,
      advance: 0,
      bills: links.map((payLinkId, at) => ({ ...bill(`${memberId}-${at}`, 10_000), payLink: payLinkId && { payLinkId } })),
    }) as DeskCandidate;

  it('PAY-18: it is shown as theirs first where it is just what they owe, and of several only where it names an invoice', () => {
    const [one, other] = [link('l1', 17_000), link('l2', 17_000)];
    const likely = (...links: DeskLink[]) => likelyLink({ amount: 17_000, links })?.payLinkId;
    expect([likely(one), likely(one, other), likely(link('l3', 16_000, 'I1')), likely()]).toEqual(['l1', undefined, undefined, undefined]);
    expect(likely(one, link('l3', 17_000, 'I2026-000001'))).toBe('l3');
    expect(joinLinks([one], [link('l1', 1), other])).toEqual([one, other]);
  });

  it('PAY-18: bills that all lie in one link say so, with what gets nothing left aside', () => {
    const links = [link('l1', 1), link('l2', 2)];
    const of = (...candidates: DeskCandidate[]) => linkOfChosen(candidates.map(draftOf), links)?.payLinkId ?? null;
    expect([of(held('a', 'l1'), held('b', 'l1')), of(held('a', 'l1'), held('b', 'l2')), of(held('a', 'l1', null)), of()]).toEqual([
      'l1',
      null,
      null,
      null,
    ]);
    expect(linkOfChosen([{ ...draftOf(held('a', 'l1', null)), amounts: { 'a-0': 1 } }], links)?.payLinkId).toBe('l1');
  });

  it('PAY-18: it is sent with the bills that get something', () => {
    const draft = { ...payerDraftOf(link('l1', 10_000)), advance: 500 };
    expect(restOf(10_500, [draft])).toBe(0);
    expect(payerShareOf(draft)).toEqual({ payLinkId: 'l1', lines: [{ billId: 'a-1', amount: 10_000 }], advance: 500 });
    expect([isPlaced(draft), isPlaced({ ...draft, amounts: {}, advance: 10_500 })]).toEqual([true, false]);
  });

  it('case 11: of what is paid already all is the payer’s, on no bill', () => {
    const draft = payerDraftOf({ ...link('l1', 0), paid: true, bills: [], advance: yen(17_000) });
    expect([isPlaced(draft), restOf(17_000, [draft])]).toEqual([true, 0]);
    expect(payerShareOf(draft)).toEqual({ payLinkId: 'l1', lines: [], advance: 17_000 });
  });
});
