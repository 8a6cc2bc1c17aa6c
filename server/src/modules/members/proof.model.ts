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
  /** The due day for which everybody has been asked: whoever comes to the type after that is asked late. */
  remindedFor: string;
  /** The due day after which everybody has been looked at, the late ones too. */
  lapsedFor: string;
  /** From when the organisation was suspended, once a pass has seen it; until what that held up goes on. */
  restsSince?: JstDate | null;
  /** The day on which it last went on after that. */
  resumedOn?: JstDate | null;
}

/** One member's proof of one period, from the day they are asked for it. Of a file that was checked only this remains. */
export interface ProofDocument {
  /** `<member>:<due day>` */
  _id: string;
  orgId: OrgId;
  memberId: MemberId;
  membershipTypeId: MembershipTypeId;
  /** The last day as it was when it was sent: what it counts for is asked of `answerFor`. */
  dueOn: JstDate;
  state: ProofState | 'lapsed';
  /** The day of asking, where all the others had been asked before; missing or null: together with them. */
  askedLateOn?: JstDate | null;
  /** `<last day>:<reminder>` that has been seen to, with a mail or, where none reaches, without. */
  toldOf?: string;
  fileId: FileId | null;
  fileName: string;
  sentAt: Date | null;
  decidedAt: Date | null;
  decidedBy: string;
  reason: string;
  /** Shown at the office instead of sent in: the day it was seen, and what staff noted. */
  seenOn?: JstDate | null;
  memo?: string;
  /** Accepted for a record that became part of this one: where, and what this one had said instead, for the undo. */
  carried?: { from: string; instead: ProofDocument | null } | null;
}

export const proofRuleCollection = 'proof_rules';
export const proofCollection = 'proofs';
