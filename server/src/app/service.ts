import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock, followSharedClock } from '@tsudoi/shared/service/clock';
import { startConsumer } from '@tsudoi/shared/service/consumer';
import { type Health, createHealth } from '@tsudoi/shared/service/health';
import { createLog } from '@tsudoi/shared/service/log';
import {
  createQueueClaimIndexes,
  createQueueIndexes,
  createQueueRowIndexes,
  deadMessages,
  messagesDueSince,
} from '@tsudoi/shared/service/message-store';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { probeTransactions, runMigrations } from '@tsudoi/shared/service/mongo';
import { outboxWaitsSince, startRelay } from '@tsudoi/shared/service/outbox';
import { allStopped, closeListener } from '@tsudoi/shared/service/shutdown';
import { createScheduler, createSchedulerIndexes } from '@tsudoi/shared/service/scheduler';
import { defineJobs as defineApplicationJobs } from '../modules/applications/applications.jobs.ts';
import { startAuditSealer } from '../modules/audit/audit-sealer.service.ts';
import { createReadLog } from '../modules/audit/member-read.service.ts';
import { startMailSender } from '../modules/mail/mail.jobs.ts';
import { mailsDueSince } from '../modules/mail/mail.repository.ts';
import { handlers as billingHandlers } from '../modules/billing/billing.jobs.ts';
import { defineJobs as defineBillingJobs, startRunSweep } from '../modules/billing/billing-run.jobs.ts';
import { defineJobs as defineDocumentJobs } from '../modules/documents/documents.jobs.ts';
import { defineJobs as defineDunningJobs } from '../modules/dunning/dunning.jobs.ts';
import { defineImportJobs, startImportSweep } from '../modules/members/import.jobs.ts';
import { defineJobs as defineMemberJobs } from '../modules/members/member.jobs.ts';
import { defineJobs as defineOperationJobs } from '../modules/operations/operations.jobs.ts';
import { defineJobs as definePaymentJobs, handlers as paymentHandlers } from '../modules/payments/payments.jobs.ts';
import { defineJobs as defineRecurringJobs, handlers as recurringHandlers } from '../modules/recurring/recurring.jobs.ts';
import { defineJobs as defineRenewalJobs } from '../modules/renewals/renewals.jobs.ts';
import { defineJobs as defineReportJobs } from '../modules/reports/reports.jobs.ts';
import { defineJobs as defineWebhookJobs } from '../modules/webhooks/webhooks.jobs.ts';
import { startWebhookSender } from '../modules/webhooks/webhook-sender.service.ts';
import { longestRequestMs } from '../platform/body-times.ts';
import { openDatabase } from '../platform/database.ts';
import type { ServerEnv } from '../platform/environment.ts';
import { startLiveFeed } from '../platform/live.ts';
import type { Platform } from '../platform/platform.ts';
import { createRateLimits } from '../platform/rate-limits.ts';
import { createHooks } from './hooks.ts';
import { createHttp } from './http.ts';
import { migrations } from './migrations.ts';

