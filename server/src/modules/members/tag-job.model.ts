import type { ChangeTagsInput, TagAction } from '@tsudoi/shared/contracts/members/tag-job.contract';
import type { MemberId, OrgId, TagJobId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { MemberJobDocument } from './member-job.rules.ts';

/** One tag put on many members, or taken off them, as somebody of the office asked for it. */
export interface TagJobDocument extends MemberJobDocument {
  _id: TagJobId;
  action: TagAction;
  tag: string;
  members: z.output<typeof ChangeTagsInput>['members'];
  full: MemberId[];
  fullCount: number;
  /** Where the work goes on: behind this key of the list, or at this place of those named. */
  after: string | null;
  parts: number;
}

/** Whom one step changed; written in the transaction of the step, and the way back. */
export interface TagPartDocument {
  _id: string;
  orgId: OrgId;
  jobId: TagJobId;
  part: number;
  memberIds: MemberId[];
  /** Of a tag taken off: of whom it was spelled otherwise, what went, for the way back. */
  removed?: Record<MemberId, string[]>;
  madeAt: Date;
}

export const tagJobCollection = 'tag_jobs';
export const tagPartCollection = 'tag_job_parts';
