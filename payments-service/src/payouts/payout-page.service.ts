import type { DeskPageInput, PayoutState, PayoutView } from '@tsudoi/shared/contracts/payments/payout.contract';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { payoutsOfAll } from './payout.repository.ts';
import { toPayoutView } from './payout.view.ts';

const pageSize = 50;

type Input = z.output<typeof DeskPageInput>;

const views: Readonly<Record<Input['view'], { readonly states: readonly PayoutState[]; readonly order: 1 | -1 }>> = {
  // What has waited longest stands on top: nothing that is new hides what came back months ago.
  waiting: { states: ['closed', 'approved', 'exported', 'returned'], order: 1 },
  over: { states: ['paid', 'carried_forward'], order: -1 },
};

/** A page of the payouts of all organisations: every one of them can be reached, however many there are. */
export async function deskPage(
  platform: Platform,
  operator: SystemScope,
  { view, cursor }: Input,
): Promise<{ payouts: PayoutView[]; next: PayoutId | null }> {
  const { states, order } = views[view];
  const found = await payoutsOfAll(platform.databases.payments, operator, states, { after: cursor ?? null, order, limit: pageSize + 1 });
  const page = found.slice(0, pageSize);
  return { payouts: page.map(toPayoutView), next: found.length > pageSize ? page.at(-1)!._id : null };
}
