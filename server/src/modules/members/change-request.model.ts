import type { ChangeRequestId, ChangeRequestState } from '@tsudoi/shared/contracts/members/change-request.contract';
import type { CustomValue } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { CustomFieldId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';

/** What a member asks to have changed in one field, and what became of it. */
export interface ChangeRequestDocument {
  _id: ChangeRequestId;
  orgId: OrgId;
  memberId: MemberId;
  fieldId: CustomFieldId;
  before: CustomValue | null;
  after: CustomValue | null;
  state: ChangeRequestState;
  askedAt: Date;
  decidedAt: Date | null;
  /** Who of the office; '' where the member ended it. */
  decidedBy: string;
  reason: string;
}

export const changeRequestCollection = 'change_requests';
