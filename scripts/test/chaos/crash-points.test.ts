import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashesIn } from '../../chaos/crash-plan.ts';
import { runCrashPoints } from '../../chaos/crash-run.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test(
  'G3 T13 T15 T16 T21: a process that ends at any of its points leaves what one that does not end leaves',
  { timeout: 300_000 },
  async () => {
    const random = testRandom(seedFrom(process.env['TSUDOI_SEED']));
    const { uri: databaseUri, prefix, databases } = database;
    const said: string[] = [];
    const say = (line: string) => {
      said.push(line);
      process.stdout.write(`${line}\n`);
    };
    const outcome = await runCrashPoints({ databases, databaseUri, prefix, rounds: 1, random, say });
    expect(outcome, [`seed ${random.seed}`, ...said].join('\n')).toEqual({ crashes: crashesIn(1), differing: [] });
  },
);
