import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import {
  type CreateCustomFieldInput,
  type CustomField,
  type CustomFieldsView,
  type MoveCustomFieldInput,
  type RemoveCustomFieldInput,
  type RemoveCustomFieldOutput,
  type UpdateCustomFieldInput,
  customFieldLimits,
  mayBeAsked,
} from '@tsudoi/shared/contracts/members/custom-field.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type CustomFieldId, newCustomFieldId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { isFieldAsked } from './change-request.repository.ts';
import { type CustomFieldsDocument, changeCustomFields, findCustomFields, isFieldUsed } from './custom-field.repository.ts';
import { checkFieldLabel, checkFieldLimit, inOrder, movedField, settledOptions } from './custom-field.rules.ts';

type View = z.output<typeof CustomFieldsView>;

const viewOf = ({ fields, version }: CustomFieldsDocument): View => ({ fields: inOrder(fields), version });

/** All fields of the organisation, those put away last. */
export async function customFields(platform: Platform, scope: OrgScope): Promise<View> {
  return viewOf(await findCustomFields(platform.databases.server, scope));
}

interface Change {
  readonly fields: readonly CustomField[];
  readonly action: AuditAction;
  readonly subject: CustomField;
  readonly changed: readonly AuditField[];
}

/** Reads, decides and writes in one transaction. @throws DomainError CONFLICT when somebody was faster */
async function change(platform: Platform, actor: UserActor, decide: (before: CustomFieldsDocument) => Change): Promise<View> {
  const db = platform.databases.server;
  const { scope } = actor;
  return inTransaction(platform.databases.client, async (session) => {
    const before = await findCustomFields(db, scope, session);
    const { fields, action, subject, changed } = decide(before);
    if (!(await changeCustomFields(db, scope, before.version, fields, session))) throw new DomainError('CONFLICT');
    const note = { action, subjectKind: 'custom_field', subjectId: subject.fieldId, subjectName: subject.label, fields: changed };
    await recordAudit(platform, scope, actor, note, session);
    await recordLive(db, scope, [{ topic: 'members', ref: subject.fieldId }], platform.clock.now(), session);
    return viewOf({ ...before, fields: [...fields], version: before.version + 1 });
  });
}

/** @throws DomainError NOT_FOUND */
function fieldOf(fields: readonly CustomField[], fieldId: CustomFieldId): CustomField {
  const field = fields.find((candidate) => candidate.fieldId === fieldId);
  if (!field) throw new DomainError('NOT_FOUND');
  return field;
}

const replaced = (fields: readonly CustomField[], next: CustomField): CustomField[] =>
  inOrder(fields.map((field) => (field.fieldId === next.fieldId ? next : field)));

/** @throws DomainError CUSTOM_FIELD_LIMIT, CUSTOM_FIELD_NAME_TAKEN, CONFLICT */
export function createCustomField(platform: Platform, actor: UserActor, input: z.output<typeof CreateCustomFieldInput>): Promise<View> {
  return change(platform, actor, ({ fields }) => {
    checkFieldLimit(fields);
    checkFieldLabel(fields, input.label, null);
    const options = settledOptions([], input.options);
    const field: CustomField = { ...input, options, fieldId: newCustomFieldId(), archived: false };
    return { fields: inOrder([...fields, field]), action: 'custom_field.create', subject: field, changed: [] };
  });
}

/** @throws DomainError NOT_FOUND, CUSTOM_FIELD_NAME_TAKEN, CONFLICT, INVALID_INPUT */
export function updateCustomField(platform: Platform, actor: UserActor, input: z.output<typeof UpdateCustomFieldInput>): Promise<View> {
  const { fieldId, version, options: given, ...settings } = input;
  return change(platform, actor, ({ fields, version: present }) => {
    const field = fieldOf(fields, fieldId);
    if (version !== present) throw new DomainError('CONFLICT');
    // A field may be older than the column of ours that now has its name: it keeps it until it is renamed.
    if (settings.label !== field.label) checkFieldLabel(fields, settings.label, fieldId);
    const isList = field.kind === 'choice' || field.kind === 'choices';
    if (isList ? given.length === 0 : given.length > 0)
      throw new DomainError('INVALID_INPUT', {}, [{ path: ['options'], code: 'options_missing' }]);
    if (!mayBeAsked({ kind: field.kind, memberAccess: settings.memberAccess }))
      throw new DomainError('INVALID_INPUT', {}, [{ path: ['memberAccess'], code: 'approval_of_file' }]);
    const next = { ...field, ...settings, options: settledOptions(field.options, given) };
    return { fields: replaced(fields, next), action: 'custom_field.update', subject: next, changed: changesOf(field, next) };
  });
}

function changesOf(before: CustomField, after: CustomField): AuditField[] {
  const names = { label: 'name', hint: 'note', required: 'required', memberAccess: 'memberAccess', onJoining: 'onJoining' } as const;
  const changed = (Object.keys(names) as (keyof typeof names)[]).filter((name) => before[name] !== after[name]);
  const options = JSON.stringify(before.options) === JSON.stringify(after.options) ? [] : (['options'] as const);
  return [...changed.map((name) => names[name]), ...options];
}

/** One place up or down among those in use. @throws DomainError NOT_FOUND, CONFLICT */
export function moveCustomField(platform: Platform, actor: UserActor, input: z.output<typeof MoveCustomFieldInput>): Promise<View> {
  return change(platform, actor, ({ fields }) => ({
    fields: movedField(fields, input.fieldId, input.by),
    action: 'custom_field.update',
    subject: fieldOf(fields, input.fieldId),
    changed: ['order'],
  }));
}

/**
 * Deletes a field that nobody has a value of or asked one for, unless it is to be kept; otherwise it is put away and its values are kept.
 * @throws DomainError NOT_FOUND, CONFLICT
 */
export async function removeCustomField(
  platform: Platform,
  actor: UserActor,
  { fieldId, keep }: z.output<typeof RemoveCustomFieldInput>,
): Promise<z.output<typeof RemoveCustomFieldOutput>> {
  const db = platform.databases.server;
  const isUsed = keep || (await isFieldUsed(db, actor.scope, fieldId)) || (await isFieldAsked(db, actor.scope, fieldId));
  await change(platform, actor, ({ fields }) => {
    const field = fieldOf(fields, fieldId);
    const isFull = fields.filter(({ archived }) => archived).length >= customFieldLimits.archived;
    if (isUsed && !field.archived && isFull) throw new DomainError('CUSTOM_FIELD_LIMIT', { most: customFieldLimits.archived });
    if (isUsed)
      return {
        fields: replaced(fields, { ...field, archived: true }),
        action: 'custom_field.archive',
        subject: field,
        changed: ['archived'],
      };
    return { fields: fields.filter((other) => other !== field), action: 'custom_field.delete', subject: field, changed: [] };
  });
  return { outcome: isUsed ? 'archived' : 'deleted' };
}

/** Takes a field that was put away back into use. @throws DomainError NOT_FOUND, CUSTOM_FIELD_LIMIT, CONFLICT */
export function restoreCustomField(platform: Platform, actor: UserActor, fieldId: CustomFieldId): Promise<View> {
  return change(platform, actor, ({ fields }) => {
    const field = fieldOf(fields, fieldId);
    if (field.archived) checkFieldLimit(fields);
    return {
      fields: replaced(fields, { ...field, archived: false }),
      action: 'custom_field.restore',
      subject: field,
      changed: ['archived'],
    };
  });
}
