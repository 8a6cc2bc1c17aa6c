import { isDeepStrictEqual } from 'node:util';
import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { type SettableStatus, settableStatuses } from '@tsudoi/shared/contracts/members/member-status.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { bareAddress, noAddress } from '@tsudoi/shared/kernel/postal-address';
import type { KeptEntry } from './member-history.rules.ts';
import { partsSetBack } from './member-parts.rules.ts';
import { isOfApplication, withEntry, withoutEntry } from './member-status.rules.ts';

/** What of a record is a plain value that may be set back. Numbers and addresses to log in with are not among them. */
const undoableFields = [
  'familyName',
  'givenName',
  'familyNameKana',
  'givenNameKana',
  'membershipTypeId',
  'contactEmail',
  'phone',
  'postalCode',
  'address',
  'addressParts',
  'affiliation',
  'birthDate',
  'joinedOn',
  'memo',
  'formerName',
  'rankId',
  'tags',
  'custom',
  'contacts',
  'units',
] as const satisfies readonly AuditField[];
type UndoableField = (typeof undoableFields)[number];

/** What a value that was not there yet is set back to. */
const none: Readonly<Partial<Record<AuditField, unknown>>> = { tags: [], custom: {}, contacts: null, units: 1, addressParts: noAddress };
const noneOf = (field: AuditField): unknown => (field in none ? none[field] : '');

const fieldActions: readonly AuditAction[] = [
  'member.update',
  'member.update_own',
  'change_request.approve',
  'member.proof_lapsed',
  'member.undo',
];
const statusActions: readonly AuditAction[] = ['member.status', 'member.status_cancel', 'member.undo'];

interface Change {
  readonly field: AuditField;
  readonly before: unknown;
  readonly after: unknown;
}

interface Row {
  readonly action: AuditAction;
  readonly changes: readonly Change[] | null;
}

interface Present<E> {
  readonly fields: Readonly<Partial<Record<string, unknown>>>;
  readonly statusEntries: readonly E[];
  /** Days for which an application was approved. */
  readonly admissions?: ReadonlySet<string>;
}

/** What setting a change back would write; or why it cannot be done. */
export type Undoing<E> =
  | { readonly kind: 'fields'; readonly changes: Readonly<Partial<Record<UndoableField, unknown>>> }
  | { readonly kind: 'status'; readonly entries: readonly E[] }
  | { readonly kind: 'changed_since'; readonly field: AuditField }
  | { readonly kind: 'not_reversible' };

const isUndoable = (field: AuditField): field is UndoableField => (undoableFields as readonly AuditField[]).includes(field);

function isEntry(value: unknown): value is KeptEntry & { readonly status: SettableStatus } {
  if (typeof value !== 'object' || value === null || !('entryId' in value) || !('status' in value)) return false;
  return (settableStatuses as readonly unknown[]).includes(value.status);
}

/** An entry that an application brought, or that was taken out with it: its decision goes with it (domain.md 3.2). */
function isAdmission({ before, after }: Change, { admissions }: Pick<Present<unknown>, 'admissions'>): boolean {
  return [before, after].some((entry) => isEntry(entry) && isOfApplication(entry, admissions ?? new Set()));
}

/** One entry came (take it out again) or went (put it back); both only where the neighbours allow it. */
function undoStatus<E extends KeptEntry>(change: Change, present: Present<E>, revive: (entry: KeptEntry) => E): Undoing<E> {
  const { before, after } = change;
  const has = (entry: KeptEntry) => present.statusEntries.some(({ entryId }) => entryId === entry.entryId);
  try {
    if (before === null && isEntry(after))
      return has(after)
        ? { kind: 'status', entries: withoutEntry(present.statusEntries, after.entryId) }
        : { kind: 'changed_since', field: 'status' };
    if (after === null && isEntry(before))
      return has(before)
        ? { kind: 'changed_since', field: 'status' }
        : { kind: 'status', entries: withEntry(present.statusEntries, revive(before)) };
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'changed_since', field: 'status' };
    throw error;
  }
  return { kind: 'not_reversible' };
}

/** The text of an address lost its spare blanks when it was split into parts: those are no change. */
function isSame(field: AuditField, present: unknown, after: unknown): boolean {
  if (field === 'address' && typeof present === 'string' && typeof after === 'string') return bareAddress(present) === bareAddress(after);
  return isDeepStrictEqual(present, after);
}

/**
 * Whether and how a change of a member can be set back. It can while every field, or the part of it that the change was about,
 * still has the value it was given then: whatever anybody did since is never overwritten.
 */
export function undoOf<E extends KeptEntry>(row: Row, present: Present<E>, revive: (entry: KeptEntry) => E): Undoing<E> {
  const { action, changes } = row;
  if (changes === null || changes.length === 0) return { kind: 'not_reversible' };
  const [first] = changes;
  if (first!.field === 'status') {
    // What came together with other fields is the decision on an application, which is not taken back from here.
    if (!statusActions.includes(action) || changes.length > 1 || isAdmission(first!, present)) return { kind: 'not_reversible' };
    return undoStatus(first!, present, revive);
  }
  if (!fieldActions.includes(action) || !changes.every(({ field }) => isUndoable(field))) return { kind: 'not_reversible' };
  const back: Partial<Record<AuditField, unknown>> = {};
  for (const { field, before, after } of changes) {
    const now = present.fields[field] ?? null;
    const parts = partsSetBack(field, now, { before, after });
    if (parts === null || (parts === undefined && !isSame(field, now, after))) return { kind: 'changed_since', field };
    back[field] = parts ?? before ?? noneOf(field);
  }
  return { kind: 'fields', changes: back };
}
