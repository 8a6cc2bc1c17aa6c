import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type ChildService, startChildService } from '@tsudoi/shared/service/child-service';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import { builtServices } from './service-build.ts';

const root = join(import.meta.dirname, '..', '..');

export interface StackPorts {
  readonly web: number;
  readonly payments: number;
  readonly internal: number;
  readonly sandbox: number;
}

export interface StackSecrets {
  readonly SERVICE_SECRET: string;
  readonly JWT_SECRET: string;
  readonly PASSWORD_PEPPER: string;
  readonly SECRETS_KEY: string;
}

export interface StackRequest {
  readonly databaseUri: string;
  readonly prefix: string;
  readonly nodeEnv: 'development' | 'test';
  readonly ports: StackPorts;
  readonly secrets: StackSecrets;
  readonly clientDist: string;
  /** Base of links and the origin of our own pages, when it is not the server itself (the development server of vite). */
  readonly publicUrl?: string;
  readonly logLevel?: string;
  readonly bcryptCost?: number;
  /** For whoever moves jobs from outside and waits for them. */
  readonly schedulerLookMs?: number;
  /** Where a test says at which point of its work a service is to end: one file per service, by its name. */
  readonly crashDirectory?: string;
  /** Where they find each other, when something stands between them: a network that can be spoilt. */
  readonly through?: Through;
  readonly onLine?: (service: ServiceName, line: string) => void;
}

interface Through {
  /** The provider, as the payments-service calls it. */
  readonly provider: string;
  /** The payments-service, as the provider calls it. */
  readonly callbacks: string;
  /** The payments-service, as the server calls it. */
  readonly internal: string;
  /** The database, as the server calls it. */
  readonly serverDatabase: string;
}

const services = ['sandbox', 'payments-service', 'server'] as const;
export type ServiceName = (typeof services)[number];

export interface Stack {
  readonly web: string;
  readonly payments: string;
  readonly sandbox: string;
  /** The running process of a service; a crashed one is replaced after a second. */
  child(service: ServiceName): ChildService;
  /** As a crash; the service comes back by itself. */
  kill(service: ServiceName): Promise<void>;
  /** Resolves when the service has come back after a crash. */
  back(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

export function drawSecrets(): StackSecrets {
  const draw = () => randomBytes(32).toString('hex');
  return { SERVICE_SECRET: draw(), JWT_SECRET: draw(), PASSWORD_PEPPER: draw(), SECRETS_KEY: draw() };
}

const sources: Readonly<Record<ServiceName, string>> = {
  sandbox: 'payments-service/src/sandbox/main.ts',
  'payments-service': 'payments-service/src/main.ts',
  server: 'server/src/main.ts',
};

function environments(request: StackRequest): Record<ServiceName, Record<string, string>> {
  const { ports, secrets, through } = request;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const common = {
    NODE_ENV: request.nodeEnv,
    MONGODB_URI: request.databaseUri,
    DATABASE_PREFIX: request.prefix,
    LOG_LEVEL: request.logLevel ?? 'warn',
    SERVICE_SECRET: secrets.SERVICE_SECRET,
    ...(request.schedulerLookMs ? { SCHEDULER_LOOK_MS: String(request.schedulerLookMs) } : {}),
  };
  return {
    sandbox: { ...common, PORT: String(ports.sandbox), PUBLIC_URL: at(ports.sandbox) },
    'payments-service': {
      ...common,
      PORT: String(ports.payments),
      INTERNAL_PORT: String(ports.internal),
      PUBLIC_URL: through?.callbacks ?? at(ports.payments),
      SECRETS_KEY: secrets.SECRETS_KEY,
      SANDBOX_URL: through?.provider ?? at(ports.sandbox),
    },
    server: {
      ...common,
      MONGODB_URI: through?.serverDatabase ?? request.databaseUri,
      PORT: String(ports.web),
      PUBLIC_URL: request.publicUrl ?? at(ports.web),
      PAYMENTS_INTERNAL_URL: through?.internal ?? at(ports.internal),
      CLIENT_DIST: request.clientDist,
      SANDBOX_URL: at(ports.sandbox),
      JWT_SECRET: secrets.JWT_SECRET,
      PASSWORD_PEPPER: secrets.PASSWORD_PEPPER,
      MAIL_DRIVER: 'mailbox',
      // Here one machine is everybody: the seed, the demo commands and the tests ask more than a person does.
      RATE_PER_SESSION: process.env['RATE_PER_SESSION'] ?? '60000',
      RATE_PER_ADDRESS: process.env['RATE_PER_ADDRESS'] ?? '60000',
      MAILS_PER_ADDRESS: process.env['MAILS_PER_ADDRESS'] ?? '6000',
      // Developers try receivers on their own machine.
      WEBHOOK_PRIVATE: '1',
      SIGNUP_REVIEW: process.env['SIGNUP_REVIEW'] === '1' ? '1' : '0',
      ...(request.bcryptCost ? { BCRYPT_COST: String(request.bcryptCost) } : {}),
    },
  };
}

/** The three processes of the product beside a database, each replaced when it falls. */
export async function startStack(request: StackRequest): Promise<Stack> {
  const env = environments(request);
  // Development follows its sources; tests start the same code often.
  const entries = request.nodeEnv === 'test' ? await builtServices() : sources;
  const running = new Map<ServiceName, ChildService>();
  const returning = new Map<ServiceName, Promise<void>>();
  let stopping = false;

  const start = async (service: ServiceName): Promise<void> => {
    const child = await startChildService({
      entry: entries[service],
      cwd: root,
      env: { ...env[service], ...(request.crashDirectory ? { CRASH_POINT_FILE: join(request.crashDirectory, service) } : {}) },
      onLine: (line) => request.onLine?.(service, line),
    });
    if (stopping) {
      await child.stop();
      return;
    }
    running.set(service, child);
    void child.exited.then(() => {
      if (stopping) return;
      request.onLine?.(service, 'ended unexpectedly; starting it again');
      returning.set(service, comeBack(service));
    });
  };
  const comeBack = async (service: ServiceName): Promise<void> => {
    for (let wait = 200; !stopping; wait = Math.min(5000, wait * 2)) {
      await new Promise((wake) => setTimeout(wake, wait));
      try {
        await endDeadTransactions(request.databaseUri);
        await start(service);
        // What the dead one had sent and the engine had not come to yet may have begun another since: whoever lives begins theirs again.
        return await endDeadTransactions(request.databaseUri).catch(() => undefined);
      } catch (error) {
        request.onLine?.(service, error instanceof Error ? error.message : String(error));
      }
    }
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all([...running.values()].map((child) => child.stop()));
  };

  const started = await Promise.allSettled(services.map(start));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    web: env.server['PUBLIC_URL']!,
    payments: env['payments-service']['PUBLIC_URL']!,
    sandbox: env.sandbox['PUBLIC_URL']!,
    child: (service) => running.get(service)!,
    async kill(service) {
      await running.get(service)?.kill();
    },
    async back(service) {
      await returning.get(service);
    },
    stop,
  };
}
