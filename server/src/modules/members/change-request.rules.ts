import { isDeepStrictEqual } from 'node:util';
import type { ChangeStanding, ChangeRequestState, MissedReason } from '@tsudoi/shared/contracts/members/change-request.contract';
import type { CustomField, CustomInput, CustomValue, CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { readCustomValue } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { CustomFieldId } from '@tsudoi/shared/kernel/ids';
import { mergedCustom } from './custom-field.rules.ts';

/** A change of one field, as it is asked for. */
export interface AskedChange {
  readonly fieldId: CustomFieldId;
  readonly before: CustomValue | null;
  readonly after: CustomValue | null;
}

/** Several choices stand in the order of the options, which the office may change: that is no change of the member's. */
function isSame(left: CustomValue | null, right: CustomValue | null): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return isDeepStrictEqual(left.toSorted(), right.toSorted());
}

export const valueOf = (values: CustomValues, fieldId: CustomFieldId): CustomValue | null => values[fieldId] ?? null;

/** What the form of a member begins with: what they have asked for stands in the place of what their record says. */
export function asAsked(present: CustomValues, waiting: readonly AskedChange[]): CustomValues {
  return mergedCustom(present, Object.fromEntries(waiting.map(({ fieldId, after }) => [fieldId, after])));
}

export interface Parted {
  /** What is written at once. */
  readonly direct: CustomInput;
  readonly ask: readonly AskedChange[];
  /** Whose request is no longer wanted: the member has set back what the record says. */
  readonly withdraw: readonly CustomFieldId[];
}

/** Parts what a member filled in by the fields' settings. What stays as it is, or as it is asked for already, is neither. */
export function parted(
  fields: readonly CustomField[],
  present: CustomValues,
  waiting: readonly AskedChange[],
  filled: CustomInput,
): Parted {
  const needsApproval = new Set<string>(fields.filter(({ memberAccess }) => memberAccess === 'approval').map(({ fieldId }) => fieldId));
  const entries = Object.entries(filled) as [CustomFieldId, CustomValue | null][];
  const ask: AskedChange[] = [];
  const withdraw: CustomFieldId[] = [];
  for (const [fieldId, after] of entries) {
    if (!needsApproval.has(fieldId)) continue;
    const before = valueOf(present, fieldId);
    const asked = waiting.find((one) => one.fieldId === fieldId);
    if (asked && isSame(asked.after, after)) continue;
    if (!isSame(before, after)) ask.push({ fieldId, before, after });
    else if (asked) withdraw.push(fieldId);
  }
  return { direct: Object.fromEntries(entries.filter(([fieldId]) => !needsApproval.has(fieldId))), ask, withdraw };
}

/** What is to be thought of before a request is approved. `field`: undefined where there is none any more. */
export function standingOf(field: CustomField | undefined, now: CustomValue | null, { before, after }: AskedChange): ChangeStanding {
  if (!field || field.archived) return 'impossible';
  const read = readCustomValue(field, after, now);
  if (!('value' in read) || !isSame(read.value, after)) return 'impossible';
  return isSame(now, before) ? 'open' : 'changed_since';
}

interface Deciding {
  readonly accept: boolean;
  /** What whoever decides saw the record say. */
  readonly seen: CustomValue | null;
}

/** Why a request cannot be decided so any more; null when it can. A refusal writes nothing, so that the record may say what it likes. */
export function missedBecause(
  request: AskedChange & { readonly state: ChangeRequestState },
  field: CustomField | undefined,
  now: CustomValue | null,
  { accept, seen }: Deciding,
): MissedReason | null {
  if (request.state !== 'waiting') return request.state;
  if (!accept) return null;
  if (standingOf(field, now, request) === 'impossible') return 'impossible';
  return isSame(now, seen) ? null : 'changed_since';
}
