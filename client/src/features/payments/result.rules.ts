import { type MyBill, isOpen } from '../../lib/my-bill.ts';

export type Outcome = 'paid' | 'checking' | 'authorized' | 'provisional' | 'failed' | 'open' | 'part' | 'not_required' | 'cancelled';

/**
 * What the result page may say. Only the bill's own state makes it paid: coming back from a provider's page proves
 * nothing (domain.md 3.8), so an opened card charge reads as "checking" until its callback has been booked.
 */
export function outcomeOf(bill: MyBill, charge: { readonly state: string; readonly method: string } | null): Outcome {
  if (bill.status === 'cancelled') return 'cancelled';
  if (bill.status === 'not_required') return 'not_required';
  if (!isOpen(bill)) return bill.provisional ? 'provisional' : 'paid';
  const pending = bill.pendingCharge;
  if (pending !== null) {
    if (pending.state === 'authorized') return 'authorized';
    if (pending.state === 'provisional') return 'provisional';
    return pending.state === 'unknown' || pending.method === 'card' ? 'checking' : 'open';
  }
  switch (charge?.state) {
    case 'failed':
    case 'expired':
    case 'voided':
      return 'failed';
    case 'final':
      // A part that came by transfer is booked already: the rest is waited for.
      if (charge.method === 'virtual_account' && bill.status === 'partly_paid') return 'part';
      // Booked by the payments side, on its way to the bill.
      return 'checking';
    case 'created':
    case 'requested':
    case 'unknown':
      return 'checking';
    case 'awaiting':
      return charge.method === 'card' ? 'checking' : 'open';
    default:
      return bill.status === 'partly_paid' ? 'part' : 'open';
  }
}

/**
 * The payer may have left the card page with nothing done: then there must be a way on. It is safe, because the provider
 * closes the page before another charge is opened, and refuses to where the card has gone through.
 */
export function isCardPageLeft(
  charge: { readonly state: string; readonly method: string; readonly redirectUrl?: string | null } | null | undefined,
): boolean {
  // Some providers give a number for the counter only on a page of theirs.
  if (charge?.method !== 'card') return charge?.state === 'requested' && charge.redirectUrl != null;
  return charge.state === 'created' || charge.state === 'requested' || charge.state === 'awaiting';
}

/** The organisation's name as it fits on the stamp: without the legal form, at most six letters. */
export function stampName(name: string): string {
  const short = name.replace(/^(?:(?:一般|公益)?(?:社団|財団)法人|特定非営利活動法人|NPO法人|学校法人|株式会社)\s*/u, '');
  const letters = [...short];
  return letters.length <= 6 ? short : letters.slice(0, 6).join('');
}

interface Numbered {
  readonly paymentNumber: string;
}

/** What was paid on top of the bills, and all of it together, by the charge that brought the payment (TEN-06). Null without a fee. */
export function paidWithFee(
  payment: Numbered | null,
  charge: (Numbered & { readonly amount: number; readonly memberFee: number }) | null | undefined,
): { readonly fee: number; readonly sum: number } | null {
  if (payment === null || charge == null || charge.paymentNumber !== payment.paymentNumber || charge.memberFee === 0) return null;
  return { fee: charge.memberFee, sum: charge.amount + charge.memberFee };
}
