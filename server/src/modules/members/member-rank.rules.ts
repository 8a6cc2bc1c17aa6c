import type { MemberRank } from '@tsudoi/shared/contracts/members/member-settings.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberRankId, newMemberRankId } from '@tsudoi/shared/kernel/ids';

type GivenRank = { readonly rankId?: MemberRankId | null | undefined; readonly name: string };

/**
 * The ranks as they are sent, in that order; one that is left out is put away and never lost: members have it, histories name
 * it, and the undo of a merge or an import may bring it back.
 */
export function settledRanks(before: readonly MemberRank[], given: readonly GivenRank[]): MemberRank[] {
  const kept = given.map(({ rankId, name }): MemberRank => {
    const present = rankId ? before.find((rank) => rank.rankId === rankId) : before.find((rank) => rank.archived && rank.name === name);
    if (rankId && !present) throw new DomainError('INVALID_INPUT', {}, [{ path: ['ranks'], code: 'not_an_option' }]);
    return { rankId: present?.rankId ?? newMemberRankId(), name, archived: false };
  });
  const ids = new Set(kept.map(({ rankId }) => rankId));
  if (ids.size < kept.length) throw new DomainError('INVALID_INPUT', {}, [{ path: ['ranks'], code: 'option_twice' }]);
  const left = before.filter(({ rankId }) => !ids.has(rankId));
  return [...kept, ...left.map((rank) => ({ ...rank, archived: true }))];
}

/** A rank in use, or the one somebody has already. @throws DomainError INVALID_INPUT */
export function checkRank(ranks: readonly MemberRank[], rankId: string, present: string): void {
  if (rankId === '' || rankId === present) return;
  if (!ranks.some((rank) => rank.rankId === rankId && !rank.archived))
    throw new DomainError('INVALID_INPUT', {}, [{ path: ['rankId'], code: 'not_an_option' }]);
}
