import type { ApplicationState } from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

/** What can befall an application. */
export const applicationMoves = ['ask', 'expire', 'submit', 'return', 'approve', 'reject', 'withdraw'] as const;
export type ApplicationMove = (typeof applicationMoves)[number];

/**
 * domain.md 3.3; what is not here is refused. Withdrawing what was sent back is 3.2: the person is 申請中 all the same, and an
 * application nobody corrects must not stay for ever (APP-03).
 */
const table: Readonly<Record<ApplicationState, Readonly<Partial<Record<ApplicationMove, ApplicationState>>>>> = {
  email_pending: { ask: 'email_pending', expire: 'expired', submit: 'submitted' },
  expired: {},
  submitted: { return: 'returned', approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' },
  returned: { submit: 'submitted', withdraw: 'withdrawn' },
  approved: {},
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

/** The states in which somebody's application waits for them or for the office. */
export const openStates: readonly ApplicationState[] = ['submitted', 'returned'];

export const statesOfView = {
  waiting: ['submitted'],
  returned: ['returned'],
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

/** Mails that one address is sent in an hour, however often somebody asks. */
export const mailsPerHour = 10;
