import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { UserActor } from '../../platform/actor.ts';
import { jobRowId } from '../../platform/job-rows.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MemberJobDocument, MemberRowDocument } from './member-job.rules.ts';

interface Asked {
  readonly requestKey: string;
  readonly requestHash: string;
  readonly total: number;
}

/** What every change of many begins with, but its id. */
export function newMemberJob({ clock }: Platform, { scope, userId, name }: UserActor, asked: Asked): Omit<MemberJobDocument, '_id'> {
  const times = { createdAt: clock.now(), madeAt: clock.realNow(), leaseUntil: null, leaseToken: 0 };
  return { orgId: scope.orgId, ...asked, userId, userName: name, state: 'running', done: 0, changed: 0, ...times };
}

/** The row of one of them, with nothing done yet. */
export function newMemberRow<JobId extends string>(
  { _id, orgId, madeAt }: Pick<MemberJobDocument, 'orgId' | 'madeAt'> & { readonly _id: JobId },
  memberId: MemberId,
  seq: number,
): MemberRowDocument & { jobId: JobId } {
  return { _id: jobRowId(_id, seq), orgId, jobId: _id, seq, memberId, outcome: 'waiting', madeAt };
}
