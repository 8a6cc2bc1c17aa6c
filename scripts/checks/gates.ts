import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from './source-tree.ts';

export interface Gate {
  readonly name: string;
  readonly args: readonly string[];
}

interface Outcome {
  readonly gate: Gate;
  readonly code: number;
  readonly seconds: number;
  readonly output: string;
}

const script = (name: string): string[] => ['--import', 'tsx', '--conditions=tsudoi', join('scripts', `check-${name}.ts`)];
const program = (...path: string[]): string => join('node_modules', ...path);

/** Every static gate, the longest first, so that both cores are busy to the end. Each has its proof in check.test.ts. */
export const gates: readonly Gate[] = [
  { name: 'types', args: [program('typescript-7', 'bin', 'tsc'), '-b'] },
  { name: 'architecture', args: script('arch') },
  { name: 'lint', args: [program('oxlint', 'bin', 'oxlint'), '--type-aware', '--format=unix'] },
  { name: 'dead-code', args: [program('knip', 'bin', 'knip.js'), '--no-progress'] },
  { name: 'format', args: [program('oxfmt', 'bin', 'oxfmt'), '--check'] },
  { name: 'source', args: script('source') },
  { name: 'database', args: script('database') },
  { name: 'structure', args: script('structure') },
  { name: 'texts', args: script('texts') },
  { name: 'contrast', args: script('contrast') },
  { name: 'packages', args: script('packages') },
];

function run(gate: Gate): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(process.execPath, gate.args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const done = (code: number): void => resolve({ gate, code, seconds: (performance.now() - began) / 1000, output });
    child.on('error', (error) => {
      output += error.message;
      done(1);
    });
    // A gate that was killed has no code; it did not pass.
    child.on('close', (code) => done(code ?? 1));
  });
}

function line({ gate, code, seconds, output }: Outcome): string {
  const own = gate.args[0] === '--import';
  const tail = code === 0 && !own ? '' : (output.trim().split('\n').at(-1) ?? '');
  return `${code === 0 ? 'ok  ' : 'FAIL'} ${gate.name.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s  ${tail.slice(0, 100)}`.trimEnd();
}

/**
 * Runs gates two at a time, prints one line for each with its time, then everything the failing ones said.
 * @returns the exit code: 1 when any gate failed
 */
export async function runGates(chosen: readonly Gate[], print: (text: string) => void): Promise<number> {
  const began = performance.now();
  const queue = [...chosen];
  const failed: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) {
      const outcome = await run(gate);
      if (outcome.code !== 0) failed.push(outcome);
      print(`${line(outcome)}\n`);
    }
  };
  await Promise.all([worker(), worker()]);
  for (const { gate, output } of failed) print(`\n── ${gate.name} ──\n${output.trimEnd()}\n`);
  const summary =
    failed.length === 0
      ? `${chosen.length} gates passed`
      : `${failed.length} of ${chosen.length} gates failed: ${failed.map(({ gate }) => gate.name).join(', ')}`;
  print(`\n${summary} in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return failed.length === 0 ? 0 : 1;
}
