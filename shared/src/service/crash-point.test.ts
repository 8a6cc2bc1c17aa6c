import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashPointOf } from './crash-point.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsudoi-crash-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('G3: a file of crash points is refused where it is not a test, production above all', () => {
  for (const NODE_ENV of ['production', 'development'])
    expect(() => crashPointOf({ NODE_ENV, CRASH_POINT_FILE: 'orders' })).toThrow('for tests alone');
});

test('G3: nothing happens unless armed, and another point is not this one', () => {
  crashPointOf({ NODE_ENV: 'production' })('inbox.stored');
  const file = join(directory, 'other');
  const point = crashPointOf({ NODE_ENV: 'test', CRASH_POINT_FILE: file });
  point('inbox.stored');
  writeFileSync(file, 'inbox.stored 2');
  point('inbox.claimed');
  expect(readFileSync(file, 'utf8')).toBe('inbox.stored 2');
});

test('G3: the process ends at the n-th hit, and the order is gone', () => {
  const file = join(directory, 'orders');
  writeFileSync(file, 'inbox.stored 3');
  const code = `import { crashPoint } from ${JSON.stringify(join(import.meta.dirname, 'crash-point.ts'))};
    for (let hit = 1; hit <= 5; hit += 1) { process.stdout.write(String(hit)); crashPoint('inbox.stored'); }`;
  const { signal, stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    env: { ...process.env, NODE_ENV: 'test', CRASH_POINT_FILE: file },
    encoding: 'utf8',
  });
  expect({ signal, stdout, left: existsSync(file) }).toEqual({ signal: 'SIGKILL', stdout: '123', left: false });
});
