import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock, followSharedClock } from '@tsudoi/shared/service/clock';
import { startConsumer } from '@tsudoi/shared/service/consumer';
import { createHealth } from '@tsudoi/shared/service/health';
import { createLog } from '@tsudoi/shared/service/log';
import {
  createQueueClaimIndexes,
  createQueueIndexes,
  createQueueRowIndexes,
  deadMessages,
  messagesDueSince,
} from '@tsudoi/shared/service/message-store';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { connectMongo, probeTransactions, runMigrations } from '@tsudoi/shared/service/mongo';
import { outboxWaitsSince, startRelay } from '@tsudoi/shared/service/outbox';
import { allStopped, closeListener } from '@tsudoi/shared/service/shutdown';
import { createScheduler, createSchedulerIndexes } from '@tsudoi/shared/service/scheduler';

import { accountHandlers } from '../accounts/account.handler.ts';
import { createCallbackAccounts } from '../accounts/account.service.ts';
import { askAboutSetups } from '../cards/card.jobs.ts';
import { askAboutChargebacks } from '../charges/chargeback.jobs.ts';
import { inquireSilentCharges } from '../charges/charge.jobs.ts';
import { voidSlips } from '../charges/other-slips.service.ts';
import { unknownChargesSince } from '../charges/unknown-charge.repository.ts';
import { createConnectors } from '../connectors/registry.ts';
import { runDebits } from '../debits/debit.jobs.ts';
import { resumeResults } from '../debits/debit-result-apply.service.ts';
import { resumeFiles } from '../reconciliation/deposit-file.service.ts';
import { startHintFollower } from '../inbox/hint.jobs.ts';
import { hintAllowance } from '../inbox/hint.policy.ts';
import { startInboxProcessor } from '../inbox/inbox.jobs.ts';
import { countDeadNotices } from '../inbox/ended-notice.repository.ts';
import { noticesDueSince } from '../inbox/inbox.repository.ts';
import { createInbox } from '../inbox/inbox.service.ts';
import { closePayouts } from '../payouts/payout.jobs.ts';
import { payableHandlers } from '../payables/payable.handler.ts';
import { type PaymentsEnv, providerUrl } from '../platform/environment.ts';
import type { Platform } from '../platform/platform.ts';
import { compareSettlements } from '../reconciliation/settlement.jobs.ts';
import { readDueSettlements } from '../reconciliation/settlement-reading.service.ts';
import { refundHandlers } from '../refunds/refund.handler.ts';
import { askAboutRefunds } from '../refunds/refund.jobs.ts';
import { settleRefunds } from '../refunds/refund.service.ts';
import { createInternalListener, createPublicListener } from './listeners.ts';
import { memberHandlers } from './member-handlers.ts';
import { migrations } from './migrations.ts';

export interface PaymentsService {
  readonly port: number;
  readonly internalPort: number;
  readonly platform: Platform;
  close(): Promise<void>;
}

const queueMigrations = [
  {
    id: '2026-11-24-queue-indexes',
    async run(db: Parameters<typeof createQueueIndexes>[0]) {
      await createQueueIndexes(db);
      await createSchedulerIndexes(db);
    },
  },
  { id: '2026-11-26-queue-by-row', run: createQueueRowIndexes },
  { id: '2026-11-27-queue-claims', run: createQueueClaimIndexes },
];

/** Of one organisation and process; the payers of a large association on their last day stay well below it. */
const hintsPerMinute = 600;

/** For what the others have left to be written down. */
const lastWordsMs = 800;

