import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

interface PidFile {
  readonly pid: number;
  readonly program: string;
  readonly directory: string;
}

/** True when the pid still is that program on that directory, so that we never end a stranger's process. */
function isStillOurs(file: PidFile): boolean {
  try {
    const commandLine = readFileSync(`/proc/${file.pid}/cmdline`, 'utf8');
    return commandLine.includes(file.program) && commandLine.includes(file.directory);
  } catch {
    return false;
  }
}

/** Ends a database that a killed parent left behind on this directory. */
export async function endStaleProcess(directory: string): Promise<void> {
  const path = join(directory, 'process.json');
  if (!existsSync(path)) return;
  const file = JSON.parse(readFileSync(path, 'utf8')) as PidFile;
  if (isStillOurs(file)) {
    process.kill(file.pid, 'SIGTERM');
    const deadline = Date.now() + 10_000;
    while (isStillOurs(file) && Date.now() < deadline) await new Promise((wake) => setTimeout(wake, 50));
    if (isStillOurs(file)) process.kill(file.pid, 'SIGKILL');
  }
  await rm(path, { force: true });
}

export interface OwnedProcess {
  readonly pid: number;
  /** First match of the pattern on standard output. */
  readonly match: RegExpExecArray;
  /** Resolves when the program has ended, by whatever cause. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a program that dies with us: `child.mjs` stands between, holds the other end of a pipe and passes SIGTERM on
 * when the pipe closes, whatever ended its parent.
 */
export async function startOwned(
  program: string,
  args: readonly string[],
  directory: string,
  ready: RegExp,
  timeoutMs: number,
): Promise<OwnedProcess> {
  const keeper: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'child.mjs'), program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  let output = '';
  const match = await new Promise<RegExpExecArray>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not say that it listens within ${timeoutMs / 1000} s`)), timeoutMs);
    keeper.stdout!.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
      const found = ready.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    });
    keeper.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with code ${code ?? 'none'} before it listened`));
    });
    keeper.once('error', reject);
  }).catch((error: unknown) => {
    keeper.stdin?.end();
    throw error;
  });
  const pid = Number(/^child-pid (\d+)$/m.exec(output)?.[1] ?? keeper.pid);
  writeFileSync(join(directory, 'process.json'), JSON.stringify({ pid, program, directory } satisfies PidFile));
  return {
    pid,
    match,
    ended: exited,
    async stop() {
      keeper.stdin?.end();
      await exited;
      await rm(join(directory, 'process.json'), { force: true });
    },
  };
}
