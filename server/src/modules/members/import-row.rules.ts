import type {
  CleanKind,
  ImportChange,
  ImportKind,
  ImportMatch,
  ImportRowError,
  ImportTarget,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { MemberFields } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';
import { dateRefusal } from './member-dates.rules.ts';
import type { CsvRecord } from './import-csv.rules.ts';
import type { MemberDocument } from './member.repository.ts';

type Fields = z.output<typeof MemberFields>;
export type ImportField = keyof Fields;

/** A change of a field of the roll, as values are stored; the view says them in words. */
export interface FieldChange {
  readonly field: ImportField;
  readonly before: string;
  readonly after: string;
}

export interface Cleaned extends ImportChange {
  readonly kind: CleanKind;
}

/** One row of a plan: what it says, what is wrong with it, and what would be done. */
export interface PlannedRow {
  readonly line: number;
  readonly kind: ImportKind;
  readonly name: string;
  readonly kana: string;
  readonly memberNumber: string;
  readonly membershipTypeName: string;
  readonly errors: readonly ImportRowError[];
  readonly cleaned: readonly Cleaned[];
  /** Of a new member. */
  readonly fields: Fields | null;
  /** Of one who is there. */
  readonly changes: readonly FieldChange[];
  readonly memberId: MemberId | null;
  readonly version: number;
  readonly cells: readonly string[];
}

/** What is needed to tell who a row is and whether its type exists. */
export interface RowTerms {
  readonly targets: readonly ImportTarget[];
  readonly match: ImportMatch;
  readonly emptyClears: boolean;
  readonly types: ReadonlyMap<string, MembershipTypeId>;
  readonly typeNames: ReadonlyMap<MembershipTypeId, string>;
  readonly today: JstDate;
  /** What two numbers must not share. */
  keyOfNumber(number: string): string;
}

/** Members of the roll that the rows of a batch may be, by number and by address. */
export interface KnownMembers {
  readonly byNumber: ReadonlyMap<string, MemberDocument>;
  readonly byEmail: ReadonlyMap<string, readonly MemberDocument[]>;
  /** Numbers whose log-in id somebody has: A-1 and A1 are the same one. */
  readonly loginsTaken: ReadonlySet<string>;
}

/** What the rows before have said, over the whole file: figures, not texts, so that 100,000 rows stay small. */
export interface SeenRows {
  readonly numbers: Map<string, number>;
  readonly emails: Map<string, number>;
  readonly people: Map<number, number>;
}

/** The member whose record is read by field name; nothing of a file ever becomes a key. */
type Values = Map<ImportField, string>;

const shape = MemberFields.shape;
const requiredFields: readonly ImportField[] = ['familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipTypeId'];
const targetOfField: Readonly<Record<ImportField, ImportTarget>> = {
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
  birthDate: 'birthDate',
  joinedOn: 'joinedOn',
  memo: 'memo',
};
export const allFields = Object.keys(targetOfField) as ImportField[];

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
function kindOf(field: ImportField, before: string, after: string): CleanKind | null {
  if (before === after) return null;
  if (invisible.test(before)) return 'invisible';
  switch (field) {
    case 'familyNameKana':
    case 'givenNameKana':
      return halfKana.test(before) ? 'half_kana' : hiragana.test(before) ? 'hiragana' : fullWidth.test(before) ? 'width' : 'space';
    case 'birthDate':
    case 'joinedOn':
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

/** A number that two different rows practically never share (two 26-bit hashes side by side). */
function fingerprint(cells: readonly string[]): number {
  let one = 2_166_136_261;
  let two = 5381;
  for (const cell of cells) {
    for (let at = 0; at < cell.length; at += 1) {
      const code = cell.charCodeAt(at);
      one = Math.imul(one ^ code, 16_777_619);
      two = (Math.imul(two, 33) + code) | 0;
    }
    one = Math.imul(one ^ 31, 16_777_619);
    two = Math.imul(two, 33);
  }
  return (one >>> 6) * 2 ** 26 + (two >>> 6);
}

const trimmed = (cell: string): string => withoutTextMark(cell.trim());

interface Read {
  readonly values: Values;
  readonly cleaned: Cleaned[];
  readonly errors: ImportRowError[];
  readonly typed: (target: ImportTarget) => string;
}

const cut = (value: string): string => (value.length > 100 ? `${value.slice(0, 99)}…` : value);

/** Cells to values as they would be stored, each told what is wrong with it or what was put right. */
function readRow(record: CsvRecord, plan: ColumnPlan, terms: RowTerms): Read {
  const values: Values = new Map();
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
        } else take('contactEmail', text);
        break;
      }
      case 'ignore':
        break;
      default:
        take(target, text);
    }
  }
  const undeliverable = cleaned.find(({ kind }) => kind === 'undeliverable');
  if (undeliverable) {
    const memo = `届かないメール: ${undeliverable.before}`;
    const present = values.get('memo') ?? '';
    values.set('memo', present === '' ? memo : `${present}\n${memo}`.slice(0, 2000));
  }
  if (record.strayQuote) errors.unshift({ target: null, code: 'stray_quote', value: '' });
  if (record.cells.length > plan.columns && record.cells.slice(plan.columns).some((cell) => cell.trim() !== ''))
    errors.unshift({ target: null, code: 'too_many_cells', value: '' });
  return { values, cleaned, errors, typed: (target) => texts.get(target) ?? '' };
}

