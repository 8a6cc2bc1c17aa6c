import * as z from 'zod';
import { CardSetupId, SavedCardId } from '../../kernel/card-ids.ts';
import { MemberId } from '../../kernel/ids.ts';
import { JstMonth } from '../../kernel/jst.ts';
import { IdempotencyKey } from '../text.contract.ts';

/**
 * A card that a member left with the provider, on the provider's own page, to be charged later: we keep a token (sealed),
 * and of the card only what tells it apart from another. A card number never reaches us.
 */
export const savedCardStates = ['active', 'stopped', 'removed'] as const;
export const SavedCardView = z.object({
  cardId: SavedCardId,
  memberId: MemberId,
  /** `stopped`: it can be charged no more (its contract has ended at the provider, or its months have); only another card helps. */
  state: z.enum(savedCardStates),
  /** As the provider names it, or empty. */
  brand: z.string(),
  /** Four digits, or empty where the provider does not tell. */
  lastFour: z.string(),
  /** Last month of its use, or null where the provider does not tell. */
  expires: JstMonth.nullable(),
  savedAt: z.iso.datetime(),
});
export type SavedCardView = z.output<typeof SavedCardView>;

export const SetUpCardInput = z.strictObject({
  idempotencyKey: IdempotencyKey,
  memberId: MemberId,
  payer: z.strictObject({ name: z.string().max(100), kana: z.string().max(200), email: z.string().max(254) }),
  /** Where the provider's page leads back to. */
  returnUrl: z.url().max(2000),
  locale: z.enum(['ja', 'en']),
});
export type SetUpCardInput = z.output<typeof SetUpCardInput>;

export const SetUpCardOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), setupId: CardSetupId, redirectUrl: z.string() }),
  z.object({ outcome: z.literal('refused'), reason: z.enum(['method_not_available', 'idempotency_mismatch']) }),
  z.object({ outcome: z.literal('provider_unavailable') }),
]);

/** `pending`: the payer has not finished, or the provider has not said so yet; asked again by a job until it is over. */
export const CardSetupView = z.object({
  setupId: CardSetupId,
  state: z.enum(['pending', 'done', 'failed']),
  card: SavedCardView.nullable(),
});
export type CardSetupView = z.output<typeof CardSetupView>;

const nothing = z.strictObject({});

export const cardInternal = {
  /** Whether an account of the organisation keeps cards, and card is a method it may take. */
  'cards.offered': { type: 'query', input: nothing, output: z.object({ offered: z.boolean() }) },
  'cards.setUp': { type: 'mutation', input: SetUpCardInput, output: SetUpCardOutput },
  /** Asks the provider what became of it; null for a setup that is not this organisation's. A new card takes the place of the one before. */
  'cards.finishSetup': { type: 'mutation', input: z.strictObject({ setupId: CardSetupId }), output: CardSetupView.nullable() },
  /** The one that counts for a member: the newest that was not removed, or null. */
  'cards.ofMember': { type: 'query', input: z.strictObject({ memberId: MemberId }), output: SavedCardView.nullable() },
  'cards.ofMembers': { type: 'query', input: z.strictObject({ memberIds: z.array(MemberId).max(200) }), output: z.array(SavedCardView) },
  /** Taken back at the provider too; false when there is none. */
  'cards.remove': { type: 'mutation', input: z.strictObject({ memberId: MemberId }), output: z.object({ removed: z.boolean() }) },
  /**
   * The organisation is no more: its cards are taken back at their provider and forgotten, as many as a call has time for. Asked
   * again it goes on; `atAnyRate`: also those whose provider does not answer.
   */
  'cards.forget': { type: 'mutation', input: z.strictObject({ atAnyRate: z.boolean() }), output: z.object({ left: z.number().int() }) },
} as const satisfies Record<string, { type: 'query' | 'mutation'; input: z.ZodType; output: z.ZodType }>;
