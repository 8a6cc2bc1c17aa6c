import * as z from 'zod';
import { MemberId, MemberReadId } from '../../kernel/ids.ts';
import { PageRequest } from '../../kernel/page.ts';

/** Which part of a member's data somebody of the office saw or took along (security.md 4.11). */
export const readKinds = ['list', 'profile', 'login', 'application', 'dues', 'money', 'document', 'file', 'export', 'log'] as const;
export const ReadKind = z.enum(readKinds);
export type ReadKind = z.output<typeof ReadKind>;

export const MemberReadRow = z.object({
  memberReadId: MemberReadId,
  at: z.iso.datetime(),
  /** Null of somebody who is not of the office any more: the log keeps no names. */
  readerName: z.string().nullable(),
  kind: ReadKind,
});
export type MemberReadRow = z.output<typeof MemberReadRow>;

export const MemberReadersInput = PageRequest.pick({ cursor: true, size: true }).extend({
  memberId: MemberId,
  /** Sent along by a page that loads more below what it has; there is only one way to go. */
  direction: z.literal('forward').optional(),
});
export const MemberReadersOutput = z.object({ rows: z.array(MemberReadRow), nextCursor: z.string().nullable() });
