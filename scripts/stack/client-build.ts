import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

const root = join(import.meta.dirname, '..', '..');

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What the built pages depend on. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const files = [
    ...(await filesOf(join(root, 'client', 'src'))),
    ...(await filesOf(join(root, 'client', 'public'))),
    ...(await filesOf(join(root, 'shared', 'src', 'contracts'))),
    ...(await filesOf(join(root, 'shared', 'src', 'kernel'))),
  ];
  for (const file of [
    ...files,
    join(root, 'client', 'index.html'),
    join(root, 'client', 'vite.config.ts'),
    join(root, 'package-lock.json'),
  ])
    hash.update(file.slice(root.length)).update(await readFile(file));
  return hash.digest('hex');
}

/**
 * Builds the client for `npm start` and the browser tests when something it is made of has changed; the mode leaves the
 * pages of development in. @throws Error with what the build said
 */
export async function ensureClientBuild(directory: string): Promise<void> {
  const stamp = join(directory, 'build.sha256');
  const wanted = await fingerprint();
  const built = existsSync(join(directory, 'index.html')) ? await readFile(stamp, 'utf8').catch(() => '') : '';
  if (built === wanted) return;
  await mkdir(directory, { recursive: true });
  await rm(stamp, { force: true });
  let said = '';
  const code = await new Promise<number | null>((resolve, reject) => {
    const vite = spawn(
      process.execPath,
      [
        join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
        'build',
        '--mode',
        'demo',
        '--outDir',
        directory,
        '--emptyOutDir',
        '--logLevel',
        'warn',
      ],
      {
        cwd: join(root, 'client'),
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
    vite.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    vite.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    vite.once('error', reject);
    vite.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`The pages could not be built:\n${said}`);
  await writeFile(stamp, wanted);
}
