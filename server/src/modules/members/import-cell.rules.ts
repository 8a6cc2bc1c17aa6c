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
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { CreateCorporateInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { MemberFields } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberRankId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import * as z from 'zod';
import { type SaidAddress, addressRules, isAddressTarget } from './import-address.rules.ts';
import { UnitsCell, carrierDots, codeOf, cut, dateOf, kindOf, trimmed, words } from './import-clean.rules.ts';
import { type SaidContacts, bodyMail, corporateMeaning, isContactTarget, memberKindOfCell, readContact } from './import-corporate.rules.ts';
import type { CsvRecord } from './import-csv.rules.ts';
import { type SaidStatus, nothingSaid, statusOfCell } from './import-status.rules.ts';
import { cellOfTags, tagsOfCell } from './import-tags.rules.ts';

/** Tags as one cell of a file, which is how a plan keeps them: a tag has no comma in it. */
const TagsCell = z.string().transform(tagsOfCell).pipe(MemberFields.shape.tags.unwrap()).transform(cellOfTags);

const PlainFields = MemberFields.omit({ custom: true, tags: true, address: true }).extend({
  tags: TagsCell,
  addressParts: z.string(),
  units: UnitsCell,
});
type Cells = z.output<typeof PlainFields>;
/** Units only where a cell says them: a file without that column carries nothing more. */
export type ImportFields = Omit<Cells, 'units'> & Partial<Pick<Cells, 'units'>>;
export type ImportField = keyof ImportFields;

export interface Cleaned extends ImportChange {
  readonly kind: CleanKind;
}

/** Ids by name; what was put away may be called like what is in use, which comes first. */
export type Named<T> = ReadonlyMap<string, readonly T[]>;

/** What is needed to tell who a row is and whether its type exists. */
export interface RowTerms {
  readonly targets: readonly ImportTarget[];
  readonly match: ImportMatch;
  readonly emptyClears: boolean;
  readonly types: Named<MembershipTypeId>;
  readonly typeNames: ReadonlyMap<MembershipTypeId, string>;
  readonly ranks: Named<MemberRankId>;
  /** Types and ranks that were put away: whoever has one keeps it. */
  readonly archived: ReadonlySet<string>;
  /** Fields of the organisation's own, by target. */
  readonly custom: ReadonlyMap<string, CustomField>;
  readonly today: JstDate;
  /** What two numbers must not share. */
  keyOfNumber(number: string): string;
}

/** The member whose record is read by field name; nothing of a file ever becomes a key. */
type Values = Map<ImportField, string>;

const shape = PlainFields.shape;
const requiredFields: readonly ImportField[] = ['familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipTypeId'];
/** A body has one name: the parts of a given name stay empty. */
const requiredOfBodies: readonly ImportField[] = ['familyName', 'familyNameKana', 'membershipTypeId'];
export const requiredOf = (kind: MemberKind): readonly ImportField[] => (kind === 'corporate' ? requiredOfBodies : requiredFields);
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
  addressParts: 'address',
  affiliation: 'affiliation',
  formerName: 'formerName',
  rankId: 'rank',
  tags: 'tags',
  units: 'units',
  birthDate: 'birthDate',
  joinedOn: 'joinedOn',
  memo: 'memo',
};

/** A plan from before an address had parts names the text. */
export const targetOf = (field: ImportField): ImportTarget => (field in targetOfField ? targetOfField[field] : 'address');

/** Columns once for a whole file: where each field's text stands. */
export interface ColumnPlan {
  /** Where it is said which rows are of corporate members; absent in files of persons. */
  readonly kindAt?: number | undefined;
  readonly corporateNameAt?: number | undefined;
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
  const at = (target: ImportTarget) => places.get(target)?.[0];
  return {
    places: [...places].map(([target, columns]) => ({ target, at: columns })),
    columns: targets.length,
    kindAt: at('kind'),
    corporateNameAt: at('corporateName'),
  };
}

export interface ReadRow {
  readonly kind: MemberKind;
  /** Of a corporate member: what is said of its people. */
  readonly contacts: SaidContacts;
  readonly values: Values;
  /** The column in which the address stands. */
  readonly emailTarget: ImportTarget;
  readonly address: SaidAddress;
  /** Cells of the organisation's own fields: what they mean depends on whose row it is. */
  readonly custom: ReadonlyMap<CustomTarget, string>;
  /** An address that no mail can reach, to be kept as a note. */
  readonly undeliverable: string;
  /** What the row says of the status; null where no column is one. */
  readonly said: SaidStatus | null;
  readonly cleaned: Cleaned[];
  readonly errors: ImportRowError[];
  readonly typed: (target: ImportTarget) => string;
}

