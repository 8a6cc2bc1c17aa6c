import type { TermKind } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { RenewalMarks } from './renewal.rules.ts';

/** The renewal of one member's term: what was said, and the terms under which it was billed. */
export interface RenewalDocument extends RenewalMarks {
  /** Of the member and the end that it continues, so that two at once meet here. */
  _id: string;
  orgId: OrgId;
  memberId: MemberId;
  /** Null for the first term. */
  formerThrough: JstDate | null;
  /** Set when the bill is made. */
  billed: {
    readonly on: JstDate;
    readonly billId: string;
    readonly kind: TermKind;
    readonly months: number;
    readonly graceDays: number;
    readonly byCard: boolean;
  } | null;
  /** How the automatic collection stands: `past_due`, every retry failed. */
  outcome: 'past_due' | 'ended' | 'paid' | null;
  version: number;
}

export const renewalCollection = 'renewals';
