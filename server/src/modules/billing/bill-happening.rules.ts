import type { BillHappeningKind, ChangedSince } from '@tsudoi/shared/contracts/billing/bill-happening.contract';
import { type DomainErrorCode, type DomainErrorParams, DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { PaymentId } from '@tsudoi/shared/kernel/ids';

/** One thing that was done to a bill. */
export interface BillHappening {
  readonly kind: BillHappeningKind;
  readonly at: Date;
  /** Who did it; empty where nobody is known. */
  readonly by: string;
  /** With which payment, where one can be named. */
  readonly paymentId?: PaymentId;
  /** What else is to be said of it: `amount`, `number`, `name` or `dueOn`. */
  readonly says?: DomainErrorParams;
}

/** What of a bill as it is now tells which of its happenings explains a refusal. */
interface BillNow {
  readonly billName: string;
  readonly isCancelled: boolean;
  /** What is open of it. */
  readonly left: number;
}

type Kinds = readonly BillHappeningKind[];
const ends: Kinds = ['replaced', 'cancelled'];
/** Of a bill among those of a payer's link: each may end or change what the link asks for. */
const ofLink: ReadonlySet<DomainErrorCode> = new Set(['PAY_LINK_CHANGED', 'PAY_LINK_CLOSED']);
const money: Kinds = ['paid', 'paid_online', 'carried', 'waived', 'corrected', 'taken_back', 'returned'];
const ofMoney: ReadonlySet<DomainErrorCode> = new Set([
  'BILL_HAS_PAYMENT',
  'BILL_AMOUNT_FIXED',
  'BILL_NOT_PAYABLE',
  'ALLOCATION_EXCEEDS_BILL',
]);
const since: Readonly<Record<ChangedSince, Kinds>> = {
  outstanding: [...money, 'adjusted'],
  draft: ['adjusted', 'renamed'],
  dueOn: ['confirmed'],
  name: ['renamed'],
};

/** How long something is the likely reason why what fitted a moment ago does not any more. */
export const recentMs = 60 * 60_000;

/** Which happenings can explain a refusal; null for one that has nothing to do with them. `recent`: only what was done just now. */
function explaining({ code, params }: DomainError, bill: BillNow): { readonly kinds: Kinds; readonly recent: boolean } | null {
  const isVague = code === 'CONFLICT' || (code === 'CORRECTION_REFUSED' && (params['why'] === 'stale' || params['why'] === 'colleague'));
  const what = code === 'BILL_CHANGED_SINCE' ? (params['what'] as ChangedSince) : null;
  if (code === 'PAYMENT_REVERSED') return { kinds: ['taken_back', 'returned'], recent: false };
  if (ofLink.has(code)) return { kinds: [...ends, ...money, 'adjusted'], recent: true };
  const isUndo = code === 'CORRECTION_REFUSED' && (params['why'] === 'undo_over' || params['why'] === 'undo_blocked');
  if (isUndo) return { kinds: bill.isCancelled ? ends : [...money, 'adjusted'], recent: false };
  if (!isVague && what === null && code !== 'BILL_CANCELLED' && !ofMoney.has(code)) return null;
  if (bill.isCancelled) return { kinds: ends, recent: false };
  // A draft is not corrected: that a bill was opened is no reason there.
  if (isVague) return { kinds: [...money, 'adjusted', 'renamed', ...(code === 'CONFLICT' ? (['confirmed'] as const) : [])], recent: true };
  return { kinds: what === null ? money : since[what], recent: false };
}

/** What `happened`, put so that it is the newest that explains the refusal; null where nothing does. Newest first. */
function explanation(error: DomainError, bill: BillNow, happenings: readonly BillHappening[], now: Date): BillHappening | null {
  const wanted = explaining(error, bill);
  if (wanted === null) return null;
  const { paymentId } = error.params;
  const fitting = happenings.filter(({ kind, at, ...of }) => {
    if (paymentId !== undefined && of.paymentId !== paymentId) return false;
    return wanted.kinds.includes(kind) && (!wanted.recent || now.getTime() - at.getTime() < recentMs);
  });
  // Of an end by a correction the bill in its place is what helps; its own log says of it that it was cancelled.
  return (
    fitting.find(({ kind }) => kind === 'replaced') ?? fitting.toSorted((left, right) => right.at.getTime() - left.at.getTime())[0] ?? null
  );
}

/** Whether it is worth looking what happened. */
export const asksWhatHappened = (error: unknown): error is DomainError =>
  error instanceof DomainError &&
  error.params['happened'] === undefined &&
  explaining(error, { billName: '', isCancelled: false, left: 0 }) !== null;

/** The same refusal, with what a colleague did and when; null where nothing is known that explains it. */
export function toldWith(error: DomainError, bill: BillNow, happenings: readonly BillHappening[], now: Date): DomainError | null {
  const found = explanation(error, bill, happenings, now);
  if (found === null) return null;
  return toldAs(error, { bill: bill.billName, left: bill.left }, found);
}

/** The refusal with what happened to what is called `bill`. */
export function toldAs(error: DomainError, of: DomainErrorParams, { kind: happened, at, by, says }: BillHappening): DomainError {
  const told = { happened, at: at.toISOString(), by, ...of, ...says };
  return DomainError.told(error.code, { ...error.params, ...told }, error.issues);
}
