import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { probeTransactions } from '@tsudoi/shared/service/mongo';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningDatabase, ensureDatabase, startDatabase } from './database.ts';
import { installEngine } from './embedded-engine.ts';
import { startOwned } from './owned-process.ts';

/** Every link of the chain, with the programs themselves: what starts is a real server, what fails fails as on a machine without it. */
const root = join(import.meta.dirname, '..', '..');
const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(root, '.data');
const shared = process.env['TSUDOI_TEST_MONGODB_URI']!;
const windows = process.platform === 'win32';

let directory: string;
let running: RunningDatabase[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-chain-'));
  for (const name of ['MONGODB_URI', 'MONGOMS_SYSTEM_BINARY', 'TSUDOI_DATABASE']) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const database of running) await database.stop();
  running = [];
  await rm(directory, { recursive: true, force: true });
});

async function start(mode: 'test' | 'kept' = 'test', engines = dataDirectory, sweepSeconds?: number): Promise<RunningDatabase> {
  const given = sweepSeconds === undefined ? {} : { sweepSeconds };
  const database = await startDatabase({ mode, directory: join(directory, 'data'), dataDirectory: engines, ...given });
  running.push(database);
  return database;
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const transacts = (uri: string) => withClient(uri, (client) => probeTransactions(client, client.db('tsudoi_probe')));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  const deadline = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < deadline) await new Promise((wake) => setTimeout(wake, 50));
  return !isAlive(pid);
}

/** A program of this name that comes first on the PATH. */
async function onPath(name: string, make: (path: string) => Promise<void>): Promise<void> {
  const bin = join(directory, 'bin');
  await mkdir(bin, { recursive: true });
  await make(join(bin, name));
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH'] ?? ''}`);
}

