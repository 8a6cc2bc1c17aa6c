import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { membersMerged } from '@tsudoi/shared/queue/member.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { stepOf, withStep, withoutStep } from '../platform/merge-steps.ts';
import {
  type SavedCardDocument,
  cardTurnOf,
  keptCardsOf,
  keptOrRemovedCardsOf,
  takeCardTurn,
  updateCard,
} from './saved-card.repository.ts';

type Merge = PayloadOf<typeof membersMerged>;

/**
 * Plans go where their member goes (docs/decisions/0014), and so does the card they are charged by: to the record that is kept,
 * unless that has a card of its own. The undo takes it back as it is by then. Going on after a break, or again, changes no more.
 */
export async function followMergeOfCards(platform: Platform, scope: OrgScope, merge: Merge): Promise<void> {
  const db = platform.databases.payments;
  const { mergeId, keptId, mergedId } = merge;
  const turn = await cardTurnOf(db, scope, keptId);
  const touched = (await keptOrRemovedCardsOf(db, scope, [keptId, mergedId])).filter((card) => stepOf(card, mergeId) !== null);
  const write = async (card: SavedCardDocument, changes: Pick<SavedCardDocument, 'memberId' | 'merges'>) => {
    const isMoved = await inTransaction(
      platform.databases.client,
      async (session) => (await takeCardTurn(db, scope, keptId, turn, session)) && updateCard(db, scope, card, changes, session),
    );
    if (!isMoved) throw new DomainError('CONFLICT');
  };
  if (merge.undone) {
    for (const card of touched) {
      const { memberId, undone } = stepOf(card, mergeId)!;
      if (!undone) await write(card, { memberId, merges: withoutStep(card, mergeId) });
    }
    return;
  }
  // Brought again, perhaps after it was undone.
  if (touched.length > 0) return;
  const cards = await keptCardsOf(db, scope, [keptId, mergedId]);
  const active = (memberId: MemberId) => cards.find((card) => card.memberId === memberId && card.state === 'active');
  const moving = active(mergedId);
  if (moving && !active(keptId)) await write(moving, { memberId: keptId, merges: withStep(moving, mergeId) });
}
