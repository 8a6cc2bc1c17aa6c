import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startDatabase } from '../../database/database.ts';
import { DemoFile, dataDirectory, demoCaller, signInAsOwner } from '../../demo/demo-session.ts';
import { verifyLedger } from '../../ledger/verify.ts';
import { ensureClientBuild } from '../../stack/client-build.ts';
import { anyPort } from '../../stack/ports.ts';
import { runScript } from '../../testing/run-script.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const soon = { timeout: 20_000, interval: 100 };
/** A service has twelve seconds until it is ended by force, and behind it the database ten more. */
const ended = { timeout: 30_000, interval: 100 };
let data: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tsudoi-start-'));
  const kept = dataDirectory();
  await ensureClientBuild(join(kept, 'client'));
  await cp(join(kept, 'client'), join(data, 'client'), { recursive: true });
  // The engine and what is known of the network are of the machine, not of the data.
  if (existsSync(join(kept, 'engine'))) await symlink(join(kept, 'engine'), join(data, 'engine'));
  if (existsSync(join(kept, 'download-reachable.json')))
    await cp(join(kept, 'download-reachable.json'), join(data, 'download-reachable.json'));
}, 240_000);
afterAll(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  await rm(data, { recursive: true, force: true });
});

interface Started {
  readonly npm: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly said: () => string;
}

/** `npm start` as a person types it: in a process group of its own, as a terminal would make it. */
async function npmStart(port: number, besides: Readonly<Record<string, string>> = {}): Promise<Started> {
  const { PATH = '', HOME = '' } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, PORT: String(port), TSUDOI_DATA_DIR: data, ...besides },
  });
  running.push(npm);
  let said = '';
  const hear = (chunk: Buffer) => (said += chunk.toString());
  npm.stdout.on('data', hear);
  npm.stderr.on('data', hear);
  const exited = new Promise<number | null>((resolve) => npm.once('exit', (code) => resolve(code)));
  return { npm, exited, said: () => said };
}

async function untilItRuns(started: Started): Promise<void> {
  const over = started.exited.then((code) => {
    throw new Error(`npm start ended with ${code}: ${started.said()}`);
  });
  const says = vi.waitFor(() => expect(started.said()).toContain('Tsudoi（集い）が動いています'), { timeout: 300_000, interval: 100 });
  await Promise.race([says, over]);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Tells a new owner of a pid from the old one. */
  readonly startedAt: string;
  readonly command: string;
}

function read(pid: number): Process | null {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    // A zombie has ended; only nobody has asked how.
    if (facts[0] === 'Z') return null;
    return {
      pid,
      parent: Number(facts[1]),
      startedAt: facts[19]!,
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
    };
  } catch {
    return null;
  }
}

/** A process and all that it has started, and what those have. */
function family(pid: number): Process[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [read(Number(name))] : []));
  const found = new Map<number, Process>();
  const add = (one: Process | null) => {
    if (!one || found.has(one.pid)) return;
    found.set(one.pid, one);
    for (const other of all) if (other?.parent === one.pid) add(other);
  };
  add(read(pid));
  return [...found.values()];
}

const alive = (processes: readonly Process[]) => processes.filter(({ pid, startedAt }) => read(pid)?.startedAt === startedAt);
const allGone = (processes: readonly Process[]) => vi.waitFor(() => expect(alive(processes)).toEqual([]), ended);

