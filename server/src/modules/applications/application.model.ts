import type {
  ApplicationFields,
  ApplicationKind,
  ApplicationState,
  ApplicationStep,
  PayBy,
} from '@tsudoi/shared/contracts/applications/application.contract';
import type { ApplicationId, MemberId, OrgId, TermsId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';

export interface ApplicationStepRow {
  at: Date;
  what: z.output<typeof ApplicationStep>['what'];
  actor: string;
  note: string;
}

export interface ApplicationDocument {
  _id: ApplicationId;
  orgId: OrgId;
  state: ApplicationState;
  kind: ApplicationKind;
  /** Entered by the office (代理申請). */
  byStaff: boolean;
  /** Empty only where the office knows none. */
  email: string;
  /** Null until the form was completed, but for those who have a record already. */
  memberId: MemberId | null;
  fields: ApplicationFields | null;
  sortKana: string | null;
  searchText: string;
  termsId: TermsId | null;
  termsVersion: number;
  agreedAt: Date | null;
  /** The typed way in (ACC-12): a keyed hash, and how often it was tried. */
  code: { hash: string; tries: number } | null;
  linkExpiresAt: Date | null;
  /** 入会金 was asked for with the application; the decision waits for it. Absent: no. */
  paysAhead?: boolean;
  /** The day somebody was approved for, also while 入会金 is waited for. Absent in rows of before. */
  joinOn?: JstDate;
  /** The wish of the form. Absent: they pay themselves. */
  payBy?: PayBy;
  /** The wish that the newest approval gave, which a correction may leave behind. Absent: not approved, or before this was kept. */
  wishGiven?: PayBy;
  /** When it came to its present state. */
  since: Date;
  steps: ApplicationStepRow[];
  version: number;
  createdAt: Date;
}

export const applicationCollection = 'applications';
