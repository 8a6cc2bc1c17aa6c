import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageOf, coverageText, readFeatures } from './features/feature-coverage.ts';
import { type TestResults, browserTiers, currentCommit, resultsOfCommit, tiers } from './testing/results.ts';

/** `npm run coverage:features`: rows by capability from the test results of this commit; without them, runs all tiers but the browser. */
const root = join(import.meta.dirname, '..');
const needed = tiers.filter((tier) => !browserTiers.includes(tier));

function resultsHere(): TestResults | null {
  const found = resultsOfCommit(currentCommit());
  return found && needed.every((tier) => found.tiers.includes(tier)) ? found : null;
}

let found = resultsHere();
if (!found) {
  const missing = needed.filter((tier) => !resultsOfCommit(currentCommit())?.tiers.includes(tier));
  process.stdout.write(`No result of this commit yet: running ${missing.join(', ')} …\n`);
  spawnSync(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', join('scripts', 'test.ts'), ...missing], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  found = resultsHere();
}
if (!found) {
  process.stderr.write('The tests left no result: run `npm test` and look at what it says.\n');
  process.exit(1);
}
const coverage = coverageOf(readFeatures(readFileSync(join(root, 'docs', 'features.csv'), 'utf8')), found.tests);
process.stdout.write(`Tiers: ${found.tiers.join(', ')}\n\n${coverageText(coverage)}\n`);
