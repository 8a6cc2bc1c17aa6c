import { jobUndoDays } from '@tsudoi/shared/contracts/members/member-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JobRow } from '../../platform/job-rows.ts';
import type { LeasedJob } from '../../platform/leased-jobs.ts';

/** A change of many members, as somebody of the office asked for it: what every kind of it has. */
export interface MemberJobDocument extends LeasedJob {
  /** Sent twice with one key, it is one job; the same key with other contents is refused. */
  requestKey: string;
  requestHash: string;
  userId: UserId;
  userName: string;
  /** Who takes it back; absent while nobody does. */
  undoneBy?: { userId: UserId; name: string };
  state: 'running' | 'done' | 'undoing' | 'undone';
  total: number;
  done: number;
  changed: number;
  createdAt: Date;
  /** Real time, by which it is swept away: business time may have been moved. */
  madeAt: Date;
}

/** What becomes of one of them; written in the transaction of the change itself, so that a killed job does none twice. */
export interface MemberRowDocument extends JobRow {
  memberId: MemberId;
  outcome: 'waiting' | 'changed' | 'refused' | 'undone' | 'kept';
}

/** Until when a change of many can be taken back. */
export const undoableUntil = ({ createdAt }: Pick<MemberJobDocument, 'createdAt'>): Date =>
  new Date(createdAt.getTime() + jobUndoDays * 86_400_000);

/** Whether there is anything to take back: false where somebody has begun to already. @throws DomainError IN_PROGRESS, JOB_UNDO_OVER */
export function mayTakeBack(job: Pick<MemberJobDocument, 'state' | 'createdAt'>, now: Date): boolean {
  if (job.state === 'undoing' || job.state === 'undone') return false;
  if (job.state !== 'done') throw new DomainError('IN_PROGRESS');
  if (now > undoableUntil(job)) throw new DomainError('JOB_UNDO_OVER', { days: jobUndoDays });
  return true;
}
