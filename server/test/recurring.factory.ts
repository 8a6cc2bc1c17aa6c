import { type CardSetupId, type SavedCardId, newCardSetupId, newSavedCardId } from '@tsudoi/shared/kernel/card-ids';
import { type BillId, type ChargeId, type MemberId, newChargeId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import type { OpenChargeInput } from '@tsudoi/shared/contracts/payments/charge.contract';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { postChanged, postSettled } from '../src/modules/payments/posting.service.ts';
import { workOnCollections } from '../src/modules/recurring/collection-work.service.ts';
import { retryWithCard, startCollection } from '../src/modules/recurring/collection.service.ts';
import type { CollectionDocument } from '../src/modules/recurring/collection.repository.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { billNow, settled } from './billing.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

type Verdict =
  | 'requested'
  | 'final'
  | 'card_declined'
  | 'card_not_usable'
  | 'method_not_available'
  | 'charge_in_progress'
  | 'not_taken'
  | 'unavailable';

export interface Charge {
  readonly chargeId: ChargeId;
  readonly key: string;
  readonly cardId: SavedCardId;
  readonly billId: BillId;
  readonly amount: number;
}

const chargeView = ({ chargeId, billId, amount }: Charge, state: string) => ({
  chargeId,
  paymentNumber: '1234567890128',
  provider: 'komoju',
  providerIds: {},
  method: 'card',
  state,
  amount,
  memberFee: 0,
  currency: 'JPY',
  lines: [{ payableId: billId, amount }],
  redirectUrl: null,
  instructions: null,
  expiresAt: null,
  createdAt: '2026-05-10T00:00:00.000Z',
  callbackUrl: '',
});

/**
 * A provider that keeps cards, as the payments-service answers for it: one charge a key, and what the test says about each card.
 * Its answers may be lost behind what it did.
 */
export function cardDesk(server: TestServer, org: TestOrganization) {
  const db = server.platform.databases.server;
  const cards = new Map<MemberId, { cardId: SavedCardId; verdict: Verdict }>();
  const charges: Charge[] = [];
  let losesAnswers = false;
  const { answers } = server.payments;
  answers['cards.offered'] = { offered: true };
  answers['debits.overview'] = { contract: null, next: null };
  answers['debits.mandateOf'] = null;
  const setups = new Map<CardSetupId, MemberId>();
  answers['cards.setUp'] = ({ memberId }: { memberId: MemberId }) => {
    const setupId = newCardSetupId();
    setups.set(setupId, memberId);
    return { outcome: 'opened', setupId, redirectUrl: `https://provider.example/${setupId}` };
  };
  // Done as soon as there is a card.
  answers['cards.finishSetup'] = ({ setupId }: { setupId: CardSetupId }) => {
    const memberId = setups.get(setupId);
    if (memberId === undefined) return null;
    const card = cardView(memberId);
    return { setupId, state: card === null ? 'pending' : 'done', card };
  };
  answers['cards.remove'] = ({ memberId }: { memberId: MemberId }) => ({ removed: cards.delete(memberId) });
  const cardView = (memberId: MemberId) => {
    const card = cards.get(memberId);
    return card
      ? {
          cardId: card.cardId,
          memberId,
          state: 'active',
          brand: 'Visa',
          lastFour: '4242',
          expires: '2030-12',
          savedAt: '2026-05-01T00:00:00.000Z',
        }
      : null;
  };
  answers['cards.ofMember'] = ({ memberId }: { memberId: MemberId }) => cardView(memberId);
  answers['cards.ofMembers'] = ({ memberIds }: { memberIds: MemberId[] }) => memberIds.flatMap((memberId) => cardView(memberId) ?? []);
  answers['charges.open'] = (input: OpenChargeInput) => {
    const [line] = input.lines;
    const verdict = [...cards.values()].find(({ cardId }) => cardId === input.cardId)?.verdict ?? 'card_not_usable';
    const known = charges.find(({ key }) => key === input.idempotencyKey);
    if (!known && verdict !== 'final' && verdict !== 'requested' && verdict !== 'unavailable')
      return { outcome: 'refused', reason: verdict };
    const charge = known ?? {
      chargeId: newChargeId(),
      key: input.idempotencyKey,
      cardId: input.cardId!,
      billId: line!.payableId,
      amount: line!.amount,
    };
    if (!known) charges.push(charge);
    if (losesAnswers) return undefined;
    if (verdict === 'unavailable') return { outcome: 'provider_unavailable', chargeId: charge.chargeId };
    return { outcome: 'opened', charge: chargeView(charge, verdict === 'final' ? 'final' : 'requested') };
  };
  const tellOfEnd = async (
    { chargeId, billId, amount }: Charge,
    end: { readonly state: 'failed' | 'voided'; readonly wasAuthorized?: true },
  ): Promise<void> => {
    const { memberId } = await billNow(server, billId);
    const facts = { chargeId, paymentNumber: '1234567890128', memberId, provider: 'komoju', method: 'card' as const, sequence: 2 };
    const payload = { ...facts, lines: [{ payableId: billId, amount: amount as never }], expiresAt: null, ...end };
    await postChanged(server.platform, org.scope, [{ messageId: newMessageId(), occurredAt: new Date(), payload }]);
  };
  return {
    charges,
    loseAnswers: (on: boolean): void => {
      losesAnswers = on;
    },
    /** Gives a member another card, of which the server does not hear yet. */
    putCard(memberId: MemberId, verdict: Verdict): SavedCardId {
      const cardId = newSavedCardId();
      cards.set(memberId, { cardId, verdict });
      return cardId;
    },
    takeCard: (memberId: MemberId) => cards.delete(memberId),
    tellOfCard: (memberId: MemberId, cardId: SavedCardId) =>
      retryWithCard(server.platform, org.scope, { cardId, memberId, state: 'active', changedAt: '2026-05-10T00:00:00.000Z' }),
    /** Ten in the morning in Japan. */
    at: (day: JstDate | string): void => server.setNow(`${day}T01:00:00Z`),
    after: (day: string, days: number): JstDate => addDays(jstDate(day), days),
    start: (billId: BillId, memberId: MemberId, firstTryOn: string, scope = org.scope) =>
      inTransaction(server.platform.databases.client, (session) =>
        startCollection(
          server.platform,
          scope,
          { billId, memberId, source: { kind: 'renewal', id: 'mtm_1' }, firstTryOn: jstDate(firstTryOn) },
          session,
        ),
      ),
    work: () => workOnCollections(server.platform),
    collection: async (billId: BillId) => (await db.collection<CollectionDocument>('bill_collections').findOne({ _id: billId }))!,
    chargesOf: (billId: BillId) => charges.filter((charge) => charge.billId === billId),
    async settle({ chargeId, billId }: Pick<Charge, 'chargeId' | 'billId'>): Promise<void> {
      await postSettled(server.platform, org.scope, [settled(await billNow(server, billId), { chargeId, method: 'card' })]);
    },
    fail: (charge: Charge): Promise<void> => tellOfEnd(charge, { state: 'failed' }),
    /** The hold that the provider put on the card is let go. */
    letGo: (charge: Charge): Promise<void> => tellOfEnd(charge, { state: 'voided', wasAuthorized: true }),
    mails: (billId: BillId) =>
      db
        .collection<MailRow>('mails')
        .find({ orgId: org.scope.orgId, purpose: 'collection' })
        .sort({ createdAt: 1, _id: 1 })
        .toArray()
        .then((mails) => mails.filter(({ idempotencyKey }) => idempotencyKey.includes(billId))),
  };
}
