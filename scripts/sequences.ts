import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run sequences [count] [seed]`, security.md G7 in its full form: 2,000 sequences of commands on the rules of the
 * ledger in memory, and `count` (200) on the database with every invariant checked behind them. `npm test` runs fewer.
 */
const root = join(import.meta.dirname, '..');
const [count = '200', seed = '1'] = process.argv.slice(2);
if (!/^\d{1,5}$/.test(count) || !/^\d{1,9}$/.test(seed)) {
  process.stderr.write('How many sequences, and a seed, both in figures.\n');
  process.exit(2);
}
const files = ['server/src/modules/payments/ledger-sequences.test.ts', 'scripts/ledger/corrections.db.test.ts'];
const child = spawn(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'unit', '--project', 'db', ...files],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TSUDOI_SEQUENCES: count, TSUDOI_SEED: seed } },
);
child.once('exit', (code) => process.exit(code ?? 1));
