import type { MemberId } from '@tsudoi/shared/kernel/ids';

/** What a merge of two records made of something of a member's: whose and what it was before. */
export interface MergeStep<S extends string> {
  mergeId: string;
  memberId: MemberId;
  state: S;
  undone: boolean;
}

/** What goes along when its member becomes part of another. Every merge that touched it is kept, so that each can be undone. */
interface Mergeable<S extends string> {
  memberId: MemberId;
  state: S;
  merges?: MergeStep<S>[];
}

export function stepOf<S extends string>({ merges = [] }: Mergeable<S>, mergeId: string): MergeStep<S> | null {
  return merges.find((step) => step.mergeId === mergeId) ?? null;
}

/** Its steps once a merge touches it: it says whose and what it is until then. */
export function withStep<S extends string>({ memberId, state, merges = [] }: Mergeable<S>, mergeId: string): MergeStep<S>[] {
  return [...merges, { mergeId, memberId, state, undone: false }];
}

/** Its steps once a merge is undone. */
export function withoutStep<S extends string>({ merges = [] }: Mergeable<S>, mergeId: string): MergeStep<S>[] {
  return merges.map((step) => (step.mergeId === mergeId ? { ...step, undone: true } : step));
}
