import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import * as z from 'zod';
import type { CheckResult } from './ledger/ledger.ts';
import { verifyLedger } from './ledger/verify.ts';

/**
 * `npm run verify:ledger`: checks every invariant of the money over the whole database, while the system runs or not, and
 * ends with one JSON line of counts. Exit 1 when something is broken. MONGODB_URI and DATABASE_PREFIX say where; without
 * them it is the database of the running `npm start`.
 */
const Runtime = z.looseObject({ mongodbUri: z.string(), databasePrefix: z.string() });

async function whereabouts(): Promise<{ uri: string; prefix: string }> {
  const uri = process.env['MONGODB_URI'];
  if (uri) return { uri, prefix: process.env['DATABASE_PREFIX'] ?? 'tsudoi' };
  const data = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '.data');
  const text = await readFile(join(data, 'runtime.json'), 'utf8').catch(() => null);
  if (text === null)
    throw new Error('No database to check: run `npm start` in another window, or name one with MONGODB_URI and DATABASE_PREFIX.');
  const runtime = Runtime.parse(JSON.parse(text));
  return { uri: runtime.mongodbUri, prefix: runtime.databasePrefix };
}

function print({ name, says, rows, broken, findings }: CheckResult): void {
  process.stdout.write(`${broken === 0 ? 'ok    ' : 'BROKEN'} ${name.padEnd(22)} ${String(rows).padStart(8)} rows  ${says}\n`);
  for (const finding of findings) process.stdout.write(`         ${finding.row}: ${finding.fact}\n`);
  if (broken > findings.length) process.stdout.write(`         and ${broken - findings.length} more\n`);
}

try {
  const { uri, prefix } = await whereabouts();
  const databases = await connectMongo(uri, prefix, 4);
  try {
    const counts = await verifyLedger(databases, print);
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    process.exitCode = counts.broken === 0 ? 0 : 1;
  } finally {
    await databases.client.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'the ledger could not be checked'}\n`);
  process.exitCode = 2;
}
