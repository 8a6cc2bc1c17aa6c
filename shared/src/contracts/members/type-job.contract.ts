import * as z from 'zod';
import { MemberId, MembershipTypeId, TypeJobId } from '../../kernel/ids.ts';
import { mostInStatusJob } from './member-status.contract.ts';

const members = z.array(MemberId).min(1).max(mostInStatusJob);
export const PlanTypesInput = z.strictObject({ memberIds: members, membershipTypeId: MembershipTypeId });
/** Another type for many. Sent twice with one key, it is one change. */
export const ChangeTypesInput = PlanTypesInput.extend({ idempotencyKey: z.uuid() });

/** Why somebody keeps the type they have. */
export const typeRefusals = [
  'UNCHANGED',
  'MEMBER_MERGED',
  'BILL_HAS_AUTHORIZED_CHARGE',
  'MEMBERSHIP_TYPE_ARCHIVED',
  'CONFLICT',
  'NOT_FOUND',
  'UNEXPECTED',
] as const;
const Refused = z.object({ memberId: MemberId, memberNumber: z.string(), name: z.string(), code: z.enum(typeRefusals) });

/** What a change would do, before anything is done. */
export const TypePlan = z.object({
  membershipTypeName: z.string(),
  total: z.number().int(),
  changing: z.number().int(),
  refused: z.array(Refused),
  /** Of those who change, who is not admitted yet: the joining fee follows the type. */
  applicants: z.number().int(),
  /** Bills that are there stay as they are. */
  openBills: z.object({ members: z.number().int(), amount: z.number().int() }),
});

export const TypeJobView = z.object({
  typeJobId: TypeJobId,
  membershipTypeId: MembershipTypeId,
  /** As the type was called then. */
  membershipTypeName: z.string(),
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  total: z.number().int(),
  done: z.number().int(),
  changed: z.number().int(),
  /** Who was left as they were, and why; on the way back, who stays with the new type. */
  refused: z.array(Refused),
});
export const TypeJobIdInput = z.strictObject({ typeJobId: TypeJobId });
