import type { PayoutLine, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import type { PayoutDocument, PayoutEntryDocument } from './payout.repository.ts';

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
    account: payout.account?.view ?? null,
    version,
  };
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