describe('link 1, MONGODB_URI', () => {
  it('is used as it is, and not stopped with us', async () => {
    vi.stubEnv('MONGODB_URI', shared);
    const database = await start();
    expect(database).toMatchObject({ source: 'uri', uri: shared, pid: null });
    await database.stop();
    await expect(transacts(shared)).resolves.toBeUndefined();
  });

  it('that nothing answers on is an error, not a reason to take another database', async () => {
    vi.stubEnv('MONGODB_URI', 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300');
    await expect(start()).rejects.toThrow(/- uri: /);
    expect(await readdir(directory)).toEqual([]);
  });

  it('of a server without transactions is refused at boot with one clear text', async () => {
    const program = await installEngine(dataDirectory);
    const config = join(directory, 'engine.conf');
    await writeFile(config, '[storage]\n');
    const args = ['--host', '127.0.0.1', '--port', '0', '--storage-path', join(directory, 'files'), '--standalone', '--config', config];
    const standalone = await startOwned(program, args, directory, /listening on ([\d.]+):(\d+)/, 30_000);
    try {
      await expect(transacts(`mongodb://127.0.0.1:${standalone.match[2]!}`)).rejects.toThrow('Tsudoi needs a replica set');
    } finally {
      await standalone.stop();
    }
  });
});

describe.runIf(!windows)('link 2, mongod', () => {
  it('is started as a replica set on its own folder, and gives way when it cannot start', async () => {
    const said = join(directory, 'said.txt');
    await onPath('mongod', async (path) => {
      await writeFile(path, `#!/bin/sh\necho "$@" > ${said}\nexit 14\n`);
      await chmod(path, 0o755);
    });
    const database = await start();
    expect(database.source).toBe('embedded');
    const args = await readFile(said, 'utf8');
    expect(args).toMatch(/--replSet tsudoi/);
    expect(args).toMatch(/--bind_ip 127\.0\.0\.1/);
    expect(args).toContain(join(directory, 'data'));
  });

  it('is taken from MONGOMS_SYSTEM_BINARY too, and when forced its failure is the end', async () => {
    const path = join(directory, 'my-mongod');
    await writeFile(path, '#!/bin/sh\nexit 62\n');
    await chmod(path, 0o755);
    vi.stubEnv('MONGOMS_SYSTEM_BINARY', path);
    vi.stubEnv('TSUDOI_DATABASE', 'mongod');
    await expect(start()).rejects.toThrow('mongod: it ended with code 62');
  });

  it('forced on a machine without one says so', async () => {
    vi.stubEnv('PATH', join(directory, 'nowhere'));
    vi.stubEnv('TSUDOI_DATABASE', 'mongod');
    await expect(start()).rejects.toThrow('there is no mongod on the PATH');
  });
});

describe('link 3, the download', () => {
  it('that fails is named with its reason', async () => {
    vi.stubEnv('TSUDOI_DATABASE', 'download');
    vi.stubEnv('MONGOMS_DOWNLOAD_MIRROR', 'http://127.0.0.1:1');
    vi.stubEnv('MONGOMS_DOWNLOAD_DIR', join(directory, 'downloads'));
    vi.stubEnv('MONGOMS_PREFER_GLOBAL_PATH', 'false');
    await expect(start()).rejects.toThrow(/- download: \S/);
  }, 60_000);

  it.runIf(!windows)('is not tried where its host could not be reached a moment ago', async () => {
    const engine = await installEngine(dataDirectory);
    await onPath('secantusd-rs', (path) => symlink(engine, path));
    const memory = join(directory, 'memory');
    await mkdir(memory);
    await writeFile(join(memory, 'download-reachable.json'), JSON.stringify({ at: Date.now(), reachable: false }));
    // Whoever downloads comes by here.
    let asked = 0;
    const mirror = createServer((_request, response) => {
      asked += 1;
      response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    vi.stubEnv('MONGOMS_DOWNLOAD_MIRROR', `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`);
    vi.stubEnv('MONGOMS_DOWNLOAD_DIR', join(directory, 'downloads'));
    vi.stubEnv('MONGOMS_PREFER_GLOBAL_PATH', 'false');
    try {
      expect((await start('test', memory)).source).toBe('embedded');
    } finally {
      mirror.close();
    }
    expect(asked).toBe(0);
    // An engine on the PATH is taken as it is: nothing was installed.
    expect(await readdir(memory)).toEqual(['download-reachable.json']);
  });
});

it('whichever it is sweeps out a row whose time has passed', async () => {
  const { uri } = await start('test', dataDirectory, 1);
  await withClient(uri, async (client) => {
    const rows = client.db('a').collection('rows');
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 1 });
    await rows.insertMany([{ at: new Date(0) }, { at: new Date(Date.now() + 3_600_000) }]);
    await vi.waitUntil(async () => (await rows.countDocuments()) === 1, { timeout: 20_000, interval: 50 });
  });
});

describe('link 4, the embedded engine', () => {
  beforeEach(() => vi.stubEnv('TSUDOI_DATABASE', 'embedded'));

  it('runs transactions, and says its name and version', async () => {
    const database = await start();
    expect(database).toMatchObject({ source: 'embedded', label: 'SecantusDB 0.6.0b17' });
    await expect(transacts(database.uri)).resolves.toBeUndefined();
  });

  it('keeps its data from one start to the next, durably', async () => {
    const first = await start('kept');
    expect(first.label).toContain('durable');
    await withClient(first.uri, (client) => client.db('a').collection('rows').insertOne({ name: '会' }));
    await first.stop();
    const second = await start('kept');
    expect(await withClient(second.uri, (client) => client.db('a').collection('rows').countDocuments({ name: '会' }))).toBe(1);
  });

  it('is gone after a stop', async () => {
    const database = await start();
    await database.stop();
    expect(await gone(database.pid!)).toBe(true);
  });

  it('refuses data that another engine or version has written', async () => {
    await mkdir(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'data', 'engine.txt'), 'SecantusDB 0.5.0');
    await expect(start()).rejects.toThrow(
      /was written by SecantusDB 0\.5\.0, this is SecantusDB 0\.6\.0b17: make a backup of that folder first/,
    );
    expect(await readFile(join(directory, 'data', 'engine.txt'), 'utf8')).toBe('SecantusDB 0.5.0');
  });

  it.runIf(!windows)('is called what a program on the PATH says of itself, and opens no data of the pinned one', async () => {
    const engine = await installEngine(dataDirectory);
    await onPath('secantusd-rs', async (path) => {
      await writeFile(path, `#!/bin/sh\n[ "$1" = --version ] && { echo 'secantusd-rs 0.5.3-beta.196'; exit; }\nexec ${engine} "$@"\n`);
      await chmod(path, 0o755);
    });
    const database = await start();
    expect(database.label).toBe('SecantusDB 0.5.3-beta.196');
    await database.stop();
    expect(await readFile(join(directory, 'data', 'engine.txt'), 'utf8')).toBe('SecantusDB 0.5.3-beta.196');
    await writeFile(join(directory, 'data', 'engine.txt'), 'SecantusDB 0.6.0b17');
    await expect(start()).rejects.toThrow('was written by SecantusDB 0.6.0b17, this is SecantusDB 0.5.3-beta.196');
  });

  it.runIf(process.platform === 'linux')('dies with a parent that was killed, and loses nothing', async () => {
    const text = `
      import { startDatabase } from './scripts/database/database.ts';
      const database = await startDatabase(${JSON.stringify({ mode: 'kept', directory: join(directory, 'data'), dataDirectory })});
      process.stdout.write(JSON.stringify({ pid: database.pid, uri: database.uri }) + '\\n');
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', '--input-type=module', '-e', text], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    const { pid, uri } = JSON.parse(line) as { pid: number; uri: string };
    await withClient(uri, (client) =>
      client
        .db('a')
        .collection('rows')
        .insertOne({ n: 1 }, { writeConcern: { w: 'majority', journal: true } }),
    );
    parent.kill('SIGKILL');
    expect(await gone(pid)).toBe(true);
    const again = await start('kept');
    expect(await withClient(again.uri, (client) => client.db('a').collection('rows').countDocuments())).toBe(1);
  });

  it.runIf(process.platform === 'linux')(
    'that a killed launcher left behind is ended by the next start, and no other process is',
    async () => {
      const first = await start('kept');
      const second = await start('kept');
      expect(await gone(first.pid!)).toBe(true);
      expect(isAlive(second.pid!)).toBe(true);
      await second.stop();
      // The pid of somebody else: it is not that program on that folder, so it is left alone.
      await writeFile(
        join(directory, 'data', 'process.json'),
        JSON.stringify({ pid: process.pid, program: 'x', directory: join(directory, 'data') }),
      );
      await start('kept');
      expect(isAlive(process.pid)).toBe(true);
    },
  );
});

describe('link 5, nothing', () => {
  it('is one message with what was tried and what helps, and leaves nothing half installed', async () => {
    vi.stubEnv('TSUDOI_DATABASE', 'embedded');
    vi.stubEnv('PATH', join(directory, 'nowhere'));
    const empty = join(directory, 'empty');
    const failed = await ensureDatabase(empty).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect((failed as Error).message).toMatch(/- embedded: /);
    expect((failed as Error).message).toContain('Any of these helps');
    await expect(start('test', empty)).rejects.toThrow('Any of these helps');
    expect(await readdir(join(empty, 'engine'))).toEqual([]);
  });
});
