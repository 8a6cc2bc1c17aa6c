import * as z from 'zod';
import { RecoveryId } from '../../kernel/ids.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { EmailAddress, PersonNamePart } from '../text.contract.ts';

/**
 * Recovery of an organisation that has lost its last owner: one operator proposes, another approves, the organisation is
 * told and can stop it, and only then a link goes out (domain.md 1).
 */
export const recoveryStates = ['proposed', 'waiting', 'sent', 'stopped', 'expired'] as const;
export const RecoveryState = z.enum(recoveryStates);
export type RecoveryState = z.output<typeof RecoveryState>;

/** A proposal that nobody else approves within this many days is over. */
export const proposalDays = 7;
/** How long the organisation can stop an approved one before the link goes out. */
export const waitingHours = 72;

export const RecoveryView = z.object({
  recoveryId: RecoveryId,
  orgName: z.string(),
  orgSlug: Slug,
  state: RecoveryState,
  familyName: z.string(),
  givenName: z.string(),
  email: z.string(),
  /** How it was proven who asks. */
  evidence: z.string(),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  approvedBy: z.string(),
  /** When a proposal lapses, or when the link goes out. */
  until: z.iso.datetime(),
  stoppedBy: z.string(),
  /** The operator who looks at it proposed it: somebody else has to approve. */
  isOwn: z.boolean(),
  version: z.number().int(),
});
export const RecoveryList = z.array(RecoveryView);

const EvidenceText = z.string().trim().min(1, 'required').min(20, 'too_short').max(2000, 'too_long');
export const ProposeRecoveryInput = z.strictObject({
  slug: Slug,
  familyName: PersonNamePart,
  givenName: PersonNamePart,
  email: EmailAddress,
  evidence: EvidenceText,
});
export const RecoveryDecisionInput = z.strictObject({ recoveryId: RecoveryId, version: z.number().int().min(0) });

export const RecoveryLinkInput = z.strictObject({ token: z.string().min(1).max(200) });
/** What somebody of the organisation sees before they stop it. */
export const RecoveryNotice = z.object({
  orgName: z.string(),
  orgSlug: Slug,
  name: z.string(),
  email: z.string(),
  until: z.iso.datetime(),
});
