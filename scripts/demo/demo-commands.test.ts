import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-demo-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<{ code: unknown; said: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', '--conditions=tsudoi', join('scripts', `${command}.ts`), ...args],
      { cwd: root, env: { ...process.env, TSUDOI_DATA_DIR: directory, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });
}

it.each([
  ['demo-charge', ['--method', 'barter'], {}, /method/],
  ['demo-charge', ['--count', 'many'], {}, /count/],
  ['demo-charge', ['--speed', '3'], {}, /--speed/],
  ['demo-charge', [], {}, /npm start/],
  ['demo-callbacks', [], {}, /--charge/],
  ['demo-callbacks', ['--charge', 'chg_1'], {}, /chg_…/],
  ['demo-callbacks', ['--charge', `chg_${'0'.repeat(26)}`, '--event', 'lost'], {}, /captured/],
  ['demo-callbacks', ['--charge', `chg_${'0'.repeat(26)}`], {}, /npm start/],
  ['demo-charge', [], { NODE_ENV: 'production' }, /production/],
  ['demo-callbacks', [], { NODE_ENV: 'production' }, /production/],
] as const)(
  '%s %j %j says in one line what is wrong and ends with 2',
  async (command, args, env, words) => {
    const { code, said } = await run(command, [...args], env);
    expect(said.trimEnd().split('\n')).toEqual([expect.stringMatching(words)]);
    expect(code).toBe(2);
  },
  30_000,
);
