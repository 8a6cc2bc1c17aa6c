import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { SavedCardDocument } from './saved-card.repository.ts';

const minute = 60_000;
/** While the payer is at the provider's page: soon at first, then now and then. */
const waits: readonly number[] = [2 * minute, 5 * minute, 15 * minute, 60 * minute, 3 * 60 * minute];
const lastWait = 6 * 60 * minute;
/** Nobody finishes a page after that. */
const setupLifeMs = 24 * 60 * minute;

/** When the provider is asked next what became of a setup, after `asks` looks; null: it is over. Business time. */
export function nextSetupAskAt(createdAt: Date, asks: number, now: Date): Date | null {
  const end = createdAt.getTime() + setupLifeMs;
  if (now.getTime() >= end) return null;
  return new Date(Math.min(now.getTime() + (waits[asks] ?? lastWait), end));
}

/** Whether its last month has gone by; one without a month never is. */
export const isExpired = ({ expires }: Pick<SavedCardDocument, 'expires'>, today: JstDate): boolean =>
  expires !== null && expires < today.slice(0, 7);

/**
 * A saved card can be charged for its own member, by card, while it is active and in its months. What has expired is not
 * tried: a provider may take it as a fault of ours (domain.md 6, 94).
 */
export function isChargeable(
  card: Pick<SavedCardDocument, 'state' | 'memberId' | 'expires'>,
  { method, memberId }: { readonly method: ChargeMethod; readonly memberId: MemberId },
  today: JstDate,
): boolean {
  if (method !== 'card' || card.state !== 'active' || card.memberId !== memberId) return false;
  return !isExpired(card, today);
}
