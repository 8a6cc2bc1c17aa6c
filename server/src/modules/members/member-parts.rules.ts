import { isDeepStrictEqual } from 'node:util';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { tagsPerMember } from '@tsudoi/shared/contracts/members/member-tag.contract';

type Parts = Readonly<Record<string, unknown>>;

interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

const partsOf = (value: unknown): Parts => (typeof value === 'object' && value !== null ? (value as Parts) : {});
const tagsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);
const isWithin = (tags: readonly string[], others: readonly string[]): boolean => tags.every((tag) => others.includes(tag));

/** What two values of many parts say differently, part by part. */
function partsApart({ before, after }: Sides<Parts>): Sides<Parts> & { readonly apart: readonly string[] } {
  const all = new Set([...Object.keys(before), ...Object.keys(after)]);
  const apart = [...all].filter((part) => !isDeepStrictEqual(before[part], after[part]));
  const only = (parts: Parts): Parts => Object.fromEntries(Object.entries(parts).filter(([part]) => apart.includes(part)));
  return { before: only(before), after: only(after), apart };
}

/** Tags that went and tags that came; null where they are the same ones in another order. */
function tagsApart({ before, after }: Sides<readonly string[]>): Sides<readonly string[]> | null {
  if (isWithin(before, after) && isWithin(after, before)) return null;
  return { before: before.filter((tag) => !after.includes(tag)), after: after.filter((tag) => !before.includes(tag)) };
}

/** Of a change, what it is about: own fields and tags are kept whole with every one of them that changes. */
export function changeApart(field: AuditField, { before, after }: Sides<unknown>): Sides<unknown> {
  if (field === 'custom') return partsApart({ before: partsOf(before), after: partsOf(after) });
  return (field === 'tags' && tagsApart({ before: tagsOf(before), after: tagsOf(after) })) || { before, after };
}

function partsBack(present: Parts, change: Sides<Parts>): Parts | null {
  const { before, after, apart } = partsApart(change);
  if (apart.some((part) => !isDeepStrictEqual(present[part], after[part]))) return null;
  return { ...Object.fromEntries(Object.entries(present).filter(([part]) => !apart.includes(part))), ...before };
}

function tagsBack(present: readonly string[], change: Sides<readonly string[]>): readonly string[] | null {
  if (isDeepStrictEqual(present, change.after)) return change.before;
  const apart = tagsApart(change);
  if (!apart || !isWithin(apart.after, present) || apart.before.some((tag) => present.includes(tag))) return null;
  const back = [...present.filter((tag) => !apart.after.includes(tag)), ...apart.before];
  return back.length > tagsPerMember ? null : back;
}

/**
 * What a field of many parts is once a change is set back: only what the change was about (an own field, a tag, a person of a
 * body), over what the others are by now. Null where that has become another since; undefined of a field that is one value.
 */
export function partsSetBack(field: AuditField, present: unknown, { before, after }: Sides<unknown>): unknown {
  if (field === 'tags') return tagsBack(tagsOf(present), { before: tagsOf(before), after: tagsOf(after) });
  // A body that had no people had them in another way.
  const isWhole = field !== 'custom' && (field !== 'contacts' || [present, before, after].some((people) => (people ?? null) === null));
  return isWhole ? undefined : partsBack(partsOf(present), { before: partsOf(before), after: partsOf(after) });
}
