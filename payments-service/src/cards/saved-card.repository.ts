import type { SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { MemberId, OrgId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db } from 'mongodb';
import type { MergeStep } from '../platform/merge-steps.ts';

/** A card that a provider keeps for a member. The token is sealed; by its mark a notice that names it is matched. */
export interface SavedCardDocument {
  _id: SavedCardId;
  orgId: OrgId;
  memberId: MemberId;
  accountId: ProviderAccountId;
  provider: string;
  sealedToken: string;
  tokenMark: string;
  state: SavedCardView['state'];
  brand: string;
  lastFour: string;
  expires: SavedCardView['expires'];
  savedAt: Date;
  merges?: MergeStep<SavedCardView['state']>[];
  version: number;
}

/** How often the cards of a member were changed: two changes at once meet here. */
interface CardTurnDocument {
  _id: MemberId;
  orgId: OrgId;
  turn: number;
}

function turnsOf(db: Db): Collection<CardTurnDocument> {
  return db.collection<CardTurnDocument>('card_turns');
}

function cardsOf(db: Db): Collection<SavedCardDocument> {
  return db.collection<SavedCardDocument>('saved_cards');
}

export async function insertCard(db: Db, scope: OrgScope, card: SavedCardDocument, session: ClientSession): Promise<void> {
  await cardsOf(db).insertOne({ ...card, orgId: scope.orgId }, { session });
}

export function findCard(db: Db, scope: OrgScope, cardId: SavedCardId): Promise<SavedCardDocument | null> {
  return cardsOf(db).findOne({ orgId: scope.orgId, _id: cardId });
}

/** Every card that members have left, the newest first. */
export async function keptOrRemovedCardsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<SavedCardDocument[]> {
  const cards = await cardsOf(db)
    .find({ orgId: scope.orgId, memberId: { $in: [...memberIds] } }, session ? { session } : {})
    .toArray();
  return cards.toSorted((left, right) => right.savedAt.getTime() - left.savedAt.getTime() || (left._id < right._id ? 1 : -1));
}

/** Those that were not removed: what can be charged before what cannot, the newest first. */
export async function keptCardsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<SavedCardDocument[]> {
  const cards = await keptOrRemovedCardsOf(db, scope, memberIds, session);
  return [...cards.filter(({ state }) => state === 'active'), ...cards.filter(({ state }) => state === 'stopped')];
}

/** The turn that a member's cards are at; read before the transaction that takes it, and before the cards. */
export async function cardTurnOf(db: Db, scope: OrgScope, memberId: MemberId): Promise<number> {
  const key = { orgId: scope.orgId, _id: memberId };
  const known = await turnsOf(db).findOne(key);
  if (known) return known.turn;
  try {
    await turnsOf(db).insertOne({ ...key, turn: 0 });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return 0;
}

/** False when somebody else changed the member's cards since the turn was read: of all cards of a member one counts. */
export async function takeCardTurn(db: Db, scope: OrgScope, memberId: MemberId, turn: number, session: ClientSession): Promise<boolean> {
  const before = await turnsOf(db).findOneAndUpdate({ orgId: scope.orgId, _id: memberId }, { $inc: { turn: 1 } }, { session });
  return before?.turn === turn;
}

/** Those that an account knows by these tokens and still charges. */
export function activeCardsByMarks(
  db: Db,
  scope: OrgScope,
  marks: readonly string[],
  session: ClientSession,
): Promise<SavedCardDocument[]> {
  return cardsOf(db)
    .find({ orgId: scope.orgId, tokenMark: { $in: [...marks] }, state: 'active' }, { session })
    .toArray();
}

/** False when somebody else changed it in between. */
export async function updateCard(
  db: Db,
  scope: OrgScope,
  { _id, version }: SavedCardDocument,
  changes: Partial<Pick<SavedCardDocument, 'state' | 'memberId' | 'merges'>>,
  session?: ClientSession,
): Promise<boolean> {
  const { modifiedCount } = await cardsOf(db).updateOne(
    { orgId: scope.orgId, _id, version },
    { $set: changes, $inc: { version: 1 } },
    session ? { session } : {},
  );
  return modifiedCount === 1;
}

/** Every card, of whatever state, that can still be told apart. */
export function rememberedCards(db: Db, scope: OrgScope): Promise<SavedCardDocument[]> {
  return cardsOf(db)
    .find({ orgId: scope.orgId, sealedToken: { $ne: '' } })
    .toArray();
}

/** It can be charged no more, and whose it was cannot be told. Twice is harmless. */
export async function emptyCard(db: Db, scope: OrgScope, cardId: SavedCardId): Promise<void> {
  const emptied = { sealedToken: '', tokenMark: '', brand: '', lastFour: '', expires: null, state: 'removed' } as const;
  await cardsOf(db).updateOne({ orgId: scope.orgId, _id: cardId }, { $set: emptied, $inc: { version: 1 } });
}

export async function createCardTurnIndexes(db: Db): Promise<void> {
  await turnsOf(db).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
}

export async function createSavedCardIndexes(db: Db): Promise<void> {
  await cardsOf(db).createIndexes([
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1 }, name: 'org_member' },
    { key: { orgId: 1, tokenMark: 1, state: 1 }, name: 'org_token' },
  ]);
}
