import { newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { MoneyEventKind } from '../connectors/connector.ts';
import { messagesOfMove } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import {
  type ChargeDocument,
  type MoneyEventDocument,
  chargesOf,
  insertMoneyEvents,
  listMoneyEvents,
  updateCharges,
} from './charge.repository.ts';
import { deriveState, stepsBetween } from './charge.rules.ts';

/**
 * A move that we know of ourselves (a number that the provider has just issued, a void it has just confirmed, an end): recorded
 * as a money event like any other, so that the state stays derived. Reads the charge anew, because a notice may have
 * been faster; then the event is simply stale. What `mayMove` does not let go, by the charge as it stands then, stays.
 */
export async function moveLocally(
  platform: Platform,
  scope: OrgScope,
  charge: ChargeDocument,
  kind: Extract<MoneyEventKind, 'instructions_issued' | 'try_failed' | 'voided' | 'expired'>,
  details: Partial<ChargeDocument>,
  { code, mayMove = () => true }: { readonly code?: string; readonly mayMove?: (current: ChargeDocument) => boolean } = {},
): Promise<ChargeDocument> {
  const { databases, clock } = platform;
  const db = databases.payments;
  const moved = await inTransaction(databases.client, async (session) => {
    const current = (await chargesOf(db).findOne({ orgId: scope.orgId, _id: charge._id }, { session })) ?? charge;
    if (!mayMove(current)) return current;
    const known = await listMoneyEvents(db, scope, [charge._id], session);
    const id = newMoneyEventId();
    const event: MoneyEventDocument = {
      _id: id,
      orgId: scope.orgId,
      chargeId: charge._id,
      inboxId: `local:${id}`,
      kind,
      // The charge's own creation is the earliest moment for a number; anything else happens now.
      occurredAt: kind === 'instructions_issued' ? current.createdAt : clock.now(),
      providerPaymentId: null,
      amount: null,
      currency: null,
      refunded: null,
      held: false,
      ...(code === undefined ? {} : { code }),
    };
    const counting = known.filter((other) => !other.held);
    const after = deriveState(current.base, [...counting, event], current.amount);
    const move = {
      charge: current,
      steps: stepsBetween({ ...deriveState(current.base, counting, current.amount), state: current.state }, after),
      at: () => clock.now(),
      refunded: after.refunded,
      disputed: after.disputed,
      expiresAt: details.expiresAt ?? current.expiresAt,
      causedBy: event.inboxId,
    };
    const providerIds = { ...details.providerIds, ...current.providerIds };
    const closed = (kind === 'voided' || kind === 'expired') && current.account ? { account: { ...current.account, open: false } } : {};
    const set = { ...details, ...closed, providerIds, state: after.state, version: current.version + Math.max(1, move.steps.length) };
    await insertMoneyEvents(db, scope, [event], session);
    await updateCharges(db, scope, [{ charge: current, set }], session);
    await insertOutbox(db, messagesOfMove(move, clock), session);
    return { ...current, ...set };
  });
  platform.nudgeOutbox();
  return moved;
}
