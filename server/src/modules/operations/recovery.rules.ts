import { type RecoveryState, proposalDays, waitingHours } from '@tsudoi/shared/contracts/operations/recovery.contract';
import type { PlainErrorCode } from '@tsudoi/shared/kernel/domain-error';

const hour = 3_600_000;

export const proposalEnd = (now: Date): Date => new Date(now.getTime() + proposalDays * 24 * hour);
export const waitingEnd = (now: Date): Date => new Date(now.getTime() + waitingHours * hour);

interface Facts {
  readonly state: RecoveryState;
  readonly proposerId: string;
  readonly until: Date;
}

/** Why an operator may not approve, or null: never the one who proposed it, never a proposal that has lapsed. */
export function refusalOfApproval(recovery: Facts, operatorId: string, now: Date): PlainErrorCode | null {
  if (recovery.state !== 'proposed' || recovery.until <= now) return 'INVALID_TRANSITION';
  return recovery.proposerId === operatorId ? 'SECOND_PERSON_NEEDED' : null;
}

/** It can be stopped until the link has gone out. */
export function isStoppable({ state }: Pick<Facts, 'state'>): boolean {
  return state === 'proposed' || state === 'waiting';
}

/** What time alone makes of it, or null. */
export function nextByTime({ state, until }: Pick<Facts, 'state' | 'until'>, now: Date): 'expired' | 'sent' | null {
  if (until > now) return null;
  return state === 'proposed' ? 'expired' : state === 'waiting' ? 'sent' : null;
}
