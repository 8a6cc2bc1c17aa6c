import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runScript } from '../testing/run-script.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-demo-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

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
    const { code, said } = await runScript(command, args, directory, env);
    expect(said.trimEnd().split('\n')).toEqual([expect.stringMatching(words)]);
    expect(code).toBe(2);
  },
  30_000,
);
