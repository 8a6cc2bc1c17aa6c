import type { CleanKind } from '@tsudoi/shared/contracts/members/member-import.contract';
import { Units } from '@tsudoi/shared/contracts/members/member.contract';
import { parseTypedDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';

export const cut = (value: string): string => (value.length > 100 ? `${value.slice(0, 99)}…` : value);

/** A spreadsheet's mark of a text that would otherwise be a formula; our own files carry it. */
const withoutTextMark = (cell: string): string => (/^'[=+\-@\t\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

const halfKana = /[\uff66-\uff9f]/;
const hiragana = /[\u3041-\u3096]/;
const fullWidth = /[\uff01-\uff5e\u3000\u2010-\u2015\u2212\u2500℡]/;
const era = /^\s*(?:[RHSTMrhstm令平昭大明ＲＨＳＴＭ]|元)/;
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
/** Telephone companies once gave such addresses; the rules of mail do not know them (domain.md 6, case 25). */
export const carrierDots = /^(?=[^@]+@(?:docomo|ezweb|softbank|au|vodafone|i\.softbank)(?:\.[a-z]+)*\.ne\.jp$)(?:\.|.*\.\.|.*\.@)/;

/** What a conversion was, in the order in which a person would name it; null for what nobody would call one. */
export function kindOf(field: string, before: string, after: string): CleanKind | null {
  if (before === after) return null;
  if (invisible.test(before)) return 'invisible';
  switch (field) {
    case 'familyNameKana':
    case 'givenNameKana':
      return halfKana.test(before) ? 'half_kana' : hiragana.test(before) ? 'hiragana' : fullWidth.test(before) ? 'width' : 'space';
    case 'birthDate':
    case 'joinedOn':
    case 'suspendedOn':
    case 'withdrawnOn':
    case 'rejoinedOn':
      return era.test(before) ? 'era' : fullWidth.test(before) ? 'width' : null;
    case 'phone':
    case 'units':
    case 'postalCode':
      return fullWidth.test(before) || before.includes('〒') ? 'width' : null;
    case 'contactEmail':
    case 'memberNumber':
      return fullWidth.test(before) ? 'width' : before.toLowerCase() === after.toLowerCase() ? 'case' : null;
    default:
      return before.replace(/\s+/g, '') === after.replace(/\s+/g, '') ? 'space' : null;
  }
}

/** A time behind a date is a spreadsheet's, not a person's. */
export const dateOf = (typed: string): string => {
  const day = typed.normalize('NFKC').replace(/\s+0?0:00(?::00)?$/, '');
  return parseTypedDate(day) ?? typed;
};

export const words = (text: string): string[] => text.split(/[\s\u3000]+/).filter((word) => word !== '');

/** A union reports its branches; the one that is not "must be empty" says what is wrong. */
export function codeOf(issue: z.core.$ZodIssue): string {
  const isCode = (text: string): boolean => /^[a-z][a-z0-9_]*$/.test(text);
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().find(({ message }) => isCode(message)) : undefined;
  const message = inner?.message ?? issue.message;
  return isCode(message) ? message : 'invalid';
}

export const trimmed = (cell: string): string => withoutTextMark(cell.trim());

/** 5, ５, 1,000, 5口, or 5.0 as a spreadsheet may write it. */
export const UnitsCell = z
  .string()
  .transform((text) => text.normalize('NFKC').replace(/[,\s]|口$/g, ''))
  .pipe(
    z
      .string()
      .regex(/^-?\d+(?:\.0+)?$/, 'not_a_number')
      .transform(Number)
      .pipe(Units)
      .transform(String),
  );
