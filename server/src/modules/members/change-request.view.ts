import type { PendingChange } from '@tsudoi/shared/contracts/members/change-request.contract';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type * as z from 'zod';
import type { ChangeRequestDocument } from './change-request.repository.ts';

/** What is said of a request wherever it is shown. */
export function askedView({ _id, before, after, askedAt }: ChangeRequestDocument, field: CustomField) {
  return { changeRequestId: _id, field, before, after, askedAt: askedAt.toISOString() };
}

/** Only of fields that are shown. */
export function pendingView(waiting: readonly ChangeRequestDocument[], fields: readonly CustomField[]): z.output<typeof PendingChange>[] {
  return waiting
    .filter((row) => fields.some(({ fieldId }) => fieldId === row.fieldId))
    .map(({ _id, fieldId, after }) => ({ changeRequestId: _id, fieldId, after }));
}
