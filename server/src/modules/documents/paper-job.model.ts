import type { BillId, BillingRunId, OrgId, PaperJobId, UserId } from '@tsudoi/shared/kernel/ids';

/** Papers of one run's bills, as somebody of the office asked for them. */
export interface PaperJobDocument {
  _id: PaperJobId;
  orgId: OrgId;
  /** Sent twice with one key, it is one job. */
  requestKey: string;
  runId: BillingRunId;
  kind: 'invoice' | 'receipt';
  userId: UserId;
  userName: string;
  state: 'running' | 'done';
  total: number;
  done: number;
  issued: number;
  skipped: number;
  /** Of those, bills whose invoice is in a payer's name. */
  byPayer?: number;
  /** Where the work goes on: behind this bill. */
  after: BillId | null;
  /** Real time, by which it is swept away: business time may have been moved. */
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

export const paperJobCollection = 'paper_jobs';
