import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const here = JSON.stringify(import.meta.dirname).slice(1, -1);
/** A service that needs a moment to finish what it is doing, and says so. */
const service = `
import { createLog } from '${here}/log.ts';
import { announceListening, closeGracefully } from '${here}/shutdown.ts';
const alive = setInterval(() => undefined, 1000);
const log = createLog('drained', 'warn');
closeGracefully(log, async () => {
  await new Promise((done) => setTimeout(done, 700));
  clearInterval(alive);
  for (const word of ['almost', 'drained']) log.warn(word);
  process.stderr.write('drained\\n');
});
announceListening('drained', { port: 1 });
`;
const supervisor = (entry: string) => `
import { startChildService } from '${here}/child-service.ts';
const child = await startChildService({ entry: ${JSON.stringify(entry)}, env: {}, cwd: ${JSON.stringify(process.cwd())}, onLine: (line) => console.log(line) });
process.on('SIGINT', async () => {
  await child.stop();
  console.log('code ' + (await child.exited));
  process.exit(0);
});
console.log('ready ' + child.process.pid);
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-child-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function startSupervisor() {
  const entry = join(directory, 'service.mts');
  const main = join(directory, 'supervisor.mts');
  await writeFile(entry, service);
  await writeFile(main, supervisor(entry));
  // A group of its own, as a shell gives to what it starts in a terminal.
  const parent = spawn(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', main], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const pid = await new Promise<number>((resolve) => {
    createInterface({ input: parent.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('ready ')) resolve(Number(line.slice(6)));
    });
  });
  return { parent, pid, lines, ended: new Promise<void>((resolve) => parent.once('close', () => resolve())) };
}

test.skipIf(process.platform === 'win32')(
  'Ctrl-C in a terminal reaches the supervisor only: a service drains once and to its end',
  async () => {
    const { parent, lines, ended } = await startSupervisor();
    process.kill(-parent.pid!, 'SIGINT');
    await ended;
    expect(lines.slice(1).toSorted()).toEqual([
      'code 0',
      'drained',
      expect.stringContaining('almost'),
      expect.stringContaining('"drained"'),
    ]);
  },
  30_000,
);

test.skipIf(process.platform === 'win32')(
  'a supervisor that was killed leaves no service behind, not even one with last words that nobody hears',
  async () => {
    const { parent, pid, ended } = await startSupervisor();
    parent.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 10_000 });
  },
  30_000,
);
