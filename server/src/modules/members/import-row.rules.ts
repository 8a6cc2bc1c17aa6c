import type { ImportKind, ImportRowError, ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { CustomValue, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { Contacts, MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { CustomFieldId, MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { joinAddress, noAddress } from '@tsudoi/shared/kernel/postal-address';
import {
  type Cleaned,
  type ColumnPlan,
  type ImportField,
  type ImportFields,
  type ReadRow,
  type RowTerms,
  readRow,
  requiredOf,
  targetOfField,
} from './import-cell.rules.ts';
import { addressOfRow, cellOfAddress, tooLong } from './import-address.rules.ts';
import { cut } from './import-clean.rules.ts';
import { planContacts } from './import-corporate.rules.ts';
import type { CsvRecord } from './import-csv.rules.ts';
import { keptLabels, readOwn } from './import-kept.rules.ts';
import { type SeenRows, repeated } from './import-repeat.rules.ts';
import { cellOfTags } from './import-tags.rules.ts';
import { nothingSaid, planStatuses } from './import-status.rules.ts';
import { addressPartsOf } from './member-address.rules.ts';
import { dateRefusal } from './member-dates.rules.ts';
import { type DatedStatus, comesIn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** A change of a field of the roll, as values are stored; the view says them in words. */
export interface FieldChange {
  readonly field: ImportField;
  readonly before: string;
  readonly after: string;
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
  readonly fields: ImportFields | null;
  /** Of one who is there. */
  readonly changes: readonly FieldChange[];
  /** Values of the organisation's own fields, where they become others; `before` is empty for a new member. */
  readonly custom: { readonly before: CustomValues; readonly after: CustomValues } | null;
  /** Of a new member the whole history, where it is more than having joined; of one who is there the entries to add. */
  readonly statuses?: readonly DatedStatus[] | undefined;
  /** A body and not a person. */
  readonly isCorporate?: true | undefined;
  /** Its people, where they become others; `before` is null for a new member. */
  readonly contacts?: { readonly before: Contacts | null; readonly after: Contacts } | undefined;
  readonly memberId: MemberId | null;
  readonly version: number;
  readonly cells: readonly string[];
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Members of the roll that the rows of a batch may be, by number and by address. */
export interface KnownMembers {
  readonly byNumber: ReadonlyMap<string, MemberDocument>;
  readonly byEmail: ReadonlyMap<string, readonly MemberDocument[]>;
  /** Numbers whose log-in id somebody has: A-1 and A1 are the same one. */
  readonly loginsTaken: ReadonlySet<string>;
}

const allFields = (Object.keys(targetOfField) as ImportField[]).filter((field) => field !== 'units');

/** Under which column it is told that a field is missing. */
function ownTargetOf(field: ImportField, kind: MemberKind): ImportTarget {
  if (kind === 'corporate' && field === 'familyName') return 'corporateName';
  if (kind === 'corporate' && field === 'familyNameKana') return 'corporateNameKana';
  return targetOfField[field];
}

/** Whom a row is: a member, nobody, or a refusal. */
function memberOf(read: ReadRow, terms: RowTerms, known: KnownMembers, errors: ImportRowError[]): MemberDocument | null {
  const number = read.values.get('memberNumber') ?? '';
  const email = read.values.get('contactEmail') ?? '';
  const refuse = (target: ImportTarget, code: string, value: string) => errors.push({ target, code, value: cut(value) });
  const isTaken = known.byNumber.has(number) || known.loginsTaken.has(number);
  const found =
    terms.match === 'memberNumber'
      ? [known.byNumber.get(number)].filter((one) => one !== undefined)
      : terms.match === 'contactEmail' && email !== ''
        ? (known.byEmail.get(email) ?? [])
        : [];
  const member = found.length === 1 ? found[0]! : null;
  if (found.length > 1) refuse(read.emailTarget, 'email_of_several', email);
  // A body is no person: what stands in the columns of a name would become the name of something else.
  if (member && (member.kind ?? 'individual') !== read.kind)
    refuse(
      terms.match === 'contactEmail' ? read.emailTarget : 'memberNumber',
      read.kind === 'corporate' ? 'individual_member' : 'corporate_member',
      '',
    );
  // The number of a record that was merged leads to the one that stays.
  if (terms.match === 'contactEmail' && number !== '' && member && member.memberNumber !== number)
    refuse('memberNumber', 'number_is_fixed', number);
  if (number !== '' && !member && isTaken) refuse('memberNumber', 'number_taken', number);
  return member;
}

/** Checks one row against the roll and the rows before it. */
export function planRow(record: CsvRecord, plan: ColumnPlan, terms: RowTerms, known: KnownMembers, seen: SeenRows): PlannedRow {
  const read = readRow(record, plan, terms);
  const errors = [...read.errors];
  const member = memberOf(read, terms, known, errors);
  const own = readOwn(read, member, terms);
  errors.push(...keptLabels(read, member, terms), ...own.errors);
  errors.push(...repeated({ read, record, member }, terms, seen, errors.length === 0));
  if (Object.keys(read.address).length > 0) {
    const address = addressOfRow(read.address, member ? addressPartsOf(member) : noAddress, terms.emptyClears);
    if (tooLong(address)) errors.push({ target: 'address', code: 'too_long', value: cut(joinAddress(address)) });
    read.values.set('addressParts', cellOfAddress(address));
  }
  const missing = (field: ImportField): boolean => (read.values.get(field) ?? '') === '';
  // Whose row it is has to be known before anything can be missing from it.
  if (!member && !errors.some(({ code }) => code === 'email_of_several'))
    for (const field of requiredOf(read.kind)) {
      const target = ownTargetOf(field, read.kind);
      const whole = field.endsWith('Kana') ? 'fullKana' : 'fullName';
      const refused = errors.some((error) => error.target === target || (field !== 'membershipTypeId' && error.target === whole));
      if (missing(field) && !refused) errors.push({ target, code: 'required', value: '' });
    }
  const people = read.kind === 'corporate' ? planContacts(read.contacts, member?.contacts ?? null) : null;
  // What is wrong with a cell of somebody is told already; that they miss something then follows from it.
  if (people && errors.length === 0) errors.push(...people.errors);
  const custom = customOf(own.given, member, terms);
  if (!member && errors.length === 0)
    for (const [target, field] of terms.custom)
      if (field.required && custom.after[field.fieldId] === undefined)
        errors.push({ target: target as ImportTarget, code: 'required', value: '' });
  const value = (field: ImportField): string => read.values.get(field) || (member ? textOf(member, field) : '');
  const joinedOn = (value('joinedOn') || terms.today) as JstDate;
  if (errors.length === 0) {
    const refusal = dateRefusal({ birthDate: value('birthDate'), joinedOn }, terms.today);
    if (refusal) {
      const target = refusal === 'BIRTH_DATE_IMPLAUSIBLE' ? 'birthDate' : 'joinedOn';
      errors.push({ target, code: 'implausible_date', value: read.typed(target) });
    }
  }
  // With 入会日 the history begins on another day, also where the row says nothing of a status.
  const putRight = read.values.get('joinedOn');
  const said = read.said ?? (member && putRight && putRight !== member.joinedOn ? nothingSaid : null);
  const planned = said === null ? null : planStatuses(said, standingOf(read, member, terms));
  if (errors.length === 0 && planned) for (const error of planned.errors) errors.push(error);
  const typeId = value('membershipTypeId') as MembershipTypeId;
  const typeName = terms.typeNames.get(typeId) ?? read.typed('membershipType');
  // Who left keeps a type that was put away, and comes back with another one.
  if (errors.length === 0 && member && planned && terms.archived.has(typeId) && bringsIn(planned, member, terms.today))
    errors.push({ target: 'membershipType', code: 'return_to_archived_type', value: typeName });
  // One object of one shape for every row: of a hundred thousand, copies would cost as much as reading their cells.
  const row: Writable<PlannedRow> = {
    line: record.line,
    kind: 'error',
    name:
      `${value('familyName') || read.typed('familyName')} ${value('givenName') || read.typed('givenName')}`.trim() ||
      read.typed('fullName') ||
      read.typed('corporateName'),
    kana:
      value('familyNameKana') === '' && read.typed('fullKana') !== ''
        ? read.typed('fullKana')
        : `${value('familyNameKana') || read.typed('familyNameKana')} ${value('givenNameKana') || read.typed('givenNameKana')}`.trim(),
    memberNumber: (member?.memberNumber ?? value('memberNumber')) || read.typed('memberNumber'),
    membershipTypeName: typeName,
    errors,
    cleaned: read.cleaned,
    fields: null,
    changes: [],
    custom: null,
    statuses: undefined,
    isCorporate: people ? true : undefined,
    contacts: undefined,
    memberId: null,
    version: 0,
    cells: [],
  };
  if (errors.length > 0) {
    row.cells = record.cells.slice(0, plan.columns);
    return row;
  }
  if (people?.changed) row.contacts = { before: member?.contacts ?? null, after: people.after };
  if (planned && planned.statuses.length > 0) row.statuses = planned.statuses;
  if (member) {
    row.changes = changesOf(read, member, terms, planned?.returnsOn ?? null);
    row.custom = custom.changed ? { before: custom.before, after: custom.after } : null;
    row.kind =
      row.changes.length > 0 || custom.changed || row.statuses !== undefined || row.contacts !== undefined ? 'changed' : 'unchanged';
    row.memberId = member._id;
    row.version = member.version;
    return row;
  }
  const fields: Partial<Record<ImportField, string>> = {};
  for (const field of allFields) fields[field] = value(field);
  fields.memo = noted(value('memo'), read);
  fields.joinedOn = joinedOn;
  const units = read.values.get('units');
  if (units) fields.units = units;
  if (people) fields.contactEmail = people.after.liaison.email;
  row.kind = 'new';
  row.fields = fields as unknown as ImportFields;
  row.custom = { before: {}, after: custom.after };
  return row;
}

/** Whether a member is back on the roll, or will be, by the entries of their row. */
export function bringsIn({ statuses = [] }: Pick<PlannedRow, 'statuses'>, { statusEntries }: MemberDocument, today: JstDate): boolean {
  return statuses.length > 0 && comesIn(statusEntries, [...statusEntries, ...statuses], today);
}

/** A field of a member as a plan keeps it. */
function textOf(member: MemberDocument, field: ImportField): string {
  if (field === 'addressParts') return cellOfAddress(addressPartsOf(member));
  if (field === 'units') return String(member.units ?? 1);
  return field === 'tags' ? cellOfTags(member.tags) : (member[field] ?? '');
}

/** Against what a status is planned: somebody's history, or the day on which somebody new joined. */
const standingOf = ({ values }: ReadRow, member: MemberDocument | null, { today }: RowTerms) => ({
  history: member?.statusEntries ?? null,
  joinedOn: (values.get('joinedOn') ?? '') as JstDate | '',
  joinedBefore: member?.joinedOn,
  today,
});

/** An address that no mail can reach stays readable, once, in the memo. */
function noted(memo: string, { undeliverable }: ReadRow): string {
  const line = `届かないメール: ${undeliverable}`;
  if (undeliverable === '' || memo.includes(line)) return memo;
  return (memo === '' ? line : `${memo}\n${line}`).slice(0, 2000);
}

/** What the member's own fields become; a cell left empty counts as in `changesOf`. */
function customOf(given: ReadonlyMap<CustomFieldId, CustomValue | null>, member: MemberDocument | null, terms: RowTerms) {
  const before: CustomValues = member?.custom ?? {};
  const after: CustomValues = { ...before };
  for (const field of terms.custom.values()) {
    const value = given.get(field.fieldId);
    if (value === undefined || (value === null && (!terms.emptyClears || field.required))) continue;
    if (value === null) delete after[field.fieldId];
    else after[field.fieldId] = value;
  }
  const changed = [...given.keys()].some((id) => JSON.stringify(before[id] ?? null) !== JSON.stringify(after[id] ?? null));
  return { before, after, changed };
}

/** What every member has: no cell takes it away. */
const stays = (field: ImportField, kind: MemberKind): boolean =>
  requiredOf(kind).includes(field) || field === 'joinedOn' || field === 'units';

/** An empty cell empties a field only where that was asked for, and never one that a member must have. */
function changesOf(read: ReadRow, member: MemberDocument, terms: RowTerms, returnsOn: JstDate | null): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [field, after] of read.values) {
    // The address of a body is that of its 連絡者, and goes with its people.
    if (field === 'memberNumber' || (field === 'contactEmail' && read.kind === 'corporate')) continue;
    const before = textOf(member, field);
    if (after === before || (field === 'joinedOn' && after === returnsOn)) continue;
    if (after === '' && (!terms.emptyClears || stays(field, read.kind))) continue;
    changes.push({ field, before, after });
  }
  const memo = changes.find(({ field }) => field === 'memo');
  const after = noted(memo?.after ?? member.memo, read);
  if (after === (memo?.after ?? member.memo)) return changes;
  return [...changes.filter((change) => change !== memo), { field: 'memo', before: member.memo, after }];
}
