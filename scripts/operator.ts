import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operatorRoles } from '@tsudoi/shared/contracts/operations/operator.contract';
import { createClock } from '@tsudoi/shared/service/clock';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import * as z from 'zod';
import { createOperator, endOperator } from '../server/src/modules/operations/operator-account.service.ts';

/**
 * `npm run operator:create -- ID NAME` lets somebody of the operator in and prints the one-time link on which they choose a
 * password and set up their app; for one who is known it is a new link. `--support` behind the name lets in somebody who helps people
 * and decides nothing, `--admin` somebody who decides, which is what a new one is without either; whoever is known stays what they are.
 * `npm run operator:end -- ID` withdraws them at once.
 * MONGODB_URI, DATABASE_PREFIX and PUBLIC_URL say where; without them it is the running `npm start`.
 */
const Runtime = z.looseObject({ mongodbUri: z.string(), databasePrefix: z.string(), web: z.string().optional() });
const [, , what = '', operatorId = '', ...words] = process.argv;
const role = operatorRoles.find((one) => words.includes(`--${one}`));
const name = words
  .filter((word) => !word.startsWith('--'))
  .join(' ')
  .trim();
if (!/^[a-z0-9-]{2,30}$/.test(operatorId) || (what === 'create' && (name === '' || name.length > 60))) {
  process.stderr.write('npm run operator:create -- ID NAME [--support]   (ID of a–z, 0–9 and -)\nnpm run operator:end -- ID\n');
  process.exit(1);
}

async function whereabouts(): Promise<{ uri: string; prefix: string; web: string }> {
  const { MONGODB_URI, DATABASE_PREFIX = 'tsudoi', PUBLIC_URL = '' } = process.env;
  if (MONGODB_URI) return { uri: MONGODB_URI, prefix: DATABASE_PREFIX, web: PUBLIC_URL };
  const data = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '.data');
  const text = await readFile(join(data, 'runtime.json'), 'utf8').catch(() => null);
  if (text === null) throw new Error('No database: run `npm start` in another window, or name one with MONGODB_URI and DATABASE_PREFIX.');
  const runtime = Runtime.parse(JSON.parse(text));
  return { uri: runtime.mongodbUri, prefix: runtime.databasePrefix, web: PUBLIC_URL || (runtime.web ?? '') };
}

try {
  const { uri, prefix, web } = await whereabouts();
  const databases = await connectMongo(uri, prefix, 1);
  const now = createClock().realNow();
  try {
    if (what === 'create') {
      const token = await createOperator(databases.server, { operatorId, name, ...(role ? { role } : {}) }, now);
      process.stdout.write(`for ${name} alone, once, within 72 hours:\n  ${web.replace(/\/$/, '')}/ops/setup#token=${token}\n`);
    } else if (!(await endOperator(databases.server, operatorId, now))) throw new Error(`There is no operator ${operatorId}.`);
  } finally {
    await databases.client.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
