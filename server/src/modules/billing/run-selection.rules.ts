import { type JstDate, type JstMonth, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';

export interface DatedStatus {
  readonly status: MemberStatus;
  readonly effectiveOn: JstDate;
}

export interface Candidate {
  readonly membershipTypeId: string;
  readonly statusEntries: readonly DatedStatus[];
  readonly withdrawnOn: JstDate | null;
  readonly alreadyBilled: boolean;
  /** Renews a term of its own instead (docs/decisions/0043). */
  readonly hasTerms?: boolean;
  /** False where the item's table has no price for the type yet. */
  readonly hasPrice: boolean;
}

export interface RunSelection {
  readonly runDate: JstDate;
  readonly allocationStartMonth: JstMonth;
  readonly excludedMembershipTypeIds: ReadonlySet<string>;
  /** The item's own terms: who never pays it, and whether who rests does. */
  readonly exemptTypeIds: ReadonlySet<string>;
  readonly billsResting: boolean;
}

export type Exclusion =
  | { readonly reason: 'not_active'; readonly date: JstDate | null }
  | { readonly reason: 'excluded_type'; readonly date: null }
  | { readonly reason: 'exempt_type'; readonly date: null }
  | { readonly reason: 'has_terms'; readonly date: null }
  | { readonly reason: 'withdraws_before_start'; readonly date: JstDate }
  | { readonly reason: 'already_billed'; readonly date: null }
  | { readonly reason: 'no_price'; readonly date: null };

/** The entry with the greatest effective date on or before the day (domain.md 3.2), or null before the first one. */
export function statusOn(entries: readonly DatedStatus[], day: JstDate): DatedStatus | null {
  let current: DatedStatus | null = null;
  for (const entry of entries) {
    if (entry.effectiveOn <= day && (current === null || entry.effectiveOn > current.effectiveOn)) current = entry;
  }
  return current;
}

/**
 * domain.md 3.7 and 5.6 (BIL-06): null when the member is billed, else why not. A withdrawal before the first day of the
 * allocation start month leaves the member out; in that month or later the bill is made. Who rests is billed where the item
 * opts in (domain.md 1).
 */
export function exclusionOf(candidate: Candidate, selection: RunSelection): Exclusion | null {
  const current = statusOn(candidate.statusEntries, selection.runDate);
  const pays = current?.status === 'active' || (current?.status === 'suspended' && selection.billsResting);
  if (!pays) return { reason: 'not_active', date: current?.effectiveOn ?? null };
  if (selection.excludedMembershipTypeIds.has(candidate.membershipTypeId)) return { reason: 'excluded_type', date: null };
  if (selection.exemptTypeIds.has(candidate.membershipTypeId)) return { reason: 'exempt_type', date: null };
  if (candidate.hasTerms) return { reason: 'has_terms', date: null };
  const leaves = candidate.withdrawnOn;
  if (leaves !== null && leaves < firstDayOfMonth(selection.allocationStartMonth))
    return { reason: 'withdraws_before_start', date: leaves };
  if (candidate.alreadyBilled) return { reason: 'already_billed', date: null };
  return candidate.hasPrice ? null : { reason: 'no_price', date: null };
}
