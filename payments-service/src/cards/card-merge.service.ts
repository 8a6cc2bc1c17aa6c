import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { membersMerged } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { stepOf, withStep, withoutStep } from '../platform/merge-steps.ts';
import { takeCardsBack } from './card.service.ts';
import { type SavedCardDocument, cardTurnOf, keptOrRemovedCardsOf, takeCardTurn, updateCard } from './saved-card.repository.ts';

type Merge = PayloadOf<typeof membersMerged>;
type CardChanges = Partial<Pick<SavedCardDocument, 'state' | 'memberId' | 'merges'>>;

/**
 * Plans go where their member goes (docs/decisions/0014), and so does the card they are charged by: to the record that is kept,
 * unless that has a card of its own. The undo takes it back as it is by then; where the record it was taken from has left one
 * since, the newer of the two counts and the other is taken back. Going on after a break, or again, changes no more.
 */
export async function followMergeOfCards(platform: Platform, connectors: Connectors, scope: OrgScope, merge: Merge): Promise<void> {
  const db = platform.databases.payments;
  const { mergeId, keptId, mergedId } = merge;
  // Whoever keeps a card for one of the two meets this here, on whichever side it is.
  const turns = [
    [keptId, await cardTurnOf(db, scope, keptId)],
    [mergedId, await cardTurnOf(db, scope, mergedId)],
  ] as const;
  const all = await keptOrRemovedCardsOf(db, scope, [keptId, mergedId]);
  const touched = all.filter((card) => stepOf(card, mergeId) !== null);
  const activeOf = (memberId: MemberId) => all.find((card) => card.memberId === memberId && card.state === 'active');
  const write = async (changes: readonly (readonly [card: SavedCardDocument, set: CardChanges])[]) => {
    const isWritten = await inTransaction(platform.databases.client, async (session) => {
      for (const [memberId, turn] of turns) if (!(await takeCardTurn(db, scope, memberId, turn, session))) return false;
      for (const [card, set] of changes) if (!(await updateCard(db, scope, card, set, session))) throw new DomainError('CONFLICT');
      return true;
    });
    if (!isWritten) throw new DomainError('CONFLICT');
  };
  if (merge.undone) {
    const card = touched.find((one) => !stepOf(one, mergeId)!.undone);
    if (!card) return;
    const { memberId } = stepOf(card, mergeId)!;
    const since = card.state === 'active' ? activeOf(memberId) : undefined;
    const replaced = since && (since.savedAt > card.savedAt ? card : since);
    const back = { memberId, merges: withoutStep(card, mergeId), ...(replaced === card ? { state: 'removed' as const } : {}) };
    await write([[card, back], ...(replaced && replaced !== card ? [[replaced, { state: 'removed' }] as const] : [])]);
    await takeCardsBack(platform, connectors, scope, replaced ? [replaced] : []);
    return;
  }
  // Brought again, perhaps after it was undone.
  if (touched.length > 0) return;
  const moving = activeOf(mergedId);
  if (moving && !activeOf(keptId)) await write([[moving, { memberId: keptId, merges: withStep(moving, mergeId) }]]);
}
