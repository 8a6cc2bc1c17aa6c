import type { TypeJobView, typeRefusals } from '@tsudoi/shared/contracts/members/type-job.contract';
import type { MemberId, MembershipTypeId, OrgId, TypeJobId, UserId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

export type TypeRefusal = (typeof typeRefusals)[number];

/** Another type for many members, as somebody of the office asked for it. */
export interface TypeJobDocument {
  _id: TypeJobId;
  orgId: OrgId;
  /** Sent twice with one key, it is one job; the same key with other contents is refused. */
  requestKey: string;
  requestHash: string;
  membershipTypeId: MembershipTypeId;
  membershipTypeName: string;
  userId: UserId;
  userName: string;
  /** Who takes it back; absent while nobody does. */
  undoneBy?: { userId: UserId; name: string };
  state: z.output<typeof TypeJobView>['state'];
  total: number;
  done: number;
  changed: number;
  createdAt: Date;
  /** Real time, by which it is swept away: business time may have been moved. */
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

/** What becomes of one of them; written in the transaction of the change itself, so that a killed job does none twice. */
export interface TypeRowDocument {
  _id: string;
  orgId: OrgId;
  jobId: TypeJobId;
  seq: number;
  memberId: MemberId;
  outcome: 'waiting' | 'changed' | 'refused' | 'undone' | 'kept';
  code: TypeRefusal | null;
  /** The way back; null as long as nothing is changed. */
  fromTypeId: MembershipTypeId | null;
  madeAt: Date;
}

export const typeJobCollection = 'type_jobs';
export const typeRowCollection = 'type_job_rows';