/** Puts the service together and starts it. @throws Error when the database has no transactions or a port is taken */
export async function startPaymentsService(env: PaymentsEnv): Promise<PaymentsService> {
  const log = createLog('payments-service', env.LOG_LEVEL);
  const metrics = createMetrics('payments-service');
  const databases = await connectMongo(env.MONGODB_URI, env.DATABASE_PREFIX);
  const realNow = () => createClock().realNow();
  await probeTransactions(databases.client, databases.payments);
  await runMigrations(databases.payments, migrations, realNow);
  await runMigrations(databases.queue, queueMigrations, realNow);
  const shared =
    env.NODE_ENV === 'production'
      ? { clock: createClock(), stop: () => undefined }
      : await followSharedClock(databases.queue, 'payments-service');

  const relay = startRelay(databases.payments, databases.queue, shared.clock, log);
  const platform: Platform = {
    env,
    clock: shared.clock,
    log,
    metrics,
    databases,
    nudgeInbox: (orgId) => processor.nudge(orgId),
    nudgeHints: (orgId) => follower.nudge(orgId),
    drainQueue: () => consumer.drain(),
    nudgeInquiries: () => void inquire().catch((err: unknown) => log.warn({ err }, 'charges could not be asked about')),
    nudgeSettlements: () =>
      void readDueSettlements(platform, connectors).catch((err: unknown) => log.warn({ err }, 'settlements could not be read yet')),
    nudgeOutbox: () => relay.nudge(),
  };
  const connectors = createConnectors(({ name, liveUrl }) => providerUrl(env, name, liveUrl));
  const inbox = createInbox(platform, connectors);
  const inquire = () => inquireSilentCharges(platform, connectors, inbox);
  const processor = startInboxProcessor(platform, connectors, (scope, { others, refunded }) => {
    void settleRefunds(platform, scope, refunded).catch((err: unknown) => log.warn({ err }, 'refunds could not be settled yet'));
    void voidSlips(platform, connectors, scope, others).catch((err: unknown) =>
      log.warn({ err }, 'other slips of a paid bill could not be voided yet'),
    );
  });
  const follower = startHintFollower(platform, connectors, inbox);
  const handlers = [
    ...payableHandlers(platform, connectors),
    ...refundHandlers(platform, connectors, inbox),
    ...accountHandlers(platform),
    ...memberHandlers(platform, connectors),
  ];
  const consumer = startConsumer(databases.queue, 'payments-service', handlers, shared.clock, log, metrics);
  const scheduler = createScheduler(databases.queue, { service: 'payments-service', lookEveryMs: env.SCHEDULER_LOOK_MS, log, metrics });
  scheduler.define('charges.inquire-silent', async () => {
    await inquire();
  });
  scheduler.define('refunds.ask', async () => {
    await askAboutRefunds(platform, connectors, inbox);
  });
  await scheduler.every('1 minute', 'charges.inquire-silent');
  await scheduler.every('1 minute', 'refunds.ask');
  scheduler.define('cards.ask', () => askAboutSetups(platform, connectors));
  await scheduler.every('1 minute', 'cards.ask');
  scheduler.define('payouts.close', () => closePayouts(platform));
  // Where the clock can be moved, what it brings is not waited for.
  await scheduler.every(env.NODE_ENV === 'production' ? '10 minutes' : '5 seconds', 'payouts.close');
  scheduler.define('settlements.read', () => readDueSettlements(platform, connectors));
  await scheduler.every('10 seconds', 'settlements.read');
  scheduler.define('settlements.find', () => compareSettlements(platform, connectors));
  await scheduler.every('6 hours', 'settlements.find');
  scheduler.define('chargebacks.ask', () => askAboutChargebacks(platform, connectors, inbox));
  await scheduler.every('6 hours', 'chargebacks.ask');
  scheduler.define('deposits.resume', () => resumeFiles(platform));
  await scheduler.every('10 seconds', 'deposits.resume');
  scheduler.define('debits.resume', () => resumeResults(platform, connectors));
  await scheduler.every('10 seconds', 'debits.resume');
  scheduler.define('debits.run', () => runDebits(platform));
  await scheduler.every('1 minute', 'debits.run');
  await scheduler.start();

  metrics.watchStore('inbox', () => noticesDueSince(databases.payments, 'received'));
  metrics.watchStore('hints', () => noticesDueSince(databases.payments, 'hinted'));
  metrics.watchStore('unknown_charges', () => unknownChargesSince(databases.payments));
  metrics.watchStore('outbox', () => outboxWaitsSince(databases.payments));
  metrics.watchStore('messages', () => messagesDueSince(databases.queue, 'payments-service'));
  metrics.watchDead('messages', () => deadMessages(databases.queue, 'payments-service'));
  metrics.watchDead('inbox', () => countDeadNotices(databases.payments));
  // Providers and everybody else reach the public port: no figures there.
  const health = createHealth(databases.payments, null);
  const internalHealth = createHealth(databases.payments, metrics);
  const hints = hintAllowance(hintsPerMinute, () => shared.clock.realNow().getTime());
  const publicServer = createPublicListener({ platform, connectors, inbox, hints, accountOf: createCallbackAccounts(platform) }, health);
  const internalServer = createInternalListener(platform, connectors, inbox, internalHealth);
  const port = await listen(publicServer, env.PORT, env.HOST);
  const internalPort = await listen(internalServer, env.INTERNAL_PORT, env.INTERNAL_HOST);
  return {
    port,
    internalPort,
    platform,
    async close() {
      health.drain();
      internalHealth.drain();
      await allStopped([
        closeListener(publicServer),
        // The server's requests wait for what is queued before them.
        closeListener(internalServer).then(() => consumer.stop()),
        ...[follower, processor, scheduler].map((worker) => worker.stop()),
      ]);
      await allStopped([relay.stop()], lastWordsMs);
      shared.stop();
      await databases.client.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
