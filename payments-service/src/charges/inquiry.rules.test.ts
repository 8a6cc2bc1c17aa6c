import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import type { ChargeDocument } from './charge.repository.ts';
import { isLeft, isNeverOpened, isOut, isOver, isPastPaying, mayStillTell, nextInquiryAt, wantedAgainAt } from './inquiry.rules.ts';

const createdAt = new Date('2026-05-12T03:00:00Z');
const expiresAt = new Date('2026-05-19T14:59:59Z');
const slip = {
  state: 'awaiting',
  method: 'konbini',
  inquiries: 0,
  createdAt,
  expiresAt,
  voidWanted: false,
  redirectUrl: null,
  instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '1', receiptNumber: '', instructionsUrl: '' },
} as const;
type Charge = Parameters<typeof nextInquiryAt>[0];

/** All looks at a charge that stays as it is, in minutes since it was made. */
function looks(charge: Charge): number[] {
  const at: number[] = [];
  for (let now = createdAt, inquiries = 0; ; inquiries += 1) {
    const next = nextInquiryAt({ ...charge, inquiries }, now);
    if (next === null) return at;
    at.push((next.getTime() - createdAt.getTime()) / 60_000);
    now = next;
  }
}

test('PAY-06, provider case 42: a slip is asked about after ten minutes, then ever more seldom, and near and past its deadline', () => {
  const minutes = looks(slip);
  expect(minutes.slice(0, 5)).toEqual([10, 70, 250, 610, 970]);
  const end = (expiresAt.getTime() - createdAt.getTime()) / 60_000;
  // Three hours later; when GMO-PG has ended it (from 03:00 of the next day on); behind a weekend; and twice more for a provider that is away.
  const days = (count: number) => end + count * 24 * 60;
  expect(minutes.slice(-5)).toEqual([end + 180, end + 15 * 60, days(4), days(5), days(7)]);
  expect(minutes.at(-6)).toBeLessThanOrEqual(end);
  const gaps = minutes.slice(1).map((at, index) => at - minutes[index]!);
  expect(Math.max(...gaps.slice(0, -4))).toBeLessThanOrEqual(9 * 60);
  expect(minutes.length).toBeLessThan(40);
  // One that came without its deadline may live as long as any.
  expect(looks({ ...slip, expiresAt: null }).at(-1)).toBe(67 * 24 * 60);
  // A report that was withdrawn after the end: one look, ten minutes later.
  const late = new Date(expiresAt.getTime() + 20 * 86_400_000);
  expect(nextInquiryAt(slip, late)).toEqual(new Date(late.getTime() + 600_000));
  expect(nextInquiryAt({ ...slip, inquiries: 1 }, late)).toBeNull();
});

test('provider case 9, domain.md 3.8: a number is past paying three hours after its deadline, and over when no report can be late any more', () => {
  const at = (hours: number) => new Date(expiresAt.getTime() + hours * 3_600_000);
  expect([2.9, 3].map((hours) => isPastPaying(slip, at(hours)))).toEqual([false, true]);
  expect([95.9, 96].map((hours) => isOver(slip, at(hours)))).toEqual([false, true]);
  for (const state of ['requested', 'unknown', 'provisional', 'final', 'authorized'] as const)
    expect([isPastPaying({ ...slip, state }, at(99)), isOver({ ...slip, state }, at(99))]).toEqual([false, false]);
  expect(isOver({ ...slip, expiresAt: null }, at(96))).toBe(false);
  expect([slip, { ...slip, state: 'provisional' as const }, { ...slip, voidWanted: true }].map(isOut)).toEqual([true, true, false]);
});

test('T28: a charge whose answer was lost is asked about at once and less often later, then left to people', () => {
  const lost = { ...slip, state: 'unknown', instructions: null, expiresAt: null } as const;
  expect(looks(lost)).toEqual([1, 6, 36, 96, 456, 1896, 3336, 4776]);
  expect(looks({ ...slip, voidWanted: true })).toEqual(looks(lost));
});

test('a card page is asked about while somebody may still finish it; what is over is never asked about', () => {
  const page = {
    ...slip,
    state: 'requested',
    method: 'card',
    instructions: null,
    expiresAt: null,
    redirectUrl: 'https://example.com',
  } as const;
  expect(looks(page)[0]).toBe(10);
  expect(looks(page).at(-1)).toBe(3 * 24 * 60);
  for (const state of ['final', 'voided', 'expired', 'failed', 'refunded'] as const) expect(looks({ ...slip, state })).toEqual([]);
});

