import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type DatabaseSource, type FailedLink, databaseChain, noDatabaseMessage } from './chain.ts';
import { engineName, installEngine } from './embedded-engine.ts';
import { endStaleProcess, startOwned } from './owned-process.ts';

export interface RunningDatabase {
  readonly source: DatabaseSource;
  /** What the start-up line names, e.g. "SecantusDB 0.6.0b17" or "MongoDB 7.0.14". */
  readonly label: string;
  readonly uri: string;
  readonly pid: number | null;
  /** Resolves when the process has ended, whatever ended it; null for a database that is not ours. */
  readonly ended: Promise<void> | null;
  stop(): Promise<void>;
}

export interface DatabaseRequest {
  /** `kept` survives kill -9 and keeps its data; `test` is faster and thrown away; `durable-test` is kept's durability for crash tests. */
  readonly mode: 'kept' | 'test' | 'durable-test';
  /** Where the data lives. */
  readonly directory: string;
  /** Where the engine and remembered answers live, shared by all databases of a checkout. */
  readonly dataDirectory: string;
  /** What ran here before: the same link of the chain, at the same address. */
  readonly again?: { readonly source: DatabaseSource; readonly port: number };
  /**
   * How often rows past their time are swept out. MongoDB's own minute where nobody waits for it: the embedded engine reads every row of every
   * collection that has such an index for it, and lets everybody else wait (docs/decisions/0087).
   */
  readonly sweepSeconds?: number;
}

const usualSweepSeconds = 60;

/**
 * Where it is durable. Past its hundred thousand the engine takes entries out every two seconds, forces that to the disk, and every commit waits
 * behind it for a tenth of a second and more (docs/decisions/0087).
 */
const keptOplogEntries = 1_000_000;

function mongodOnMachine(): string | null {
  const given = process.env['MONGOMS_SYSTEM_BINARY'];
  if (given) return given;
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, process.platform === 'win32' ? 'mongod.exe' : 'mongod');
    if (directory && existsSync(candidate)) return candidate;
  }
  return null;
}

/** Asks for the download host's name once and remembers the answer for a day. */
async function downloadReachable(dataDirectory: string): Promise<boolean> {
  const memory = join(dataDirectory, 'download-reachable.json');
  const remembered = await readFile(memory, 'utf8')
    .then((text) => JSON.parse(text) as { at: number; reachable: boolean })
    .catch(() => null);
  if (remembered && Date.now() - remembered.at < 86_400_000) return remembered.reachable;
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1000).unref());
  const reachable = await Promise.race([
    lookup('fastdl.mongodb.org').then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(memory, JSON.stringify({ at: Date.now(), reachable }));
  return reachable;
}

async function chainOfThisMachine(dataDirectory: string): Promise<DatabaseSource[]> {
  const uri = process.env['MONGODB_URI'] ?? null;
  const mongod = mongodOnMachine();
  const forced = process.env['TSUDOI_DATABASE'] || null;
  const ask = !uri && !mongod && forced === null;
  return databaseChain({ uri, mongod, forced, downloadReachable: ask && (await downloadReachable(dataDirectory)) });
}

/** Makes sure that a later start will find a database; installs the embedded engine when it is the one. */
export async function ensureDatabase(dataDirectory: string): Promise<void> {
  const chain = await chainOfThisMachine(dataDirectory);
  if (chain[0] !== 'embedded') return;
  await installEngine(dataDirectory).catch((error: unknown) => {
    throw new Error(noDatabaseMessage([{ source: 'embedded', reason: reasonOf(error) }]));
  });
}

/** Starts the first database that works. @throws Error naming what was tried, why each failed, and what helps */
export async function startDatabase(request: DatabaseRequest): Promise<RunningDatabase> {
  const failed: FailedLink[] = [];
  const chain = request.again ? [request.again.source] : await chainOfThisMachine(request.dataDirectory);
  for (const source of chain) {
    try {
      return await starters[source](request);
    } catch (error) {
      failed.push({ source, reason: reasonOf(error) });
    }
  }
  throw new Error(noDatabaseMessage(failed));
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}

const starters: Readonly<Record<DatabaseSource, (request: DatabaseRequest) => Promise<RunningDatabase>>> = {
  uri: async () => {
    const uri = process.env['MONGODB_URI']!;
    return { source: 'uri', label: await serverLabel(uri), uri, pid: null, ended: null, stop: async () => undefined };
  },
  mongod: async (request) => {
    const program = mongodOnMachine();
    if (!program) throw new Error('there is no mongod on the PATH');
    return startMongod(program, request, 'mongod');
  },
  download: async (request) => {
    const { MongoBinary } = await import('mongodb-memory-server');
    return startMongod(await MongoBinary.getPath({}), request, 'download');
  },
  embedded: startEmbedded,
};

async function serverLabel(uri: string): Promise<string> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5000 });
  try {
    const info = await client.db('admin').command({ buildInfo: 1 });
    return `MongoDB ${String(info['version'])}`;
  } finally {
    await client.close();
  }
}

