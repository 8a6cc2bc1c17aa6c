import type { ChangeTagsInput, TagAction, TagJobView } from '@tsudoi/shared/contracts/members/tag-job.contract';
import type { MemberId, OrgId, TagJobId, UserId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

/** One tag put on many members, or taken off them, as somebody of the office asked for it. */
export interface TagJobDocument {
  _id: TagJobId;
  orgId: OrgId;
  /** Sent twice with one key, it is one job; the same key with other contents is refused. */
  requestKey: string;
  requestHash: string;
  action: TagAction;
  tag: string;
  members: z.output<typeof ChangeTagsInput>['members'];
  userId: UserId;
  userName: string;
  /** Who takes it back; absent while nobody does. */
  undoneBy?: { userId: UserId; name: string };
  state: z.output<typeof TagJobView>['state'];
  total: number;
  done: number;
  changed: number;
  full: MemberId[];
  fullCount: number;
  /** Where the work goes on: behind this key of the list, or at this place of those named. */
  after: string | null;
  parts: number;
  createdAt: Date;
  /** Real time, by which it is swept away: business time may have been moved. */
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

/** Whom one step changed; written in the transaction of the step, and the way back. */
export interface TagPartDocument {
  _id: string;
  orgId: OrgId;
  jobId: TagJobId;
  part: number;
  memberIds: MemberId[];
  madeAt: Date;
}

export const tagJobCollection = 'tag_jobs';
export const tagPartCollection = 'tag_job_parts';