/** Whom a row is: a member, nobody, or a refusal. */
function memberOf(read: Read, terms: RowTerms, known: KnownMembers, errors: ImportRowError[]): MemberDocument | null {
  const number = read.values.get('memberNumber') ?? '';
  const email = read.values.get('contactEmail') ?? '';
  const refuse = (target: ImportTarget, code: string, value: string) => errors.push({ target, code, value: cut(value) });
  const isTaken = known.byNumber.has(number) || known.loginsTaken.has(number);
  if (terms.match === 'memberNumber') {
    const member = number === '' ? null : (known.byNumber.get(number) ?? null);
    if (number !== '' && !member && isTaken) refuse('memberNumber', 'number_taken', number);
    return member;
  }
  if (terms.match === 'contactEmail') {
    const found = email === '' ? [] : (known.byEmail.get(email) ?? []);
    if (found.length > 1) refuse('contactEmail', 'email_of_several', email);
    const member = found.length === 1 ? found[0]! : null;
    if (number !== '' && member && member.memberNumber !== number) refuse('memberNumber', 'number_is_fixed', number);
    if (number !== '' && !member && isTaken) refuse('memberNumber', 'number_taken', number);
    return member;
  }
  if (number !== '' && isTaken) refuse('memberNumber', 'number_taken', number);
  return null;
}

/** The same number, the same matched address or the very same row a second time in one file. */
function repeated(read: Read, record: CsvRecord, terms: RowTerms, seen: SeenRows, errors: ImportRowError[]): void {
  const { line } = record;
  const note = (map: Map<string, number>, key: string, target: ImportTarget, code: string) => {
    const first = map.get(key);
    if (first === undefined) map.set(key, line);
    else errors.push({ target, code, value: String(first) });
  };
  const number = read.values.get('memberNumber') ?? '';
  if (number !== '') note(seen.numbers, terms.keyOfNumber(number), 'memberNumber', 'number_twice');
  const email = read.values.get('contactEmail') ?? '';
  if (terms.match === 'contactEmail' && email !== '') note(seen.emails, email, 'contactEmail', 'email_twice');
  // The same line twice is a slip of copying; namesakes differ in address, birth date or number.
  const person = fingerprint(record.cells);
  const first = seen.people.get(person);
  if (first === undefined) seen.people.set(person, line);
  else if (errors.length === 0) errors.push({ target: null, code: 'row_twice', value: String(first) });
}

/** Checks one row against the roll and the rows before it. */
export function planRow(record: CsvRecord, plan: ColumnPlan, terms: RowTerms, known: KnownMembers, seen: SeenRows): PlannedRow {
  const read = readRow(record, plan, terms);
  const errors = [...read.errors];
  const member = memberOf(read, terms, known, errors);
  repeated(read, record, terms, seen, errors);
  const missing = (field: ImportField): boolean => (read.values.get(field) ?? '') === '';
  // Whose row it is has to be known before anything can be missing from it.
  if (!member && !errors.some(({ code }) => code === 'email_of_several'))
    for (const field of requiredFields) {
      const target = targetOfField[field];
      const whole = field.endsWith('Kana') ? 'fullKana' : 'fullName';
      const refused = errors.some((error) => error.target === target || (field !== 'membershipTypeId' && error.target === whole));
      if (missing(field) && !refused) errors.push({ target, code: 'required', value: '' });
    }
  const value = (field: ImportField): string => read.values.get(field) || (member ? member[field] : '');
  const joinedOn = (value('joinedOn') || terms.today) as JstDate;
  if (errors.length === 0) {
    const refusal = dateRefusal({ birthDate: value('birthDate'), joinedOn }, terms.today);
    if (refusal) {
      const target = refusal === 'BIRTH_DATE_IMPLAUSIBLE' ? 'birthDate' : 'joinedOn';
      errors.push({ target, code: 'implausible_date', value: read.typed(target) });
    }
  }
  const typeId = value('membershipTypeId') as MembershipTypeId;
  const shown = {
    line: record.line,
    name:
      read.typed('fullName') ||
      `${value('familyName') || read.typed('familyName')} ${value('givenName') || read.typed('givenName')}`.trim(),
    kana:
      value('familyNameKana') === '' && read.typed('fullKana') !== ''
        ? read.typed('fullKana')
        : `${value('familyNameKana') || read.typed('familyNameKana')} ${value('givenNameKana') || read.typed('givenNameKana')}`.trim(),
    memberNumber: (member?.memberNumber ?? value('memberNumber')) || read.typed('memberNumber'),
    membershipTypeName: terms.typeNames.get(typeId) ?? read.typed('membershipType'),
    cleaned: read.cleaned,
    errors,
  };
  const nothing = { fields: null, changes: [], memberId: null, version: 0, cells: [] };
  if (errors.length > 0) return { ...shown, ...nothing, kind: 'error', cells: [...record.cells].slice(0, plan.columns) };
  if (member) {
    const changes = changesOf(read, member, terms);
    return {
      ...shown,
      ...nothing,
      kind: changes.length > 0 ? 'changed' : 'unchanged',
      changes,
      memberId: member._id,
      version: member.version,
    };
  }
  const fields = Object.fromEntries(allFields.map((field) => [field, value(field)])) as unknown as Fields;
  return { ...shown, ...nothing, kind: 'new', fields: { ...fields, joinedOn } };
}

/** An empty cell empties a field only where that was asked for, and never one that a member must have. */
function changesOf(read: Read, member: MemberDocument, terms: RowTerms): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [field, after] of read.values) {
    if (field === 'memberNumber') continue;
    const before = member[field];
    if (after === before) continue;
    if (after === '' && (!terms.emptyClears || requiredFields.includes(field) || field === 'joinedOn')) continue;
    changes.push({ field, before, after });
  }
  return changes;
}