test('G17, case 55: a hold that nobody speaks of is asked about every week, for sixty days, and then left to people', () => {
  const hold = {
    ...slip,
    state: 'authorized',
    method: 'card',
    instructions: null,
    expiresAt: null,
    redirectUrl: 'https://x.test',
  } as const;
  const minutes = looks(hold);
  expect(minutes[0]).toBe(10);
  expect(minutes.at(-1)).toBe(60 * 24 * 60);
  const gaps = minutes.slice(1).map((at, index) => at - minutes[index]!);
  expect(Math.max(...gaps)).toBe(7 * 24 * 60);
  expect(minutes.length).toBeLessThan(30);
  expect(isOut(hold)).toBe(true);
  const left = { ...hold, nextInquiryAt: null } as unknown as ChargeDocument;
  expect([left, { ...left, nextInquiryAt: createdAt }, { ...left, state: 'awaiting' as const }].map(isLeft)).toEqual([true, false, false]);
});

test('provider case 42: an account is asked about as long as it is open, also after a first transfer', () => {
  const account = { asked: yen(10_000), lines: [], received: yen(4000), open: true };
  const charge = { ...slip, method: 'virtual_account', state: 'final', account } as const;
  expect(looks(charge)).toEqual(looks(slip));
  expect(looks({ ...charge, account: { ...account, open: false } })).toEqual([]);
});

test('provider case 42: a report is asked about for weeks, because the final word may come late and be lost', () => {
  const asked = looks({ ...slip, state: 'provisional' });
  expect(asked.length).toBeGreaterThan(looks(slip).length);
  expect(asked.at(-1)).toBeGreaterThanOrEqual(30 * 24 * 60);
});

test('G17 T28: three denials say that a charge nobody heard of was never opened; of a number that is out people decide', () => {
  const unknown = { ...slip, state: 'unknown', instructions: null, providerIds: {} } as unknown as ChargeDocument;
  expect([1, 2, 3, 4].map((denials) => isNeverOpened(unknown, denials, createdAt))).toEqual([false, false, true, true]);
  expect(isNeverOpened({ ...unknown, state: 'requested' }, 3, createdAt)).toBe(true);
  expect(isNeverOpened(slip as unknown as ChargeDocument, 3, createdAt)).toBe(false);
});

test('T28, case 94: a saved card was never charged where its provider still denies it at the last look, and not at the one before', () => {
  const lost = { ...slip, method: 'card', state: 'unknown', instructions: null, expiresAt: null, providerIds: {}, cardId: 'crd_1' };
  const charge = lost as unknown as ChargeDocument;
  const denied = looks(charge).map((at, look) => isNeverOpened(charge, look + 1, new Date(createdAt.getTime() + at * 60_000)));
  expect(denied).toEqual([false, false, false, false, false, false, false, true]);
  // Silence is no denial.
  expect(isNeverOpened(charge, 2, new Date(createdAt.getTime() + 9 * 86_400_000))).toBe(false);
});

test('G17: an answer at the last look is waited for once; a void without one, and silence, go to people', () => {
  expect(mayStillTell({ voidWanted: false, inquiries: 7 }, 'found')).toBe(true);
  expect(mayStillTell({ voidWanted: false, inquiries: 8 }, 'found')).toBe(false);
  expect(mayStillTell({ voidWanted: true, inquiries: 7 }, 'found')).toBe(false);
  expect(mayStillTell({ voidWanted: false, inquiries: 7 }, 'unknown')).toBe(false);
});

test('provider case 46: what somebody waits for is asked again about every minute, for eight of them', () => {
  const again = (wantedAt: Date, minutes: number) => wantedAgainAt({ wantedAt }, new Date(wantedAt.getTime() + minutes * 60_000));
  expect([0, 3, 7.9].map((minutes) => again(createdAt, minutes)!.getTime() - createdAt.getTime())).toEqual([60_000, 240_000, 534_000]);
  expect(again(createdAt, 8)).toBeNull();
  expect(wantedAgainAt({}, createdAt)).toBeNull();
});
