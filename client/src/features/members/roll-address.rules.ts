import {
  CustomCondition,
  JoinedCondition,
  joinedYears,
  mostCustomConditions,
} from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { CustomFieldId } from '@tsudoi/shared/kernel/ids';

/** How conditions beyond the usual ones stand in an address: `this` or `2026-04-01~` for the day of joining. */
const ends = ({ from, to }: { readonly from: number | string | null; readonly to: number | string | null }): string =>
  `${from ?? ''}~${to ?? ''}`;

function endsOf(text: string): { readonly from: string | null; readonly to: string | null } {
  const [from = '', to = ''] = text.split('~');
  return { from: from || null, to: to || null };
}

export function joinedText(joined: JoinedCondition | null): string {
  if (joined === null) return '';
  return 'fiscalYear' in joined ? joined.fiscalYear : ends(joined);
}

/** Anybody can write an address: what is no condition is none. */
export function readJoined(text: string): JoinedCondition | null {
  const year = joinedYears.find((one) => one === text);
  const read = JoinedCondition.safeParse(year ? { fiscalYear: year } : endsOf(text));
  return read.success ? read.data : null;
}

function valueText(condition: CustomCondition): string {
  if ('text' in condition) return encodeURIComponent(condition.text);
  return 'optionIds' in condition ? condition.optionIds.join('~') : ends(condition);
}

/** `cfd_….contains.東京,cfd_….numbers.20~30` */
export function customText(custom: readonly CustomCondition[]): string {
  return custom.map((one) => `${one.fieldId}.${one.is}.${valueText(one)}`).join(',');
}

/** Empty where it is no such text. */
export function textOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return '';
  }
}

function readOne(written: string): CustomCondition | null {
  const [fieldId, is, ...rest] = written.split('.');
  const value = rest.join('.');
  const { from, to } = endsOf(value);
  const numbers = { from: from === null ? null : Number(from), to: to === null ? null : Number(to) };
  const parts =
    is === 'options'
      ? { optionIds: value.split('~') }
      : is === 'numbers'
        ? numbers
        : is === 'days'
          ? { from, to }
          : { text: textOf(value) };
  const read = CustomCondition.safeParse({ fieldId, is, ...parts });
  return read.success ? read.data : null;
}

/** One condition a field, as many as a list may have. */
export function readCustom(written: string): CustomCondition[] {
  const read = written === '' ? [] : written.split(',').flatMap((one) => readOne(one) ?? []);
  return [...new Map(read.map((one) => [one.fieldId, one])).values()].slice(0, mostCustomConditions);
}

/** A condition put in the place of that on the same field, or taken away. */
export function withCustom(custom: readonly CustomCondition[], fieldId: CustomFieldId, next: CustomCondition | null): string {
  return customText([...custom.filter((one) => one.fieldId !== fieldId), ...(next ? [next] : [])]);
}
