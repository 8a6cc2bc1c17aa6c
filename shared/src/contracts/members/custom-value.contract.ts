import * as z from 'zod';
import { type CustomFieldId, type CustomOptionId } from '../../kernel/ids.ts';
import { parseTypedDate } from '../../kernel/jst.ts';
import { OptionalText } from '../text.contract.ts';
import { readFileValue } from '../../kernel/file-value.ts';
import { type CustomField, type CustomFieldKind, type CustomInput, type CustomValue, choiceSeparator } from './custom-field.contract.ts';

/** How long a text of a custom field may be. */
export const customTextLimit = 200;

export type CustomReading = { readonly value: CustomValue | null } | { readonly code: string };

const empty: CustomReading = { value: null };
const refused = (code: string): CustomReading => ({ code });

function readText(typed: unknown): CustomReading {
  const parsed = OptionalText.safeParse(typeof typed === 'number' ? String(typed) : typed);
  if (!parsed.success) return refused(parsed.error.issues[0]?.message ?? 'other');
  return parsed.data === '' ? empty : { value: parsed.data };
}

/** 12,000.5, １２, −3: at most twelve digits before the point and four behind it. */
function readNumber(typed: unknown): CustomReading {
  const plain = String(typed)
    .normalize('NFKC')
    .replace(/[,、\s]/g, '')
    .replace(/^[−ー‐–]/, '-');
  if (plain === '') return empty;
  if (!/^[-+]?\d+(?:\.\d+)?$/.test(plain)) return refused('not_a_number');
  if (!/^[-+]?\d{1,12}(?:\.\d{1,4})?$/.test(plain)) return refused('too_big');
  return { value: Number(plain) + 0 };
}

function readDate(typed: unknown): CustomReading {
  const text = String(typed).trim();
  if (text === '') return empty;
  const date = parseTypedDate(text);
  return date === null || date < '1868' ? refused('not_a_date') : { value: date };
}

const hasOption = (present: CustomValue | null, optionId: CustomOptionId): boolean =>
  Array.isArray(present) ? present.includes(optionId) : present === optionId;

/** Whether somebody may have that option: one that is put away only who has it already. */
export function isChoosable(field: CustomField, optionId: unknown, present: CustomValue | null): boolean {
  const option = field.options.find((candidate) => candidate.optionId === optionId);
  if (!option) return false;
  return !option.archived || hasOption(present, option.optionId);
}

function readChoice(field: CustomField, typed: unknown, present: CustomValue | null): CustomReading {
  if (typed === '') return empty;
  return typeof typed === 'string' && isChoosable(field, typed, present) ? { value: typed } : refused('not_an_option');
}

function readChoices(field: CustomField, typed: unknown, present: CustomValue | null): CustomReading {
  if (typed === '') return empty;
  if (!Array.isArray(typed)) return refused('not_an_option');
  if (!typed.every((optionId) => isChoosable(field, optionId, present))) return refused('not_an_option');
  const chosen = field.options.filter(({ optionId }) => typed.includes(optionId)).map(({ optionId }) => optionId);
  return chosen.length === 0 ? empty : { value: chosen };
}

/** Only its form: whether there is such a file, and whose it is, the server looks up. */
function readFile(typed: unknown): CustomReading {
  if (typed === '') return empty;
  return typeof typed === 'string' && readFileValue(typed) !== null ? { value: typed } : refused('not_a_file');
}

const readers: Readonly<Record<CustomFieldKind, (field: CustomField, typed: unknown, present: CustomValue | null) => CustomReading>> = {
  text: (_field, typed) => readText(typed),
  number: (_field, typed) => readNumber(typed),
  date: (_field, typed) => readDate(typed),
  choice: readChoice,
  choices: readChoices,
  file: (_field, typed) => readFile(typed),
};

/**
 * A value of a custom field from what a form sends: a text as typed, a number, the id of an option, or several. `present`
 * is what the member has now. Codes: required, too_long, control_character, not_a_number, too_big, not_a_date, not_an_option,
 * not_a_file.
 */
export function readCustomValue(field: CustomField, typed: unknown, present: CustomValue | null = null): CustomReading {
  const given = typed === null || typed === undefined ? '' : typed;
  const read = readers[field.kind](field, given, present);
  return 'value' in read && read.value === null && field.required ? refused('required') : read;
}

/**
 * The same from a cell of a file, where options stand by their names and several are parted by 、. Of two with one name the
 * member's own is meant, else the one in use.
 */
export function readCustomCell(field: CustomField, cell: string, present: CustomValue | null = null): CustomReading {
  if (field.kind !== 'choice' && field.kind !== 'choices') return readCustomValue(field, cell);
  const sameName = (left: string, right: string): boolean => left.normalize('NFKC').trim() === right.normalize('NFKC').trim();
  const names = field.kind === 'choice' ? [cell] : cell.split(/[、;；\n]/);
  const named = names.filter((name) => name.trim() !== '');
  const ids = named.map((name) => {
    const alike = field.options.filter(({ label }) => sameName(label, name));
    return (alike.find(({ optionId }) => hasOption(present, optionId)) ?? alike.find(({ archived }) => !archived))?.optionId;
  });
  if (ids.includes(undefined)) return refused('not_an_option');
  return readCustomValue(field, field.kind === 'choice' ? (ids[0] ?? '') : ids, present);
}

/** A value as text, the same that `readCustomCell` reads back; '' where there is none. Screens show dates in their own way. */
export function customText(field: CustomField, value: CustomValue | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'file') return readFileValue(value)?.name ?? '';
  if (field.kind !== 'choice' && field.kind !== 'choices') return String(value);
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [value];
  return field.options
    .filter(({ optionId }) => chosen.includes(optionId))
    .map(({ label }) => label)
    .join(choiceSeparator);
}

/** Checks the fields of a form by their own rules; a refusal stands under the field's id. */
export function customValuesSchema(
  fields: readonly CustomField[],
  present: Readonly<Partial<Record<CustomFieldId, CustomValue>>> = {},
): z.ZodType<CustomInput> {
  const shape = Object.fromEntries(
    fields.map((field) => [
      field.fieldId,
      z.unknown().transform((typed, context): CustomValue | null => {
        const read = readCustomValue(field, typed, present[field.fieldId] ?? null);
        if ('value' in read) return read.value;
        context.addIssue({ code: 'custom', message: read.code });
        return z.NEVER;
      }),
    ]),
  );
  return z.object(shape) as unknown as z.ZodType<CustomInput>;
}

/** What a form begins with: a text for every field, a list for several choices. */
export function customStart(
  fields: readonly CustomField[],
  values: Readonly<Partial<Record<CustomFieldId, CustomValue>>>,
): Record<CustomFieldId, string | CustomOptionId[]> {
  const entries = fields.map(({ fieldId, kind }): [CustomFieldId, string | CustomOptionId[]] => {
    const value = values[fieldId];
    if (kind === 'choices') return [fieldId, Array.isArray(value) ? [...value] : []];
    return [fieldId, value === undefined || Array.isArray(value) ? '' : String(value)];
  });
  return Object.fromEntries(entries) as Record<CustomFieldId, string | CustomOptionId[]>;
}
