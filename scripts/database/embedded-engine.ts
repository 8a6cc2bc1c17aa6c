import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Pinned: the last release on the index whose wheel carries the compiled server. */
export const engineVersion = '0.6.0b17';
/** What the server of that release says of itself. */
const pinnedServer = '0.5.3-beta.165';

/** The wheel for a machine, or null where none exists. */
export function enginePlatform(platform: NodeJS.Platform, arch: string, musl: boolean): string | null {
  if (platform === 'linux' && arch === 'x64') return musl ? 'musllinux_1_2_x86_64' : 'manylinux_2_28_x86_64';
  if (platform === 'linux' && arch === 'arm64') return musl ? null : 'manylinux_2_28_aarch64';
  if (platform === 'darwin' && arch === 'arm64') return 'macosx_11_0_arm64';
  if (platform === 'win32' && arch === 'x64') return 'win_amd64';
  return null;
}

function programIn(directory: string): string {
  if (process.platform === 'linux') return join(directory, 'secantusdb.scripts', 'secantusd-rs');
  return join(directory, 'bin', process.platform === 'win32' ? 'secantusd-rs.exe' : 'secantusd-rs');
}

function programOnPath(): string | null {
  const name = process.platform === 'win32' ? 'secantusd-rs.exe' : 'secantusd-rs';
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, name);
    if (directory && existsSync(candidate)) return candidate;
  }
  return null;
}

/**
 * Name and version of an engine, as it says itself: one that was found on the PATH may be any. The pinned one goes by the name of
 * its release, wherever it lies. @throws Error when it does not say
 */
export async function engineName(program: string): Promise<string> {
  const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
  const version = /^secantusd-rs (\d\S*)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${program} does not say which version it is`);
  return `SecantusDB ${version === pinnedServer ? engineVersion : version}`;
}

/** Installs the engine once, beside the data; a half-finished folder never gets the final name. @throws Error with the reason */
export async function installEngine(dataDirectory: string): Promise<string> {
  const found = programOnPath();
  if (found) return found;
  const target = join(dataDirectory, 'engine', engineVersion);
  const program = programIn(target);
  if (existsSync(program)) return program;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const platform = enginePlatform(process.platform, process.arch, process.platform === 'linux' && !report.header?.glibcVersionRuntime);
  if (!platform) throw new Error(`no build for ${process.platform} ${process.arch}`);
  const partial = `${target}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(dataDirectory, 'engine'), { recursive: true });
  const options = [
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
    '--platform',
    platform,
  ];
  await run(
    process.platform === 'win32' ? 'python' : 'python3',
    ['-m', 'pip', 'install', ...options, '--target', partial, `SecantusDB==${engineVersion}`],
    { timeout: 180_000 },
  );
  await rename(partial, target).catch(async (error: unknown) => {
    if (!existsSync(program)) throw error;
    await rm(partial, { recursive: true, force: true });
  });
  return program;
}
