import { isDeepStrictEqual } from 'node:util';
import type { CustomField, CustomInput, CustomOption, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customFieldLimits } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { isChoosable, readCustomValue } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { corporateColumns, exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { DomainError, type DomainIssue } from '@tsudoi/shared/kernel/domain-error';
import { type CustomFieldId, type CustomOptionId, newCustomOptionId } from '@tsudoi/shared/kernel/ids';
import { columnNames } from './import-column.rules.ts';
import { errorColumns, foldHeading } from './import-heading.rules.ts';

/** Who fills a form in: the office knows all fields, a member those left or open to them, an applicant those of the joining form. */
export type CustomFiller = 'office' | 'member' | 'applicant';

const asks: Readonly<Record<CustomFiller, (field: CustomField) => boolean>> = {
  office: () => true,
  member: ({ memberAccess }) => memberAccess === 'editable' || memberAccess === 'approval',
  applicant: ({ onJoining }) => onJoining,
};

/** The fields that somebody fills in, in the office's order. */
export function fieldsFor(fields: readonly CustomField[], filler: CustomFiller): CustomField[] {
  return fields.filter((field) => !field.archived && asks[filler](field));
}

/** What My Page shows of them. */
export function fieldsShown(fields: readonly CustomField[]): CustomField[] {
  return fields.filter(({ archived, memberAccess }) => !archived && memberAccess !== 'hidden');
}

/**
 * What a form fills in: every field it asks, with null where it is left empty. What it does not name counts as it is, and
 * what it may not name is refused. A field that became compulsory is missed with the next edit, not before (domain.md case 79).
 * @throws DomainError INVALID_INPUT with an issue for every wrong field
 */
export function checkedInput(fields: readonly CustomField[], before: CustomValues, given: CustomInput, filler: CustomFiller): CustomInput {
  const asked = fieldsFor(fields, filler);
  const issues: DomainIssue[] = [];
  const checked: CustomInput = {};
  const known = new Set<string>(asked.map(({ fieldId }) => fieldId));
  for (const fieldId of Object.keys(given)) if (!known.has(fieldId)) issues.push({ path: ['custom', fieldId], code: 'unknown_field' });
  for (const field of asked) {
    const { fieldId } = field;
    const present = before[fieldId] ?? null;
    const read = readCustomValue(field, fieldId in given ? given[fieldId] : present, present);
    if ('value' in read) checked[fieldId] = read.value;
    else issues.push({ path: ['custom', fieldId], code: read.code });
  }
  if (issues.length > 0) throw new DomainError('INVALID_INPUT', {}, issues);
  return checked;
}

/** Checked input laid over what was there; values of fields that it does not name stay. */
export function mergedCustom(before: CustomValues, checked: CustomInput): CustomValues {
  const values: CustomValues = { ...before };
  for (const [fieldId, value] of Object.entries(checked) as [CustomFieldId, CustomInput[CustomFieldId]][]) {
    if (value === null || value === undefined) delete values[fieldId];
    else values[fieldId] = value;
  }
  return values;
}

/** The values of a member after a form was filled in. @throws DomainError INVALID_INPUT as `checkedInput` */
export function filledIn(fields: readonly CustomField[], before: CustomValues, given: CustomInput, filler: CustomFiller): CustomValues {
  return mergedCustom(before, checkedInput(fields, before, given, filler));
}

/** Without values of fields that were deleted since: nobody could see or clear them any more. */
export function ofFields<V>(values: Readonly<Record<string, V>>, fields: readonly CustomField[]): Record<CustomFieldId, V> {
  const known = new Set<string>(fields.map(({ fieldId }) => fieldId));
  return Object.fromEntries(Object.entries(values).filter(([fieldId]) => known.has(fieldId))) as Record<CustomFieldId, V>;
}

/**
 * Whether values that were decided on before may still be given to whoever has `present`: what they have they keep, and
 * nothing else comes of a field or an option that was put away or is gone.
 */
export function mayStillGive(fields: readonly CustomField[], present: CustomValues, values: CustomValues): boolean {
  return Object.entries(values).every(([fieldId, value]) => {
    const had = present[fieldId as CustomFieldId] ?? null;
    if (isDeepStrictEqual(value, had)) return true;
    const field = fields.find((candidate) => candidate.fieldId === fieldId);
    if (!field || field.archived) return false;
    if (field.kind !== 'choice' && field.kind !== 'choices') return true;
    return [value].flat().every((optionId) => isChoosable(field, optionId, had));
  });
}

const named = (label: string): string => label.normalize('NFKC').toLowerCase();
/** As an import reads a heading; a name of signs alone is what it is. */
const asHeading = (label: string): string => foldHeading(label) || named(label);
/** Of files of persons and of bodies, of the sample, and of what comes back with errors. */
const headings = new Set([...exportColumns, ...corporateColumns, ...Object.values(columnNames), ...errorColumns].map(asHeading));

/**
 * A name is a heading of files, so it can be neither another field's nor one of ours: of two columns that read alike an import
 * takes the first for the own field. @throws DomainError CUSTOM_FIELD_NAME_TAKEN
 */
export function checkFieldLabel(fields: readonly CustomField[], label: string, except: CustomFieldId | null): void {
  const heading = asHeading(label);
  const others = fields.filter(({ fieldId }) => fieldId !== except).map((field) => asHeading(field.label));
  if (headings.has(heading) || others.includes(heading)) throw new DomainError('CUSTOM_FIELD_NAME_TAKEN');
}

/** @throws DomainError CUSTOM_FIELD_LIMIT when as many are in use as there may be (MEM-02, domain.md case 78) */
export function checkFieldLimit(fields: readonly CustomField[]): void {
  const most = customFieldLimits.fields;
  if (fields.filter(({ archived }) => !archived).length >= most) throw new DomainError('CUSTOM_FIELD_LIMIT', { most });
}

type GivenOption = { readonly optionId?: CustomOptionId | null | undefined; readonly label: string };

/**
 * The options as they are sent, in that order. One that is left out is put away and never lost: members have it, histories
 * name it, and the undo of a merge or an import, or an approval, may bring it back. It is in use again when its name is given.
 */
export function settledOptions(before: readonly CustomOption[], given: readonly GivenOption[]): CustomOption[] {
  const known = new Map(before.map((option) => [option.optionId, option]));
  const kept = given.map(({ optionId, label }): CustomOption => {
    const present = optionId ? known.get(optionId) : before.find((option) => option.archived && named(option.label) === named(label));
    if (optionId && !present) throw new DomainError('INVALID_INPUT', {}, [{ path: ['options'], code: 'not_an_option' }]);
    return { optionId: present?.optionId ?? newCustomOptionId(), label, archived: false };
  });
  const ids = new Set(kept.map(({ optionId }) => optionId));
  if (ids.size < kept.length) throw new DomainError('INVALID_INPUT', {}, [{ path: ['options'], code: 'option_twice' }]);
  const left = before.filter(({ optionId }) => !ids.has(optionId));
  return [...kept, ...left.map((option) => ({ ...option, archived: true }))];
}

/** Moves a field among those in use by one place. The ones put away keep the end. */
export function movedField(fields: readonly CustomField[], fieldId: CustomFieldId, by: -1 | 1): CustomField[] {
  const inUse = fields.filter(({ archived }) => !archived);
  const from = inUse.findIndex((field) => field.fieldId === fieldId);
  const other = inUse[from + by];
  if (from < 0 || !other) return [...fields];
  inUse[from + by] = inUse[from]!;
  inUse[from] = other;
  return inOrder([...inUse, ...fields.filter(({ archived }) => archived)]);
}

/** Those in use first. */
export function inOrder(fields: readonly CustomField[]): CustomField[] {
  return [...fields.filter(({ archived }) => !archived), ...fields.filter(({ archived }) => archived)];
}
