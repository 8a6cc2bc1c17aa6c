import type { ApplicationDraft } from '@tsudoi/shared/contracts/applications/application.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';

/** One row per organisation and address: what serialises requests for it, and what keeps mails within bounds. */
export interface ApplicantAddressDocument {
  _id: string;
  orgId: OrgId;
  windowFrom: Date;
  mails: number;
}

/** What an applicant has typed so far. Belongs to the address, so that a new link finds it again; gone after 30 days. */
export interface DraftDocument {
  _id: string;
  orgId: OrgId;
  values: ApplicationDraft;
  savedAt: Date;
}

export const addressCollection = 'applicant_addresses';
export const draftCollection = 'application_drafts';
