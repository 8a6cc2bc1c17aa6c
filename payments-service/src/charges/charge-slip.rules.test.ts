import { type OpenChargeInput, chargeStates } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type PayLinkId, newBillId, newChargeId, newMemberId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import type { PayableDocument } from '../payables/payable.repository.ts';
import {
  expiryDaysOf,
  isSameRequest,
  isSameSlip,
  isUnanswered,
  mayAskAgain,
  pageLifeMs,
  usualStore,
  whyNotPayable,
} from './charge-slip.rules.ts';
import type { ChargeDocument } from './charge.repository.ts';

test('domain.md 1 3.11: a number ends with its last day, today included; one whose day has passed ends today, none lives beyond 59 days', () => {
  const days = (lastDay: string) => expiryDaysOf(jstDate(lastDay), jstDate('2026-03-31'));
  expect(['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-07', '2027-03-31'].map(days)).toEqual([0, 0, 1, 7, 59]);
});

const now = new Date('2026-05-12T03:00:00Z');
const after = (ms: number) => new Date(now.getTime() + ms);
const [one, two] = [newBillId(), newBillId()];
const memberId = newMemberId();
const lines = [
  { payableId: one, amount: PositiveYen.parse(6000) },
  { payableId: two, amount: PositiveYen.parse(4000) },
];
const numbers = { kind: 'konbini', store: 'lawson', confirmationCode: '1', receiptNumber: '2', instructionsUrl: '' } as const;
const input: OpenChargeInput = {
  idempotencyKey: 'key',
  method: 'konbini',
  lines,
  memberId,
  payer: { name: '東雲 花子', kana: 'シノノメ ハナコ', email: '', phone: '' },
  description: '',
  lastDay: jstDate('2026-05-31'),
  returnUrl: 'https://example.jp/',
  locale: 'ja',
};
const slip: ChargeDocument = {
  _id: newChargeId(),
  orgId: newOrgId(),
  memberId,
  accountId: newProviderAccountId(),
  provider: 'komoju',
  method: 'konbini',
  paymentNumber: '1234567890128',
  lines,
  amount: yen(10_000),
  memberFee: yen(220),
  base: 'requested',
  state: 'awaiting',
  version: 1,
  providerIds: {},
  redirectUrl: null,
  instructions: numbers,
  expiresAt: after(1),
  idempotencyKey: 'key',
  createdAt: now,
  settledBy: null,
  voidWanted: false,
  inquiries: 0,
  nextInquiryAt: null,
};
const page: ChargeDocument = { ...slip, state: 'requested', redirectUrl: 'https://example.jp/pay', instructions: null };
const link = 'lnk_a' as PayLinkId;

describe('G15: a payer who asks once more gets the slip that is out, and no second one', () => {
  const isSame = (charge: Partial<ChargeDocument> = {}, asked: Partial<OpenChargeInput> = {}, amount = 10_000, fee = 220) =>
    isSameSlip({ ...slip, ...charge }, { ...input, ...asked }, yen(amount), yen(fee), now);

  test('for the same bills with the same sums, in whatever order', () => {
    expect([isSame(), isSame({}, { lines: lines.toReversed() })]).toEqual([true, true]);
    expect(isSame({}, { lines: [lines[0]!, { payableId: two, amount: PositiveYen.parse(3999) }] })).toBe(false);
    expect(isSame({}, { lines: lines.slice(0, 1) })).toBe(false);
  });

  test('another sum, fee, method, payer or chain is another slip', () => {
    expect([isSame({}, {}, 10_001), isSame({}, {}, 10_000, 221), isSame({}, { method: 'payeasy' })]).toEqual([false, false, false]);
    expect([isSame({}, { payLinkId: link }), isSame({ payLinkId: link }), isSame({ payLinkId: link }, { payLinkId: link })]).toEqual([
      false,
      false,
      true,
    ]);
    // What was asked for says which chain; where it is not known, the numbers do; where none was named, it is the usual one.
    expect([isSame({}, { store: 'lawson' }), isSame({}, { store: 'seven-eleven' })]).toEqual([true, false]);
    expect([isSame({ store: 'seven-eleven' }, { store: 'seven-eleven' }), isSame({ store: 'seven-eleven' })]).toEqual([true, false]);
    expect([isSame({ instructions: { ...numbers, store: 'seven-eleven' } }), usualStore]).toEqual([false, 'lawson']);
    const other = { kind: 'payeasy', bankId: '1', customerId: '2', confirmationId: '3', paymentUrl: '' } as const;
    expect(isSame({ method: 'payeasy', instructions: other }, { method: 'payeasy', store: 'seven-eleven' })).toBe(true);
  });

  test('numbers are handed out again while they wait and have not ended', () => {
    expect(chargeStates.filter((state) => isSame({ state }))).toEqual(['awaiting']);
    expect([isSame({ expiresAt: now }), isSame({ expiresAt: after(-1) }), isSame({ expiresAt: null })]).toEqual([false, false, true]);
  });

  test('a page is handed out again while somebody looks what becomes of it', () => {
    const same = (charge: Partial<ChargeDocument>) => isSame({ ...page, ...charge });
    expect(chargeStates.filter((state) => same({ state }))).toEqual(['requested']);
    expect(same({ redirectUrl: null })).toBe(false);
    const begun = (ms: number) => same({ expiresAt: null, createdAt: after(-ms) });
    expect([begun(pageLifeMs - 1), begun(pageLifeMs), pageLifeMs]).toEqual([true, false, 259_200_000]);
    // The deadline that its provider named counts, however old it is.
    expect([same({ expiresAt: after(1), createdAt: after(-9 * pageLifeMs) }), same({ expiresAt: now })]).toEqual([true, false]);
  });

  test('an account is the one to transfer to for its bills, whatever is left to pay of them, while it is open', () => {
    const account = { asked: yen(10_000), lines, received: yen(4000), open: true };
    const bank = { kind: 'virtual_account', bankCode: '', bankName: '', branchCode: '', branchName: '', accountType: 'ordinary' } as const;
    const held: Partial<ChargeDocument> = {
      method: 'virtual_account',
      state: 'final',
      account,
      lines: [],
      instructions: { ...bank, accountNumber: '', holder: '' },
    };
    const asked: Partial<OpenChargeInput> = {
      method: 'virtual_account',
      lines: [{ ...lines[1]!, amount: PositiveYen.parse(1) }, lines[0]!],
    };
    const same = (charge: Partial<ChargeDocument> = {}, more: Partial<OpenChargeInput> = {}) =>
      isSame({ ...held, ...charge }, { ...asked, ...more }, 6000, 0);
    expect(same()).toBe(true);
    expect([same({ expiresAt: null }), same({ expiresAt: now }), same({ instructions: null })]).toEqual([true, false, false]);
    expect([same({ account: { ...account, open: false } }), same({}, { lines: [lines[0]!] }), same({}, { method: 'payeasy' })]).toEqual([
      false,
      false,
      false,
    ]);
    expect([same({ payLinkId: link }), same({}, { payLinkId: link })]).toEqual([false, false]);
  });

  test('a key that comes again is for what it was for before', () => {
    const same = (charge: Partial<ChargeDocument> = {}, asked: Partial<OpenChargeInput> = {}) =>
      isSameRequest({ ...slip, ...charge }, { ...input, ...asked });
    expect([same(), same({}, { lines: lines.toReversed() }), same({ state: 'final', memberFee: yen(0) })]).toEqual([true, true, true]);
    expect([same({}, { method: 'card' }), same({}, { memberId: newMemberId() }), same({}, { payLinkId: link })]).toEqual([
      false,
      false,
      false,
    ]);
    expect([same({}, { lines: lines.slice(1) }), same({}, { store: 'seven-eleven' })]).toEqual([false, false]);
    // Of an account by what it was asked for, whatever came since.
    const account = { asked: yen(10_000), lines, received: yen(4000), open: true };
    expect([same({ account, lines: [] }), same({ account: { ...account, lines: [] } })]).toEqual([true, false]);
  });
});

