import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type Yen, addYen, minYen } from '@tsudoi/shared/kernel/yen';
import { chargeChanged, discrepancyRaised, moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import type { Clock } from '@tsudoi/shared/service/clock';
import { type OutboxRow, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import type { DiscrepancyDocument } from '../reconciliation/discrepancy.repository.ts';

export interface ChargeMove {
  readonly charge: ChargeDocument;
  /**
   * States that the server has to hear of, in order; the last one is where the charge stands now. Each takes a version
   * of the charge, so that each fact is newer than the one before.
   */
  readonly steps: readonly ChargeState[];
  /** Provider time at which a state was reached. */
  at(state: ChargeState): Date;
  readonly refunded: Yen;
  /** What of it disputes took in parts; absent for nothing. */
  readonly disputed?: Yen;
  readonly expiresAt: Date | null;
  readonly causedBy: string;
  /** What had gone back is here again: `refunded` is what still has. */
  readonly back?: 'refund_returned' | 'part_won';
}

/**
 * What the server learns when a charge moves: money came, money went back, or only the state changed. One message per
 * state on the way, in order and all in the transaction of the move.
 */
export function messagesOfMove(move: ChargeMove, clock: Clock): OutboxRow[] {
  return move.steps.map((to, index) => messageOfStep(move, move.steps[index - 1] ?? move.charge.state, to, index + 1, clock));
}

function messageOfStep(move: ChargeMove, from: ChargeState, to: ChargeState, step: number, clock: Clock): OutboxRow {
  const { charge } = move;
  const facts = {
    chargeId: charge._id,
    paymentNumber: charge.paymentNumber,
    memberId: charge.memberId,
    ...(charge.payLinkId ? { payLinkId: charge.payLinkId } : {}),
    provider: charge.provider,
    method: charge.method,
    sequence: charge.version + step,
    lines: charge.lines,
  };
  const at = move.at(to).toISOString();
  const disputed = move.disputed ? { disputed: minYen(move.disputed, charge.amount) } : {};
  if (move.back) {
    const amount = minYen(move.refunded, charge.amount);
    const of = from === 'charged_back' ? { ofChargedBack: true } : {};
    const payload = { ...facts, kind: move.back, amount, ...disputed, ...of, reversedAt: at };
    return outboxRow(moneyReversed, charge.orgId, payload, move.causedBy, clock);
  }
  if (to === 'provisional' || to === 'final') {
    const payload = { ...facts, state: to, amount: charge.amount, memberFee: charge.memberFee, currency: 'JPY' as const, paidAt: at };
    return outboxRow(moneySettled, charge.orgId, payload, move.causedBy, clock);
  }
  if (from === 'provisional' && to === 'awaiting') {
    const payload = { ...facts, kind: 'provisional_withdrawn' as const, amount: charge.amount, reversedAt: at };
    return outboxRow(moneyReversed, charge.orgId, payload, move.causedBy, clock);
  }
  if (to === 'partly_refunded' || to === 'refunded' || to === 'charged_back') {
    // What the payer paid for the fee is none of the organisation's money: all of its own may be back before all is back.
    const amount = to === 'partly_refunded' ? minYen(move.refunded, charge.amount) : charge.amount;
    const kind = to === 'partly_refunded' && amount === charge.amount ? 'refunded' : to;
    return outboxRow(moneyReversed, charge.orgId, { ...facts, kind, amount, ...disputed, reversedAt: at }, move.causedBy, clock);
  }
  const lapsed = from === 'authorized' ? { wasAuthorized: true } : {};
  const payload = { ...facts, state: to, expiresAt: move.expiresAt?.toISOString() ?? null, ...lapsed };
  return outboxRow(chargeChanged, charge.orgId, payload, move.causedBy, clock);
}

export function messageOfDiscrepancy(
  discrepancy: DiscrepancyDocument,
  charge: ChargeDocument | null,
  orderNumber: string,
  clock: Clock,
): OutboxRow {
  const { deposit } = discrepancy;
  return outboxRow(
    discrepancyRaised,
    discrepancy.orgId,
    {
      discrepancyId: discrepancy._id,
      reason: discrepancy.reason,
      provider: discrepancy.provider,
      ...(discrepancy.settlementId ? { settlementId: discrepancy.settlementId } : {}),
      chargeId: discrepancy.chargeId,
      paymentNumber: charge?.paymentNumber ?? orderNumber,
      memberId: charge?.memberId ?? deposit?.memberId ?? null,
      payableId: charge?.lines[0]?.payableId ?? deposit?.payableId ?? null,
      ...(deposit ? { deposit: { depositId: deposit.depositId, place: deposit.place } } : {}),
      expected: charge && addYen(charge.account?.asked ?? charge.amount, charge.memberFee),
      received: discrepancy.received,
      ...(discrepancy.bringsMoney ? { bringsMoney: true } : {}),
      ...(discrepancy.moves ? { moves: discrepancy.moves } : {}),
      ...(discrepancy.bodies ? { variants: discrepancy.bodies.length } : {}),
      raisedAt: discrepancy.raisedAt.toISOString(),
    },
    discrepancy.inboxId,
    clock,
  );
}
