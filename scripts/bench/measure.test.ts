import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Report } from './measure.ts';

const place = { database: 'MongoDB 7', mode: 'durable' };
const found = { ours: 123.456, baseline: 100, ratio: 1.23456, interval: { low: 1.1, high: 1.3 }, conclusive: true };
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsudoi-bench-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function written(report: Report): Promise<Record<string, unknown>[]> {
  const path = await report.write(directory, 'example');
  expect(path).toBe(join(directory, 'bench', 'example.jsonl'));
  const text = await readFile(path, 'utf8');
  expect(text.endsWith('}\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the lines of a bench', () => {
  it('each have the nine keys and no other, whatever is measured, and replace those of the run before', async () => {
    const report = new Report(() => undefined);
    report.compared(place, 'accept', 'per second', found, 0.9);
    report.atMost(place, 'accept p99', 'ms', 12.3456, 500, 'a note for the table');
    report.atLeast(place, 'accepted', 'per second', 250, 200);
    report.guarantee(place, 'none lost', 0, 'accept');
    const lines = await written(report);
    const keys = ['name', 'ours', 'baseline', 'unit', 'ratio', 'floor', 'ok', 'database', 'mode'].toSorted();
    for (const line of lines) expect(Object.keys(line).toSorted()).toEqual(keys);
    expect(lines[0]).toEqual({
      ...place,
      name: 'accept',
      unit: 'per second',
      ours: 123.5,
      baseline: 100,
      ratio: 1.235,
      floor: 0.9,
      ok: true,
    });
    expect(lines[1]).toMatchObject({ ours: 12.35, baseline: null, ratio: null, floor: 500, ok: true });
    expect(report.ok).toBe(true);
    const next = new Report(() => undefined);
    next.atMost(place, 'other', 'ms', 1, null);
    expect((await written(next)).map(({ name }) => name)).toEqual(['other']);
  });

  it.each([
    ['a ratio below its floor', (report: Report) => report.compared(place, 'a', 'ms', { ...found, ratio: 0.89 }, 0.9)],
    ['a baseline that differs from itself', (report: Report) => report.compared(place, 'a', 'ms', { ...found, conclusive: false }, 0.9)],
    ['more than the most', (report: Report) => report.atMost(place, 'a', 'ms', 501, 500)],
    ['less than the least', (report: Report) => report.atLeast(place, 'a', 'ms', 199, 200)],
    ['a guarantee that is broken', (report: Report) => report.guarantee(place, 'a', 1, 'b')],
    ['nothing measured', () => undefined],
  ])('are not ok with %s', (_, measure) => {
    const report = new Report(() => undefined);
    measure(report);
    expect(report.ok).toBe(false);
  });

  it('a broken guarantee voids the figures it belongs to, of the same mode alone', async () => {
    const report = new Report(() => undefined);
    for (const mode of ['durable', 'fast']) report.atLeast({ ...place, mode }, 'accept: per second', 'per second', 250, 200);
    report.guarantee(place, 'none lost', 2, 'accept');
    const lines = await written(report);
    expect(lines.map(({ name, mode, ok }) => [name, mode, ok])).toEqual([
      ['accept: per second', 'durable', false],
      ['accept: per second', 'fast', true],
      ['none lost', 'durable', false],
    ]);
  });
});
