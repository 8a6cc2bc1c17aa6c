import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, type OutputFile, build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const keptForMs = 86_400_000;

/** By workspace, so that what is built finds the packages of its own; a thread of drawing is a file of its own. */
export const serviceEntries = {
  server: { main: 'src/main.ts', 'drawing.handler': 'src/modules/documents/drawing.handler.ts' },
  'payments-service': { main: 'src/main.ts' },
} as const;
type Workspace = keyof typeof serviceEntries;
const sandbox = { sandbox: 'src/sandbox/main.ts' } as const;

export interface BuiltServices {
  readonly server: string;
  readonly 'payments-service': string;
  readonly sandbox: string;
}

let built: Promise<BuiltServices> | null = null;

/**
 * The services as one file each, for runs that start them again and again: reading hundreds of sources one by one is most of
 * what a start costs. Built once per process, from the same sources and by what also translates them one by one.
 */
export function builtServices(): Promise<BuiltServices> {
  built ??= Promise.all([
    buildWorkspace('server', serviceEntries.server),
    buildWorkspace('payments-service', { ...serviceEntries['payments-service'], ...sandbox }),
  ]).then(([server, payments]) => ({
    server: join(server, 'main.mjs'),
    'payments-service': join(payments, 'main.mjs'),
    sandbox: join(payments, 'sandbox.mjs'),
  }));
  return built;
}

/** Entries of a workspace as one file each, `<name>.mjs` in `directory`, not written yet: our own sources in it, packages outside. */
export async function bundled(
  workspace: Workspace,
  directory: string,
  entryPoints: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: join(root, workspace),
    entryPoints,
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['tsudoi'],
    keepNames: true,
    logLevel: 'error',
    plugins: [
      {
        name: 'packages stay outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@tsudoi/') ? undefined : { path, external: true },
          ),
      },
    ],
    ...options,
    write: false,
  });
  return outputFiles;
}

/** Named by what is in it, so that runs side by side never change a file under each other. */
async function buildWorkspace(workspace: Workspace, entryPoints: Readonly<Record<string, string>>): Promise<string> {
  const builds = join(root, workspace, '.data', 'services');
  const outputFiles = await bundled(workspace, builds, entryPoints);
  const hash = createHash('sha256');
  for (const { contents } of outputFiles) hash.update(contents);
  const directory = join(builds, hash.digest('hex').slice(0, 16));
  await mkdir(builds, { recursive: true });
  await forgetOld(builds);
  if (existsSync(directory)) return directory;
  const draft = await mkdtemp(join(builds, 'draft-'));
  for (const { path, contents } of outputFiles) await writeFile(join(draft, basename(path)), contents);
  await rename(draft, directory).catch(async (error: unknown) => {
    if (!existsSync(directory)) throw error;
    await rm(draft, { recursive: true, force: true });
  });
  return directory;
}

async function forgetOld(builds: string): Promise<void> {
  for (const name of await readdir(builds)) {
    const path = join(builds, name);
    const made = await stat(path).catch(() => null);
    if (made && Date.now() - made.mtimeMs > keptForMs) await rm(path, { recursive: true, force: true });
  }
}
