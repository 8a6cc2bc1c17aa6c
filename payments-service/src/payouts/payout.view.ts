import type { PayoutLine, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import { payoutStuck } from '@tsudoi/shared/queue/payments.messages';
import type { Clock } from '@tsudoi/shared/service/clock';
import { type OutboxRow, outboxRow } from '@tsudoi/shared/service/outbox';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type { PayoutDocument, PayoutEntryDocument, PayoutStep } from './payout.repository.ts';

export function toPayoutView(payout: PayoutDocument): PayoutView {
  const { _id, orgId, closeMonth, state, count, gross, fee, returned, net, payOn, paidOn, returnReason, version } = payout;
  return {
    payoutId: _id,
    orgId,
    closeMonth,
    state,
    count,
    gross,
    fee,
    returned,
    net,
    payOn,
    closedAt: payout.closedAt?.toISOString() ?? null,
    paidOn,
    returnReason,
    cameBack: (payout.cameBack ?? []).map(({ paidOn: wasPaidOn, returnedOn }) => ({ paidOn: wasPaidOn, returnedOn })),
    account: payout.account?.view ?? null,
    version,
  };
}

/** A step of a payout's history, with who of the operator took it. */
export function stepOf({ name, operatorId }: SystemScope, state: PayoutStep['state'], clock: Clock): PayoutStep {
  return { state, at: clock.now(), by: name, operatorId };
}

/** What the organisation hears of a payout that waits for it, at the version it is moved from. */
export function messageOfStuck(payout: PayoutDocument, why: 'returned' | 'no_account', clock: Clock): OutboxRow {
  const { _id, orgId, version, closeMonth, net, payOn } = payout;
  return outboxRow(payoutStuck, orgId, { payoutId: _id, sequence: version, why, closeMonth, net, payOn }, _id, clock);
}

export function toPayoutLine(entry: PayoutEntryDocument): PayoutLine {
  const { _id, chargeId, paymentNumber, method, kind, bookedOn, amount, fee } = entry;
  return {
    lineId: _id,
    chargeId,
    paymentNumber,
    method,
    kind,
    bookedOn,
    amount,
    fee: fee,
    net: subtractYen(amount, fee),
  };
}
