import * as z from 'zod';
import { AuditId, MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest } from '../../kernel/page.ts';
import { auditActions, auditFields } from '../audit/audit.contract.ts';
import { contactRoles } from './member-kind.contract.ts';
import { MemberStatus, nextSteps } from './member-status.contract.ts';

/** What a field was or became: nothing, a text, an entry of the status history, an adjustment of the dues, or people of a body. */
export const HistoryValue = z.union([
  z.null(),
  z.string(),
  z.object({
    kind: z.literal('status'),
    status: MemberStatus,
    /** Null when the entry itself did not change and only its day has come. */
    effectiveOn: JstDate.nullable(),
    reason: z.string(),
    nextSteps: z.array(z.enum(nextSteps)),
  }),
  z.object({ kind: z.literal('adjustment'), adjustment: z.enum(['permanent', 'one_time']), amount: z.number().int(), reason: z.string() }),
  /** Those of a body who are not the same on both sides of the change, each as they were or became. */
  z.object({
    kind: z.literal('people'),
    people: z.array(z.object({ role: z.enum(contactRoles), parts: z.array(z.string()) })),
  }),
  /** A type or a rank that there is no more: its name is not known. */
  z.object({ kind: z.literal('gone') }),
]);
export type HistoryValue = z.output<typeof HistoryValue>;

export const HistoryRow = z.object({
  auditId: AuditId,
  at: z.iso.datetime(),
  actorKind: z.enum(['user', 'member', 'system', 'provider']),
  actorName: z.string(),
  action: z.enum(auditActions),
  /** Whom or what of theirs it was done to, as it was called then. */
  about: z.string(),
  fields: z.array(z.enum(auditFields)),
  /** Null where values are not kept: from before they were, of secrets, and of somebody whose data were erased. */
  changes: z.array(z.object({ field: z.enum(auditFields), before: HistoryValue, after: HistoryValue })).nullable(),
  /** `file_gone`: a file that was on the record before has been deleted since. */
  undo: z.enum(['possible', 'changed_since', 'file_gone', 'not_reversible']),
});
export type HistoryRow = z.output<typeof HistoryRow>;

export const MemberHistoryInput = PageRequest.pick({ cursor: true, size: true }).extend({
  memberId: MemberId,
  /** Sent along by a page that loads more below what it has; there is only one way to go. */
  direction: z.literal('forward').optional(),
});
export const MemberHistoryOutput = z.object({
  rows: z.array(HistoryRow),
  nextCursor: z.string().nullable(),
  /** When the record was made; the beginning of the history of everybody, also of those who were imported. */
  beganAt: z.iso.datetime(),
  /** The file by which they came in with others; null where nothing says so: by hand, by an application, or by a file of long ago. */
  beganBy: z.string().nullable(),
});
export const UndoChangeInput = z.strictObject({ memberId: MemberId, auditId: AuditId });
