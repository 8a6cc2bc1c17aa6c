import type { CustomField, CustomInput, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { fileValue, readFileValue } from '@tsudoi/shared/kernel/file-value';
import type { CustomFieldId, FileId, MemberId } from '@tsudoi/shared/kernel/ids';

export interface FileOnField {
  readonly fieldId: CustomFieldId;
  readonly fileId: FileId;
  readonly name: string;
}

/** The files among the values of a record. */
export function filesAmong(fields: readonly CustomField[], values: CustomValues | CustomInput): FileOnField[] {
  return fields.flatMap(({ fieldId, kind }) => {
    const file = kind === 'file' ? readFileValue(values[fieldId]) : null;
    return file ? [{ fieldId, ...file }] : [];
  });
}

interface Told {
  readonly state: string;
  readonly purpose: string;
  readonly memberId: MemberId | null;
  readonly uploadedBy: string;
  readonly name: string;
}

/**
 * Whether a file may be put on that field of that record: sent in for the field by whoever saves now, or on this record
 * before (an undo, a form that comes back). An id that somebody has guessed or seen opens nothing.
 */
export function mayBePutOn(file: Told, on: FileOnField, memberId: MemberId, uploadedBy: string): boolean {
  if (file.purpose !== on.fieldId || file.name !== on.name) return false;
  if (file.state === 'waiting') return file.uploadedBy === uploadedBy;
  return (file.state === 'kept' || file.state === 'released') && file.memberId === memberId;
}

/** Whether values can be set back on a record that has `present`: each file among them is on it, or was and is still there. */
export function filesStillThere(
  fields: readonly CustomField[],
  { present, values }: { readonly present: CustomValues; readonly values: CustomValues },
  found: ReadonlyMap<FileId, Told>,
  memberId: MemberId,
): boolean {
  return filesAmong(fields, values).every((on) => {
    if (present[on.fieldId] === fileValue(on)) return true;
    const file = found.get(on.fileId);
    return file !== undefined && file.state !== 'waiting' && mayBePutOn(file, on, memberId, '');
  });
}

/** What a yearly proof is sent in for; a field's file carries the field's id there. */
export const proofPurpose = 'proof';

/** Whether a record has the file. What was sent in as a proof is on none. */
export function isNamed(
  { _id, purpose, name }: { readonly _id: FileId; readonly purpose: string; readonly name: string },
  values: CustomValues,
): boolean {
  return purpose === proofPurpose || values[purpose as CustomFieldId] === fileValue({ fileId: _id, name });
}

const day = 24 * 3_600_000;
/**
 * How long a file stays that is on no record: a week and a day for whoever fills in a form, longer where the form is kept with
 * it; as long as undoing makes sense.
 */
export const fileRests = { waiting: 8 * day, released: 30 * day, leaving: 0 } as const;
