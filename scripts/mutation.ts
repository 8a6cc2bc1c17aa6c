import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Judged, moneyRules } from './mutation/money-rules.ts';

/**
 * `npm run mutation [part of a file's name …]`: breaks the money rules in every small way and asks whether a unit test
 * notices (security.md G7, docs/decisions/0032). File by file; a file's last score is kept, so that it can be done in parts.
 */
const root = join(import.meta.dirname, '..');
const directory = join(root, '.data', 'mutation');
const least = 85;

const judged = moneyRules();
const files = judged.map(({ path }) => path);

const Mutants = z.object({ files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })) });
const Scores = z.record(z.string(), z.object({ caught: z.number(), mutants: z.number() }));
type Scores = z.output<typeof Scores>;
const scoresPath = join(directory, 'scores.json');
const kept = (): Scores => (existsSync(scoresPath) ? Scores.parse(JSON.parse(readFileSync(scoresPath, 'utf8'))) : {});

function mutate({ path, lines }: Judged): Promise<boolean> {
  const file = lines === null ? path : `${path}:${lines.join('-')}`;
  const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const child = spawn(process.execPath, [stryker, 'run', 'stryker.config.json', '--mutate', file], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

/** Mutants that the compiler would refuse are no mutants; one that never ends has been noticed. */
function scoreOf(file: string): Scores[string] {
  const { files: found } = Mutants.parse(JSON.parse(readFileSync(join(directory, 'last.json'), 'utf8')));
  const states = (found[file]?.mutants ?? [])
    .map(({ status }) => status)
    .filter((status) => !/^(Ignored|CompileError|RuntimeError)$/.test(status));
  return { caught: states.filter((status) => status === 'Killed' || status === 'Timeout').length, mutants: states.length };
}

const percent = ({ caught, mutants }: Scores[string]) => (mutants === 0 ? 100 : (caught / mutants) * 100);
const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? judged : judged.filter(({ path }) => asked.some((part) => path.includes(part)));
mkdirSync(directory, { recursive: true });
for (const one of chosen) {
  if (!(await mutate(one))) {
    process.stderr.write(`${one.path} could not be looked at.\n`);
    process.exit(1);
  }
  writeFileSync(scoresPath, `${JSON.stringify({ ...kept(), [one.path]: scoreOf(one.path) }, null, 2)}\n`);
}
const scores = kept();
let [caught, mutants] = [0, 0];
for (const file of files) {
  const score = scores[file];
  if (!score) {
    process.stdout.write(`   –     ${file}\n`);
    continue;
  }
  caught += score.caught;
  mutants += score.mutants;
  const below = percent(score) < least ? '  below' : '';
  process.stdout.write(`${percent(score).toFixed(1).padStart(5)} %  ${score.caught} of ${score.mutants}  ${file}${below}\n`);
}
const all = percent({ caught, mutants });
process.stdout.write(`${all.toFixed(1).padStart(5)} %  ${caught} of ${mutants}, at least ${least} %\n`);
process.exit(all >= least ? 0 : 1);
