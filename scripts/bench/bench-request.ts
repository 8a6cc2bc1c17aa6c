import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '../database/database.ts';
import { dataDirectory } from '../demo/demo-session.ts';
import type { Place } from './measure.ts';

/** `durable`: what is acknowledged survives kill -9 of the database; `fast`: as tests run. */
export type Mode = 'fast' | 'durable';

export interface BenchRequest {
  readonly full: boolean;
  readonly modes: readonly Mode[];
  /** No measurement is repeated after this, so that a restless machine does not cost the ten minutes. */
  readonly repeatUntil: number;
  /** No further slices are measured after this; what is cut short is inconclusive. */
  readonly stopAt: number;
  say(line: string): void;
}

export interface BenchDatabase {
  readonly uri: string;
  readonly directory: string;
  readonly place: Place;
}

/** A fresh database of a mode for the time of `work`. */
export async function withDatabase<T>(mode: Mode, work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'tsudoi-bench-'));
  const database = await startDatabase({
    mode: mode === 'fast' ? 'test' : 'durable-test',
    directory,
    dataDirectory: dataDirectory(),
  });
  try {
    // The label says the mode too, where the engine has one; it has a column of its own here.
    return await work({ uri: database.uri, directory, place: { database: database.label.replace(' (durable)', ''), mode } });
  } finally {
    await database.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
