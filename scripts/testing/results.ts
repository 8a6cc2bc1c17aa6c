import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** The tiers of `npm test`. */
export const tiers = ['unit', 'db', 'scenario', 'security', 'chaos', 'browser', 'alone'] as const;
export type Tier = (typeof tiers)[number];
/** The tiers that need a browser. */
export const browserTiers: readonly Tier[] = ['browser', 'alone'];
/**
 * In which order they run, and which at the same time: kills mostly wait for leases and clocks that are moved for services to
 * follow, while attacks keep one core busy. Each has a stack of its own.
 */
export const steps: readonly (readonly Tier[])[] = [['unit'], ['db'], ['scenario'], ['security', 'chaos', 'alone'], ['browser']];

const TestResults = z.object({
  commit: z.string(),
  tiers: z.array(z.enum(tiers)),
  tests: z.array(z.object({ name: z.string(), status: z.string(), tier: z.enum(tiers) })),
});
export type TestResults = z.output<typeof TestResults>;

const root = join(import.meta.dirname, '..', '..');
export const resultsDirectory = join(root, '.data', 'test-results');
const path = join(resultsDirectory, 'latest.json');

export function currentCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

/** What is known of a commit after another run of some tiers: a tier that ran again replaces what it said before. */
export function mergedResults(before: TestResults | null, latest: TestResults): TestResults {
  if (before?.commit !== latest.commit) return latest;
  return {
    commit: latest.commit,
    tiers: tiers.filter((tier) => before.tiers.includes(tier) || latest.tiers.includes(tier)),
    tests: [...before.tests.filter((test) => !latest.tiers.includes(test.tier)), ...latest.tests],
  };
}

/** The kept results, when they are of this commit; null otherwise, and when they cannot be read. */
export function resultsOfCommit(commit: string): TestResults | null {
  if (!existsSync(path)) return null;
  try {
    const parsed = TestResults.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success && parsed.data.commit === commit ? parsed.data : null;
  } catch {
    // Torn by a run that was killed.
    return null;
  }
}

export function keepResults(latest: TestResults): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(mergedResults(resultsOfCommit(latest.commit), latest)));
}
