import { dataDirectory } from './demo/demo-session.ts';
import type { BenchRequest, Mode } from './bench/bench-request.ts';
import { benchBilling } from './bench/billing-bench.ts';
import { benchCallback } from './bench/callback-bench.ts';
import { benchExport } from './bench/export-bench.ts';
import { benchImport } from './bench/import-bench.ts';
import { benchLogin } from './bench/login-bench.ts';
import { benchMembers } from './bench/member-bench.ts';
import { Report } from './bench/measure.ts';
import { benchReconcile } from './bench/reconcile-bench.ts';
import { benchReceipts } from './bench/receipt-bench.ts';
import { benchTrpc } from './bench/trpc-bench.ts';

/**
 * `npm run bench NAME [-- --full] [-- --mode fast|durable|both]`: figures beside a bare baseline of the same run
 * (docs/decisions/0008). Prints a table, rewrites `.data/bench/NAME.jsonl`, ends with 1 when anything is not ok.
 */
const benches: Readonly<Record<string, { run(request: BenchRequest, report: Report): Promise<void>; modes: readonly Mode[] }>> = {
  callback: { run: benchCallback, modes: ['durable'] },
  billing: { run: benchBilling, modes: ['durable'] },
  // Reading only: what survives a kill makes no difference.
  members: { run: benchMembers, modes: ['fast'] },
  import: { run: benchImport, modes: ['durable'] },
  export: { run: benchExport, modes: ['fast'] },
  reconcile: { run: benchReconcile, modes: ['fast'] },
  // Nothing is written that is measured, or what is written is small beside a hash.
  login: { run: benchLogin, modes: ['fast'] },
  trpc: { run: benchTrpc, modes: ['fast'] },
  // Drawing is measured without the database, and readers are compared with themselves.
  receipts: { run: benchReceipts, modes: ['fast'] },
};
const modesNamed: Readonly<Record<string, readonly Mode[]>> = { fast: ['fast'], durable: ['durable'], both: ['durable', 'fast'] };
/** The ten minutes, less what follows the last comparison. */
const repeatForMs = 240_000;
const stopAfterMs = 390_000;

const [name = '', ...options] = process.argv.slice(2);
const bench = benches[name];
const at = options.indexOf('--mode');
const full = options.includes('--full');
const modes = at < 0 ? (full ? modesNamed['both'] : bench?.modes) : modesNamed[options[at + 1] ?? ''];
if (!bench || !modes) {
  process.stderr.write(`Benches: ${Object.keys(benches).join(', ')}; --full; --mode fast, durable or both.\n`);
  process.exit(2);
}
const say = (line: string) => void process.stdout.write(`${line}\n`);
const report = new Report(say);
const began = Date.now();
const within = (ms: number) => (full ? Number.POSITIVE_INFINITY : began + ms);
await bench.run({ full, modes, repeatUntil: within(repeatForMs), stopAt: within(stopAfterMs), say }, report);
const path = await report.write(dataDirectory(), name);
say(`\n${report.table()}\n\n${Math.round((Date.now() - began) / 1000)} s, ${path}`);
process.exit(report.ok ? 0 : 1);
