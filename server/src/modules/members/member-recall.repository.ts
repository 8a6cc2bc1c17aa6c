import { monotonicMs } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { MemberDocument } from './member.repository.ts';

/** What a process remembers of lists that conditions narrow, so that the next page need not find it out again (docs/decisions/0061). */
export type Key = Pick<MemberDocument, '_id' | 'kanaKey' | 'numberKey' | 'joinedKey'>;

/** Lists that fit conditions are counted, and put in order, up to so many; of longer ones a page is met on the way. */
export const most = 10_000;
const keptMs = 3_600_000;
const surelyMs = 300_000;
const keptLists = 1000;
const found = new Map<string, { readonly at: number; readonly count: number }>();

/** Those that took longer to find are kept for the pages behind the first. */
const slowMs = 300;
const slowKeptMs = 60_000;
const keptSlow = 20;
const slow = new Map<string, { readonly at: number; readonly keys: readonly Key[] }>();

/** A list or a look-up of an organisation, by what it asks for. */
const nameOf = (scope: OrgScope, asked: unknown): string =>
  `${scope.orgId}:${JSON.stringify(asked, (_key, value: unknown) => (value instanceof RegExp ? value.source : value))}`;

function put<V>(kept: Map<string, V>, name: string, value: V, limit: number): void {
  kept.delete(name);
  kept.set(name, value);
  if (kept.size > limit) kept.delete(kept.keys().next().value!);
}

/** How many a condition found, and which lists are long: it decides how a list is read. */
export function keepFound(scope: OrgScope, asked: unknown, count: number): number {
  put(found, nameOf(scope, asked), { at: monotonicMs(), count }, keptLists);
  return count;
}

export function foundFor(scope: OrgScope, asked: unknown): number | null {
  const entry = found.get(nameOf(scope, asked));
  return entry && monotonicMs() - entry.at < keptMs ? entry.count : null;
}

/** Longer than any list is counted, a few minutes ago: it says “10,000 or more” without counting them again. */
export function isSurelyLong(scope: OrgScope, asked: unknown): boolean {
  const entry = found.get(nameOf(scope, asked));
  return entry !== undefined && entry.count > most && monotonicMs() - entry.at < surelyMs;
}

export function keepSlowKeys(scope: OrgScope, asked: unknown, keys: readonly Key[], tookMs: number): void {
  if (tookMs > slowMs) put(slow, nameOf(scope, asked), { at: monotonicMs(), keys }, keptSlow);
}

/** Who fitted when the first page was read, if that took long; null when it is read anew. */
export function slowKeys(scope: OrgScope, asked: unknown): readonly Key[] | null {
  const entry = slow.get(nameOf(scope, asked));
  return entry && monotonicMs() - entry.at < slowKeptMs ? entry.keys : null;
}
