import type { MemberStatus, NextStep } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { StatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';

interface Entry {
  readonly entryId: StatusEntryId;
  readonly status: MemberStatus;
  readonly effectiveOn: JstDate;
  readonly reason: string;
  readonly nextSteps?: readonly NextStep[] | undefined;
}

/** An entry as the history keeps it. */
export interface KeptEntry {
  readonly entryId: StatusEntryId;
  readonly status: MemberStatus;
  readonly effectiveOn: JstDate;
  readonly reason: string;
  readonly nextSteps: readonly NextStep[];
}

const kept = ({ entryId, status, effectiveOn, reason, nextSteps }: Entry): KeptEntry => ({
  entryId,
  status,
  effectiveOn,
  reason,
  nextSteps: nextSteps ?? [],
});

/** The value of `status` in a history row: the entry that came or went, or the bare status when its day has come. */
export type StatusValue = KeptEntry | MemberStatus | null;

export interface StatusValueChange {
  readonly field: 'status';
  readonly before: StatusValue;
  readonly after: StatusValue;
}

/** What a new history says differently. An entry in the place of another of the same day is one change, not two. */
export function statusChanges(
  before: { readonly status: MemberStatus; readonly statusEntries: readonly Entry[] },
  after: { readonly status: MemberStatus; readonly statusEntries: readonly Entry[] },
): StatusValueChange[] {
  const has = (entries: readonly Entry[], id: string) => entries.some(({ entryId }) => entryId === id);
  const gone = before.statusEntries.filter(({ entryId }) => !has(after.statusEntries, entryId));
  const come = after.statusEntries.filter(({ entryId }) => !has(before.statusEntries, entryId));
  if (gone.length === 0 && come.length === 0) return [{ field: 'status', before: before.status, after: after.status }];
  const replaced = new Map(come.map((entry) => [entry.effectiveOn, entry]));
  return [
    ...gone.map((entry): StatusValueChange => {
      const instead = replaced.get(entry.effectiveOn);
      return { field: 'status', before: kept(entry), after: instead ? kept(instead) : null };
    }),
    ...come
      .filter(({ effectiveOn }) => !gone.some((entry) => entry.effectiveOn === effectiveOn))
      .map((entry): StatusValueChange => ({ field: 'status', before: null, after: kept(entry) })),
  ];
}
