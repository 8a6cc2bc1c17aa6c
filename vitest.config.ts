import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { LongestFirst } from './scripts/testing/longest-first.ts';
import { tiers, type Tier } from './scripts/testing/results.ts';

const source = { conditions: ['tsudoi'] };
// A zone that is not Japan, so that a hidden local time shows; one seed, so that a run can be relied on (any other: TSUDOI_SEED).
const env = { TZ: 'America/New_York', TSUDOI_SEED: process.env['TSUDOI_SEED'] ?? '1' };
const neverTests = ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'];

type Settings = Extract<TestProjectConfiguration, { test?: unknown }>['test'];

const inBrowser: Settings = {
  // The pages are built for development: what the tests read of their sources, the list of routes, has to be so as well.
  env: { ...env, DEVELOPMENT: 'true' },
  globalSetup: ['scripts/testing/stack.setup.ts'],
  testTimeout: 400_000,
  hookTimeout: 240_000,
};

/** One tier of `npm test` is one project; this is what each has of its own. */
const settings: Readonly<Record<Tier, Settings>> = {
  unit: {
    include: ['{shared,server,payments-service,client,scripts}/**/*.test.{ts,tsx}'],
    exclude: [...neverTests, '**/*.db.test.ts', '**/test/**'],
    // Half of the cores is what they would get by themselves.
    maxWorkers: 2,
  },
  db: {
    include: ['{shared,server,payments-service,scripts}/**/*.db.test.ts'],
    globalSetup: ['scripts/testing/database.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A third takes what the others leave while they wait for the database: a seventh of both cores.
    maxWorkers: 3,
  },
  scenario: {
    include: ['{server,payments-service,scripts}/test/scenarios/**/*.test.ts'],
    globalSetup: ['scripts/testing/database.setup.ts', 'scripts/testing/services.setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Three of them mostly wait, for leases and for whole products to start: beside them another keeps the cores busy.
    maxWorkers: 4,
  },
  security: {
    include: ['{server,payments-service,scripts}/test/security/**/*.test.ts'],
    globalSetup: ['scripts/testing/database.setup.ts', 'scripts/testing/services.setup.ts'],
    // A walk through every procedure with hostile values took 105 seconds beside kills and journeys.
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
  chaos: {
    // Processes are killed here; whoever kills the database brings its own.
    include: ['scripts/test/chaos/**/*.test.ts'],
    globalSetup: ['scripts/testing/database.setup.ts'],
    testTimeout: 600_000,
    maxWorkers: 1,
  },
  // A third worker was measured to save nothing: the pages keep both cores busy.
  browser: { ...inBrowser, include: ['client/test/e2e/*.test.ts'], maxWorkers: 2 },
  // They kill a service or move the clock, which nobody else could stand.
  alone: { ...inBrowser, include: ['client/test/e2e/alone/*.test.ts'], maxWorkers: 1 },
};

export default defineConfig({
  test: {
    env,
    sequence: { sequencer: LongestFirst },
    projects: tiers.map((name, groupOrder) => ({
      resolve: source,
      ssr: { resolve: source },
      // Loading the product anew for every file took longer than many a file: what a test changes is its own organisation's.
      test: {
        name,
        isolate: false,
        sequence: { groupOrder },
        exclude: neverTests,
        env,
        setupFiles: ['scripts/testing/seed.ts'],
        ...settings[name],
      },
    })),
  },
});
