import type { CardSetupView, SavedCardView, SetUpCardInput, SetUpCardOutput } from '@tsudoi/shared/contracts/payments/card.contract';
import { type CardSetupId, newCardSetupId, newSavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { MemberId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import { cardChanged } from '@tsudoi/shared/queue/payments.messages';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { type AccountDocument, findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import type { CardSetupWord } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { markOfSecret, openSecret, sealSecret } from '../platform/secret-box.ts';
import { isExpired, nextSetupAskAt } from './card.rules.ts';
import { type CardSetupDocument, endSetups, findSetup, findSetupByKey, insertSetup, updateSetup } from './card-setup.repository.ts';
import {
  type SavedCardDocument,
  activeCardsByMarks,
  cardTurnOf,
  emptyCard,
  findCard,
  insertCard,
  keptCardsOf,
  rememberedCards,
  takeCardTurn,
  updateCard,
} from './saved-card.repository.ts';

type SetUpAnswer = z.output<typeof SetUpCardOutput>;

/** What has expired is no card that anything could be charged to: whoever asks hears so before its day, not after. */
const viewOf = ({ _id, memberId, state, brand, lastFour, expires, savedAt }: SavedCardDocument, today: JstDate): SavedCardView => ({
  cardId: _id,
  memberId,
  state: state === 'active' && isExpired({ expires }, today) ? 'stopped' : state,
  brand,
  lastFour,
  expires,
  savedAt: savedAt.toISOString(),
});

/** The account that new cards are left with: the one that takes new payments, where its provider keeps cards. */
async function keepingAccount(platform: Platform, connectors: Connectors, scope: OrgScope): Promise<AccountDocument | null> {
  const accounts = await offeringAccounts(platform, scope);
  return accounts.find(({ provider, methods }) => methods.includes('card') && connectors.get(provider)?.cards !== undefined) ?? null;
}

export async function cardsOffered(platform: Platform, connectors: Connectors, scope: OrgScope): Promise<{ offered: boolean }> {
  return { offered: (await keepingAccount(platform, connectors, scope)) !== null };
}

/**
 * Opens the provider's own page on which the member leaves a card, once per key. No money moves by it, so that an answer
 * that is lost is only a page that nobody has seen.
 */
export async function setUpCard(platform: Platform, connectors: Connectors, scope: OrgScope, input: SetUpCardInput): Promise<SetUpAnswer> {
  const db = platform.databases.payments;
  const known = await findSetupByKey(db, scope, input.idempotencyKey);
  if (known) return answerOf(known, input);
  const account = await keepingAccount(platform, connectors, scope);
  const cards = account && connectors.get(account.provider)?.cards;
  if (!account || !cards) return { outcome: 'refused', reason: 'method_not_available' };
  const setup = newSetup(platform, scope, account, input);
  try {
    await insertSetup(db, scope, setup);
  } catch (error) {
    const other = isDuplicateKey(error) ? await findSetupByKey(db, scope, input.idempotencyKey) : null;
    if (!other) throw error;
    return answerOf(other, input);
  }
  const { payer, returnUrl, locale } = input;
  const result = await cards.setUp(credentialsOf(platform, account), { setupId: setup._id, payer, returnUrl, locale });
  if (result.outcome === 'opened') {
    const nextAskAt = nextSetupAskAt(setup.createdAt, 0, platform.clock.now());
    const { providerSetupId, redirectUrl } = result;
    await updateSetup(db, scope, setup, { providerSetupId, redirectUrl, nextAskAt });
    return { outcome: 'opened', setupId: setup._id, redirectUrl };
  }
  if (result.outcome === 'refused')
    platform.log.warn({ setupId: setup._id, provider: account.provider, code: result.code }, 'the provider keeps no card');
  await updateSetup(db, scope, setup, { state: 'failed' });
  return result.outcome === 'refused' ? { outcome: 'refused', reason: 'method_not_available' } : { outcome: 'provider_unavailable' };
}

function newSetup({ clock }: Platform, scope: OrgScope, account: AccountDocument, input: SetUpCardInput): CardSetupDocument {
  return {
    _id: newCardSetupId(),
    orgId: scope.orgId,
    memberId: input.memberId,
    accountId: account._id,
    provider: account.provider,
    idempotencyKey: input.idempotencyKey,
    providerSetupId: null,
    redirectUrl: '',
    state: 'pending',
    cardId: null,
    asks: 0,
    nextAskAt: null,
    createdAt: clock.now(),
    version: 0,
  };
}

function answerOf(setup: CardSetupDocument, input: SetUpCardInput): SetUpAnswer {
  if (setup.memberId !== input.memberId) return { outcome: 'refused', reason: 'idempotency_mismatch' };
  if (setup.redirectUrl === '') return { outcome: 'provider_unavailable' };
  return { outcome: 'opened', setupId: setup._id, redirectUrl: setup.redirectUrl };
}

/** What became of a setup, asked of the provider where it is not over; null where there is none. */
export async function finishSetup(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  setupId: CardSetupId,
): Promise<CardSetupView | null> {
  const db = platform.databases.payments;
  const setup = await findSetup(db, scope, setupId);
  if (!setup) return null;
  if (setup.state === 'pending') await askAboutSetup(platform, connectors, scope, setup);
  const after = (await findSetup(db, scope, setupId)) ?? setup;
  const card = after.cardId && (await findCard(db, scope, after.cardId));
  return { setupId, state: after.state, card: card ? viewOf(card, platform.clock.today()) : null };
}

/** Asks once; the next look is fixed before, so that a crash in between loses none. */
export async function askAboutSetup(platform: Platform, connectors: Connectors, scope: OrgScope, setup: CardSetupDocument): Promise<void> {
  const db = platform.databases.payments;
  const asks = setup.asks + 1;
  const nextAskAt = nextSetupAskAt(setup.createdAt, asks, platform.clock.now());
  if (!(await updateSetup(db, scope, setup, { asks, nextAskAt }))) return;
  const current = { ...setup, asks, nextAskAt, version: setup.version + 1 };
  const account = await findAccount(db, scope, setup.accountId);
  const cards = connectors.get(setup.provider)?.cards;
  if (!account || !cards || setup.providerSetupId === null) return;
  const word = await cards.askSetup(credentialsOf(platform, account), setup.providerSetupId);
  if (word.outcome === 'done') return keepCard(platform, connectors, scope, current, word);
  if (word.outcome === 'failed' || (word.outcome === 'pending' && nextAskAt === null))
    await updateSetup(db, scope, current, { state: 'failed', nextAskAt: null });
}

const mostTurns = 5;

/**
 * The new card takes the place of the one before; of two that finish one setup at once, one does. Who was overtaken by another
 * card of the member begins anew; who still was after some tries is asked about again.
 */
async function keepCard(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  setup: CardSetupDocument,
  word: Extract<CardSetupWord, { outcome: 'done' }>,
): Promise<void> {
  const { databases, clock, env } = platform;
  const db = databases.payments;
  const expires = JstMonth.safeParse(word.expires);
  const card: SavedCardDocument = {
    _id: newSavedCardId(),
    orgId: scope.orgId,
    memberId: setup.memberId,
    accountId: setup.accountId,
    provider: setup.provider,
    sealedToken: sealSecret(word.token, env.SECRETS_KEY),
    tokenMark: markOfSecret(setup.accountId, word.token, env.SECRETS_KEY),
    state: 'active',
    brand: word.brand,
    lastFour: word.lastFour,
    expires: expires.success ? expires.data : null,
    savedAt: clock.now(),
    version: 0,
  };
  let replaced: SavedCardDocument[] | null = null;
  for (let attempt = 0; replaced === null && attempt < mostTurns; attempt += 1) {
    const turn = await cardTurnOf(db, scope, setup.memberId);
    replaced = await inTransaction(databases.client, async (session) => {
      if (!(await takeCardTurn(db, scope, setup.memberId, turn, session))) return null;
      if (!(await updateSetup(db, scope, setup, { state: 'done', cardId: card._id, nextAskAt: null }, session))) return [];
      const before = await keptCardsOf(db, scope, [setup.memberId], session);
      for (const old of before) await updateCard(db, scope, old, { state: 'removed' }, session);
      await insertCard(db, scope, card, session);
      await insertOutbox(db, [messageOf(platform, card, 'active')], session);
      return before;
    });
  }
  platform.nudgeOutbox();
  await takeCardsBack(platform, connectors, scope, replaced ?? []);
}

/** The one that counts for each of some members. */
export async function cardsOfMembers(platform: Platform, scope: OrgScope, memberIds: readonly MemberId[]): Promise<SavedCardView[]> {
  const cards = await keptCardsOf(platform.databases.payments, scope, memberIds);
  // What counts stands first, and a map keeps the last.
  const today = platform.clock.today();
  return [...new Map(cards.toReversed().map((card) => [card.memberId, card])).values()].map((card) => viewOf(card, today));
}

/** Taken back with us at once, and at the provider as far as it answers: we charge it no more either way. */
export async function removeCards(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  memberId: MemberId,
): Promise<{ removed: boolean }> {
  const { databases } = platform;
  const removed = await inTransaction(databases.client, async (session) => {
    const cards = await keptCardsOf(databases.payments, scope, [memberId], session);
    for (const card of cards) await move(platform, scope, card, 'removed', session);
    return cards;
  });
  platform.nudgeOutbox();
  await takeCardsBack(platform, connectors, scope, removed);
  return { removed: removed.length > 0 };
}

/** The provider charges these cards no more (case 31): what was paid by them stays. Inside the transaction of its notice. */
export async function stopCards(
  platform: Platform,
  scope: OrgScope,
  ended: readonly { readonly accountId: ProviderAccountId; readonly token: string }[],
  session: ClientSession,
): Promise<void> {
  if (ended.length === 0) return;
  const marks = ended.map(({ accountId, token }) => markOfSecret(accountId, token, platform.env.SECRETS_KEY));
  for (const card of await activeCardsByMarks(platform.databases.payments, scope, marks, session))
    await move(platform, scope, card, 'stopped', session);
}

async function move(
  platform: Platform,
  scope: OrgScope,
  card: SavedCardDocument,
  state: 'stopped' | 'removed',
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.payments;
  if (await updateCard(db, scope, card, { state }, session)) await insertOutbox(db, [messageOf(platform, card, state)], session);
}

/** At the provider too, as far as it answers: who was told already that a card counts no more, or never heard of it, is told nothing. */
export async function takeCardsBack(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  cards: readonly SavedCardDocument[],
): Promise<void> {
  for (const card of cards) await takeCardBack(platform, connectors, scope, card);
}

/** False: the provider did not answer, and may keep it. */
async function takeCardBack(platform: Platform, connectors: Connectors, scope: OrgScope, card: SavedCardDocument): Promise<boolean> {
  const account = await findAccount(platform.databases.payments, scope, card.accountId);
  const keeper = connectors.get(card.provider)?.cards;
  if (!account || !keeper || card.sealedToken === '') return true;
  if (await keeper.remove(credentialsOf(platform, account), openSecret(card.sealedToken, platform.env.SECRETS_KEY))) return true;
  platform.log.warn({ cardId: card._id, provider: card.provider }, 'a card that was taken back may still be kept by the provider');
  return false;
}

/** Of one call: the server hangs up after twenty seconds. */
const forgettingMs = 8000;

/**
 * The organisation is no more: what its members left is taken back where it is kept, and then forgotten. A card whose provider
 * does not answer stays for the next call, unless it is to go `atAnyRate`. Answers how many are left.
 */
export async function forgetCards(platform: Platform, connectors: Connectors, scope: OrgScope, atAnyRate: boolean): Promise<number> {
  const db = platform.databases.payments;
  const until = platform.clock.realNow().getTime() + forgettingMs;
  await endSetups(db, scope);
  const cards = await rememberedCards(db, scope);
  let left = cards.length;
  for (const card of cards) {
    if (platform.clock.realNow().getTime() > until) break;
    if (!(await takeCardBack(platform, connectors, scope, card)) && !atAnyRate) continue;
    await emptyCard(db, scope, card._id);
    left -= 1;
  }
  return left;
}

function messageOf({ clock }: Platform, { _id, orgId, memberId }: SavedCardDocument, state: SavedCardDocument['state']) {
  return outboxRow(cardChanged, orgId, { cardId: _id, memberId, state, changedAt: clock.now().toISOString() }, _id, clock);
}
