import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, negateYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import {
  type ChargeDocument,
  type MoneyEventDocument,
  chargesMovedBetween,
  findCharges,
  listMoneyEvents,
} from '../charges/charge.repository.ts';
import { deriveState } from '../charges/charge.rules.ts';
import { findNamedCharges } from '../charges/named-charge.repository.ts';
import { ofItsPayment } from '../charges/own-payment.rules.ts';
import type { SettlementReport } from '../connectors/settlement-report.ts';
import type { Platform } from '../platform/platform.ts';
import { type SettlementDocument, type SettlementLineDocument, countingSettlements, linesOfCharges } from './settlement.repository.ts';
import type { OwnCharge, Window } from './settlement.rules.ts';

/** As many ids as one question holds. */
const partSize = 500;

async function inParts<T, R>(all: readonly T[], work: (part: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += partSize) found.push(...(await work(all.slice(from, from + partSize))));
  return found;
}

/** Lines of charges in settlements of the account that count; those of an attempt that was broken off do not. */
export async function linesThatCount(
  db: Db,
  scope: OrgScope,
  { accountId }: Pick<SettlementDocument, 'accountId'>,
  chargeIds: readonly ChargeId[],
): Promise<SettlementLineDocument[]> {
  const attempts = new Map((await countingSettlements(db, scope, accountId)).map(({ _id, attempts: attempt }) => [_id, attempt]));
  const lines = await inParts(chargeIds, (part) => linesOfCharges(db, scope, part));
  return lines.filter(({ settlementId, attempt }) => attempts.get(settlementId) === attempt);
}

/**
 * Our side of a settlement: the charges of its account that had money in the window, and those that its lines name. Only
 * charges of the very account: a number of somebody else's is a number we do not know (case 23).
 */
export async function booksFor(
  { databases }: Platform,
  scope: OrgScope,
  settlement: SettlementDocument,
  { lines }: SettlementReport,
  { from, cutoffAt }: Window,
): Promise<OwnCharge<ChargeId>[]> {
  const db = databases.payments;
  const moved = await chargesMovedBetween(db, scope, from, new Date(cutoffAt.getTime() + 1));
  const names = lines
    .filter(({ kind }) => kind === 'payment' || kind === 'refund')
    .map(({ orderNumber, providerPaymentId }) => ({ orderNumber, providerPaymentId, providerSessionId: null }));
  const found = [
    ...(await inParts(moved, (part) => findCharges(db, scope, part))),
    ...(await inParts(names, (part) => findNamedCharges(db, scope, part))),
  ].filter((charge) => charge.accountId === settlement.accountId);
  const charges = [...new Map(found.map((charge) => [charge._id, charge])).values()];
  const ids = charges.map((charge) => charge._id);
  const events = byCharge(await inParts(ids, (part) => listMoneyEvents(db, scope, part)));
  const settled = byCharge(await linesThatCount(db, scope, settlement, ids));
  return charges.map((charge) => ownCharge(charge, events.get(charge._id) ?? [], settled.get(charge._id) ?? []));
}

function byCharge<R extends { readonly chargeId: ChargeId | null }>(rows: readonly R[]): Map<ChargeId | null, R[]> {
  const groups = new Map<ChargeId | null, R[]>();
  for (const row of rows) {
    const group = groups.get(row.chargeId);
    if (group) group.push(row);
    else groups.set(row.chargeId, [row]);
  }
  return groups;
}

/** A charge as the rules ask for it: where its money stands by all events that count, and what was settled of it. */
function ownCharge(
  charge: ChargeDocument,
  events: readonly MoneyEventDocument[],
  lines: readonly Pick<SettlementLineDocument, 'kind' | 'verdict' | 'amount' | 'ours'>[],
): OwnCharge<ChargeId> {
  const { state, refunded, reachedAt } = deriveState(
    charge.base,
    ofItsPayment(charge, events).filter(({ held }) => !held),
    charge.amount,
  );
  const asked = addYen(charge.amount, charge.memberFee);
  // A later transfer into an account is born with its money.
  const paidAt = reachedAt.get('final') ?? (charge.depositOf ? charge.createdAt : null);
  const returned: Yen = state === 'partly_refunded' ? refunded : state === 'refunded' || state === 'charged_back' ? asked : zeroYen;
  const back = returned === 0 ? [] : (['partly_refunded', 'refunded', 'charged_back'] as const).flatMap((one) => reachedAt.get(one) ?? []);
  const counted = lines.filter(({ ours }) => ours !== null);
  return {
    chargeId: charge._id,
    paymentNumber: charge.paymentNumber,
    providerPaymentId: charge.providerIds['paymentId'] ?? null,
    method: charge.method,
    asked,
    paidAt,
    returned,
    returnedAt: back.toSorted((left, right) => right.getTime() - left.getTime())[0] ?? null,
    settled: {
      paid: counted.some(({ kind }) => kind === 'payment'),
      returned: negateYen(sumYen(counted.filter(({ kind }) => kind === 'refund').map(({ amount }) => amount))),
    },
  };
}
