import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { WorkThreads } from './work-threads.ts';

const directory = mkdtempSync(join(tmpdir(), 'tsudoi-threads-'));
afterAll(() => rmSync(directory, { recursive: true }));

const entry = pathToFileURL(join(directory, 'thread.mjs'));
writeFileSync(
  new URL(entry),
  `import { parentPort, threadId } from 'node:worker_threads';
parentPort.on('message', (job) => {
  if (job === 'die') process.exit(3);
  if (job === 'throw') throw new Error('broken');
  if (job === 'fail') parentPort.postMessage({ failure: 'cannot' });
  else parentPort.postMessage({ value: threadId });
});`,
);

describe('threads for work', () => {
  it('are as many as are needed, and no more than allowed', async () => {
    const threads = new WorkThreads<string, number>(entry, 2);
    const first = await threads.run('a');
    expect(await threads.run('b')).toBe(first);
    const used = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((job) => threads.run(job)));
    expect(new Set(used).size).toBe(2);
  });

  it('a job that fails, throws or kills its thread fails alone: those that wait behind it are done', async () => {
    const threads = new WorkThreads<string, number>(entry, 1);
    const ends = await Promise.allSettled(['a', 'fail', 'b', 'throw', 'c', 'die', 'd'].map((job) => threads.run(job)));
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const [a, , b, , c, , d] = ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason));
    expect(b).toBe(a);
    expect(new Set([b, c, d]).size).toBe(3);
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect(reasons[0]).toContain('cannot');
    expect(reasons[1]).toContain('broken');
    expect(reasons[2]).toContain('has ended');
  });
});
