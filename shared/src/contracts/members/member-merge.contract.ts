import * as z from 'zod';
import { CustomFieldId, MemberId, MemberMergeId } from '../../kernel/ids.ts';
import { MemberStatus } from './member-status.contract.ts';

/** Until when a merge can be taken back. */
export const mergeUndoDays = 30;

/** What of a record is chosen field by field when two become one. */
export const mergeFields = [
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'formerName',
  'membershipTypeId',
  'rankId',
  'contactEmail',
  'phone',
  'postalCode',
  'address',
  'affiliation',
  'birthDate',
  'joinedOn',
  'memo',
  'contacts',
  'units',
] as const;
export const MergeField = z.enum(mergeFields);
export type MergeField = z.output<typeof MergeField>;

/** What belongs to a member and goes along. */
export const movedKinds = [
  'bills',
  'adjustments',
  'payments',
  'allocations',
  'receipts',
  'papers',
  'dunning',
  'dunning_holds',
  'terms',
  'renewals',
  'renewal_consents',
  'collections',
  'recurring_plans',
  'card_wishes',
  'tasks',
  'applications',
  'files',
  'change_requests',
  'proofs',
] as const;
export const MovedKind = z.enum(movedKinds);
export type MovedKind = z.output<typeof MovedKind>;

const Side = z.enum(['kept', 'merged']);
const SideOrBoth = z.enum(['kept', 'merged', 'both']);

/** `keptId` stays, `mergedId` goes into it. */
export const MergePairInput = z.strictObject({ keptId: MemberId, mergedId: MemberId });

export const MergeChoices = z.strictObject({
  /** Fields whose value is taken from the record that goes. */
  fromMerged: z.array(MergeField).max(mergeFields.length),
  customFromMerged: z.array(CustomFieldId).max(50),
  tags: SideOrBoth,
  history: SideOrBoth,
  /** Whose log-in lives on. */
  account: Side,
});
export type MergeChoices = z.output<typeof MergeChoices>;

/** The act is what the plan was, or nothing. */
export const MergeInput = z.strictObject({
  ...MergePairInput.shape,
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  choices: MergeChoices,
});
export const MergeOutput = z.object({ mergeId: MemberMergeId, keptId: MemberId });
export const MergeIdInput = z.strictObject({ mergeId: MemberMergeId });

/** What has to be settled before two records become one; `ref` is the record that stands in the way. */
export const MergeObstacle = z.object({
  kind: z.enum(['both_billed', 'run_active', 'applied', 'proof_sent', 'change_asked', 'both_subscribed', 'other_kind']),
  ref: z.string(),
  label: z.string(),
});
export type MergeObstacle = z.output<typeof MergeObstacle>;

/** What has to be settled before they become two again. */
export const MergeBlocker = z.object({
  kind: z.enum(['over', 'merged_again', 'changed_since', 'type_gone', 'payment_mixed', 'adjustment_used']),
  ref: z.string(),
  label: z.string(),
});
export type MergeBlocker = z.output<typeof MergeBlocker>;

const Difference = z.object({ label: z.string(), kept: z.string(), merged: z.string() });
const Standing = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  login: z.enum(['none', 'provisional_issued', 'verified', 'disabled']),
  /** Of today: whichever history is chosen alone decides whether the person is in. */
  status: MemberStatus,
  statusEntries: z.number().int(),
  tags: z.array(z.string()),
});

const Holder = z.enum(['nobody', 'kept', 'merged', 'both']);
export type Holder = z.output<typeof Holder>;

/** Everything that would become of two records. Frozen by the fingerprint. */
export const MemberMergePlan = z.object({
  fingerprint: z.string(),
  kept: Standing,
  merged: Standing,
  /** Only what differs. */
  fields: z.array(Difference.omit({ label: true }).extend({ field: MergeField })),
  custom: z.array(Difference.extend({ fieldId: CustomFieldId })),
  /** Whether both histories make one that the rules of statuses allow. */
  historiesJoin: z.boolean(),
  moves: z.array(z.object({ kind: MovedKind, count: z.number().int(), amount: z.number().int() })),
  /** Who has what is charged by itself. Told and not frozen, since the payments-service has it; null while that does not answer. */
  charged: z.object({ card: Holder, mandate: Holder }).nullable(),
  obstacles: z.array(MergeObstacle),
});
export type MemberMergePlan = z.output<typeof MemberMergePlan>;

export const MemberMergeView = z.object({
  mergeId: MemberMergeId,
  keptId: MemberId,
  keptNumber: z.string(),
  keptName: z.string(),
  mergedId: MemberId,
  mergedNumber: z.string(),
  mergedName: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  undoUntil: z.iso.datetime(),
  undone: z.boolean(),
  moves: z.array(z.object({ kind: MovedKind, count: z.number().int() })),
  /** Empty: it can be taken back now. */
  blockers: z.array(MergeBlocker),
});
/** Merges that a record has been part of, newest first. */
export const MemberMergeList = z.array(MemberMergeView);
