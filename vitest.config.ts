import { defineConfig } from 'vitest/config';

const source = { conditions: ['tsudoi'] };
const shared = {
  resolve: source,
  ssr: { resolve: source },
};

export default defineConfig({
  ...shared,
  test: {
    // A zone that is not Japan, so that a hidden local time shows.
    env: { TZ: 'America/New_York' },
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{shared,server,payments-service,client,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**', '**/*.db.test.ts', '**/test/**'],
          env: { TZ: 'America/New_York' },
        },
      },
      {
        ...shared,
        test: {
          name: 'db',
          sequence: { groupOrder: 1 },
          include: ['{shared,server,payments-service,scripts}/**/*.db.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'],
          globalSetup: ['scripts/testing/database.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          env: { TZ: 'America/New_York' },
        },
      },
      {
        ...shared,
        test: {
          name: 'scenario',
          sequence: { groupOrder: 2 },
          include: ['{server,payments-service,scripts}/test/scenarios/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'],
          globalSetup: ['scripts/testing/database.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          env: { TZ: 'America/New_York' },
        },
      },
      {
        ...shared,
        test: {
          name: 'security',
          sequence: { groupOrder: 3 },
          include: ['{server,payments-service,scripts}/test/security/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'],
          globalSetup: ['scripts/testing/database.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          env: { TZ: 'America/New_York' },
        },
      },
      {
        ...shared,
        test: {
          name: 'chaos',
          sequence: { groupOrder: 4 },
          // Brings its own database: it is to be killed.
          include: ['scripts/test/chaos/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'],
          testTimeout: 600_000,
          maxWorkers: 1,
          env: { TZ: 'America/New_York' },
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          sequence: { groupOrder: 5 },
          include: ['client/test/e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'scripts/fixtures/**'],
          globalSetup: ['scripts/testing/stack.setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
          fileParallelism: false,
          env: { TZ: 'America/New_York' },
        },
      },
    ],
  },
});
