import { defineConfig } from 'vitest/config';

/** The unit tests of the rules alone, without the sequences that take seconds, for `npm run mutation`: each mutant is judged by what runs in milliseconds. */
export default defineConfig({
  resolve: { conditions: ['tsudoi'] },
  ssr: { resolve: { conditions: ['tsudoi'] } },
  test: {
    env: { TZ: 'America/New_York', TSUDOI_SEED: '1' },
    // What is drawn is the same for every mutant and every day, so that a score can be relied on.
    setupFiles: ['scripts/testing/seed.ts'],
    include: ['{shared,server,payments-service}/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.db.test.ts', '**/*-sequences.test.ts'],
    maxWorkers: 1,
  },
});
