import type { BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { MembershipTermId } from '@tsudoi/shared/kernel/renewal-ids';

/** One term of one member. Rows are only ever added: one that was wrong is taken back by another. */
export interface MembershipTermDocument {
  _id: MembershipTermId;
  orgId: OrgId;
  memberId: MemberId;
  kind: 'entered' | 'paid' | 'taken_back';
  from: JstDate;
  through: JstDate;
  /** What paid for it, or whose money went back. */
  billId: BillId | null;
  renewalId: string | null;
  reverses: MembershipTermId | null;
  by: string;
  reason: string;
  /** Of a term that the office entered: what asked for it, so that asking again enters nothing more. */
  requestKey: string | null;
  at: Date;
}

export const membershipTermCollection = 'membership_terms';
