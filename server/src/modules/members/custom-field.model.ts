import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';

/**
 * All fields of an organisation in one document: twenty at most, always read together, and the limit and the order hold
 * whoever writes at once.
 */
export interface CustomFieldsDocument {
  _id: OrgId;
  orgId: OrgId;
  /** In the office's order; those put away among them. */
  fields: CustomField[];
  version: number;
}

export const customFieldsCollection = 'custom_fields';
