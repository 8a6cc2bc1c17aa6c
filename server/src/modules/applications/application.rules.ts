import {
  type ApplicationKind,
  type ApplicationState,
  type PayBy,
  joiningFeeReminderDays,
} from '@tsudoi/shared/contracts/applications/application.contract';
import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, addDays, endOfJstDateExclusive } from '@tsudoi/shared/kernel/jst';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';

interface PersonNames {
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
}

/** What can befall an application. */
export const applicationMoves = ['ask', 'expire', 'submit', 'return', 'await', 'approve', 'reject', 'withdraw', 'reopen'] as const;
export type ApplicationMove = (typeof applicationMoves)[number];

/**
 * domain.md 3.3; what is not here is refused. Withdrawing what was sent back is 3.2: the person is 申請中 all the same, and an
 * application nobody corrects must not stay for ever (APP-03). An approval is opened again when the office takes the planned
 * admission back: 申請中 ends with a decision alone (3.2). So is one that waits for money of which none is asked for any more.
 */
const table: Readonly<Record<ApplicationState, Readonly<Partial<Record<ApplicationMove, ApplicationState>>>>> = {
  email_pending: { ask: 'email_pending', expire: 'expired', submit: 'submitted' },
  expired: {},
  submitted: { return: 'returned', await: 'awaiting_payment', approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' },
  // Asked once more: a mail is lost, a link runs out.
  returned: { return: 'returned', submit: 'submitted', withdraw: 'withdrawn' },
  awaiting_payment: { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn', expire: 'expired', reopen: 'submitted' },
  approved: { reopen: 'submitted' },
  rejected: {},
  withdrawn: {},
  registered: { ask: 'registered' },
};

/** @throws DomainError INVALID_TRANSITION */
export function stateAfter(state: ApplicationState, move: ApplicationMove): ApplicationState {
  const next = table[state][move];
  if (!next) throw new DomainError('INVALID_TRANSITION', { from: state, to: move });
  return next;
}

/** What an application is found by: each of its names, as it was sent and as the office has put it right, and its address. */
export function searchTextOf(names: readonly PersonNames[], email: string): string {
  const parts = names.flatMap(({ familyName, givenName, familyNameKana, givenNameKana }) => [
    `${familyName} ${givenName}`,
    `${familyName}${givenName}`,
    `${familyNameKana} ${givenNameKana}`,
    `${familyNameKana}${givenNameKana}`,
  ]);
  return normaliseIdentifier([...new Set(parts), email].join('\n'));
}

/** Whether it was approved once and opened again: number and bill of that approval stand. */
export function wasApproved({ steps }: { readonly steps: readonly { readonly what: string }[] }): boolean {
  return steps.some(({ what }) => what === 'approved');
}

/** The way of paying that an approval has asked for by now; where it was not kept, what the form said then, and still says. */
export function wishGivenBy(application: {
  readonly steps: readonly { readonly what: string }[];
  readonly wishGiven?: PayBy;
  readonly payBy?: PayBy;
}): PayBy {
  return wasApproved(application) ? (application.wishGiven ?? application.payBy ?? 'self') : 'self';
}

/** Whether the record says what the form says: of somebody who had left it does from their first approval on. */
export function isOnRecord({
  kind,
  steps,
}: {
  readonly kind: ApplicationKind;
  readonly steps: readonly { readonly what: string }[];
}): boolean {
  return kind !== 'rejoin' || wasApproved({ steps });
}

/**
 * Whose draft is found again: of a form that is begun by the address, since the next link may be another application's; of a
 * correction by its application, since a family's may come from one mailbox.
 */
export function draftOwner({
  _id,
  state,
  email,
}: {
  readonly _id: string;
  readonly state: ApplicationState;
  readonly email: string;
}): string {
  return state === 'returned' ? _id : email;
}

/**
 * The type that a form means: who leaves the one it was begun with has chosen none, so that what the office put right meanwhile
 * stays (docs/decisions/0017).
 */
export function typeMeant<T extends string>(given: T, begunWith: string | null | undefined, present: T | null): T {
  return present !== null && given === begunWith ? present : given;
}

/** The states in which somebody's application waits for them or for the office. */
export const openStates: readonly ApplicationState[] = ['submitted', 'returned', 'awaiting_payment'];

export const statesOfView = {
  waiting: ['submitted'],
  returned: ['returned'],
  paying: ['awaiting_payment'],
  approved: ['approved'],
  other: ['email_pending', 'expired', 'rejected', 'withdrawn', 'registered'],
} as const satisfies Record<string, readonly ApplicationState[]>;

/** A link that nobody opened in time is over, whether or not anything has looked at it since. */
export function shownState(
  application: { readonly state: ApplicationState; readonly linkExpiresAt: Date | null },
  now: Date,
): ApplicationState {
  const isOver = application.state === 'email_pending' && application.linkExpiresAt !== null && application.linkExpiresAt <= now;
  return isOver ? 'expired' : application.state;
}

/** Wrong typings before a code is dead; the mailed link goes on working. */
export const codeTries = 5;

/** Notices of stores and banks lag behind the money: so long after the due day nothing is given up (domain.md 3.11). */
const graceMs = 3 * 3_600_000;

/** Whether the last time to pay was reminded of: whoever is approved before paying, or owes another fee, has another one. */
export function wasReminded(steps: readonly { readonly what: string }[]): boolean {
  const since = steps.findLastIndex(({ what }) => what === 'awaiting_payment' || what === 'retyped');
  return steps.slice(since + 1).some(({ what }) => what === 'reminded');
}

/** What is to be done about an application that waits for 入会金. */
type PaymentStep = 'admit' | 'remind' | 'expire' | null;

/**
 * By the bill, the clock and whether somebody was reminded; a cancelled bill is for the office to decide. Nobody is admitted,
 * nor given up, on money that is only reported: it may be taken back (速報取消), and an admission is not. A number that is out holds
 * for as long as it says: giving up would stop it.
 */
export function paymentStep(
  fee: { readonly status: BillStatus; readonly dueOn: JstDate; readonly provisional: boolean; readonly numberUntil: Date | null },
  now: Date,
  today: JstDate,
  reminded: boolean,
): PaymentStep {
  if (fee.provisional) return null;
  if (fee.status === 'paid' || fee.status === 'overpaid') return 'admit';
  if (fee.status !== 'unpaid' && fee.status !== 'partly_paid') return null;
  const last = Math.max(endOfJstDateExclusive(fee.dueOn).getTime(), fee.numberUntil?.getTime() ?? 0);
  if (now.getTime() >= last + graceMs) return 'expire';
  return !reminded && today >= addDays(fee.dueOn, -joiningFeeReminderDays) && today <= fee.dueOn ? 'remind' : null;
}
