import type { CustomCondition, DayRange, JoinedCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { CustomValue, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { readFileValue } from '@tsudoi/shared/kernel/file-value';
import { CustomOptionId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, addDays, fiscalYearOf, fiscalYearRange } from '@tsudoi/shared/kernel/jst';
import { foldForSearch, foldedSource } from './search-fold.rules.ts';

/**
 * What a list is narrowed by beside its facet. `rest` decides, and is looked at in what was found; `seek`, where there is
 * one, is what an index answers alone, and may find some too many (docs/decisions/0061).
 */
export interface Narrow {
  readonly rest: Readonly<Record<string, unknown>>;
  readonly seek?: Readonly<Record<string, unknown>>;
  /** Where no index alone answers it: what finds it together, each by an index of its own. */
  readonly seeks?: readonly Readonly<Record<string, unknown>>[];
  /** What no index answers, and own texts do: whoever one of these fits, with whomever `seeks` find. */
  readonly texts?: readonly RegExp[];
}

/** Whoever has an entry, which is all there is to look at. */
export const labelled = (searchKeys: string): Narrow => ({ seek: { searchKeys }, rest: { searchKeys } });

/** The days meant: a fiscal year is named by where it stands to today. */
export function joinedDays(condition: JoinedCondition, today: JstDate, fiscalYearStartMonth: number): DayRange {
  if (!('fiscalYear' in condition)) return condition;
  const year = fiscalYearOf(today, fiscalYearStartMonth) - (condition.fiscalYear === 'last' ? 1 : 0);
  return fiscalYearRange(year as FiscalYear, fiscalYearStartMonth);
}

/** Of sort keys that begin with a day: up to before the day behind the last one. */
export function joinedKeys({ from, to }: DayRange): Readonly<Partial<Record<'$gte' | '$lt', string>>> {
  return { ...(from === null ? {} : { $gte: from }), ...(to === null ? {} : { $lt: addDays(to, 1) }) };
}

/**
 * Own texts as they are compared, by their field: folded like what is asked for, so that an expression is no more than the
 * text (docs/decisions/0061). An option is none; what is a day or a file is told apart from a text by nothing.
 */
export function foldedTexts(values: CustomValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([fieldId, value]) =>
      typeof value === 'string' && !CustomOptionId.safeParse(value).success ? [[fieldId, foldForSearch(value)]] : [],
    ),
  );
}

/** How much of an id or a text is kept: what is found by it is looked at again. */
const keyOf = (fieldId: string, part: string): string => `=f${fieldId.slice(-10)}:${part.slice(-24)}`;

/** A number by its sign, size and first figure, so that a range is some hundred entries at most. */
function numberPart(value: number): string {
  const [figures = '', size = ''] = Math.abs(value).toExponential().split('e');
  return value === 0 ? '0' : `${value < 0 ? '-' : ''}${figures.charAt(0)}e${Number(size)}`;
}

const [firstYear, lastYear] = [1868, 2100];
const yearPart = (day: string): string => String(Math.min(Number(day.slice(0, 4)), lastYear));

/** A day by its year; all else as it is searched for. */
function textPart(text: string): string {
  const folded = foldForSearch(text);
  return /^\d{4}ー\d{2}ー\d{2}$/.test(folded) ? yearPart(folded) : folded;
}

/** Entries by which a member is found by values of own fields: one a value, one an option. */
export function ownKeys(values: CustomValues): string[] {
  const partsOf = (value: CustomValue): string[] =>
    typeof value === 'number' ? [numberPart(value)] : (Array.isArray(value) ? value : [value]).map(textPart);
  return Object.entries(values).flatMap(([fieldId, value]) =>
    value === undefined || readFileValue(value) !== null ? [] : partsOf(value).map((part) => keyOf(fieldId, part)),
  );
}

/** Every size that a number of an own field can have (custom-value.contract), with every first figure. */
const sizes = Array.from({ length: 17 }, (_, at) => at - 4).flatMap((size) =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9].map((figure) => ({ least: Number(`${figure}e${size}`), below: Number(`${figure + 1}e${size}`) })),
);

