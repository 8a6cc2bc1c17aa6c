import { jobUndoDays } from '@tsudoi/shared/contracts/members/member-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberJobDocument } from './member-job.model.ts';

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
