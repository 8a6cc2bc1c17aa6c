import {
  type CleanKind,
  type CustomTarget,
  type ImportChange,
  type ImportMatch,
  type ImportRowError,
  type ImportTarget,
  type PlainTarget,
  isCustomTarget,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import type { CustomField, CustomValue } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { readCustomCell } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { MemberFields } from '@tsudoi/shared/contracts/members/member.contract';
import type { CustomFieldId, MemberRankId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { JstDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';
import type { CsvRecord } from './import-csv.rules.ts';
import { type SaidStatus, statusOfCell } from './import-status.rules.ts';
import { cellOfTags, tagsOfCell } from './import-tags.rules.ts';

/** Tags as one cell of a file, which is how a plan keeps them: a tag has no comma in it. */
const TagsCell = z.string().transform(tagsOfCell).pipe(MemberFields.shape.tags.unwrap()).transform(cellOfTags);

const PlainFields = MemberFields.omit({ custom: true, tags: true }).extend({ tags: TagsCell });
export type ImportFields = z.output<typeof PlainFields>;
export type ImportField = keyof ImportFields;

export interface Cleaned extends ImportChange {
  readonly kind: CleanKind;
}

/** What is needed to tell who a row is and whether its type exists. */
export interface RowTerms {
  readonly targets: readonly ImportTarget[];
  readonly match: ImportMatch;
  readonly emptyClears: boolean;
  readonly types: ReadonlyMap<string, MembershipTypeId>;
  readonly typeNames: ReadonlyMap<MembershipTypeId, string>;
  /** Ranks in use, by name. */
  readonly ranks: ReadonlyMap<string, MemberRankId>;
  /** Fields of the organisation's own, by target. */
  readonly custom: ReadonlyMap<string, CustomField>;
  readonly today: JstDate;
  /** What two numbers must not share. */
  keyOfNumber(number: string): string;
}

/** The member whose record is read by field name; nothing of a file ever becomes a key. */
type Values = Map<ImportField, string>;

const shape = PlainFields.shape;
export const requiredFields: readonly ImportField[] = ['familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipTypeId'];
export const targetOfField: Readonly<Record<ImportField, PlainTarget>> = {
  memberNumber: 'memberNumber',
  familyName: 'familyName',
  givenName: 'givenName',
  familyNameKana: 'familyNameKana',
  givenNameKana: 'givenNameKana',
  membershipTypeId: 'membershipType',
  contactEmail: 'contactEmail',
  phone: 'phone',
  postalCode: 'postalCode',
  address: 'address',
  affiliation: 'affiliation',
  formerName: 'formerName',
  rankId: 'rank',
  tags: 'tags',
  birthDate: 'birthDate',
  joinedOn: 'joinedOn',
  memo: 'memo',
};

/** Days of a status, which are no fields of a member. */
type StatusDay = 'suspendedOn' | 'withdrawnOn';

export const targetOf = (field: ImportField): ImportTarget => targetOfField[field];

/** A spreadsheet's mark of a text that would otherwise be a formula; our own files carry it. */
const withoutTextMark = (cell: string): string => (/^'[=+\-@\t\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

const halfKana = /[\uff66-\uff9f]/;
const hiragana = /[\u3041-\u3096]/;
const fullWidth = /[\uff01-\uff5e\u3000‐‑–—−]/;
const era = /^\s*(?:[RHSTMrhstm令平昭大明ＲＨＳＴＭ]|元)/;
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;
const carrierDots = /^(?=[^@]+@(?:docomo|ezweb|softbank|au|vodafone|i\.softbank)(?:\.[a-z]+)*\.ne\.jp$)(?:\.|.*\.\.|.*\.@)/;

/** What a conversion was, in the order in which a person would name it; null for what nobody would call one. */
function kindOf(field: ImportField | StatusDay, before: string, after: string): CleanKind | null {
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
      return era.test(before) ? 'era' : fullWidth.test(before) ? 'width' : null;
    case 'phone':
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
const dateOf = (typed: string): string => {
  const day = typed.normalize('NFKC').replace(/\s+0?0:00(?::00)?$/, '');
  return parseTypedDate(day) ?? typed;
};

const words = (text: string): string[] => text.split(/[\s\u3000]+/).filter((word) => word !== '');

/** A union reports its branches; the one that is not "must be empty" says what is wrong. */
function codeOf(issue: z.core.$ZodIssue): string {
  const isCode = (text: string): boolean => /^[a-z][a-z0-9_]*$/.test(text);
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().find(({ message }) => isCode(message)) : undefined;
  const message = inner?.message ?? issue.message;
  return isCode(message) ? message : 'invalid';
}

/** Columns once for a whole file: where each field's text stands. */
export interface ColumnPlan {
  readonly places: readonly { readonly target: ImportTarget; readonly at: readonly number[] }[];
  readonly columns: number;
}

export function columnPlan(targets: readonly ImportTarget[]): ColumnPlan {
  const places = new Map<ImportTarget, number[]>();
  for (const [at, target] of targets.entries()) {
    if (target === 'ignore') continue;
    const known = places.get(target);
    if (known) known.push(at);
    else places.set(target, [at]);
  }
  return { places: [...places].map(([target, at]) => ({ target, at })), columns: targets.length };
}

const trimmed = (cell: string): string => withoutTextMark(cell.trim());

export interface ReadRow {
  readonly values: Values;
  readonly custom: ReadonlyMap<CustomFieldId, CustomValue | null>;
  /** An address that no mail can reach, to be kept as a note. */
  readonly undeliverable: string;
  /** What the row says of the status; null where no column is one. */
  readonly said: SaidStatus | null;
  readonly cleaned: Cleaned[];
  readonly errors: ImportRowError[];
  readonly typed: (target: ImportTarget) => string;
}

export const cut = (value: string): string => (value.length > 100 ? `${value.slice(0, 99)}…` : value);

/** Cells to values as they would be stored, each told what is wrong with it or what was put right. */
export function readRow(record: CsvRecord, plan: ColumnPlan, terms: RowTerms): ReadRow {
  const values: Values = new Map();
  const custom = new Map<CustomFieldId, CustomValue | null>();
  let undeliverable = '';
  let said: SaidStatus | null = null;
  const say = (what: Partial<SaidStatus>) => {
    said = { status: null, suspendedOn: '', withdrawnOn: '', ...said, ...what };
  };
  const cleaned: Cleaned[] = [];
  const errors: ImportRowError[] = [];
  const texts = new Map<ImportTarget, string>();
  const refuse = (target: ImportTarget | null, code: string, value: string) => {
    if (!errors.some((error) => error.target === target && target !== null)) errors.push({ target, code, value: cut(value) });
  };
  const take = (field: ImportField, text: string) => {
    const target = targetOfField[field];
    if (text === '') {
      values.set(field, '');
      return;
    }
    const typed = field === 'birthDate' || field === 'joinedOn' ? dateOf(text) : text;
    const parsed = shape[field].safeParse(typed);
    if (!parsed.success) {
      refuse(target, codeOf(parsed.error.issues[0]!), text);
      return;
    }
    values.set(field, parsed.data);
    const kind = kindOf(field, text, parsed.data);
    if (kind) cleaned.push({ target, kind, before: cut(text), after: cut(parsed.data) });
  };
  const takeCustom = (target: CustomTarget, text: string) => {
    const field = terms.custom.get(target);
    if (!field) return;
    const read = text === '' ? { value: null } : readCustomCell(field, text);
    if ('value' in read) custom.set(field.fieldId, read.value);
    else refuse(target, read.code, text);
  };
  for (const { target, at } of plan.places) {
    const text =
      at.length === 1
        ? trimmed(record.cells[at[0]!] ?? '')
        : at
            .map((column) => trimmed(record.cells[column] ?? ''))
            .filter((part) => part !== '')
            .join(target === 'memo' ? '\n' : ' ');
    texts.set(target, text);
    switch (target) {
      case 'membershipType': {
        if (text === '') values.set('membershipTypeId', '');
        else {
          const typeId = terms.types.get(text.normalize('NFKC'));
          if (typeId) values.set('membershipTypeId', typeId);
          else refuse('membershipType', 'unknown_membership_type', text);
        }
        break;
      }
      case 'rank': {
        const rankId = text === '' ? '' : terms.ranks.get(text.normalize('NFKC'));
        if (rankId === undefined) refuse('rank', 'unknown_rank', text);
        else values.set('rankId', rankId);
        break;
      }
      case 'fullName':
      case 'fullKana': {
        const [family, given] =
          target === 'fullName' ? (['familyName', 'givenName'] as const) : (['familyNameKana', 'givenNameKana'] as const);
        const parts = words(text);
        if (text === '') {
          values.set(family, '');
          values.set(given, '');
        } else if (parts.length < 2) refuse(target, 'name_not_split', text);
        else {
          const before = cleaned.length;
          take(family, parts[0]!);
          take(given, parts.slice(1).join(' '));
          const tidy = parts.join(' ');
          if (target === 'fullName' && tidy !== text && cleaned.length === before)
            cleaned.push({ target, kind: 'space', before: cut(text), after: cut(tidy) });
        }
        break;
      }
      case 'contactEmail': {
        const address = text.normalize('NFKC').toLowerCase();
        if (carrierDots.test(address)) {
          // Telephone companies once gave such addresses; the rules of mail do not know them (domain.md 6, case 25).
          cleaned.push({ target, kind: 'undeliverable', before: cut(text), after: '' });
          values.set('contactEmail', '');
          undeliverable = text;
        } else take('contactEmail', text);
        break;
      }
      case 'status': {
        const status = text === '' ? null : statusOfCell(text);
        if (status === undefined) refuse('status', 'unknown_status', text);
        else say({ status });
        break;
      }
      case 'suspendedOn':
      case 'withdrawnOn': {
        const day = JstDate.or(z.literal('')).safeParse(dateOf(text));
        if (!day.success) {
          refuse(target, codeOf(day.error.issues[0]!), text);
          break;
        }
        say({ [target]: day.data });
        const kind = kindOf(target, text, day.data);
        if (kind) cleaned.push({ target, kind, before: cut(text), after: day.data });
        break;
      }
      case 'ignore':
        break;
      default:
        if (isCustomTarget(target)) takeCustom(target, text);
        else take(target, text);
    }
  }
  if (record.strayQuote) errors.unshift({ target: null, code: 'stray_quote', value: '' });
  if (record.cells.length > plan.columns && record.cells.slice(plan.columns).some((cell) => cell.trim() !== ''))
    errors.unshift({ target: null, code: 'too_many_cells', value: '' });
  return { values, custom, undeliverable, said, cleaned, errors, typed: (target) => texts.get(target) ?? '' };
}
