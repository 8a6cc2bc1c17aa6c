import * as z from 'zod';
import { StatusJobId, TagJobId, TypeJobId } from '../../kernel/ids.ts';
import { StatusJobView } from './member-status.contract.ts';
import { TagJobView } from './tag-job.contract.ts';
import { TypeJobView } from './type-job.contract.ts';

/** So long a change of many can be taken back as a whole (interface.md 5.1). */
export const jobUndoDays = 7;
/** The newest of them that the list shows. */
export const jobsShown = 20;

const facts = {
  startedAt: z.iso.datetime(),
  startedBy: z.string(),
  /** Until when it can be taken back; null where it cannot. */
  undoUntil: z.iso.datetime().nullable(),
};

/** A change of many members as the list of them shows it. */
export const MemberJobRow = z.discriminatedUnion('kind', [
  StatusJobView.omit({ statusJobId: true, refused: true }).extend({ kind: z.literal('status'), jobId: StatusJobId, ...facts }),
  TagJobView.omit({ tagJobId: true, full: true, fullCount: true }).extend({ kind: z.literal('tags'), jobId: TagJobId, ...facts }),
  TypeJobView.omit({ typeJobId: true, refused: true }).extend({ kind: z.literal('type'), jobId: TypeJobId, ...facts }),
]);
export type MemberJobRow = z.output<typeof MemberJobRow>;
export const MemberJobsOutput = z.array(MemberJobRow);
export const MemberJobIdInput = z.strictObject({ jobId: z.union([StatusJobId, TagJobId, TypeJobId]) });
