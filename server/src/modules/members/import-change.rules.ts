import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type AuditNote, valueChanges } from '../audit/audit.public.ts';
import { ofFields } from './custom-field.rules.ts';
import { addressOfCell } from './import-address.rules.ts';
import type { ImportField } from './import-cell.rules.ts';
import type { ImportJobDocument } from './import-job.repository.ts';
import type { ImportedChange } from './import-member.repository.ts';
import type { PlannedRow } from './import-row.rules.ts';
import { tagsOfCell } from './import-tags.rules.ts';
import { withParts } from './member-address.rules.ts';
import { statusChanges } from './member-history.rules.ts';
import { fieldsOfHistory, fieldsOfJoining, withJoining } from './member-status.rules.ts';
import type { MemberDocument, StatusEntry } from './member.repository.ts';

/** Whoever looks at a history sees where an entry is from; leaving needs a reason (APP-09). */
export const reasonOf = (job: Pick<ImportJobDocument, 'fileName'>): string => `ファイルの取り込み（${job.fileName}）`;

/**
 * The file by which somebody came into the roll: it stands with what was written of their history as the record was made, so
 * that it costs no row of the log. Any other entry may be of a later file, or of a record that was merged into theirs.
 */
export function fileBehind({ statusEntries, createdAt }: Pick<MemberDocument, 'statusEntries' | 'createdAt'>): string | null {
  const own = statusEntries.find(({ recordedAt }) => recordedAt.getTime() === createdAt.getTime());
  return /^ファイルの取り込み（(?<file>.+)）$/su.exec(own?.reason ?? '')?.groups?.['file'] ?? null;
}

export interface ChangeTerms {
  readonly side: 'before' | 'after';
  readonly actorName: string;
  readonly reason: string;
  readonly now: Date;
  readonly today: JstDate;
  /** The organisation's own fields as they are now. */
  readonly own: readonly CustomField[];
}

/**
 * Entries of a member with those of a row, or without them: a day has one entry, so that the days say which they are. The day
 * of joining moves before they come and after they have gone, since one of them may be on the other day.
 */
function historyOf(row: PlannedRow, member: MemberDocument, joinedOn: JstDate, terms: ChangeTerms): StatusEntry[] {
  const { side, actorName, reason, now } = terms;
  const planned = row.statuses ?? [];
  const without = (entries: readonly StatusEntry[]) =>
    entries.filter((entry) => !planned.some(({ effectiveOn }) => effectiveOn === entry.effectiveOn));
  if (side === 'before') return withJoining(without(member.statusEntries), member.joinedOn, joinedOn);
  const others = without(withJoining(member.statusEntries, member.joinedOn, joinedOn));
  const added = planned.map((entry): StatusEntry => ({
    entryId: newStatusEntryId(),
    ...entry,
    recordedAt: now,
    actor: actorName,
    reason,
  }));
  return [...others, ...added].sort((left, right) => (left.effectiveOn < right.effectiveOn ? -1 : 1));
}

const aboutMember = (member: MemberDocument) => ({ subjectKind: 'member', subjectId: member._id, subjectName: fullName(member) });

/** What the history of a member says of a change of fields by a job, with the way back. */
export function changeNote(before: MemberDocument, changes: Partial<MemberDocument>): AuditNote {
  const fields = Object.keys(changes) as AuditField[];
  const known = { ...withParts(before), units: before.units ?? 1 };
  return { action: 'member.update', ...aboutMember(before), fields, changes: valueChanges(fields, known, changes) };
}

/** A value as a record keeps it. */
function valueOf(field: ImportField, value: string): unknown {
  if (field === 'addressParts') return addressOfCell(value);
  if (field === 'units') return Number(value);
  return field === 'tags' ? tagsOfCell(value) : value;
}

/** A change of a member by a row, or the way back, and what their history says of it. */
export function changeOfRow(row: PlannedRow, before: MemberDocument, terms: ChangeTerms): ImportedChange & { readonly notes: AuditNote[] } {
  const { side } = terms;
  const fields: Partial<MemberDocument> = Object.fromEntries(row.changes.map(({ field, [side]: value }) => [field, valueOf(field, value)]));
  if (row.custom !== null) fields.custom = ofFields(row.custom[side], terms.own);
  const contacts = row.contacts?.[side];
  if (contacts) {
    fields.contacts = contacts;
    if (contacts.liaison.email !== before.contactEmail) fields.contactEmail = contacts.liaison.email;
  }
  const notes = Object.keys(fields).length > 0 ? [changeNote(before, fields)] : [];
  const { joinedOn = before.joinedOn } = fields;
  if (row.statuses === undefined) {
    const moved = joinedOn === before.joinedOn ? {} : fieldsOfJoining(before, joinedOn, terms.today);
    return { before, changes: { ...fields, ...moved }, notes };
  }
  const history = fieldsOfHistory(historyOf(row, before, joinedOn, terms), terms.today);
  notes.push({ action: 'member.status', ...aboutMember(before), fields: ['status'], changes: statusChanges(before, history) });
  return { before, changes: { ...fields, ...history }, notes };
}
