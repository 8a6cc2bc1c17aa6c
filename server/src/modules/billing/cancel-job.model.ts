import type { CancelJobView, KeptReason } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { BillId, CancelJobId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';

/** 請求取消 of many bills, as somebody of the office confirmed it. Which bills stands in its parts. */
export interface CancelJobDocument {
  _id: CancelJobId;
  orgId: OrgId;
  /** Sent twice with one key, it is one job; the same key with other contents is refused. */
  requestKey: string;
  requestHash: string;
  reason: string;
  userId: UserId;
  userName: string;
  state: CancelJobView['state'];
  total: number;
  done: number;
  cancelled: number;
  /** Yen of those cancelled together. */
  amount: number;
  kept: number;
  /** How many parts there are, and which one is next. */
  parts: number;
  part: number;
  createdAt: Date;
  finishedAt: Date | null;
  /** Real time, by which it is swept away: business time may have been moved. */
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

/** The bills of one step, chosen when the job was made and the same ever since; then those that stayed, and why. */
export interface CancelPartDocument {
  _id: string;
  orgId: OrgId;
  jobId: CancelJobId;
  part: number;
  billIds: BillId[];
  /** Null until the step is done. */
  kept: { billId: BillId; reason: KeptReason }[] | null;
  madeAt: Date;
}

export const cancelJobCollection = 'cancel_jobs';
export const cancelPartCollection = 'cancel_job_parts';
