import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { MemberDocument } from './member.repository.ts';

export interface NumberPattern {
  readonly prefix: string;
  readonly withYear: boolean;
  readonly width: number;
}

export interface Numbering extends NumberPattern {
  readonly mode: 'automatic' | 'by_hand';
  readonly types: readonly { readonly membershipTypeId: MembershipTypeId; readonly prefix: string; readonly width: number }[];
}

/** What an organisation begins with: 2026-0001 and so on, by itself. */
export const firstNumbering: Numbering = { mode: 'automatic', prefix: '', withYear: true, width: 4, types: [] };

/** The pattern of a type; without a type, or with none of its own, the organisation's. */
export function patternOf(numbering: Numbering, typeId: MembershipTypeId | null): NumberPattern {
  const own = numbering.types.find(({ membershipTypeId }) => membershipTypeId === typeId);
  const { prefix, width } = own ?? numbering;
  return { prefix, width, withYear: numbering.withYear };
}

/** 受付番号: what stands in the place of a number until there is one. */
export const receptionPattern: NumberPattern = { prefix: 'A', withYear: true, width: 4 };

/** Whether a text has the shape of one, of whatever year; a number of the office's own may have it too. */
export const looksLikeReception = (number: string): boolean => /^A\d{4}-\d{4,9}$/.test(number);

const head = (pattern: NumberPattern, year: string): string => `${pattern.prefix}${pattern.withYear ? `${year}-` : ''}`;

/** The name of the counter: two patterns that could make the same number share it. */
export function seriesOf(pattern: NumberPattern, year: string): string {
  return `member-number:${pattern.prefix}${pattern.withYear ? year : ''}`;
}

export function numberText(pattern: NumberPattern, year: string, value: number): string {
  return `${head(pattern, year)}${String(value).padStart(pattern.width, '0')}`;
}

/** The running number in a text that the pattern could have made, or null. */
export function valueIn(pattern: NumberPattern, year: string, text: string): number | null {
  const start = head(pattern, year);
  const digits = text.startsWith(start) ? text.slice(start.length) : '';
  if (!/^\d{1,9}$/.test(digits)) return null;
  const value = Number(digits);
  return numberText(pattern, year, value) === text ? value : null;
}

/** As many free numbers as are named to the office are passed over by a number given by hand, and no more. */
export const mostGaps = 10;

/**
 * How far a series goes on behind numbers that were given by hand. Behind one that lies within `step` of where the series is,
 * or of a number that somebody had before (`inUse`); behind one far from all of them it does not: that is a slip as easily as
 * a new beginning, and a second number beside it says which.
 */
export function reachOf(values: readonly number[], last: number, step: number, inUse: ReadonlySet<number>): number {
  const isBeside = (value: number) => Array.from({ length: mostGaps }, (_, index) => value - 1 - index).some((below) => inUse.has(below));
  return values
    .toSorted((left, right) => left - right)
    .reduce((reach, value) => (value > reach && (value - reach <= step || isBeside(value)) ? value : reach), last);
}

/**
 * A number in the place of the one there was. That is in mails and on slips that somebody holds, and in lists that were saved:
 * by it they are found as well.
 */
export function withNumber(
  { memberNumber: before, formerNumbers = [] }: Pick<MemberDocument, 'memberNumber' | 'formerNumbers'>,
  memberNumber: string,
): Partial<Pick<MemberDocument, 'memberNumber' | 'formerNumbers'>> {
  return before === memberNumber ? {} : { memberNumber, formerNumbers: [...new Set([...formerNumbers, before])] };
}

/**
 * Whether somebody under a reception number waits for one of their own: not who became part of another record, and of
 * applicants only who is admitted, so that the others leave no gap.
 */
export function waitsForNumber({
  mergedInto,
  status,
  nextStatusOn,
}: Pick<MemberDocument, 'mergedInto' | 'status' | 'nextStatusOn'>): boolean {
  if (mergedInto || status === 'rejected' || status === 'application_withdrawn') return false;
  return status !== 'applied' || nextStatusOn !== null;
}
