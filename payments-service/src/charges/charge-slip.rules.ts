import type { OpenChargeInput } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, daysBetween } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { PayableDocument } from '../payables/payable.repository.ts';
import type { ChargeDocument, DepositAccount } from './charge.repository.ts';
import { isSamePayer } from './charge.rules.ts';

/** A card page of which its provider names no deadline: nobody finishes one after that, and nobody is asked about it any more. */
export const pageLifeMs = 3 * 86_400_000;

/** The same bills with the same sums, in whatever order. */
function sameLines(left: OpenChargeInput['lines'], right: OpenChargeInput['lines']): boolean {
  const keys = (lines: OpenChargeInput['lines']) => lines.map((line) => `${line.payableId} ${line.amount}`).toSorted();
  return keys(left).join() === keys(right).join();
}

/** A slip with another fee than the page has just shown is another slip. */
export function isSameSlip(charge: ChargeDocument, input: OpenChargeInput, amount: Yen, memberFee: Yen, now: Date): boolean {
  if (charge.account) return isSameAccount(charge, charge.account, input, now);
  if (charge.memberFee !== memberFee) return false;
  if (!isSamePayer(charge, input) || charge.method !== input.method || charge.amount !== amount || !sameLines(charge.lines, input.lines))
    return false;
  if (charge.expiresAt && charge.expiresAt <= now) return false;
  // A page gives the numbers of the chain that was chosen before it was opened.
  if (!isSameStore(charge, input)) return false;
  return charge.instructions === null ? isOpenPage(charge, now) : charge.state === 'awaiting';
}

/** A page that no look follows any more is not handed out again: what is paid there might never be heard of. */
function isOpenPage({ state, redirectUrl, expiresAt, createdAt }: ChargeDocument, now: Date): boolean {
  const endsAt = expiresAt?.getTime() ?? createdAt.getTime() + pageLifeMs;
  return state === 'requested' && redirectUrl !== null && endsAt > now.getTime();
}

/** An account stays the one to transfer to, whatever is left to pay by now. */
function isSameAccount(charge: ChargeDocument, account: DepositAccount, input: OpenChargeInput, now: Date): boolean {
  const bills = (lines: readonly { payableId: BillId }[]) => lines.map((line) => line.payableId).toSorted();
  if (input.method !== charge.method || !isSamePayer(charge, input) || charge.instructions === null || !account.open) return false;
  return bills(account.lines).join() === bills(input.lines).join() && (charge.expiresAt === null || charge.expiresAt > now);
}

/** Stored, and its provider has told nothing yet; a bank is not asked. */
export function isUnanswered({ state, method, redirectUrl, instructions, cardId, providerIds }: ChargeDocument): boolean {
  if (cardId && providerIds['paymentId'] !== undefined) return false;
  return state === 'requested' && method !== 'direct_debit' && redirectUrl === null && instructions === null;
}

/** Twice what a provider may take to answer: whoever asked it lives no more. */
const askedInVainMs = 30_000;
/** Providers forget a key after a day (providers.md 1.4): asked again under it, they would open another. */
const keyLifeMs = 23 * 3_600_000;

/** Whether its provider is asked once more under the same number. A saved card is never charged again without a word on the first time. */
export function mayAskAgain({ createdAt, askedAgainAt, cardId }: ChargeDocument, now: Date): boolean {
  if (cardId || now.getTime() - createdAt.getTime() > keyLifeMs) return false;
  return now.getTime() - (askedAgainAt ?? createdAt).getTime() >= askedInVainMs;
}

/** Whether a key that comes again is for what it was for before (security.md 4.5). */
export function isSameRequest(charge: ChargeDocument, input: OpenChargeInput): boolean {
  if (charge.method !== input.method || charge.memberId !== input.memberId || !isSamePayer(charge, input)) return false;
  return sameLines(charge.account?.lines ?? charge.lines, input.lines) && isSameStore(charge, input);
}

/** What every provider knows (KOMOJU: 59, others more). */
const mostDays = 59;

/** For how many days behind today a number is asked for; 0: it ends with today. A provider that knows no such number gives one of a day. */
export function expiryDaysOf(lastDay: JstDate, today: JstDate): number {
  return Math.min(mostDays, Math.max(0, daysBetween(today, lastDay)));
}

/** Where none is named. */
export const usualStore = 'lawson';

/** By what was asked for: until the provider has answered nothing else says it, and under one key it is asked for one thing (G15). */
function isSameStore({ store, instructions }: ChargeDocument, input: OpenChargeInput): boolean {
  const asked = store ?? (instructions?.kind === 'konbini' ? instructions.store : null);
  return asked === null || asked === (input.store ?? usualStore);
}

/** Null: each of the lines may be asked for. */
export function whyNotPayable(
  payables: ReadonlyMap<BillId, PayableDocument>,
  { lines }: OpenChargeInput,
): 'payable_unknown' | 'payable_not_open' | 'amount_mismatch' | null {
  for (const line of lines) {
    const payable = payables.get(line.payableId);
    if (!payable) return 'payable_unknown';
    if (payable.state !== 'open') return 'payable_not_open';
    // A rest of a bill may be asked for, never more than the bill.
    if (line.amount > payable.amount) return 'amount_mismatch';
  }
  return null;
}
