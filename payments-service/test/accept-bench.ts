import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type OrgId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { type Clock, createClock } from '@tsudoi/shared/service/clock';
import { type CommandCounter, countCommands, watchedUri } from '@tsudoi/shared/service/command-counter';
import { createHealth } from '@tsudoi/shared/service/health';
import { createLog } from '@tsudoi/shared/service/log';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { connectMongo, runMigrations } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { insertAccount } from '../src/accounts/account.repository.ts';
import { createCallbackAccounts } from '../src/accounts/account.service.ts';
import { createPublicListener } from '../src/app/listeners.ts';
import { migrations } from '../src/app/migrations.ts';
import { createConnectors } from '../src/connectors/registry.ts';
import { createInbox } from '../src/inbox/inbox.service.ts';
import { readPaymentsEnv } from '../src/platform/environment.ts';
import type { Platform } from '../src/platform/platform.ts';
import { sealSecret } from '../src/platform/secret-box.ts';

export interface AcceptStand {
  /** Where callbacks of the one account go. */
  readonly url: string;
  readonly secret: string;
  readonly orgId: OrgId;
  readonly platform: Platform;
  /** Null where nobody counts. */
  readonly counter: CommandCounter | null;
  close(): Promise<void>;
}

/** The door that providers knock at, put together as the service does, with nobody behind it who reads the inbox. */
export async function openAcceptStand(uri: string, prefix: string, watched: boolean, clock: Clock = createClock()): Promise<AcceptStand> {
  const address = watched ? watchedUri(uri) : uri;
  const databases = await connectMongo(address, prefix);
  const counter = watched ? countCommands(databases.client) : null;
  await runMigrations(databases.payments, migrations, () => createClock().realNow());
  const env = readPaymentsEnv({
    NODE_ENV: 'test',
    MONGODB_URI: address,
    DATABASE_PREFIX: prefix,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET: randomBytes(24).toString('hex'),
    PORT: '0',
    INTERNAL_PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:1',
    SECRETS_KEY: randomBytes(32).toString('hex'),
  });
  const metrics = createMetrics('payments-service');
  const platform: Platform = {
    env,
    clock,
    log: createLog('payments-service', 'silent'),
    metrics,
    databases,
    nudgeInbox: () => undefined,
    nudgeHints: () => undefined,
    nudgeSettlements: () => undefined,
    nudgeOutbox: () => undefined,
    drainQueue: () => Promise.resolve(),
    nudgeInquiries: () => undefined,
  };
  const orgId = newOrgId();
  const accountId = newProviderAccountId();
  const secret = `whs_${randomBytes(24).toString('hex')}`;
  await insertAccount(databases.payments, mintOrgScope(orgId), {
    _id: accountId,
    orgId,
    provider: 'komoju',
    mode: 'test',
    methods: ['konbini'],
    sealedApiKey: sealSecret('sk_test', env.SECRETS_KEY),
    sealedWebhookSecrets: [sealSecret(secret, env.SECRETS_KEY)],
    connectedAt: platform.clock.now(),
  });
  const connectors = createConnectors(({ liveUrl }) => liveUrl);
  const dependencies = {
    platform,
    connectors,
    inbox: createInbox(platform, connectors),
    hints: { take: () => true },
    accountOf: createCallbackAccounts(platform),
  };
  const listener = createPublicListener(dependencies, createHealth(databases.payments, metrics));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callbacks/komoju/${accountId}`,
    secret,
    orgId,
    platform,
    counter,
    async close() {
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
      await databases.client.close();
    },
  };
}

let stand: AcceptStand;

/** Our side of the accepting half of `npm run bench callback`, when it is forked for that. */
if (process.send)
  serveBench({
    async open({ uri, prefix, watched }: { uri: string; prefix: string; watched: boolean }) {
      stand = await openAcceptStand(uri, prefix, watched);
      return { url: stand.url, secret: stand.secret };
    },
    async count() {
      return {
        rows: await stand.platform.databases.payments.collection('inbox').countDocuments({}),
        commands: stand.counter?.commands.length ?? 0,
      };
    },
    /** What the door has spent since the last look, on its own processor time. */
    async look() {
      return process.cpuUsage();
    },
  });
