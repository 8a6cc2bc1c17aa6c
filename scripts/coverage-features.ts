import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { coverageOf, coverageText, readFeatures } from './features/feature-coverage.ts';

/** `npm run coverage:features`: rows by capability from the last test run of this commit; without one, runs all tiers but the browser. */
const root = join(import.meta.dirname, '..');
const results = join(root, '.data', 'test-results', 'latest.json');
const neededTiers = ['unit', 'db', 'scenario'];
const Results = z.object({
  commit: z.string(),
  tiers: z.array(z.string()),
  tests: z.array(z.object({ name: z.string(), status: z.string() })),
});

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function resultsOfThisCommit(): z.output<typeof Results> | null {
  if (!existsSync(results)) return null;
  const parsed = Results.safeParse(JSON.parse(readFileSync(results, 'utf8')));
  if (!parsed.success || parsed.data.commit !== git('rev-parse', 'HEAD')) return null;
  return neededTiers.every((tier) => parsed.data.tiers.includes(tier)) ? parsed.data : null;
}

let found = resultsOfThisCommit();
if (!found) {
  process.stdout.write(`No result of this commit: running ${neededTiers.join(', ')} …\n`);
  spawnSync(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', join('scripts', 'test.ts'), ...neededTiers], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  found = resultsOfThisCommit();
}
if (!found) {
  process.stderr.write('The tests left no result: run `npm test` and look at what it says.\n');
  process.exit(1);
}
const coverage = coverageOf(readFeatures(readFileSync(join(root, 'docs', 'features.csv'), 'utf8')), found.tests);
process.stdout.write(`Tiers: ${found.tiers.join(', ')}\n\n${coverageText(coverage)}\n`);