/** The parts that numbers of a range have. */
function numberParts(from: number, to: number): string[] {
  const up = sizes.filter(({ least, below }) => least <= to && below > from).map(({ least }) => numberPart(least));
  const down = sizes.filter(({ least, below }) => -least >= from && -below < to).map(({ least }) => numberPart(-least));
  return [...down, ...(from <= 0 && to >= 0 ? ['0'] : []), ...up];
}

function yearParts({ from, to }: DayRange): string[] {
  const [first, last] = [Number(from === null ? firstYear : yearPart(from)), Number(to === null ? lastYear : yearPart(to))];
  return Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
}

/** The parts by which whoever fits a condition is found; null where no entry says it. */
function partsFor(condition: CustomCondition): string[] | null {
  switch (condition.is) {
    case 'equal':
      return [textPart(condition.text)];
    case 'contains':
      return null;
    case 'options':
      return condition.optionIds.map(textPart);
    case 'numbers':
      return numberParts(condition.from ?? -Infinity, condition.to ?? Infinity);
    case 'days':
      return yearParts(condition);
  }
}

const rangeOf = ({ from, to }: { readonly from: number | string | null; readonly to: number | string | null }) => ({
  ...(from === null ? {} : { $gte: from }),
  ...(to === null ? {} : { $lte: to }),
});

/** Part of a text within the entry of a member. */
function partExpression({ fieldId, text }: Extract<CustomCondition, { is: 'contains' }>): RegExp {
  return new RegExp(`${entryPart}${entryText(fieldId, '')}[^${entryPart}${entryEnd}]*${foldedSource(foldForSearch(text))}`, 'u');
}

/** What parts the entry of a member among own texts; nothing that is typed in one line has it. */
export const [entryPart, entryEnd] = ['\n', '\u0004'] as const;

/** An own text as it stands in the entry of its member. */
export const entryText = (fieldId: string, text: string): string => `${fieldId.slice(-16)}:${text}`;

/** A condition on an own field as a query. */
export function customNarrow(condition: CustomCondition): Narrow {
  const keys = partsFor(condition)?.map((part) => keyOf(condition.fieldId, part));
  return {
    // The entry first, where it is one: the engine then reads the text of few.
    rest: { ...(keys?.length === 1 ? { searchKeys: keys[0] } : {}), ...decides(condition) },
    ...(keys ? { seek: { searchKeys: keys.length === 1 ? keys[0] : { $in: keys } } } : {}),
    ...(condition.is === 'contains' ? { texts: [partExpression(condition)] } : {}),
  };
}

/** What decides a condition. */
function decides(condition: CustomCondition): Readonly<Record<string, unknown>> {
  const [value, text] = [`custom.${condition.fieldId}`, `foldedTexts.${condition.fieldId}`];
  switch (condition.is) {
    case 'equal':
      return { [text]: foldForSearch(condition.text) };
    case 'contains':
      return { [text]: new RegExp(foldedSource(foldForSearch(condition.text)), 'u') };
    case 'options':
      return { [value]: { $in: condition.optionIds } };
    case 'numbers':
    case 'days':
      return { [value]: rangeOf(condition) };
  }
}

function fitsText(values: CustomValues, { fieldId, is, text }: Extract<CustomCondition, { text: string }>): boolean {
  const [own, wanted] = [foldedTexts(values)[fieldId], foldForSearch(text)];
  return own !== undefined && (is === 'equal' ? own === wanted : own.includes(wanted));
}

/** Whether the values of one member fit, by the same rule as the query: for “why not?”. */
export function fitsCustom(values: CustomValues, condition: CustomCondition): boolean {
  const value = values[condition.fieldId];
  if (value === undefined) return false;
  if ('text' in condition) return fitsText(values, condition);
  if ('optionIds' in condition) return condition.optionIds.some((optionId) => (Array.isArray(value) ? value : [value]).includes(optionId));
  const { from, to } = condition;
  return !Array.isArray(value) && (from === null || value >= from) && (to === null || value <= to);
}
