import type { ProofState } from '@tsudoi/shared/contracts/members/proof.contract';
import type { FileId, MemberId, MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';

/** That a type asks for a proof every year. */
export interface ProofRuleDocument {
  _id: MembershipTypeId;
  orgId: OrgId;
  opensOn: string;
  dueOn: string;
  fallbackTypeId: MembershipTypeId;
  /** Periods that ended before it was made, or made anew, are nobody's fault. */
  since: JstDate;
  /** `<due day>:<reminder>` of which everybody has been written to. */
  remindedFor: string;
  /** The due day after which everybody has been looked at. */
  lapsedFor: string;
}

/** One member's proof of one period. Of a file that was checked only this remains. */
export interface ProofDocument {
  /** `<member>:<due day>` */
  _id: string;
  orgId: OrgId;
  memberId: MemberId;
  membershipTypeId: MembershipTypeId;
  /** The last day as it was when it was sent: what it counts for is asked of `answerFor`. */
  dueOn: JstDate;
  state: Exclude<ProofState, 'asked'> | 'lapsed';
  fileId: FileId | null;
  fileName: string;
  sentAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string;
  reason: string;
}

export const proofRuleCollection = 'proof_rules';
export const proofCollection = 'proofs';
