import type { JoiningFeeTime } from '@tsudoi/shared/contracts/applications/application.contract';
import type { JoiningApproval } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import type { MembershipTypeId, OrgId, TermsId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

export interface JoiningSettingsDocument {
  _id: OrgId;
  orgId: OrgId;
  open: boolean;
  approval: z.output<typeof JoiningApproval>;
  membershipTypeIds: MembershipTypeId[];
  /** 入会金; a type that is not named has none. Absent in rows of before it existed. */
  fees?: { membershipTypeId: MembershipTypeId; amount: Yen; time?: JoiningFeeTime }[];
  /** Absent: no. */
  asksSignature?: boolean;
  version: number;
}

/** 会員規約. Only ever added to: what somebody agreed to stays readable. */
export interface TermsDocument {
  _id: TermsId;
  orgId: OrgId;
  version: number;
  text: string;
  publishedAt: Date;
  publishedBy: string;
}

export const settingsCollection = 'joining_settings';
export const termsCollection = 'terms';
