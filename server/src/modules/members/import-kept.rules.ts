import type { CustomValue } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { readCustomCell } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { ImportRowError } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { CustomFieldId } from '@tsudoi/shared/kernel/ids';
import type { ImportField, Named, ReadRow, RowTerms } from './import-cell.rules.ts';
import { cut } from './import-clean.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** Ids of what an office has named, by their names. */
export function byName<T>(all: readonly { readonly id: T; readonly name: string; readonly archived: boolean }[]): Named<T> {
  const named = new Map<string, T[]>();
  for (const wanted of [false, true])
    for (const { id, name, archived } of all) {
      if (archived !== wanted) continue;
      const key = name.normalize('NFKC');
      named.set(key, [...(named.get(key) ?? []), id]);
    }
  return named;
}

const labels = [
  { field: 'membershipTypeId', target: 'membershipType', names: 'types', code: 'unknown_membership_type' },
  { field: 'rankId', target: 'rank', names: 'ranks', code: 'unknown_rank' },
] as const satisfies readonly {
  readonly field: ImportField;
  readonly target: string;
  readonly names: keyof RowTerms;
  readonly code: string;
}[];

/**
 * A type or rank that was put away stays with whoever has it and is given to nobody: a file of the roll that comes back says
 * what the roll says. Corrects what a row was read as before it was known whose it is. Of somebody who waits for a decision
 * 入会金 goes by the type: that is put right one by one, where it can be refused while their card is being charged.
 */
export function keptLabels(read: ReadRow, member: MemberDocument | null, terms: RowTerms): ImportRowError[] {
  const errors: ImportRowError[] = [];
  for (const { field, target, names, code } of labels) {
    const id = read.values.get(field);
    if (!id) continue;
    const present = member?.[field] ?? '';
    const alike: readonly string[] = terms[names].get(read.typed(target).normalize('NFKC')) ?? [];
    if (alike.includes(present)) read.values.set(field, present);
    else if (terms.archived.has(id)) errors.push({ target, code, value: cut(read.typed(target)) });
    else if (field === 'membershipTypeId' && member?.status === 'applied' && member.nextStatusOn === null)
      errors.push({ target, code: 'type_of_applicant', value: cut(read.typed(target)) });
  }
  return errors;
}

/** What the row says of the organisation's own fields, read beside what the member has. */
export function readOwn(read: ReadRow, member: MemberDocument | null, terms: RowTerms) {
  const given = new Map<CustomFieldId, CustomValue | null>();
  const errors: ImportRowError[] = [];
  for (const [target, text] of read.custom) {
    const field = terms.custom.get(target);
    if (!field) continue;
    const present = member?.custom?.[field.fieldId] ?? null;
    const value = text === '' ? { value: null } : readCustomCell(field, text, present);
    if ('value' in value) given.set(field.fieldId, value.value);
    else errors.push({ target, code: value.code, value: cut(text) });
  }
  return { given, errors };
}
