import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { RenewalConsentId } from '@tsudoi/shared/kernel/renewal-ids';

/** Automatic renewal switched on or off; rows are only ever added, and the newest counts. */
export interface RenewalConsentDocument {
  _id: RenewalConsentId;
  orgId: OrgId;
  memberId: MemberId;
  isOn: boolean;
  /** Which words the member agreed to; empty where it was switched off. */
  wording: string;
  by: string;
  at: Date;
}

export const renewalConsentCollection = 'renewal_consents';