const demo = () => DemoFile.parse(JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')));
const ready = async () => (await fetch(`${demo().web}/readyz`)).status;
const types = async () => {
  const owner = await signInAsOwner(demo());
  return ((await owner.call('membershipTypes.list', undefined)) as { name: string }[]).map(({ name }) => name);
};

interface DemoCharge {
  readonly chargeId: string;
  readonly paymentNumber: string;
  readonly amount: number;
}

/** What those who try the product from outside do while it runs, one after another as they would. */
async function tryFromOutside(): Promise<void> {
  // It holds log-ins and secrets.
  expect(statSync(join(data, 'demo.json')).mode & 0o777).toBe(0o600);
  const open = async (...args: string[]) => {
    const { code, lines, said } = await runScript('demo-charge', args, data);
    expect(code, said).toBe(0);
    const charges = lines.map((line) => JSON.parse(line) as DemoCharge);
    const promised = ['chargeId', 'paymentNumber', 'provider', 'providerIds', 'amount', 'currency', 'callbackUrl'];
    for (const charge of charges) expect(Object.keys(charge)).toEqual(promised);
    return charges;
  };
  const konbini = await open('--method', 'konbini', '--count', '2');
  expect(konbini).toMatchObject(Array.from({ length: 2 }, () => ({ provider: 'komoju', currency: 'JPY' })));
  const [payeasy] = await open('--method', 'payeasy');
  const [card] = await open('--method', 'card');
  const send = async (charge: DemoCharge, ...args: string[]) => {
    const { code, lines, said } = await runScript('demo-callbacks', ['--charge', charge.chargeId, '--event', 'captured', ...args], data);
    expect(code, said).toBe(0);
    return (JSON.parse(lines.at(-1)!) as { statuses: number[] }).statuses;
  };
  const [paid, short] = konbini as [DemoCharge, DemoCharge];
  const answers = [
    send(paid, '--times', '10'),
    send(short, '--amount', String(short.amount - 1)),
    send(payeasy!, '--forge', '--times', '3'),
    send(card!),
  ];
  expect(await Promise.all(answers)).toEqual([Array.from({ length: 10 }, () => 200), [200], [401, 401, 401], [200]]);

  const runtime = JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8')) as { mongodbUri: string; databasePrefix: string };
  const databases = await connectMongo(runtime.mongodbUri, runtime.databasePrefix, 2);
  try {
    const all = [paid, short, payeasy!, card!].map(({ chargeId }) => chargeId);
    const charges = databases.payments.collection<{ _id: string; state: string }>('charges');
    const received = databases.server.collection<{ chargeId: string; amount: number }>('payments');
    await vi.waitFor(async () => {
      const states = new Map((await charges.find({ _id: { $in: all } }).toArray()).map(({ _id, state }) => [_id, state]));
      expect(all.map((id) => states.get(id))).toEqual(['final', 'awaiting', 'awaiting', 'final']);
      const money = await received.find({ chargeId: { $in: all } }).toArray();
      expect(money.map(({ chargeId }) => chargeId).toSorted()).toEqual([paid.chargeId, card!.chargeId].toSorted());
      // What staff see.
      expect(await databases.server.collection('tasks').countDocuments({ paymentNumber: short.paymentNumber, state: 'open' })).toBe(1);
    }, soon);
  } finally {
    await databases.client.close();
  }
  const ledger = await runScript('verify-ledger', [], data);
  expect(ledger.code, ledger.said).toBe(0);
  const counts = JSON.parse(ledger.lines.at(-1)!) as Record<string, number>;
  const named = ['inbox', 'charges', 'payments', 'allocations', 'discrepancies', 'deadLetters', 'waiting', 'broken'];
  expect(Object.keys(counts)).toEqual(named);
  expect(counts).toMatchObject({ deadLetters: 0, broken: 0 });
}

describe.runIf(process.platform === 'linux')('npm start', () => {
  it(
    'leaves no process and no damage behind: kill -9 while it makes its demo, a second start beside it, kill -9 twice, Ctrl-C',
    {
      timeout: 720_000,
    },
    async () => {
      const port = await anyPort();
      const cut = await npmStart(port);
      const visitor = demoCaller(`http://127.0.0.1:${port}`, null);
      await vi.waitFor(() => visitor.call('organizations.publicProfile', { slug: 'shinonome' }), { timeout: 120_000, interval: 50 });
      expect(existsSync(join(data, 'demo.json'))).toBe(false);
      const cutFamily = family(cut.npm.pid!);
      process.kill(-cut.npm.pid!, 'SIGKILL');
      await allGone(cutFamily);

      // Its demo passes the review as well, where there is one.
      const first = await npmStart(port, { SIGNUP_REVIEW: '1' });
      await untilItRuns(first);
      expect(await ready()).toBe(200);
      const owner = await signInAsOwner(demo());
      await owner.call('membershipTypes.create', { name: '試しの会員一', annualFee: 4000 });
      const firstFamily = family(first.npm.pid!);
      for (const part of ['scripts/start.ts', 'server/src/main.ts', 'payments-service/src/main.ts', 'sandbox/main.ts'])
        expect(
          firstFamily.some(({ command }) => command.includes(part)),
          part,
        ).toBe(true);

      const second = await npmStart(port);
      const secondFamily = family(second.npm.pid!);
      expect(await second.exited).toBe(1);
      expect(second.said()).toContain(`すでに動いています: ${demo().web}`);
      await allGone(secondFamily);
      expect(alive(firstFamily)).toHaveLength(firstFamily.length);
      expect(await ready()).toBe(200);

      process.kill(first.npm.pid!, 'SIGKILL');
      await allGone(firstFamily);

      const third = await npmStart(port);
      await untilItRuns(third);
      expect(await types()).toContain('試しの会員一');
      await (await signInAsOwner(demo())).call('membershipTypes.create', { name: '試しの会員二', annualFee: 9000 });
      const thirdFamily = family(third.npm.pid!);
      process.kill(thirdFamily.find(({ command }) => command.includes('scripts/start.ts') && command.startsWith('node '))!.pid, 'SIGKILL');
      await allGone(thirdFamily);

      const fourth = await npmStart(port);
      await untilItRuns(fourth);
      expect(await types()).toEqual(expect.arrayContaining(['試しの会員一', '試しの会員二']));
      await tryFromOutside();
      const fourthFamily = family(fourth.npm.pid!);
      process.kill(-fourth.npm.pid!, 'SIGINT');
      await allGone(fourthFamily);
      expect(existsSync(join(data, 'start.lock'))).toBe(false);

      const database = await startDatabase({ mode: 'kept', directory: join(data, 'database'), dataDirectory: data });
      const databases = await connectMongo(database.uri, 'tsudoi', 5);
      const broken: unknown[] = [];
      await verifyLedger(databases, (result) => {
        if (result.broken > 0) broken.push(result);
      });
      await databases.client.close();
      await database.stop();
      expect(broken).toEqual([]);
    },
  );
});
