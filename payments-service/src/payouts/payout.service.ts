import type { PayoutLine, PayoutSums, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { findPayout, linesOfPayout, listPayouts, waitingSums } from './payout.repository.ts';
import { toPayoutLine, toPayoutView } from './payout.view.ts';

/** Ten years of months. */
const months = 120;

/** The organisation's payouts, the newest first, and what has come in since. */
export async function payoutsOfOrganization(platform: Platform, scope: OrgScope): Promise<{ running: PayoutSums; payouts: PayoutView[] }> {
  const db = platform.databases.payments;
  const [sums, payouts] = await Promise.all([waitingSums(db, scope), listPayouts(db, scope, months)]);
  const { count, gross, fee, returned } = sums;
  const net = subtractYen(subtractYen(gross, fee), returned);
  return { running: { count, gross, fee, returned, net }, payouts: payouts.map(toPayoutView) };
}

/** A payout with a page of its lines, or null where it is none of the organisation's. */
export async function payoutStatement(
  platform: Platform,
  scope: OrgScope,
  { payoutId, after, size }: { readonly payoutId: PayoutId; readonly after?: string | null | undefined; readonly size: number },
): Promise<{ payout: PayoutView; lines: PayoutLine[]; next: string | null } | null> {
  const db = platform.databases.payments;
  const payout = await findPayout(db, scope, payoutId);
  if (!payout) return null;
  const lines = await linesOfPayout(db, scope, payout, after ?? null, size + 1);
  const page = lines.slice(0, size);
  const last = page.at(-1);
  const next = lines.length > size && last ? `${last.bookedOn}/${last._id}` : null;
  return { payout: toPayoutView(payout), lines: page.map(toPayoutLine), next };
}
