import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChargeMethod, OpenChargeInput } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type OrganizationInternal, organizationInternal } from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import { type BillId, type MemberId, type OrgId, newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import type { MessageDefinition } from '@tsudoi/shared/queue/define-message';
import { type ChildService, startChildService } from '@tsudoi/shared/service/child-service';
import { createClock } from '@tsudoi/shared/service/clock';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import type { QueuedMessage } from '@tsudoi/shared/service/message-store';
import { outboxRow } from '@tsudoi/shared/service/outbox';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { testService } from '@tsudoi/shared/service/test-service';
import { vi } from 'vitest';
import type * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');

/** The payments-service and the stand-in provider as real processes, spoken to over real HTTP. */
export interface Rig {
  readonly database: TestDatabase;
  readonly payments: ChildService;
  readonly sandbox: ChildService;
  readonly env: Readonly<Record<string, string>>;
  /** What the payments-service has logged, `warn` and above. */
  readonly logged: readonly string[];
  call<N extends keyof OrganizationInternal>(
    orgId: OrgId,
    name: N,
    input: z.input<OrganizationInternal[N]['input']>,
  ): Promise<z.output<OrganizationInternal[N]['output']>>;
  control(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }>;
  /** An organisation with a connected sandbox account of KOMOJU, or of another provider. */
  organization(provider?: string): Promise<{ orgId: OrgId; accountId: string; callbackUrl: string; secret: string }>;
  payable(orgId: OrgId, amount?: number): Promise<{ payableId: BillId; memberId: MemberId }>;
  /** Bills that stand in the queue, one message each; the last one is returned. */
  queuePayables(orgId: OrgId, count: number): Promise<{ payableId: BillId; memberId: MemberId }>;
  /** The server says something, as `tell(orgId, payableSettled, …)`: the bill was paid whole at its desk. */
  tell<P extends z.ZodType>(orgId: OrgId, definition: MessageDefinition<P>, payload: z.input<P>): Promise<void>;
  messages(orgId: OrgId, name?: string): Promise<QueuedMessage[]>;
  /** Until it is as expected; those who ask providers every minute are called at once. @throws Error when nobody would ask */
  inquired(expected: () => Promise<void>): Promise<void>;
  /** A job has run to its end, begun from now on: it has seen what was written before. @throws Error when it does not */
  ran(job: string): Promise<void>;
  restartPayments(): Promise<void>;
  stop(): Promise<void>;
}

interface KeptJob {
  readonly name: string;
  readonly lastRunAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lockedAt: Date | null;
  nextRunAt: Date;
}

export function openInput(payableId: BillId, memberId: MemberId, method: ChargeMethod, amount = 10_000): z.input<typeof OpenChargeInput> {
  return {
    idempotencyKey: randomUUID(),
    method,
    lines: [{ payableId, amount: yen(amount) }],
    memberId,
    payer: { name: '髙橋 美咲', kana: 'タカハシ ミサキ', email: 'misaki@example.jp', phone: '09012345678' },
    store: method === 'konbini' ? 'lawson' : null,
    description: '2026年度 年会費',
    lastDay: addDays(jstDateOf(new Date()), 7) as JstDate,
    returnUrl: 'http://127.0.0.1:9/return',
    locale: 'ja',
  };
}

function openedMessage(orgId: OrgId, amount: number) {
  const bill = { payableId: newBillId(), memberId: newMemberId() };
  const facts = { memberNumber: '2026-0001', memberKana: 'タカハシ ミサキ', dueOn: addDays(jstDateOf(new Date()), 30) };
  const payload = { payables: [{ ...bill, ...facts, amount: yen(amount) as never }] };
  return { bill, message: queued(outboxRow(payableOpened, orgId, payload, 'test', createClock())) };
}

function queued({ state: _state, ...row }: ReturnType<typeof outboxRow>): QueuedMessage {
  return { ...row, state: 'ready', attempts: 0, nextAt: new Date(), leaseToken: 0 };
}

/** `doorTo`: the payments-service comes to the database by this address instead of its own. */
export async function startRig(doorTo?: (databaseUri: string) => Promise<string>): Promise<Rig> {
  const database = await testDatabase();
  const env: Record<string, string> = {
    NODE_ENV: 'test',
    MONGODB_URI: database.uri,
    DATABASE_PREFIX: database.prefix,
    LOG_LEVEL: 'warn',
    SCHEDULER_LOOK_MS: '250',
    SERVICE_SECRET: randomBytes(24).toString('hex'),
  };
  const sandbox = await startChildService({ entry: testService('sandbox'), cwd: root, env: { ...env, PORT: '0' } });
  const sandboxUrl = `http://127.0.0.1:${sandbox.ports['port']}`;
  const paymentsEnv = {
    ...env,
    ...(doorTo ? { MONGODB_URI: await doorTo(database.uri) } : {}),
    PORT: '0',
    INTERNAL_PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:1',
    SECRETS_KEY: randomBytes(32).toString('hex'),
    SANDBOX_URL: sandboxUrl,
  };
  const logged: string[] = [];
  const startPayments = (changes: Record<string, string> = {}) =>
    startChildService({
      entry: testService('payments-service'),
      cwd: root,
      env: { ...paymentsEnv, ...changes },
      onLine: (line) => logged.push(line),
    });
  let payments = await startPayments();
  const callbackBase = () => `http://127.0.0.1:${payments.ports['port']}`;

  const rig: Rig = {
    database,
    sandbox,
    get payments() {
      return payments;
    },
    env: paymentsEnv,
    logged,
    async call(orgId, name, input) {
      const response = await fetch(`http://127.0.0.1:${payments.ports['internalPort']}/trpc/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${signServiceToken(orgId, env['SERVICE_SECRET']!)}` },
        body: JSON.stringify(input),
      });
      const body = (await response.json()) as { result?: { data: unknown }; error?: { message: string } };
      if (!body.result) throw new Error(`${name}: ${response.status} ${body.error?.message ?? ''}`);
      return organizationInternal[name].output.parse(body.result.data) as never;
    },
    async control(path, body) {
      const response = await fetch(`${sandboxUrl}/control${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async organization(provider = 'komoju') {
      const orgId = newOrgId();
      const account = await rig.call(orgId, 'accounts.connectSandbox', { provider });
      // The service does not know its own drawn port, so the stand-in is told the real address.
      const callbackUrl = `${callbackBase()}${new URL(account.callbackUrl).pathname}`;
      const accounts = database.databases.sandbox.collection<{ _id: string; webhookSecret: string }>('accounts');
      await accounts.updateOne({ _id: account.accountId }, { $set: { callbackUrl } });
      const { webhookSecret } = (await accounts.findOne({ _id: account.accountId }))!;
      return { orgId, accountId: account.accountId, callbackUrl, secret: webhookSecret };
    },
    async queuePayables(orgId, count) {
      const sent = Array.from({ length: count }, () => openedMessage(orgId, 10_000));
      await database.databases.queue.collection<QueuedMessage>('messages').insertMany(sent.map(({ message }) => message));
      return sent.at(-1)!.bill;
    },
    async payable(orgId, amount = 10_000) {
      const { message, bill } = openedMessage(orgId, amount);
      await database.databases.queue.collection<QueuedMessage>('messages').insertOne(message);
      await vi.waitFor(
        async () => {
          if (!(await database.databases.payments.collection<{ _id: string }>('payables').findOne({ _id: bill.payableId })))
            throw new Error('not yet');
        },
        { timeout: 10_000, interval: 20 },
      );
      return bill;
    },
    async tell(orgId, definition, payload) {
      const message = queued(outboxRow(definition, orgId, payload, 'test', createClock()));
      await database.databases.queue.collection<QueuedMessage>('messages').insertOne(message);
    },
    messages: (orgId, name) =>
      database.databases.queue
        .collection<QueuedMessage>('messages')
        .find({ orgId, to: 'server', ...(name ? { name } : {}) })
        .sort({ _id: 1 })
        .toArray(),
    async inquired(expected) {
      const jobs = database.databases.queue.collection('agenda_jobs');
      const everyMinute = { name: { $in: ['charges.inquire-silent', 'refunds.ask'] }, repeatInterval: '1 minute' };
      await vi.waitFor(
        async () => {
          const { matchedCount } = await jobs.updateMany(everyMinute, { $set: { nextRunAt: new Date() } });
          if (matchedCount !== 2) throw new Error(`${matchedCount} of two look every minute`);
          await expected();
        },
        { timeout: 20_000, interval: 400 },
      );
    },
    async ran(name) {
      const jobs = database.databases.queue.collection<KeptJob>('agenda_jobs');
      const from = new Date();
      await vi.waitFor(
        async () => {
          const { lastRunAt, lastFinishedAt } = (await jobs.findOne({ name }))!;
          if (lastRunAt && lastFinishedAt && lastRunAt >= from && lastFinishedAt >= lastRunAt) return;
          // One that is under way writes its own next time over this one at its end: only while it stands still.
          await jobs.updateOne({ name, lockedAt: null, lastRunAt, nextRunAt: { $gt: from } }, { $set: { nextRunAt: from } });
          throw new Error(`${name} has not run yet`);
        },
        { timeout: 30_000, interval: 50 },
      );
    },
    async restartPayments() {
      const port = String(payments.ports['port']);
      const internalPort = String(payments.ports['internalPort']);
      await payments.kill();
      await endDeadTransactions(database.uri);
      payments = await startPayments({ PORT: port, INTERNAL_PORT: internalPort });
    },
    async stop() {
      await payments.stop();
      await sandbox.stop();
      await database.drop();
    },
  };
  return rig;
}
