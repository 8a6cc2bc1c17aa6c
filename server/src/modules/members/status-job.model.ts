import type {
  NextStep,
  SettableStatus,
  StatusJobView,
  StatusObstacle,
  statusRefusals,
} from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberId, OrgId, StatusEntryId, StatusJobId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';

export type StatusRefusal = (typeof statusRefusals)[number];

/** One change for many members, as somebody of the office asked for it. */
export interface StatusJobDocument {
  _id: StatusJobId;
  orgId: OrgId;
  /** Sent twice with one key, it is one job; the same key with other contents is refused. */
  requestKey: string;
  requestHash: string;
  status: SettableStatus;
  effectiveOn: JstDate;
  reason: string;
  nextSteps: NextStep[];
  userId: UserId;
  userName: string;
  isStaff: boolean;
  /** Who takes it back; absent while nobody does. */
  undoneBy?: { userId: UserId; name: string };
  state: z.output<typeof StatusJobView>['state'];
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
export interface StatusRowDocument {
  _id: string;
  orgId: OrgId;
  jobId: StatusJobId;
  seq: number;
  memberId: MemberId;
  outcome: 'waiting' | 'changed' | 'refused' | 'undone' | 'kept';
  code: StatusRefusal | null;
  /** Absent in what was written before it was kept. */
  obstacle?: StatusObstacle | null;
  entryId: StatusEntryId | null;
  madeAt: Date;
}

export const statusJobCollection = 'status_jobs';
export const statusRowCollection = 'status_job_rows';