describe('G15: an answer that never came', () => {
  const silent: ChargeDocument = { ...slip, state: 'requested', instructions: null };

  test('a charge is unanswered while nothing is known of it but that it was asked for', () => {
    expect(chargeStates.filter((state) => isUnanswered({ ...silent, state }))).toEqual(['requested']);
    expect(isUnanswered({ ...silent, redirectUrl: 'https://example.jp/pay' })).toBe(false);
    expect(isUnanswered({ ...silent, instructions: numbers })).toBe(false);
    expect([isUnanswered({ ...silent, method: 'card' }), isUnanswered({ ...silent, method: 'direct_debit' })]).toEqual([true, false]);
    // A card that was left with the provider is answered for by its payment.
    const cardId = 'card_1' as NonNullable<ChargeDocument['cardId']>;
    expect([isUnanswered({ ...silent, cardId }), isUnanswered({ ...silent, cardId, providerIds: { paymentId: 'p' } })]).toEqual([
      true,
      false,
    ]);
    expect(isUnanswered({ ...silent, providerIds: { paymentId: 'p' } })).toBe(true);
  });

  test('it is asked for once more after half a minute, for less than the day that a provider remembers it, and never by a card', () => {
    const may = (sinceMs: number, more: Partial<ChargeDocument> = {}) =>
      mayAskAgain({ ...silent, createdAt: after(-sinceMs), ...more }, now);
    expect([may(29_999), may(30_000), may(23 * 3_600_000), may(23 * 3_600_000 + 1)]).toEqual([false, true, true, false]);
    expect([may(60_000, { askedAgainAt: after(-29_999) }), may(60_000, { askedAgainAt: after(-30_000) })]).toEqual([false, true]);
    expect(may(60_000, { cardId: 'card_1' as NonNullable<ChargeDocument['cardId']> })).toBe(false);
  });
});

test('domain.md 3.8: a bill is asked for while it is open, in part or whole, and never for more', () => {
  const payable = (payableId: typeof one, amount: number, state: 'open' | 'closed' = 'open') =>
    [payableId, { amount: yen(amount), state } as PayableDocument] as const;
  const why = (...known: (readonly [typeof one, PayableDocument])[]) => whyNotPayable(new Map(known), input);
  expect(why(payable(one, 6000), payable(two, 4000))).toBeNull();
  expect(why(payable(one, 60_000), payable(two, 4001))).toBeNull();
  expect(why(payable(one, 6000))).toBe('payable_unknown');
  expect(why(payable(one, 6000), payable(two, 4000, 'closed'))).toBe('payable_not_open');
  expect(why(payable(one, 6000), payable(two, 3999))).toBe('amount_mismatch');
  expect(why(payable(one, 5999), payable(two, 4000))).toBe('amount_mismatch');
});
