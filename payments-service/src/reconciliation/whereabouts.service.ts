import type { ChargeWhereabouts } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { startOfJstDate } from '@tsudoi/shared/kernel/jst';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { type PayoutDocument, type PayoutEntryDocument, entriesOfCharges, findPayouts } from '../payouts/payout.repository.ts';
import type { Platform } from '../platform/platform.ts';
import { findSettlements, linesOfCharges } from './settlement.repository.ts';

type Whereabouts = z.output<typeof ChargeWhereabouts>;
type Databases = Pick<Platform, 'databases'>;

/** Where the money of a charge went: into which payouts of the organisation, and by which settlements its provider paid it. */
export async function whereaboutsOf(platform: Databases, scope: OrgScope, chargeId: ChargeId): Promise<Whereabouts> {
  const [payouts, settlements] = await Promise.all([payoutsOf(platform, scope, chargeId), settlementsOf(platform, scope, chargeId)]);
  return { payouts, settlements };
}

async function payoutsOf({ databases }: Databases, scope: OrgScope, chargeId: ChargeId): Promise<Whereabouts['payouts']> {
  const entries = await entriesOfCharges(databases.payments, scope, [chargeId]);
  const ids = new Set(entries.flatMap(({ payoutId, carriedBy }) => [...carriedBy, ...(payoutId ? [payoutId] : [])]));
  const found = await findPayouts(databases.payments, scope, [...ids]);
  const payouts = new Map(found.map((payout) => [payout._id, payout]));
  return entries.toSorted((left, right) => (left._id < right._id ? -1 : 1)).map((entry) => payoutLine(entry, payouts));
}

function payoutLine(entry: PayoutEntryDocument, payouts: ReadonlyMap<PayoutId, PayoutDocument>): Whereabouts['payouts'][number] {
  const { _id: lineId, kind, bookedOn, amount, fee, createdAt, payoutId, carriedBy } = entry;
  const payout = payoutId === null ? undefined : payouts.get(payoutId);
  const at = payout?.paidOn ? startOfJstDate(payout.paidOn) : (payout?.closedAt ?? createdAt);
  const carriers = carriedBy.flatMap((id) => payouts.get(id) ?? []);
  return {
    lineId,
    kind,
    bookedOn,
    net: subtractYen(amount, fee),
    at: at.toISOString(),
    payout: payout
      ? { payoutId: payout._id, closeMonth: payout.closeMonth, state: payout.state, payOn: payout.payOn, paidOn: payout.paidOn }
      : null,
    carriedBy: carriers
      .map(({ _id, closeMonth }) => ({ payoutId: _id, closeMonth }))
      .toSorted((left, right) => left.closeMonth.localeCompare(right.closeMonth)),
  };
}

async function settlementsOf({ databases }: Databases, scope: OrgScope, chargeId: ChargeId): Promise<Whereabouts['settlements']> {
  const lines = await linesOfCharges(databases.payments, scope, [chargeId]);
  const found = await findSettlements(databases.payments, scope, [...new Set(lines.map(({ settlementId }) => settlementId))]);
  const settlements = new Map(found.map((settlement) => [settlement._id, settlement]));
  const counted = lines.flatMap((line) => {
    const settlement = settlements.get(line.settlementId);
    // Those of an attempt that was broken off are nobody's.
    if (settlement?.state !== 'read' || settlement.attempts !== line.attempt) return [];
    const { kind, verdict, amount } = line;
    if (kind !== 'payment' && kind !== 'refund' && kind !== 'open') return [];
    const { _id: settlementId, provider, reading, transfer, transfers, announcedAt } = settlement;
    return [
      {
        settlementId,
        provider,
        reference: reading?.reference ?? '',
        kind,
        verdict,
        amount,
        at: announcedAt.toISOString(),
        transfer,
        transferAt: transfers.at(-1)?.heardAt.toISOString() ?? null,
      },
    ];
  });
  return counted.toSorted((left, right) => left.at.localeCompare(right.at));
}
