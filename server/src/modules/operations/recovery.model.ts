import type { RecoveryState } from '@tsudoi/shared/contracts/operations/recovery.contract';
import type { OrgId, RecoveryId } from '@tsudoi/shared/kernel/ids';

/** One try to give an organisation an owner again. Kept: who let somebody in, and on what evidence, must stay known. */
export interface RecoveryDocument {
  _id: RecoveryId;
  orgId: OrgId;
  orgName: string;
  orgSlug: string;
  state: RecoveryState;
  /** Present while it can still let somebody in: an organisation has one of those. */
  open?: true;
  familyName: string;
  givenName: string;
  email: string;
  evidence: string;
  proposerId: string;
  proposedBy: string;
  proposedAt: Date;
  approvedBy: string;
  until: Date;
  stoppedBy: string;
  version: number;
}

export const recoveryCollection = 'owner_recoveries';
