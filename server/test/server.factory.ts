import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { Clock } from '@tsudoi/shared/service/clock';
import { createLog } from '@tsudoi/shared/service/log';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { runMigrations } from '@tsudoi/shared/service/mongo';
import { testDatabase } from '@tsudoi/shared/service/test-database';
import { createHooks } from '../src/app/hooks.ts';
import { migrations } from '../src/app/migrations.ts';
import { createReadLog } from '../src/modules/audit/member-read.service.ts';
import { openDatabase } from '../src/platform/database.ts';
import { readServerEnv } from '../src/platform/environment.ts';
import type { Platform } from '../src/platform/platform.ts';

/** What the stand-in for the payments-service answers, by procedure, or how it finds its answer; a test may change it. */
type PaymentsAnswers = Record<string, unknown>;

export interface TestServer {
  readonly platform: Platform;
  /** Moves business time. */
  setNow(iso: string): void;
  /** Names of the jobs that were woken. */
  readonly woken: { name: string; data: Readonly<Record<string, string>>; at?: Date }[];
  readonly payments: { readonly calls: { procedure: string; input: unknown }[]; answers: PaymentsAnswers };
  close(): Promise<void>;
}

const secret = (name: string) => `${name}-secret-for-tests-only-0123456789`;

/** Everything that a module is given, on a real database of its own, without listeners and background work. */
export async function startTestServer(now = '2026-04-10T03:00:00Z', watched: 'watched' | 'plain' = 'plain'): Promise<TestServer> {
  const database = await testDatabase(watched, 'emptied');
  const connection = await openDatabase(database.uri, database.prefix);
  const { databases } = connection;
  let time = new Date(now);
  await runMigrations(databases.server, migrations, () => new Date());
  const payments: TestServer['payments'] = {
    calls: [],
    answers: {
      'charges.voidForPayables': { voided: true },
      'accounts.list': [],
      'accounts.sandboxProviders': ['gmo-pg', 'komoju'],
      'payables.forgetNames': { forgotten: 0 },
      'cards.forget': { left: 0 },
      'charges.refundable': { way: 'any' },
      'payouts.list': { running: { count: 0, gross: 0, fee: 0, returned: 0, net: 0 }, payouts: [] },
      'payouts.forgetAccounts': { forgotten: 0 },
      'archive.page': { rows: [], next: null },
      // The deposits of an organisation are known to the payments-service alone: here it has none.
      'deposits.get': null,
      'deposits.files': [],
      'deposits.list': { rows: [], next: null, sums: { open: { count: 0, amount: 0 }, held: { count: 0, amount: 0 } } },
      'settlements.list': { rows: [], next: null, providers: [] },
      'settlements.get': null,
      'settlements.lines': null,
      'traces.charges': [],
      'traces.whereabouts': { payouts: [], settlements: [] },
      'inbox.dead': [],
      'inbox.replay': { replayed: false },
    },
  };
  const standIn = await listen(paymentsStandIn(payments));
  const env = readServerEnv({
    NODE_ENV: 'test',
    MONGODB_URI: database.uri,
    DATABASE_PREFIX: database.prefix,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET: secret('service'),
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:4000',
    PAYMENTS_INTERNAL_URL: `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`,
    JWT_SECRET: secret('jwt'),
    PASSWORD_PEPPER: secret('pepper'),
    BCRYPT_COST: '4',
    MAIL_DRIVER: 'mailbox',
    WEBHOOK_PRIVATE: '1',
  });
  const woken: TestServer['woken'] = [];
  const clock: Clock = { now: () => new Date(time), today: () => jstDateOf(time), realNow: () => new Date() };
  const log = createLog('server', 'silent');
  const platform: Platform = {
    env,
    clock,
    log,
    metrics: createMetrics('server'),
    databases,
    hooks: createHooks(() => platform),
    limits: { take: () => Promise.resolve(), takeMail: () => Promise.resolve() },
    reads: createReadLog(databases.server, clock, log),
    live: { events: () => (async function* none() {})(), stop: () => Promise.resolve() },
    stopping: () => false,
    nudgeOutbox: () => undefined,
    drainOutbox: () => Promise.resolve(),
    nudgeMail: () => undefined,
    wakeJob: (name, data, at) => {
      woken.push({ name, data, ...(at ? { at } : {}) });
      return Promise.resolve();
    },
  };
  return {
    platform,
    setNow: (iso) => {
      time = new Date(iso);
    },
    woken,
    payments,
    async close() {
      await platform.reads.stop();
      standIn.closeAllConnections();
      await new Promise((resolve) => standIn.close(resolve));
      await connection.close();
      await database.drop();
    },
  };
}

function paymentsStandIn(payments: TestServer['payments']): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const procedure = (request.url ?? '').replace('/trpc/', '');
      const input: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      payments.calls.push({ procedure, input });
      const known = procedure in payments.answers;
      const answer = payments.answers[procedure];
      response.writeHead(known ? 200 : 503, { 'content-type': 'application/json' });
      void Promise.resolve(typeof answer === 'function' ? answer(input) : answer).then((data) =>
        response.end(JSON.stringify(known ? { result: { data } } : {})),
      );
    });
  });
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** Changes a row as nothing of the product would. */
export const putRow = ({ platform }: TestServer, collection: string, id: string, $set: object) =>
  platform.databases.server.collection(collection).updateOne({ _id: id as never }, { $set });
