import type { ChargeState } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { BillDocument, ChargeNote, PayLinkNote } from './bill.repository.ts';
import { isPayable } from './bill-status.rules.ts';

/** Not over at the provider; only a direct debit is told of as `requested`, until the bank's result. */
export const pendingStates = ['requested', 'awaiting', 'authorized', 'provisional', 'unknown'] as const satisfies readonly ChargeState[];
type PendingState = (typeof pendingStates)[number];

function isPending(state: ChargeState): state is PendingState {
  return (pendingStates as readonly ChargeState[]).includes(state);
}

/** What the bill waits for at the provider: its newest charge that is not over. */
export function pendingChargeOf(charges: readonly ChargeNote[]): (ChargeNote & { state: PendingState }) | null {
  let newest: (ChargeNote & { state: PendingState }) | null = null;
  for (const note of charges) {
    if (isPending(note.state) && (newest === null || note.chargeId > newest.chargeId)) newest = { ...note, state: note.state };
  }
  return newest;
}

/** Takes a fact about a charge; the same list when a newer one is known already: arrival order decides nothing. */
export function withChargeNote(charges: ChargeNote[], note: ChargeNote): ChargeNote[] {
  const known = charges.find((candidate) => candidate.chargeId === note.chargeId);
  if (!known) return [...charges, note];
  if (known.sequence >= note.sequence) return charges;
  return charges.map((candidate) => (candidate === known ? { ...note, expiresAt: note.expiresAt ?? known.expiresAt } : candidate));
}

/** The link through which somebody else is to pay the bill, as long as there is something to pay and the link is open. */
export function payLinkOf(bill: Pick<BillDocument, 'payLink' | 'status'>, now: Date): PayLinkNote | null {
  const { payLink, status } = bill;
  return payLink && payLink.until > now && isPayable(status) ? payLink : null;
}
