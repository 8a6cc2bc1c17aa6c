import { type MergeChoices, type MergeField, mergeFields } from '@tsudoi/shared/contracts/members/member-merge.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import { bareAddress } from '@tsudoi/shared/kernel/postal-address';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { withParts } from './member-address.rules.ts';
import type { MemberDocument, StatusEntry } from './member.repository.ts';
import { isLegalHistory, leavesOn, nextChangeOn, statusOn } from './member-status.rules.ts';

/** What of a record the merge writes and its undo sets back. */
const mergedParts = [
  ...mergeFields,
  'addressParts',
  'custom',
  'tags',
  'statusEntries',
  'formerNumbers',
] as const satisfies readonly (keyof MemberDocument)[];
type MergedPart = (typeof mergedParts)[number];
export type MergedParts = Pick<MemberDocument, MergedPart>;

const nothing: Readonly<Partial<MergedParts>> = {
  formerName: '',
  rankId: '',
  custom: {},
  contacts: null,
  units: 1,
  tags: [],
  formerNumbers: [],
};

/** Records from before there was such a part have nothing there. */
export function partsOf(member: MemberDocument): MergedParts {
  const whole = withParts(member);
  return Object.fromEntries(mergedParts.map((part) => [part, whole[part] ?? nothing[part]])) as unknown as MergedParts;
}

const ofMembers: readonly MemberStatus[] = ['active', 'suspended', 'withdrawn', 'expelled'];

/**
 * A history without the application that it begins with, where another record shows that it was a rejoining: to come back under
 * the old number writes no `applied` either (domain.md 6, case 13).
 */
function withoutRejoining(entries: readonly StatusEntry[], other: readonly StatusEntry[]): StatusEntry[] {
  const wasMember = (day: JstDate) => other.some(({ status, effectiveOn }) => effectiveOn <= day && ofMembers.includes(status));
  return entries.filter(
    ({ status, effectiveOn }, at) => status !== 'applied' || entries[at + 1]?.status !== 'active' || !wasMember(effectiveOn),
  );
}

/**
 * Both histories as one, where the rules of statuses allow it: who left under one number and came back under another was
 * in, away, and in again. What only says again what was so already is left out. Null where it would not be a history.
 */
export function joinedHistory(own: readonly StatusEntry[], other: readonly StatusEntry[]): StatusEntry[] | null {
  const ordered = [...withoutRejoining(own, other), ...withoutRejoining(other, own)].sort((left, right) =>
    left.effectiveOn < right.effectiveOn ? -1 : 1,
  );
  if (ordered.some((entry, at) => at > 0 && entry.effectiveOn === ordered[at - 1]!.effectiveOn && entry.status !== ordered[at - 1]!.status))
    return null;
  const told = ordered.filter((entry, at) => at === 0 || entry.status !== ordered[at - 1]!.status);
  return isLegalHistory(told) ? told : null;
}

function chosen<T>(which: 'kept' | 'merged' | 'both', kept: T, merged: T, both: () => T): T {
  return which === 'both' ? both() : which === 'merged' ? merged : kept;
}

/** What the record that stays becomes. Null when both histories were asked for and do not make one. */
export function whatBecomes(kept: MemberDocument, merged: MemberDocument, choices: MergeChoices): MergedParts | null {
  const [own, other] = [partsOf(kept), partsOf(merged)];
  const history = chosen<readonly StatusEntry[] | null>(choices.history, own.statusEntries, other.statusEntries, () =>
    joinedHistory(own.statusEntries, other.statusEntries),
  );
  if (history === null) return null;
  // An address goes in one piece.
  const taken = Object.fromEntries(
    choices.fromMerged
      .flatMap((field) => (field === 'address' ? (['address', 'addressParts'] as const) : [field]))
      .map((part) => [part, other[part]]),
  );
  const custom = Object.fromEntries(
    choices.customFromMerged.flatMap((fieldId) => (other.custom?.[fieldId] === undefined ? [] : [[fieldId, other.custom[fieldId]]])),
  );
  const people = choices.fromMerged.includes('contacts') ? other.contacts : own.contacts;
  // Mail to a body goes to its 連絡者, whoever of the two was chosen (docs/decisions/0010).
  const mail = people ? { contactEmail: people.liaison.email } : {};
  const cleared = new Set<string>(choices.customFromMerged.filter((fieldId) => other.custom?.[fieldId] === undefined));
  return {
    ...own,
    ...taken,
    ...mail,
    custom: { ...Object.fromEntries(Object.entries(own.custom ?? {}).filter(([fieldId]) => !cleared.has(fieldId))), ...custom },
    tags: chosen(choices.tags, own.tags ?? [], other.tags ?? [], () => [...new Set([...(own.tags ?? []), ...(other.tags ?? [])])]),
    statusEntries: [...history],
    formerNumbers: [...new Set([...(own.formerNumbers ?? []), merged.memberNumber, ...(other.formerNumbers ?? [])])],
  };
}

/** What follows from a history on a day. */
export function statusFacts(
  statusEntries: readonly StatusEntry[],
  today: JstDate,
): Pick<MemberDocument, 'status' | 'nextStatusOn' | 'withdrawnOn'> {
  return { status: statusOn(statusEntries, today), nextStatusOn: nextChangeOn(statusEntries, today), withdrawnOn: leavesOn(statusEntries) };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** Fields in which two records differ; the address of a body goes with its people. */
export function differingFields(kept: MemberDocument, merged: MemberDocument): MergeField[] {
  const [own, other] = [partsOf(kept), partsOf(merged)];
  const isChosen = (field: MergeField) => field !== 'contactEmail' || (!own.contacts && !other.contacts);
  return mergeFields.filter((field) => isChosen(field) && textOf(own[field]) !== textOf(other[field]));
}

interface Written {
  readonly before: MergedParts;
  readonly after: MergedParts;
}

/** A part as it is compared: what is not there and what is empty there are the same. */
const comparable = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, inner: unknown) => (inner === null ? undefined : inner)) ?? '';

/** What has to be written to make one state of a record out of another. */
export function stepTo(wanted: MergedParts, from: MergedParts): Partial<MergedParts> {
  return Object.fromEntries(
    mergedParts.filter((part) => comparable(wanted[part]) !== comparable(from[part])).map((part) => [part, wanted[part] ?? nothing[part]]),
  );
}

/** What the merge made of the record that stayed, as it was before. */
export const changedParts = ({ before, after }: Written): Partial<MergedParts> => stepTo(before, after);

/** What the undo writes. Numbers that the record has had since stay behind it. */
export function partsBack(written: Written, present: MergedParts): Partial<MergedParts> {
  const back = changedParts(written);
  if (!back.formerNumbers) return back;
  const byMerge = new Set(written.after.formerNumbers);
  const since = (present.formerNumbers ?? []).filter((number) => !byMerge.has(number));
  return { ...back, formerNumbers: [...back.formerNumbers, ...since] };
}

/** Of what the merge wrote, what somebody has written anew since: that is never overwritten. */
export function movedSince(written: Written, present: MergedParts): MergedPart[] {
  const parts = Object.keys(changedParts(written)) as MergedPart[];
  // The text of an address lost its spare blanks when it was split into parts: those are no change.
  const bare = (part: MergedPart, of: MergedParts) => comparable(part === 'address' ? bareAddress(of.address) : of[part]);
  // Former numbers only ever grow.
  const moved = parts.filter((part) => part !== 'formerNumbers' && bare(part, present) !== bare(part, written.after));
  return moved.includes('address') ? moved.filter((part) => part !== 'addressParts') : moved;
}