/** A row is of a body where a cell says so, or, where none does, when a name of one stands in it; undefined: an unknown word. */
function memberKindOf({ cells }: CsvRecord, { kindAt, corporateNameAt }: ColumnPlan): MemberKind | undefined {
  const said = kindAt === undefined ? '' : trimmed(cells[kindAt] ?? '');
  if (said !== '') return memberKindOfCell(said);
  return corporateNameAt !== undefined && trimmed(cells[corporateNameAt] ?? '') !== '' ? 'corporate' : 'individual';
}

/** Cells to values as they would be stored, each told what is wrong with it or what was put right. */
export function readRow(record: CsvRecord, plan: ColumnPlan, terms: RowTerms): ReadRow {
  const values: Values = new Map();
  const custom = new Map<CustomTarget, string>();
  let undeliverable = '';
  let said: SaidStatus | null = null;
  const say = (what: Partial<SaidStatus>) => {
    said = { ...nothingSaid, ...said, ...what };
  };
  const cleaned: Cleaned[] = [];
  const errors: ImportRowError[] = [];
  const texts = new Map<ImportTarget, string>();
  const refuse = (target: ImportTarget | null, code: string, value: string) => {
    if (!errors.some((error) => error.target === target && target !== null)) errors.push({ target, code, value: cut(value) });
  };
  const checked = (field: string, text: string, target: PlainTarget, rule: z.ZodType<string>): string | null => {
    if (text === '') return '';
    const typed = field === 'birthDate' || field === 'joinedOn' ? dateOf(text) : text;
    const parsed = rule.safeParse(typed);
    if (!parsed.success) {
      refuse(target, codeOf(parsed.error.issues[0]!), text);
      return null;
    }
    const kind = kindOf(field, text, parsed.data);
    if (kind) cleaned.push({ target, kind, before: cut(text), after: cut(parsed.data) });
    return parsed.data;
  };
  const take = (field: ImportField, text: string, target: PlainTarget = targetOfField[field], rule: z.ZodType<string> = shape[field]) => {
    const value = checked(field, text, target, rule);
    if (value !== null) values.set(field, value);
  };
  const kind = memberKindOf(record, plan);
  if (kind === undefined) refuse('kind', 'unknown_kind', trimmed(record.cells[plan.kindAt!] ?? ''));
  const contacts: SaidContacts = {};
  const address: SaidAddress = {};
  const hasOwn = (target: PlainTarget) => plan.places.some((place) => place.target === target);
  for (const { target: column, at } of plan.places) {
    const target = kind === 'corporate' ? corporateMeaning(column, hasOwn) : column;
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
          const typeId = terms.types.get(text.normalize('NFKC'))?.[0];
          if (typeId) values.set('membershipTypeId', typeId);
          else refuse('membershipType', 'unknown_membership_type', text);
        }
        break;
      }
      case 'rank': {
        const rankId = text === '' ? '' : terms.ranks.get(text.normalize('NFKC'))?.[0];
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
        if (carrierDots.test(text.normalize('NFKC').toLowerCase())) {
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
      case 'withdrawnOn':
      case 'rejoinedOn': {
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
      case 'corporateName':
        if (kind === 'corporate') take('familyName', text, target, CreateCorporateInput.shape.corporateName);
        break;
      case 'corporateNameKana':
        if (kind === 'corporate') take('familyNameKana', text, target);
        break;
      case 'kind':
      case 'ignore':
        break;
      default:
        if (isCustomTarget(target)) custom.set(target, text);
        else if (isAddressTarget(target)) address[target] = checked(target, text, target, addressRules[target]) ?? '';
        else if (isContactTarget(target)) {
          if (kind !== 'corporate') break;
          const read = readContact(target, text);
          if ('code' in read) refuse(target, read.code, text);
          else contacts[read.role] = { ...contacts[read.role], ...read.parts };
        } else take(target, text);
    }
  }
  // Mail of a body goes to its 連絡者: one address, whichever column it stands in.
  const mail = kind === 'corporate' ? bodyMail(contacts, values.get('contactEmail') ?? '') : null;
  if (mail?.email) values.set('contactEmail', mail.email);
  if (mail?.email && mail.target === 'contactEmail') contacts.liaison = { ...contacts.liaison, email: mail.email };
  if (record.strayQuote) errors.unshift({ target: null, code: 'stray_quote', value: '' });
  if (record.cells.length > plan.columns && record.cells.slice(plan.columns).some((cell) => cell.trim() !== ''))
    errors.unshift({ target: null, code: 'too_many_cells', value: '' });
  return {
    kind: kind ?? 'individual',
    contacts,
    values,
    emailTarget: mail?.target ?? 'contactEmail',
    address,
    custom,
    undeliverable,
    said,
    cleaned,
    errors,
    typed: (target) => texts.get(target) ?? '',
  };
}
