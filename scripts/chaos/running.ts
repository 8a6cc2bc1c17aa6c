import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { type Databases, connectMongo } from '@tsudoi/shared/service/mongo';
import { type TestRandom, testRandom } from '@tsudoi/shared/service/test-random';
import type { DemoCaller } from '../demo/demo-session.ts';
import { dataDirectory } from '../demo/demo-session.ts';
import { startDatabase } from '../database/database.ts';
import { anyPort } from '../stack/ports.ts';
import { type Stack, drawSecrets, startStack } from '../stack/stack.ts';
import { type ProcessEnd, endAt } from './process-end.ts';
import { isQuiet } from './quiet.ts';
import { type ToxicLink, openToxicLink } from './toxic-link.ts';
import { type Bill, type ChargeWish, type OpenCharge, facts, makeWorld, moreBills, until } from './world.ts';

export type LinkName = 'provider' | 'callbacks' | 'internal' | 'serverDatabase';

/** A database for one run. */
export interface Place {
  readonly databases: Databases;
  readonly databaseUri: string;
  readonly prefix: string;
}

/** The whole product with an organisation whose members hold numbers, and whatever stands between its parts. */
export interface Running {
  readonly stack: Stack;
  readonly databases: Databases;
  readonly orgId: OrgId;
  /** The organisation's account at the stand-in provider. */
  readonly accountId: string;
  readonly secret: string;
  /** Past the link, as everything of ours is sent. */
  readonly callbackUrl: string;
  readonly internal: string;
  readonly links: Readonly<Record<LinkName, ToxicLink>>;
  readonly service: Pick<ChargeWish, 'internal' | 'serviceSecret' | 'orgId'>;
  /** Numbers that wait to be paid, and bills for which nobody has asked for one; each is taken once. */
  take(count: number): OpenCharge[];
  takeBare(count: number): Bill[];
  signIn(): Promise<DemoCaller>;
  /** The stand-in provider is told how to behave, or what happens at it. */
  control(path: string, body: unknown): Promise<void>;
  /** Moves business time on. */
  forward(ms: number): Promise<void>;
  /** Business time. */
  now(): Date;
  /** What looks once a minute looks now. */
  wakeJanitors(): Promise<void>;
  /** A process ends at a named point of the work, and another takes its place. @throws Error when it does not get there */
  endAt(end: ProcessEnd, work: () => Promise<void>): Promise<void>;
  /** Until nothing is under way any more. @throws Error when it never ends */
  quiet(patienceMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function withPlace<T>(name: string, mode: 'test' | 'durable-test', work: (place: Place) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), `tsudoi-${name}-`));
  const database = await startDatabase({ mode, directory, dataDirectory: dataDirectory() });
  const prefix = `tsudoi_${name}`;
  const databases = await connectMongo(database.uri, prefix, 5);
  try {
    return await work({ databases, databaseUri: database.uri, prefix });
  } finally {
    await databases.client.close();
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Takes so many, each once. @throws Error when there are not as many */
function taken<T>(rest: T[], count: number): T[] {
  if (rest.length < count) throw new Error(`${count} are wanted and ${rest.length} are left`);
  return rest.splice(0, count);
}

async function openLinks(
  databaseUri: string,
  ports: { readonly payments: number; readonly internal: number; readonly sandbox: number },
  random: TestRandom,
): Promise<Record<LinkName, ToxicLink>> {
  return {
    provider: await openToxicLink(ports.sandbox, random),
    callbacks: await openToxicLink(ports.payments, random),
    internal: await openToxicLink(ports.internal, random),
    serverDatabase: await openToxicLink(Number(new URL(databaseUri.replace(/^mongodb:/, 'http:')).port), random),
  };
}

export interface RunningNeeds {
  /** How many numbers are out. */
  readonly numbers: number;
  /** As many bills of a second year for which nobody has asked yet. */
  readonly bare?: boolean;
  /** Nothing stands between the parts: where it is measured how long things take, a link of ours is a fifth process of the load. */
  readonly straight?: boolean;
  /** Processes are to end at named points: they look for orders at each of them. */
  readonly ends?: boolean;
  readonly seed: number;
}

export async function startRunning({ databases, databaseUri, prefix }: Place, needs: RunningNeeds): Promise<Running> {
  const { numbers, bare = false, ends = false, straight = false, seed } = needs;
  const crashDirectory = ends ? await mkdtemp(join(tmpdir(), 'tsudoi-ends-')) : null;
  const secrets = drawSecrets();
  const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
  const links = await openLinks(databaseUri, ports, testRandom(seed));
  const quietly = { nodeEnv: 'test', clientDist: '', bcryptCost: 4, logLevel: 'silent' } as const;
  const through = {
    provider: links.provider.url,
    callbacks: links.callbacks.url,
    internal: links.internal.url,
    // Straight there, or the driver would find its own way past the link.
    serverDatabase: `mongodb://127.0.0.1:${links.serverDatabase.port}/?directConnection=true`,
  };
  const stack = await startStack({
    databaseUri,
    prefix,
    ...quietly,
    schedulerLookMs: 250,
    ports,
    secrets,
    ...(straight ? {} : { through }),
    ...(crashDirectory ? { crashDirectory } : {}),
  });
  const stop = async () => {
    await stack.stop();
    await Promise.all(Object.values(links).map((link) => link.close()));
    if (crashDirectory) await rm(crashDirectory, { recursive: true, force: true });
  };
  try {
    const internal = `http://127.0.0.1:${ports.internal}`;
    const world = await makeWorld({ stack, databases, serviceSecret: secrets.SERVICE_SECRET, internal, payments: numbers });
    const { orgId, accountId, callbackUrl, secret } = await facts(databases);
    const numbered = [...world.charges];
    const unasked = bare ? await moreBills(databases, world.office, numbered) : [];
    let moved = 0;
    return {
      stack,
      databases,
      orgId,
      accountId,
      secret,
      callbackUrl: `http://127.0.0.1:${ports.payments}${new URL(callbackUrl).pathname}`,
      internal,
      links,
      service: { internal, serviceSecret: secrets.SERVICE_SECRET, orgId },
      take: (count) => taken(numbered, count),
      takeBare: (count) => taken(unasked, count),
      signIn: world.signIn,
      async control(path, body) {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${stack.sandbox}/control${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`the stand-in answered ${answer.status} to ${path}`);
      },
      async forward(ms) {
        moved += ms;
        await moveSharedClock(databases.queue, moved);
      },
      now: () => new Date(Date.now() + moved),
      async wakeJanitors() {
        await databases.queue
          .collection('agenda_jobs')
          .updateMany({ name: { $in: ['charges.inquire-silent', 'refunds.ask'] } }, { $set: { nextRunAt: new Date() } });
      },
      async endAt(end, work) {
        if (!crashDirectory) throw new Error('this product was not started to end at a point');
        await endAt(stack, crashDirectory, end, work);
      },
      async quiet(patienceMs) {
        await until('quiet', async () => ((await isQuiet(databases)) ? true : null), patienceMs);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
