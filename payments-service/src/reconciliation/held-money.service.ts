import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import { moveLocally } from '../charges/charge-move.service.ts';
import { voidOtherSlips } from '../charges/other-slips.service.ts';
import {
  type ChargeDocument,
  type MoneyEventDocument,
  findCharge,
  findCharges,
  insertDeposits,
  insertMoneyEvents,
  listMoneyEvents,
  updateCharges,
} from '../charges/charge.repository.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Effect } from '../inbox/inbox.rules.ts';
import { messagesOfMove } from '../outbound/outbound.service.ts';
import { writeEntries } from '../payouts/payout-entry.service.ts';
import type { Platform } from '../platform/platform.ts';
import { settleRefunds } from '../refunds/refund.service.ts';
import { type DiscrepancyDocument, findDiscrepancy } from './discrepancy.repository.ts';
import { bookHeld, bookPartTaken, bookReturned, bookTakenBack } from './held-money.rules.ts';

/** Nobody asks about it any more. */
const asked = { inquiries: 0, nextInquiryAt: null, voidWanted: false };

/**
 * What people say of held money (domain.md 3.8): how much came, which is booked by an event of its own, that none came (0), which
 * ends its charge, or that money which had moved before did so once more. Once for each: the same again is the same. @throws DomainError NOT_FOUND, INVALID_TRANSITION where nothing can be
 * said of it, IDEMPOTENCY_MISMATCH where another sum was booked
 */
export async function settleHeld(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  { discrepancyId, amount }: { readonly discrepancyId: DiscrepancyId; readonly amount: Yen },
): Promise<void> {
  const db = platform.databases.payments;
  const discrepancy = await findDiscrepancy(db, scope, discrepancyId);
  if (!discrepancy) throw new DomainError('NOT_FOUND');
  const charge = discrepancy.chargeId === null ? null : await findCharge(db, scope, discrepancy.chargeId);
  if (!charge || !(discrepancy.bringsMoney || discrepancy.moves)) throw new DomainError('INVALID_TRANSITION');
  // What moves once more is what was told; of less, nothing is said.
  if (discrepancy.moves && amount !== discrepancy.received) throw new DomainError('INVALID_TRANSITION');
  const inboxId = `held:${discrepancyId}`;
  if (amount === 0) {
    if ((await listMoneyEvents(db, scope, [charge._id])).some((event) => event.inboxId === inboxId))
      throw new DomainError('IDEMPOTENCY_MISMATCH');
    await moveLocally(platform, scope, charge, 'expired', asked);
    return;
  }
  await inTransaction(platform.databases.client, async (session) => {
    const current = (await findCharges(db, scope, [charge._id], session))[0]!;
    const known = await listMoneyEvents(db, scope, [charge._id], session);
    const before = known.find((event) => event.inboxId === inboxId);
    if (before) {
      if (!discrepancy.moves && before.amount !== amount) throw new DomainError('IDEMPOTENCY_MISMATCH');
      return;
    }
    const effect = effectOf(discrepancy, current, known, amount, inboxId);
    if (!effect) throw new DomainError('INVALID_TRANSITION');
    // Always a new version: of two who say it at once one reads the charge anew.
    const version = Math.max(current.version + 1, effect.changes.version ?? 0);
    const after: ChargeDocument = { ...current, ...effect.changes, ...asked, version };
    await insertMoneyEvents(db, scope, [effect.event], session);
    if (effect.born) await insertDeposits(db, scope, [effect.born.charge], session);
    await updateCharges(db, scope, [{ charge: current, set: { ...effect.changes, ...asked, version } }], session);
    const moved = [
      ...(effect.move ? [{ before: current, after }] : []),
      ...(effect.born ? [{ before: effect.born.move.charge, after: effect.born.charge }] : []),
    ];
    await writeEntries(platform, scope, moved, [...known, effect.event], session);
    const moves = [...(effect.move ? [effect.move] : []), ...(effect.born ? [effect.born.move] : [])];
    await insertOutbox(
      db,
      moves.flatMap((move) => messagesOfMove(move, platform.clock)),
      session,
    );
  });
  platform.nudgeOutbox();
  // The order of a refund hears that it failed behind the notice itself; where its process died there, nobody looks at it again but here.
  if (discrepancy.moves === 'refund_back') await settleRefunds(platform, scope, [charge]);
  // Only money that came pays what other slips are out for.
  if (discrepancy.bringsMoney) await voidOtherSlips(platform, connectors, scope, [charge]);
}

function effectOf(
  discrepancy: DiscrepancyDocument,
  charge: ChargeDocument,
  known: readonly MoneyEventDocument[],
  amount: Yen,
  inboxId: string,
): Effect | null {
  const { moves } = discrepancy;
  // It may have been the money that people were told by, where that came behind its withdrawal.
  if (moves === 'taken_back') return bookTakenBack(charge, known, inboxId);
  const held = known.find((event) => event.inboxId === discrepancy.inboxId && event.held);
  if (!held) return null;
  if (moves === 'refund_back') return bookReturned(charge, known, held, inboxId);
  if (moves === 'part_taken') return bookPartTaken(charge, known, held, inboxId);
  return bookHeld(charge, known, held, amount, inboxId);
}
