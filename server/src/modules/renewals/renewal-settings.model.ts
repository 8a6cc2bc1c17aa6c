import type { TermSettings } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';

/** Terms and renewal of one membership type. */
export interface RenewalSettingsDocument extends TermSettings {
  /** That of the type: one row each. */
  _id: MembershipTypeId;
  orgId: OrgId;
  /** The day whose round is over, or empty: looked for over all organisations. */
  roundOn: string;
  /** Grows when terms are entered for a whole type: two at once meet here. */
  entries: number;
  version: number;
}

export const renewalSettingsCollection = 'renewal_settings';