/** Data written by one engine is not opened by another: the files would be damaged. */
async function refuseForeignData(directory: string, engine: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const written = await readFile(join(directory, 'engine.txt'), 'utf8').catch(() => null);
  if (written !== null && written !== engine) {
    throw new Error(
      `the data in ${directory} was written by ${written}, this is ${engine}: make a backup of that folder first, then start the engine that wrote it, or move the folder away`,
    );
  }
}

/** Only an engine that has started claims the folder, so that a failed one does not keep the next of the chain out. */
const claimData = (directory: string, engine: string): Promise<void> => writeFile(join(directory, 'engine.txt'), engine);

async function startMongod(program: string, request: DatabaseRequest, source: DatabaseSource): Promise<RunningDatabase> {
  await refuseForeignData(request.directory, 'mongod');
  await endStaleProcess(request.directory);
  const files = join(request.directory, 'mongod-files');
  await mkdir(files, { recursive: true });
  const port = request.again?.port ?? (await freePort());
  const sweep = ['--setParameter', `ttlMonitorSleepSecs=${request.sweepSeconds ?? usualSweepSeconds}`];
  const args = ['--dbpath', files, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'tsudoi', '--quiet', ...sweep];
  const owned = await startOwned(program, args, request.directory, /Waiting for connections|"id":23016/, 30_000);
  const uri = `mongodb://127.0.0.1:${port}/?replicaSet=tsudoi&directConnection=true`;
  try {
    await initiateReplicaSet(port);
    await claimData(request.directory, 'mongod');
    return { source, label: await serverLabel(uri), uri, pid: owned.pid, ended: owned.ended, stop: () => owned.stop() };
  } catch (error) {
    // Nothing stays half started.
    await owned.stop();
    throw error;
  }
}

interface ReplicaSet {
  readonly version: number;
  readonly members: readonly { readonly _id: number; readonly host: string }[];
}

/** Kept data remember the port of their first start; a node that does not find itself in its set never becomes primary. */
async function moveReplicaSet(admin: Db, config: ReplicaSet, port: number): Promise<void> {
  const host = `127.0.0.1:${port}`;
  if (config.members[0]?.host === host) return;
  const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}

async function initiateReplicaSet(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  try {
    const admin = client.db('admin');
    await admin
      .command({ replSetInitiate: { _id: 'tsudoi', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } })
      .catch((error: unknown) => {
        if ((error as { code?: number }).code !== 23) throw error;
        return admin.command({ replSetGetConfig: 1 }).then(({ config }) => moveReplicaSet(admin, config as ReplicaSet, port));
      });
    const deadline = Date.now() + 20_000;
    while (!(await admin.command({ hello: 1 }))['isWritablePrimary']) {
      if (Date.now() > deadline) throw new Error('the replica set found no primary');
      await new Promise((wake) => setTimeout(wake, 100));
    }
  } finally {
    await client.close();
  }
}

async function startEmbedded(request: DatabaseRequest): Promise<RunningDatabase> {
  const program = await installEngine(request.dataDirectory);
  const name = await engineName(program);
  await refuseForeignData(request.directory, name);
  await endStaleProcess(request.directory);
  const files = join(request.directory, 'files');
  await mkdir(files, { recursive: true });
  const config = join(request.directory, 'engine.conf');
  await writeFile(config, `[storage]\nttl_sweep_seconds = ${request.sweepSeconds ?? usualSweepSeconds}\n`);
  const durable =
    request.mode === 'test'
      ? ['--cache-size', '256M']
      : [
          '--sync-on-commit',
          '--cache-size',
          '512M',
          '--noop-heartbeat-seconds',
          '10',
          '--oplog-retention-seconds',
          '86400',
          '--oplog-max-entries',
          String(keptOplogEntries),
        ];
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(request.again?.port ?? 0),
    '--storage-path',
    files,
    ...durable,
    '--log-file-max',
    '128MB',
    '--config',
    config,
    '--log-level',
    'WARNING',
  ];
  const owned = await startOwned(program, args, request.directory, /listening on ([\d.]+):(\d+)/, 30_000);
  await claimData(request.directory, name);
  const uri = `mongodb://127.0.0.1:${owned.match[2]!}`;
  const mode = request.mode === 'test' ? '' : ' (durable)';
  return {
    source: 'embedded',
    label: `${name}${mode}`,
    uri,
    pid: owned.pid,
    ended: owned.ended,
    stop: () => owned.stop(),
  };
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
