import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from './testing/browser.ts';
import { type Outcome, type TierReport, closingOf, failedOutcome, outcomeOf } from './testing/outcome.ts';
import { type Tier, browserTiers, currentCommit, keepResults, resultsDirectory, steps, tiers } from './testing/results.ts';

/** `npm test [tier …]`: runs the tiers step by step and closes with one line over all of them. */
const root = join(import.meta.dirname, '..');

interface TierOutcome extends Outcome {
  readonly tier: Tier;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

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
  const code = await new Promise<number>((resolve, reject) => {
    const out = hear ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', out, out] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => hear?.(chunk));
    child.on('error', reject);
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  const text = await readFile(output, 'utf8').catch(() => null);
  if (text === null) return failedOutcome(tier, 'The tier ended without a report.');
  return outcomeOf(tier, JSON.parse(text) as TierReport, code);
}

/** Tiers that run at the same time: the first is heard while it runs, the others when all have ended. */
async function runStep(step: readonly Tier[]): Promise<TierOutcome[]> {
  const said = step.map((tier, at) => ({ tier, at, chunks: [] as Buffer[] }));
  process.stdout.write(`\n── ${step.join(', beside it ')} ──\n`);
  const outcomes = await Promise.all(
    said.map(async ({ tier, at, chunks }) => {
      const ran = runTier(tier, at === 0 ? null : (chunk) => chunks.push(chunk));
      return { tier, ...(await ran.catch((error: unknown) => failedOutcome(tier, reasonOf(error)))) };
    }),
  );
  for (const { tier, chunks } of said.slice(1)) process.stdout.write(`\n── ${tier} ──\n${Buffer.concat(chunks).toString()}`);
  return outcomes;
}

/** Why the tiers of the browser cannot run; asked before the first step, as what is missing is best said at once. */
function noBrowser(): string | null {
  try {
    ensureBrowser();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(tiers as readonly string[]).includes(name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown tier: ${unknown.join(', ')}. Tiers: ${tiers.join(', ')}.\n`);
  process.exit(2);
}
const chosen = tiers.filter((tier) => wanted.length === 0 || wanted.includes(tier));
await mkdir(resultsDirectory, { recursive: true });
const refusal = chosen.some((tier) => browserTiers.includes(tier)) ? noBrowser() : null;
if (refusal !== null) process.stdout.write(`${refusal}\nWithout it ${browserTiers.join(' and ')} do not run.\n`);
const running = refusal === null ? chosen : chosen.filter((tier) => !browserTiers.includes(tier));
const outcomes: TierOutcome[] = [];
for (const step of steps.map((all) => all.filter((tier) => running.includes(tier))))
  if (step.length > 0) outcomes.push(...(await runStep(step)));
const others: Outcome[] = refusal === null ? [] : [failedOutcome('browser', refusal)];
try {
  const tests = outcomes.flatMap(({ tier, tests: ran }) => ran.map((test) => ({ ...test, tier })));
  keepResults({ commit: currentCommit(), tiers: running, tests });
} catch (error) {
  others.push(failedOutcome('keeping the results', reasonOf(error)));
}
const { words, failed } = closingOf([...others, ...outcomes]);
process.stdout.write(words);
process.exit(failed === 0 ? 0 : 1);
