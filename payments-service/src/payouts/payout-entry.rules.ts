import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { PayoutLine } from '@tsudoi/shared/contracts/payments/payout.contract';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, minYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument } from '../charges/charge.repository.ts';

/** One movement of the organisation's money: append-only, and in one payout at most. */
export interface PayoutMovement {
  readonly kind: PayoutLine['kind'];
  /** Below nothing where money went back. */
  readonly amount: Yen;
  /** System fee where the organisation bears it: once, when the money came, and never given back (domain.md 5.5). */
  readonly fee: Yen;
  readonly bookedOn: JstDate;
}

export interface MoneyStanding {
  readonly state: ChargeState;
  readonly refunded: Yen;
  readonly reachedAt: ReadonlyMap<ChargeState, Date>;
}

/** States in which final money had come: 速報 is nobody's to pay out. */
const afterMoney: readonly ChargeState[] = ['final', 'partly_refunded', 'refunded', 'charged_back'];

/** Of the organisation's own part: what a payer paid for the fee is none of it. */
function heldOf(amount: Yen, { state, refunded }: MoneyStanding): Yen {
  if (state === 'final') return amount;
  if (state === 'partly_refunded') return subtractYen(amount, minYen(refunded, amount));
  return zeroYen;
}

/**
 * The movements that are missing between what is written down of a charge and where it stands. From the standing alone and
 * not from the notice, so that notices in any order and any number come to the same sum.
 */
export function movementsOf(
  charge: Pick<ChargeDocument, 'amount' | 'fee'>,
  standing: MoneyStanding,
  written: readonly Pick<PayoutMovement, 'amount'>[],
  today: JstDate,
): PayoutMovement[] {
  if (!afterMoney.includes(standing.state)) return [];
  const dayOf = (state: ChargeState): JstDate => {
    const at = standing.reachedAt.get(state);
    return at ? jstDateOf(at) : today;
  };
  const movements: PayoutMovement[] = [];
  if (written.length === 0) {
    const fee = charge.fee?.bearer === 'org' ? charge.fee.sum : zeroYen;
    movements.push({ kind: 'money', amount: charge.amount, fee, bookedOn: dayOf('final') });
  }
  const missing = subtractYen(
    heldOf(charge.amount, standing),
    sumYen([...written.map(({ amount }) => amount), ...movements.map(({ amount }) => amount)]),
  );
  if (missing < 0) movements.push({ kind: 'returned', amount: missing, fee: zeroYen, bookedOn: dayOf(standing.state) });
  // Won back: it comes now, whenever it was paid first.
  if (missing > 0) movements.push({ kind: 'won_back', amount: missing, fee: zeroYen, bookedOn: today });
  return movements;
}
