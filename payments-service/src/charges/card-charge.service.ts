import type { OpenChargeInput, OpenChargeOutput } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { AccountDocument } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { isChargeable } from '../cards/card.rules.ts';
import { type SavedCardDocument, findCard } from '../cards/saved-card.repository.ts';
import type { ChargeRequest, Connector } from '../connectors/connector.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { openSecret } from '../platform/secret-box.ts';
import { leaveUnknown, setDetails } from './charge-details.service.ts';
import { moveLocally } from './charge-move.service.ts';
import type { ChargeDocument } from './charge.repository.ts';
import { toChargeView } from './charge.view.ts';

/** The saved card that a charge names, where it can be charged for that member now; else null. */
export async function chargeableCard(
  platform: Platform,
  scope: OrgScope,
  { cardId, method, memberId }: Pick<OpenChargeInput, 'cardId' | 'method' | 'memberId'>,
): Promise<SavedCardDocument | null> {
  const card = cardId ? await findCard(platform.databases.payments, scope, cardId) : null;
  return card && isChargeable(card, { method, memberId }, platform.clock.today()) ? card : null;
}

/**
 * Charges a saved card: the charge is stored before, and the provider's answer goes the way of any inquiry's answer, so
 * that a notice of the same changes nothing.
 */
export async function chargeSavedCard(
  platform: Platform,
  inbox: Inbox,
  connector: Connector,
  scope: OrgScope,
  account: AccountDocument,
  card: SavedCardDocument,
  charge: ChargeDocument,
  request: ChargeRequest,
): Promise<z.output<typeof OpenChargeOutput>> {
  const token = openSecret(card.sealedToken, platform.env.SECRETS_KEY);
  const result = await connector.cards!.charge(credentialsOf(platform, account), request, token);
  switch (result.outcome) {
    case 'charged': {
      const told = await setDetails(platform, scope, charge, { providerIds: { ...charge.providerIds, ...result.providerIds } });
      const { orgId, provider, accountId } = charge;
      for (const { eventId, body } of result.answers)
        await inbox.store({ orgId, provider, accountId, eventKey: eventId, source: 'inquiry', body, headers: {} });
      return { outcome: 'opened', charge: toChargeView(platform, told) };
    }
    case 'declined': {
      platform.log.warn({ chargeId: charge._id, provider: charge.provider, code: result.code }, 'a saved card was not charged');
      await moveLocally(platform, scope, charge, 'try_failed', { nextInquiryAt: null }, { code: result.code });
      return { outcome: 'refused', reason: result.usable ? 'card_declined' : 'card_not_usable' };
    }
    case 'refused': {
      const { _id: chargeId, provider, accountId } = charge;
      const { why, code } = result;
      // Too many calls pass; a key is mended by the operator, who entered it.
      platform.log[why === 'key' ? 'error' : 'warn'](
        { chargeId, provider, accountId, why, code },
        'a provider lets us charge no saved card',
      );
      platform.metrics.providerRefusals.inc({ provider, why });
      // No failure of the card's: whose answer is lost is told the same by how the charge ended.
      await moveLocally(platform, scope, charge, 'voided', { nextInquiryAt: null }, { code });
      return { outcome: 'refused', reason: 'not_taken' };
    }
    case 'unknown':
      await leaveUnknown(platform, scope, charge);
      return { outcome: 'provider_unavailable', chargeId: charge._id };
  }
}

/** What is told again of a saved card that was not charged; null where it was, or may be. */
export function refusalOfCard({ state, cardId, providerIds }: ChargeDocument): z.output<typeof OpenChargeOutput> | null {
  if (!cardId) return null;
  if (state === 'failed') return { outcome: 'refused', reason: 'card_declined' };
  return state === 'voided' && providerIds['paymentId'] === undefined ? { outcome: 'refused', reason: 'not_taken' } : null;
}
