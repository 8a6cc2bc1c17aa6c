import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** `npm run check [gate …]`: every static gate, one line each with its time; a failing one prints what it said. */
const root = join(import.meta.dirname, '..');
const script = (name: string): string[] => ['--import', 'tsx', '--conditions=source', join('scripts', `check-${name}.ts`)];
const bin = (...path: string[]): string => join('node_modules', ...path);

interface Gate {
  readonly name: string;
  readonly args: readonly string[];
}

// The longest first, so that two cores are both busy to the end.
const gates: readonly Gate[] = [
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '-b'] },
  { name: 'architecture', args: script('arch') },
  { name: 'lint', args: [bin('oxlint', 'bin', 'oxlint'), '--type-aware', '--format=unix'] },
  { name: 'dead code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress', '--treat-config-hints-as-errors'] },
  { name: 'format', args: [bin('oxfmt', 'bin', 'oxfmt'), '--check'] },
  { name: 'structure', args: script('structure') },
  { name: 'source', args: script('source') },
  { name: 'database', args: script('database') },
  { name: 'texts', args: script('texts') },
  { name: 'contrast', args: script('contrast') },
  { name: 'packages', args: script('packages') },
];

interface Outcome {
  readonly gate: Gate;
  readonly code: number;
  readonly seconds: number;
  readonly output: string;
}

function run(gate: Gate): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(process.execPath, gate.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
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
    child.on('close', (code) => done(code ?? 1));
  });
}

const wanted = process.argv.slice(2);
const chosen = gates.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0 || wanted.some((name) => !gates.some((gate) => gate.name === name))) {
  process.stderr.write(`Gates: ${gates.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}

const began = performance.now();
const queue = [...chosen];
const failed: Outcome[] = [];
await Promise.all(
  Array.from({ length: Math.min(Math.max(2, availableParallelism()), 4) }, async () => {
    for (let gate = queue.shift(); gate; gate = queue.shift()) {
      const outcome = await run(gate);
      if (outcome.code !== 0) failed.push(outcome);
      const tail = outcome.code === 0 ? (outcome.output.trim().split('\n').at(-1) ?? '') : 'failed, see below';
      process.stdout.write(`${outcome.code === 0 ? 'ok  ' : 'FAIL'} ${gate.name.padEnd(13)} ${outcome.seconds.toFixed(1).padStart(5)} s  ${gate.args[0] === '--import' || outcome.code !== 0 ? tail : ''}\n`);
    }
  }),
);
for (const { gate, output } of failed) process.stdout.write(`\n── ${gate.name} ──\n${output.trimEnd()}\n`);
const summary = failed.length === 0 ? `${chosen.length} gates passed` : `${failed.length} of ${chosen.length} gates failed: ${failed.map(({ gate }) => gate.name).join(', ')}`;
process.stdout.write(`\n${summary} in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
process.exit(failed.length === 0 ? 0 : 1);
