import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from './testing/browser.ts';
import {
  type TestResults,
  type Tier,
  browserTiers,
  currentCommit,
  keepResults,
  resultsDirectory,
  steps,
  tiers,
} from './testing/results.ts';

/** `npm test [tier …]`: runs the tiers step by step and closes with one line over all of them. */
const root = join(import.meta.dirname, '..');

interface TierReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface Failure {
  readonly name: string;
  readonly reason: string;
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly tests: TestResults['tests'];
  readonly failures: readonly Failure[];
}

/** What a tier says goes to `hear`, or straight out. */
async function runTier(tier: Tier, hear: ((chunk: Buffer) => void) | null): Promise<Outcome> {
  const output = join(resultsDirectory, `${tier}.json`);
  await rm(output, { force: true });
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    tier,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ];
  const code = await new Promise<number>((resolve) => {
    const out = hear ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', out, out] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => hear?.(chunk));
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  if (!existsSync(output))
    return { passed: 0, failed: 1, tests: [], failures: [{ name: tier, reason: 'The tier ended without a report.' }] };
  const report = JSON.parse(await readFile(output, 'utf8')) as TierReport;
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ name: test.fullName, status: test.status, tier })),
  );
  const failures = report.testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => [
      ...(file.message === '' ? [] : [{ name: file.name, reason: file.message }]),
      ...file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => ({ name: test.fullName, reason: test.failureMessages?.join('\n') ?? '' })),
    ]);
  // A file that cannot be loaded has no test that could fail; it counts as one failure, and so does a tier that ran nothing.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  const silent = code !== 0 || report.numPassedTests + failed === 0 ? 1 : 0;
  return { passed: report.numPassedTests, failed: failed > 0 ? failed : silent, tests, failures };
}

/** Tiers that run at the same time: the first is heard while it runs, the others when all have ended. */
async function runStep(step: readonly Tier[]): Promise<Outcome[]> {
  const said = step.map((tier, at) => ({ tier, at, chunks: [] as Buffer[] }));
  process.stdout.write(`\n── ${step.join(', beside it ')} ──\n`);
  const outcomes = await Promise.all(said.map(({ tier, at, chunks }) => runTier(tier, at === 0 ? null : (chunk) => chunks.push(chunk))));
  for (const { tier, chunks } of said.slice(1)) process.stdout.write(`\n── ${tier} ──\n${Buffer.concat(chunks).toString()}`);
  return outcomes;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(tiers as readonly string[]).includes(name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown tier: ${unknown.join(', ')}. Tiers: ${tiers.join(', ')}.\n`);
  process.exit(2);
}
const chosen = tiers.filter((tier) => wanted.length === 0 || wanted.includes(tier));
await mkdir(resultsDirectory, { recursive: true });
let passed = 0;
let failed = 0;
const tests: TestResults['tests'] = [];
const failures: Failure[] = [];
for (const step of steps.map((all) => all.filter((tier) => chosen.includes(tier)))) {
  if (step.length === 0) continue;
  if (step.some((tier) => browserTiers.includes(tier))) await ensureBrowser();
  for (const outcome of await runStep(step)) {
    passed += outcome.passed;
    failed += outcome.failed;
    tests.push(...outcome.tests);
    failures.push(...outcome.failures);
  }
}
keepResults({ commit: currentCommit(), tiers: chosen, tests });
// Said again at the very end, because of a long run often only the end is kept.
for (const failure of failures) process.stdout.write(`\nFAILED ${failure.name}\n${failure.reason}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
