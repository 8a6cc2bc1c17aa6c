import {
  chargeChanged,
  debitDue,
  discrepancyRaised,
  moneyReversed,
  moneySettled,
  payoutStuck,
} from '@tsudoi/shared/queue/payments.messages';
import { refundMoved } from '@tsudoi/shared/queue/refund.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { checkBalances } from './balance-check.service.ts';
import { postRefundMoves } from './refund-posting.service.ts';
import { answerDebit } from './debit.service.ts';
import { tellPayoutStuck } from './payout-stuck.service.ts';
import { postChanged, postDiscrepancies, postReversed, postSettled } from './posting.service.ts';

/** Once a day: what is kept of money against its entries. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('payments.balances', async () => {
    await checkBalances(platform);
  });
  await scheduler.every('1 day', 'payments.balances');
}

/** What the payments-service tells the server. */
export function handlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(moneySettled, (scope, deliveries) => postSettled(platform, scope, deliveries)),
    onMessage(moneyReversed, (scope, deliveries) => postReversed(platform, scope, deliveries)),
    onMessage(chargeChanged, (scope, deliveries) => postChanged(platform, scope, deliveries)),
    onMessage(refundMoved, (scope, deliveries) => postRefundMoves(platform, scope, deliveries)),
    onMessage(debitDue, async (scope, deliveries) => {
      for (const { payload } of deliveries) await answerDebit(platform, scope, payload);
    }),
    onMessage(payoutStuck, async (scope, deliveries) => {
      for (const { payload } of deliveries) await tellPayoutStuck(platform, scope, payload);
    }),
    onMessage(discrepancyRaised, (scope, deliveries) => postDiscrepancies(platform, scope, deliveries)),
  ];
}
