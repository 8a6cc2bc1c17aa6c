import type { ApplicationDraft } from '@tsudoi/shared/contracts/applications/application.contract';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';

/** What an applicant has typed so far. Belongs to the address, so that a new link finds it again; gone after 30 days. */
export interface DraftDocument {
  _id: string;
  orgId: OrgId;
  values: ApplicationDraft;
  /** The type that the application had when the form was opened. Absent in rows of before. */
  sentType?: MembershipTypeId | null;
  savedAt: Date;
}

export const draftCollection = 'application_drafts';
