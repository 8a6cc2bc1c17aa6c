import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, addYen, yen } from '@tsudoi/shared/kernel/yen';
import { chargeChanged, discrepancyRaised, moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import type { Clock } from '@tsudoi/shared/service/clock';
import { type OutboxRow, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import type { DiscrepancyDocument } from '../reconciliation/discrepancy.repository.ts';

export interface ChargeMove {
  readonly charge: ChargeDocument;
  readonly to: ChargeState;
  /** Provider time of the event that moved it. */
  readonly at: Date;
  readonly refunded: Yen | null;
  readonly expiresAt: Date | null;
  readonly causedBy: string;
}

/**
 * What the server learns when a charge moves: money came, money went back, or only the state changed. Exactly one
 * message per move, written in the transaction of the move.
 */
export function messageOfMove(move: ChargeMove, clock: Clock): OutboxRow {
  const { charge, to } = move;
  const facts = {
    chargeId: charge._id,
    paymentNumber: charge.paymentNumber,
    memberId: charge.memberId,
    provider: charge.provider,
    method: charge.method,
    sequence: charge.version + 1,
    lines: charge.lines,
  };
  if (to === 'provisional' || to === 'final') {
    const payload = {
      ...facts,
      state: to,
      amount: charge.amount,
      memberFee: charge.memberFee,
      currency: 'JPY' as const,
      paidAt: move.at.toISOString(),
    };
    return outboxRow(moneySettled, charge.orgId, payload, move.causedBy, clock);
  }
  const reversedAt = move.at.toISOString();
  if (charge.state === 'provisional' && to === 'awaiting') {
    return outboxRow(
      moneyReversed,
      charge.orgId,
      { ...facts, kind: 'provisional_withdrawn', amount: charge.amount, reversedAt },
      move.causedBy,
      clock,
    );
  }
  if (to === 'partly_refunded' || to === 'refunded' || to === 'charged_back') {
    const amount = to === 'partly_refunded' ? yen(Math.max(1, move.refunded ?? 0)) : charge.amount;
    return outboxRow(moneyReversed, charge.orgId, { ...facts, kind: to, amount, reversedAt }, move.causedBy, clock);
  }
  return outboxRow(
    chargeChanged,
    charge.orgId,
    { ...facts, state: to, expiresAt: move.expiresAt?.toISOString() ?? null },
    move.causedBy,
    clock,
  );
}

export function messageOfDiscrepancy(
  discrepancy: DiscrepancyDocument,
  charge: ChargeDocument | null,
  orderNumber: string,
  clock: Clock,
): OutboxRow {
  return outboxRow(
    discrepancyRaised,
    discrepancy.orgId,
    {
      discrepancyId: discrepancy._id,
      reason: discrepancy.reason,
      provider: discrepancy.provider,
      chargeId: discrepancy.chargeId,
      paymentNumber: charge?.paymentNumber ?? orderNumber,
      memberId: charge?.memberId ?? null,
      payableId: charge?.lines[0]?.payableId ?? null,
      expected: charge && addYen(charge.amount, charge.memberFee),
      received: discrepancy.received,
      raisedAt: discrepancy.raisedAt.toISOString(),
    },
    discrepancy.inboxId,
    clock,
  );
}
