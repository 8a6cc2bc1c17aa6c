import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import { deriveState } from '../charges/charge.rules.ts';
import { ofItsPayment } from '../charges/own-payment.rules.ts';
import type { Platform } from '../platform/platform.ts';
import { movementsOf } from './payout-entry.rules.ts';
import { type PayoutEntryDocument, entriesOfCharges, insertEntries } from './payout.repository.ts';

/** A charge that has moved: before and after. */
export interface MovedCharge {
  readonly before: ChargeDocument;
  readonly after: ChargeDocument;
}

/**
 * Writes down what the moves of charges mean for what is paid out, in the transaction of the moves. Nothing is read where
 * money only came: nothing can be written of it yet.
 */
export async function writeEntries(
  platform: Platform,
  scope: OrgScope,
  moved: readonly MovedCharge[],
  events: readonly MoneyEventDocument[],
  session: ClientSession,
): Promise<void> {
  const known = moved.filter(({ before }) => hadMoney(before)).map(({ before }) => before._id);
  const db = platform.databases.payments;
  const written = known.length > 0 ? await entriesOfCharges(db, scope, known, session) : [];
  const entries = moved.flatMap(({ after }) => {
    const counting = events.filter((event) => event.chargeId === after._id && !event.held);
    const own = written.filter((entry) => entry.chargeId === after._id);
    return entriesOfCharge(platform, after, counting, own);
  });
  await insertEntries(db, scope, entries, session);
}

const hadMoney = ({ state }: ChargeDocument): boolean => ['final', 'partly_refunded', 'refunded', 'charged_back'].includes(state);

/** The entries that a charge lacks, from all its events. */
export function entriesOfCharge(
  platform: Pick<Platform, 'clock'>,
  charge: ChargeDocument,
  events: readonly MoneyEventDocument[],
  written: readonly PayoutEntryDocument[],
): PayoutEntryDocument[] {
  const standing = deriveState(charge.base, ofItsPayment(charge, events), charge.amount);
  // A later transfer is born with its money: no event of its own says when.
  const reachedAt = charge.depositOf ? new Map([['final', charge.createdAt] as const, ...standing.reachedAt]) : standing.reachedAt;
  const movements = movementsOf(charge, { ...standing, reachedAt }, written, platform.clock.today());
  return movements.map((movement, index) => ({
    ...movement,
    _id: entryId(charge._id, written.length + index),
    orgId: charge.orgId,
    chargeId: charge._id,
    paymentNumber: charge.paymentNumber,
    method: charge.method,
    payoutId: null,
    carriedBy: [],
    createdAt: platform.clock.now(),
  }));
}

const entryId = (chargeId: ChargeId, index: number): string => `${chargeId}#${index}`;
