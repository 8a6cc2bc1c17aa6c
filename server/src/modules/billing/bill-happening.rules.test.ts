import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newPaymentId } from '@tsudoi/shared/kernel/ids';
import { describe, expect, it } from 'vitest';
import { type BillHappening, asksWhatHappened, toldWith } from './bill-happening.rules.ts';

const now = new Date('2026-05-20T03:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const open = { billName: '年会費', isCancelled: false, left: 4000 };
const gone = { ...open, isCancelled: true, left: 0 };
const did = (kind: BillHappening['kind'], minutes: number, says: BillHappening['says'] = {}): BillHappening => ({
  kind,
  at: ago(minutes),
  by: '鈴木 一郎',
  says,
});
const told = (error: DomainError, bill: typeof open, ...happenings: BillHappening[]) =>
  toldWith(error, bill, happenings, now)?.params['happened'] ?? null;
const refusal = (code: DomainError['code'], params = {}) => DomainError.told(code, params, []);

describe('what happened to a bill that somebody else was faster with', () => {
  it('is told with who did it, when, and what is open now; the refusal stays what it was', () => {
    const error = toldWith(refusal('BILL_NOT_PAYABLE', { billId: 'x' }), open, [did('paid', 3, { amount: 6000 })], now);
    expect(error).toMatchObject({ code: 'BILL_NOT_PAYABLE' });
    const said = { happened: 'paid', at: ago(3).toISOString(), by: '鈴木 一郎', bill: '年会費', left: 4000, amount: 6000 };
    expect(error!.params).toEqual({ billId: 'x', ...said });
  });

  it('is the newest that can be the reason: money for a sum, a name for a name', () => {
    const all = [did('renamed', 1), did('waived', 2), did('paid', 3), did('adjusted', 4), did('confirmed', 5)];
    expect(told(refusal('BILL_HAS_PAYMENT'), open, ...all)).toBe('waived');
    expect(told(refusal('BILL_CHANGED_SINCE', { what: 'outstanding' }), open, did('adjusted', 1), did('paid', 2))).toBe('adjusted');
    expect(told(refusal('BILL_CHANGED_SINCE', { what: 'name' }), open, ...all)).toBe('renamed');
    expect(told(refusal('BILL_CHANGED_SINCE', { what: 'draft' }), open, ...all)).toBe('renamed');
    expect(told(refusal('BILL_CHANGED_SINCE', { what: 'dueOn' }), open, ...all)).toBe('confirmed');
    const [mine, other] = [newPaymentId(), newPaymentId()];
    const back = [
      { ...did('taken_back', 1), paymentId: other, by: '別の担当者' },
      { ...did('taken_back', 2), paymentId: mine },
    ];
    expect(toldWith(refusal('PAYMENT_REVERSED', { paymentId: mine }), open, back, now)?.params['by']).toBe('鈴木 一郎');
  });

  it('of a bill that is gone is its end, and the bill in its place before the bare cancellation', () => {
    expect(told(refusal('BILL_CANCELLED'), gone, did('cancelled', 1), did('paid', 1))).toBe('cancelled');
    expect(told(refusal('BILL_NOT_PAYABLE'), gone, did('paid', 1), did('cancelled', 2))).toBe('cancelled');
    expect(told(refusal('BILL_CANCELLED'), gone, did('cancelled', 1), did('replaced', 1, { number: 'B-2' }))).toBe('replaced');
    expect(told(refusal('CORRECTION_REFUSED', { why: 'colleague' }), gone, did('replaced', 500))).toBe('replaced');
  });

  it('for a refusal that only says that something changed is what was done within the hour', () => {
    for (const error of [refusal('CONFLICT'), refusal('CORRECTION_REFUSED', { why: 'stale' })]) {
      expect(told(error, open, did('renamed', 59))).toBe('renamed');
      expect(told(error, open, did('renamed', 60))).toBeNull();
    }
    expect(told(refusal('CONFLICT'), open, did('confirmed', 1))).toBe('confirmed');
    expect(told(refusal('CORRECTION_REFUSED', { why: 'stale' }), open, did('confirmed', 1))).toBeNull();
  });

  it('of a bill in a payer’s link is what ended it or changed its sum within the hour', () => {
    for (const code of ['PAY_LINK_CHANGED', 'PAY_LINK_CLOSED'] as const) {
      expect(told(refusal(code), open, did('renamed', 1), did('paid', 59))).toBe('paid');
      expect(told(refusal(code), gone, did('cancelled', 3))).toBe('cancelled');
      expect(told(refusal(code), open, did('paid', 60))).toBeNull();
    }
  });

  it('of a correction that cannot be taken back is its end or what was built on it, however long ago', () => {
    for (const why of ['undo_over', 'undo_blocked']) {
      const error = refusal('CORRECTION_REFUSED', { why });
      expect(told(error, gone, did('replaced', 500, { number: 'B-2' }), did('paid', 1))).toBe('replaced');
      expect(told(error, open, did('renamed', 1), did('paid', 500))).toBe('paid');
    }
    expect(told(refusal('CORRECTION_REFUSED', { why: 'type_gone' }), open, did('paid', 1))).toBeNull();
  });

  it('is not looked for where it explains nothing, and not twice', () => {
    expect(told(refusal('NOT_FOUND'), open, did('paid', 1))).toBeNull();
    expect(told(refusal('CORRECTION_REFUSED', { why: 'nothing' }), open, did('paid', 1))).toBeNull();
    expect(told(refusal('BILL_HAS_PAYMENT'), open)).toBeNull();
    expect(asksWhatHappened(refusal('BILL_CANCELLED'))).toBe(true);
    expect(asksWhatHappened(refusal('BILL_CANCELLED', { happened: 'cancelled' }))).toBe(false);
    expect(asksWhatHappened(new Error('BILL_CANCELLED'))).toBe(false);
    expect(asksWhatHappened(refusal('INVALID_INPUT'))).toBe(false);
  });
});