export interface ServerService {
  readonly port: number;
  /** Where /metrics is read, when it has a port of its own. */
  readonly metricsPort: number | null;
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

/** For what the others have left to be written down. */
const lastWordsMs = 800;

/** Puts the server together and starts it. @throws Error when the database has no transactions or the port is taken */
export async function startServer(env: ServerEnv): Promise<ServerService> {
  const log = createLog('server', env.LOG_LEVEL);
  const metrics = createMetrics('server');
  const database = await openDatabase(env.MONGODB_URI, env.DATABASE_PREFIX);
  const { databases } = database;
  const realNow = () => createClock().realNow();
  await probeTransactions(databases.client, databases.server);
  await runMigrations(databases.queue, queueMigrations, realNow);
  await runMigrations(databases.server, migrations, realNow);
  const shared =
    env.NODE_ENV === 'production' ? { clock: createClock(), stop: () => undefined } : await followSharedClock(databases.queue, 'server');

  const relay = startRelay(databases.server, databases.queue, shared.clock, log);
  const scheduler = createScheduler(databases.queue, { service: 'server', lookEveryMs: env.SCHEDULER_LOOK_MS, log, metrics });
  const live = startLiveFeed(databases.server, log);
  const limits = createRateLimits(env);
  const reads = createReadLog(databases.server, shared.clock, log);
  let isEnding = false;
  const base = {
    stopping: () => isEnding,
    limits,
    reads,
    env,
    clock: shared.clock,
    log,
    metrics,
    databases,
    live,
    nudgeOutbox: () => relay.nudge(),
    drainOutbox: () => relay.drain(),
    wakeJob: scheduler.wake,
  };
  const platform: Platform = { ...base, hooks: createHooks(() => platform), nudgeMail: () => mailSender.nudge() };
  const mailSender = startMailSender(platform);
  defineBillingJobs(platform, scheduler);
  const runSweep = startRunSweep(platform);
  const auditSealer = startAuditSealer(databases.server, log, shared.clock.realNow);
  await defineMemberJobs(platform, scheduler);
  await defineApplicationJobs(platform, scheduler);
  await definePaymentJobs(platform, scheduler);
  await defineRecurringJobs(platform, scheduler);
  const paperLane = defineDocumentJobs(platform, scheduler);
  await defineDunningJobs(platform, scheduler);
  await defineWebhookJobs(platform, scheduler);
  await defineRenewalJobs(platform, scheduler);
  const reportLanes = await defineReportJobs(platform, scheduler);
  await defineOperationJobs(platform, scheduler);
  defineImportJobs(platform, scheduler);
  const importSweep = startImportSweep(platform);
  const webhookSender = startWebhookSender(platform);
  const handlers = [...billingHandlers(platform), ...paymentHandlers(platform), ...recurringHandlers(platform)];
  const consumer = startConsumer(databases.queue, 'server', handlers, shared.clock, log, metrics);
  await scheduler.start();

  metrics.watchStore('mails', () => mailsDueSince(databases.server));
  metrics.watchStore('outbox', () => outboxWaitsSince(databases.server));
  metrics.watchStore('messages', () => messagesDueSince(databases.queue, 'server'));
  metrics.watchDead('messages', () => deadMessages(databases.queue, 'server'));
  const health = createHealth(databases.server, env.NODE_ENV === 'production' ? null : metrics);
  const metricsServer = env.METRICS_PORT === undefined ? null : metricsListener(createHealth(databases.server, metrics));
  const metricsPort = metricsServer && (await listen(metricsServer, env.METRICS_PORT!, env.HOST));
  const server = createServer(
    { requestTimeout: longestRequestMs, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    createHttp(platform, health),
  );
  server.maxHeadersCount = 100;
  const port = await listen(server, env.PORT, env.HOST);
  return {
    port,
    metricsPort,
    platform,
    async close() {
      isEnding = true;
      health.drain();
      // Open pages would keep their streams for ever; they come back elsewhere.
      await live.stop();
      // Side by side: each may take nearly all of the ten seconds that there are (security.md G22).
      await allStopped([
        // Requests still wake jobs.
        closeListener(server).then(() => scheduler.stop()),
        ...(metricsServer ? [closeListener(metricsServer)] : []),
        ...[consumer, runSweep, importSweep, paperLane, ...reportLanes, webhookSender, mailSender].map((worker) => worker.stop()),
      ]);
      await allStopped([relay.stop(), auditSealer.stop(), reads.stop()], lastWordsMs);
      shared.stop();
      await database.close();
    },
  };
}

/** Health and figures for the house, on a port that no proxy passes on. */
function metricsListener(health: Health): Server {
  return createServer((request, response) => {
    void health.handle(request, response).then((handled) => {
      if (!handled) response.writeHead(404, { 'content-length': 0 }).end();
    });
  });
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
