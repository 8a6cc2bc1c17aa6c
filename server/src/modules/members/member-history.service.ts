import { isDeepStrictEqual } from 'node:util';
import type {
  HistoryRow,
  HistoryValue,
  MemberHistoryInput,
  MemberHistoryOutput,
  UndoChangeInput,
} from '@tsudoi/shared/contracts/members/member-history.contract';
import type { MemberDetail } from '@tsudoi/shared/contracts/members/member.contract';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { CustomField, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { type Contacts, contactRoles, isNobody, personParts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { PostalAddress } from '@tsudoi/shared/kernel/postal-address';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { formatPhone } from '../../platform/phone.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditEntry, auditEntry, historyOf } from '../audit/audit.public.ts';
import { fileBehind } from './import-change.rules.ts';
import { withParts } from './member-address.rules.ts';
import type { KeptEntry, StatusValue } from './member-history.rules.ts';
import { changeApart } from './member-parts.rules.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { mayStillGive } from './custom-field.rules.ts';
import { findMemberSettings } from './member-settings.repository.ts';
import { refuseTakingBack, writeHistory } from './member-status.service.ts';
import { filesAmong, filesStillThere } from './stored-file.rules.ts';
import { filesBehind } from './stored-file.service.ts';
import { type Undoing, undoOf } from './member-undo.rules.ts';
import { type MemberDocument, type StatusEntry, findMember } from './member.repository.ts';
import { checkDates, detailOf, writeMember } from './member.service.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

/** What ids and values of an organisation's own making are called. */
interface Words {
  readonly names: ReadonlyMap<string, string>;
  readonly own: readonly CustomField[];
  /** Types and ranks that may be given: none that was put away. */
  readonly usable: ReadonlySet<string>;
}
type EntryWithSteps = StatusEntry & { nextSteps: KeptEntry['nextSteps'] };

function statusValue(value: StatusValue): HistoryValue {
  if (value === null) return null;
  if (typeof value === 'string') return { kind: 'status', status: value, effectiveOn: null, reason: '', nextSteps: [] };
  const { status, effectiveOn, reason, nextSteps } = value;
  return { kind: 'status', status, effectiveOn, reason, nextSteps: [...nextSteps] };
}

const listOf = (parts: readonly string[]): HistoryValue => (parts.length === 0 ? null : parts.join('、'));

/** Values of own fields, each behind its name; of a field that was deleted since nothing can be said. */
function ownValues(values: CustomValues, own: readonly CustomField[]): HistoryValue {
  const given = own.filter(({ fieldId }) => values[fieldId] !== undefined);
  return listOf(given.map((field) => `${field.label}：${customText(field, values[field.fieldId])}`));
}

/** With everything known of them: whoever got another number has the same name as before. */
function changedPeople(contacts: Contacts, other: Contacts | null): HistoryValue {
  const changed = contactRoles.filter((role) => !isNobody(contacts[role]) && !isDeepStrictEqual(contacts[role], other?.[role]));
  const people = changed.map((role) => ({ role, parts: personParts(contacts[role], formatPhone) }));
  return people.length === 0 ? null : { kind: 'people', people };
}

/** With a blank between the parts: which of them became another can be seen. */
const shownParts = ({ prefecture, city, street, building, country }: PostalAddress): HistoryValue =>
  [prefecture, city, street, building, country].filter(Boolean).join(' ') || null;

/** A kept value as the page shows it: names instead of ids. `other` is the one on the other side of the change. */
function valueView(field: AuditField, value: unknown, other: unknown, words: Words): HistoryValue {
  if (value === null || value === undefined || value === '') return null;
  if (field === 'status') return statusValue(value as StatusValue);
  if (field === 'adjustments') {
    const { kind, amount, reason } = value as { kind: 'permanent' | 'one_time'; amount: number; reason: string };
    return { kind: 'adjustment', adjustment: kind, amount, reason };
  }
  if (field === 'custom') return ownValues(value as CustomValues, words.own);
  if (field === 'contacts') return changedPeople(value as Contacts, other as Contacts | null);
  if (field === 'tags') return listOf(value as string[]);
  if (field === 'addressParts') return shownParts(value as PostalAddress);
  if (typeof value !== 'string') return JSON.stringify(value);
  // Ranks were deleted once.
  return field === 'membershipTypeId' || field === 'rankId' ? (words.names.get(value) ?? { kind: 'gone' }) : value;
}

interface Setting {
  readonly admissions: ReadonlySet<JstDate>;
  readonly words: Words;
  /** The files that the rows bring back, as far as they are there. */
  readonly files: Awaited<ReturnType<typeof filesBehind>>;
}

/** What can be said of rows: names, days of admission, files. */
async function settingOf(platform: Platform, scope: OrgScope, member: MemberDocument, rows: readonly AuditEntry[]): Promise<Setting> {
  const [words, admissions] = await Promise.all([wordsOf(platform, scope), platform.hooks.admissionDays(scope, member._id)]);
  const changes = rows.flatMap((row) => row.changes ?? []).filter(({ field, before }) => field === 'custom' && before !== null);
  const named = changes.flatMap(({ before }) => filesAmong(words.own, before as CustomValues));
  return { words, admissions, files: await filesBehind(platform, scope, named) };
}

function undoing(
  row: AuditEntry,
  member: MemberDocument,
  { admissions, words, files }: Setting,
  revive: (entry: KeptEntry) => EntryWithSteps,
): Undoing<EntryWithSteps> | { readonly kind: 'file_gone' } {
  // Whether an applicant comes in is the decision on the application, which knows nothing of this.
  if (member.status === 'applied' && row.changes?.[0]?.field === 'status') return { kind: 'not_reversible' };
  const statusEntries = member.statusEntries.map((entry) => ({ ...entry, nextSteps: entry.nextSteps ?? [] }));
  const undo = undoOf(row, { fields: withParts(member) as unknown as Record<string, unknown>, statusEntries, admissions }, revive);
  if (undo.kind !== 'fields') return undo;
  const { membershipTypeId, rankId, custom: values = {} } = undo.changes as Partial<MemberDocument>;
  const present = member.custom ?? {};
  const isUsable = [membershipTypeId, rankId].every((id) => !id || words.usable.has(id));
  if (!isUsable || !mayStillGive(words.own, present, values)) return { kind: 'not_reversible' };
  return filesStillThere(words.own, { present, values }, files, member._id) ? undo : { kind: 'file_gone' };
}

function rowView(row: AuditEntry, member: MemberDocument, setting: Setting): HistoryRow {
  const { words } = setting;
  const { _id, at, actorKind, actorName, action, subjectName, fields, changes } = row;
  const { kind } = undoing(row, member, setting, (entry) => ({
    ...entry,
    nextSteps: [...entry.nextSteps],
    recordedAt: at,
    actor: actorName,
  }));
  return {
    auditId: _id,
    at: at.toISOString(),
    actorKind,
    actorName,
    action,
    about: subjectName,
    fields,
    changes:
      changes &&
      changes.map(({ field, ...sides }) => {
        const { before, after } = changeApart(field, sides);
        return { field, before: valueView(field, before, after, words), after: valueView(field, after, before, words) };
      }),
    undo: kind === 'fields' || kind === 'status' ? 'possible' : kind,
  };
}

async function wordsOf(platform: Platform, scope: OrgScope): Promise<Words> {
  const [types, { ranks }, { fields }] = await Promise.all([
    listMembershipTypes(scope),
    findMemberSettings(scope),
    findCustomFields(platform.databases.server, scope),
  ]);
  const names: [string, string][] = [
    ...types.map((type): [string, string] => [type._id, type.name]),
    ...ranks.map((rank): [string, string] => [rank.rankId, rank.name]),
  ];
  const usable = [
    ...types.filter(({ archived }) => !archived).map(({ _id }) => _id),
    ...ranks.filter(({ archived }) => !archived).map(({ rankId }) => rankId),
  ];
  return { names: new Map(names), own: fields, usable: new Set(usable) };
}

/** Everything that was done to one member, newest first: who, when, what it was and what it became (MEM-04). @throws DomainError NOT_FOUND */
export async function memberHistory(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof MemberHistoryInput>,
): Promise<z.output<typeof MemberHistoryOutput>> {
  const member = await findMember(scope, input.memberId);
  const rows = await historyOf(platform, scope, member._id, input.cursor ?? null, input.size + 1);
  const shown = rows.slice(0, input.size);
  const setting = await settingOf(platform, scope, member, shown);
  return {
    rows: shown.map((row) => rowView(row, member, setting)),
    nextCursor: rows.length > input.size ? (shown.at(-1)?._id ?? null) : null,
    beganAt: member.createdAt.toISOString(),
    beganBy: fileBehind(member),
  };
}

/**
 * Sets one change back. That is a change of its own, in the log like any other, and may itself be set back.
 * @throws DomainError NOT_FOUND, NOT_UNDOABLE, CHANGED_SINCE when somebody has changed it again, FILE_GONE, CONFLICT when just now, FORBIDDEN
 */
export async function undoChange(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof UndoChangeInput>,
): Promise<z.output<typeof MemberDetail>> {
  const { scope } = actor;
  const [member, row] = [await findMember(scope, input.memberId), await auditEntry(platform, scope, input.auditId)];
  if (!row || row.subjectKind !== 'member' || row.subjectId !== member._id) throw new DomainError('NOT_FOUND');
  const plan = undoing(row, member, await settingOf(platform, scope, member, [row]), (entry) => ({
    ...entry,
    nextSteps: [...entry.nextSteps],
    recordedAt: platform.clock.now(),
    actor: actor.name,
  }));
  switch (plan.kind) {
    case 'not_reversible':
      throw new DomainError('NOT_UNDOABLE');
    case 'changed_since':
      throw new DomainError('CHANGED_SINCE', { field: plan.field });
    case 'file_gone':
      throw new DomainError('FILE_GONE');
    case 'fields': {
      const changes = plan.changes as Partial<MemberDocument>;
      checkDates(platform, { ...member, ...changes });
      return detailOf(platform, scope, await writeMember(platform, actor, scope, member, member.version, changes, 'member.undo'));
    }
    case 'status': {
      const entries = plan.entries.map(({ nextSteps, ...entry }): StatusEntry =>
        nextSteps.length > 0 ? { ...entry, nextSteps: [...nextSteps] } : entry,
      );
      refuseTakingBack(platform, actor, [member.statusEntries], entries);
      const after = await inTransaction(platform.databases.client, (session) =>
        writeHistory(platform, scope, actor, member, entries, 'member.undo', session),
      );
      return detailOf(platform, scope, after);
    }
  }
}
