import { join } from 'node:path';
import { ensureDatabase } from './database/database.ts';

const dataDirectory = process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '.data');
try {
  await ensureDatabase(dataDirectory);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
  process.exit(1);
}
