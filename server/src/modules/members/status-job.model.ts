import type { NextStep, SettableStatus, StatusObstacle, statusRefusals } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { StatusEntryId, StatusJobId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { MemberJobDocument, MemberRowDocument } from './member-job.rules.ts';

export type StatusRefusal = (typeof statusRefusals)[number];

/** One change for many members, as somebody of the office asked for it. */
export interface StatusJobDocument extends MemberJobDocument {
  _id: StatusJobId;
  status: SettableStatus;
  effectiveOn: JstDate;
  reason: string;
  nextSteps: NextStep[];
  isStaff: boolean;
}

export interface StatusRowDocument extends MemberRowDocument {
  jobId: StatusJobId;
  code: StatusRefusal | null;
  /** Absent in what was written before it was kept. */
  obstacle?: StatusObstacle | null;
  entryId: StatusEntryId | null;
}

export const statusJobCollection = 'status_jobs';
export const statusRowCollection = 'status_job_rows';
