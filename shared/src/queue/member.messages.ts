import * as z from 'zod';
import { MemberId } from '../kernel/ids.ts';
import { defineMessage } from './define-message.ts';

const exampleMember = 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ';

/** Somebody was admitted who wished, when they applied, to pay from their bank account (BIL-18). */
export const debitWished = defineMessage({
  name: 'members.debit.wished',
  version: 1,
  to: 'payments-service',
  payload: z.object({ memberId: MemberId, wishedAt: z.iso.datetime() }),
  examples: [{ memberId: exampleMember, wishedAt: '2026-05-12T03:04:05.000Z' }],
});

/** A member is one no more, or becomes none after all, from this moment: nothing is drawn from them again (domain.md 3.2). */
export const memberLeft = defineMessage({
  name: 'members.member.left',
  version: 1,
  to: 'payments-service',
  payload: z.object({ memberId: MemberId, leftAt: z.iso.datetime() }),
  examples: [{ memberId: exampleMember, leftAt: '2026-05-12T03:04:05.000Z' }],
});

/**
 * Two records became one, or, `undone`, are two again (docs/decisions/0014). `left`: who of them is a member no more by that.
 * It stands here and not in a message of its own, which could come before the mandates have gone where they go.
 */
export const membersMerged = defineMessage({
  name: 'members.member.merged',
  version: 1,
  to: 'payments-service',
  payload: z.object({
    mergeId: z.string(),
    keptId: MemberId,
    mergedId: MemberId,
    undone: z.boolean(),
    left: z.object({ memberIds: z.array(MemberId), at: z.iso.datetime() }).optional(),
  }),
  examples: [
    { mergeId: 'mrg_01JZZZZZZZZZZZZZZZZZZZZZZZ', keptId: exampleMember, mergedId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZY', undone: false },
  ],
});

/**
 * Their number, name or reading may be another now, or bills of theirs have to be looked at for it: what was written down of it
 * follows (docs/decisions/0088). It names members and no more: whoever hears it reads what they are called by then.
 * `formerNumbers`: the numbers that they had before may be others too. No bill keeps those, so that what is open is told anew.
 */
export const membersNamed = defineMessage({
  name: 'members.member.named',
  version: 1,
  to: 'server',
  payload: z.object({ memberIds: z.array(MemberId).min(1).max(200), formerNumbers: z.boolean().optional() }),
  examples: [{ memberIds: [exampleMember] }, { memberIds: [exampleMember], formerNumbers: true }],
});
