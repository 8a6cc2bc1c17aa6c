import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundled, serviceEntries } from '../stack/service-build.ts';

/**
 * What the images run, built as for the tests and for `npm start`: `<workspace>/dist/<entry>.mjs`. Types are a gate and are not
 * checked again. The operator's commands go with the server, whose modules and packages they use.
 */
const root = join(import.meta.dirname, '..', '..');
const images = {
  server: { ...serviceEntries.server, tools: join(import.meta.dirname, 'tools.ts') },
  'payments-service': serviceEntries['payments-service'],
} as const;

for (const workspace of ['server', 'payments-service'] as const) {
  const directory = join(root, workspace, 'dist');
  await mkdir(directory, { recursive: true });
  // A stack names our own lines; their text stays outside.
  const files = await bundled(workspace, directory, images[workspace], { sourcemap: true, sourcesContent: false });
  for (const { path, contents } of files) await writeFile(path, contents);
}
