import {
  type ImportJobRow,
  type ImportJobView,
  type ImportRowView,
  type ImportTarget,
  customTarget,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { joinAddress } from '@tsudoi/shared/kernel/postal-address';
import { addressOfCell } from './import-address.rules.ts';
import { contactChanges } from './import-corporate.rules.ts';
import { customTargets } from './import-heading.rules.ts';
import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { Contacts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import type * as z from 'zod';
import { formatPhone } from '../../platform/phone.ts';
import { countsOf, openUntil } from './import-check.service.ts';
import type { ImportJobDocument, ImportOutcomeDocument } from './import-job.repository.ts';
import { type ImportField, targetOf } from './import-cell.rules.ts';
import type { PlannedRow } from './import-row.rules.ts';

export function importJobView(job: ImportJobDocument, fields: readonly CustomField[]): z.output<typeof ImportJobView> {
  const since = job.state === 'checked' ? job.checkedAt : job.state === 'done' || job.state === 'failed' ? job.finishedAt : null;
  return {
    ...importJobRow(job),
    encoding: job.encoding,
    encodings: job.encodings,
    headings: job.headings,
    sample: job.sample,
    targets: job.targets,
    customTargets: [...customTargets(fields).values()].map(({ fieldId, label }) => ({ target: customTarget(fieldId), label })),
    remembered: job.remembered,
    match: job.match,
    emptyClears: job.emptyClears,
    done: job.done,
    counts: countsOf(job.parts),
    cleaned: job.cleaned.map(({ kind, count, target, before, after }) => ({ kind, count, before, after: shownClean(target, after) })),
    statuses: job.statuses ?? {},
    outcomes: job.outcomes,
    undone: job.undone,
    refusal: job.refusal,
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    openUntil: since === null ? null : openUntil(since).toISOString(),
  };
}

export function importJobRow(job: ImportJobDocument): z.output<typeof ImportJobRow> {
  return {
    importJobId: job._id,
    fileName: job.fileName,
    state: job.state,
    total: job.total,
    createdAt: job.createdAt.toISOString(),
    createdBy: job.createdByName,
  };
}

/** A stored value as people write it. */
function shownValue(field: ImportField, value: string, names: ReadonlyMap<string, string>): string {
  switch (field) {
    case 'membershipTypeId':
    case 'rankId':
      return names.get(value) ?? '';
    case 'addressParts':
      return joinAddress(addressOfCell(value));
    case 'phone':
      return formatPhone(value);
    case 'postalCode':
      return shownPostalCode(value);
    default:
      return value;
  }
}

/** What was put right, as people write it: digits alone are how a number is stored. */
function shownClean(target: ImportTarget, after: string): string {
  if (target === 'phone') return formatPhone(after);
  return target === 'postalCode' ? shownPostalCode(after) : after;
}

/** Of one who is there: which of the organisation's own fields become others. */
function customChanges({ custom, kind }: PlannedRow, fields: readonly CustomField[]): z.output<typeof ImportRowView>['changes'] {
  if (custom === null || kind !== 'changed') return [];
  return fields.flatMap((field) => {
    const before = customText(field, custom.before[field.fieldId]);
    const after = customText(field, custom.after[field.fieldId]);
    return before === after ? [] : [{ target: customTarget(field.fieldId), before, after }];
  });
}

/** Of a corporate member: which of its people become others. */
const peopleChanges = (was: Contacts, now: Contacts): z.output<typeof ImportRowView>['changes'] =>
  contactChanges(was, now).map(({ target, part, before, after }) =>
    part === 'phone' ? { target, before: formatPhone(before), after: formatPhone(after) } : { target, before, after },
  );

export function importRowView(
  row: PlannedRow,
  at: number,
  outcome: ImportOutcomeDocument | null,
  names: ReadonlyMap<string, string>,
  fields: readonly CustomField[],
): Omit<z.output<typeof ImportRowView>, 'holder'> {
  const done = outcome?.outcomes[at] ?? null;
  return {
    line: row.line,
    kind: row.kind,
    name: row.name,
    kana: row.kana,
    memberNumber: row.memberNumber || (outcome?.numbers[String(at)] ?? ''),
    membershipTypeName: row.membershipTypeName,
    memberId: row.kind === 'new' && done !== 'added' ? null : row.memberId,
    isCorporate: row.isCorporate ?? false,
    errors: [...row.errors],
    changes: [
      ...row.changes.map(({ field, before, after }) => ({
        target: targetOf(field),
        before: shownValue(field, before, names),
        after: shownValue(field, after, names),
      })),
      ...(row.kind === 'changed' && row.contacts?.before ? peopleChanges(row.contacts.before, row.contacts.after) : []),
      ...customChanges(row, fields),
    ],
    statuses: (row.statuses ?? []).slice(row.kind === 'new' ? 1 : 0),
    cleaned: row.cleaned.map(({ target, before, after }) => ({
      target,
      before,
      after: shownClean(target, after),
    })),
    cells: [...row.cells],
    outcome: done,
    undo: outcome?.undo?.[at] ?? null,
  };
}
