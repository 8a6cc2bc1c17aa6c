import type { ApplicationId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';

/** Written once with its application and never changed. */
export interface SignedFormDocument {
  _id: ApplicationId;
  orgId: OrgId;
  memberId: MemberId;
  fileKey: string;
  /** Of the stored bytes; also in the log, so that neither can be changed alone. */
  sha256: string;
  signer: string;
  /** Signed by typing the name instead of writing it. */
  typed?: boolean;
  signedAt: Date;
}

export const signedFormCollection = 'signed_forms';
