import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lock {
  readonly pid: number;
  readonly web: string;
}

function startedBy(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A pid may have been given to somebody else since.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('scripts/');
  } catch {
    return true;
  }
}

/** Takes the place of the one `npm start` of a data directory, or answers where the other one is. */
export function takePlace(directory: string): { readonly other: string | null; announce(web: string): void; leave(): void } {
  const path = join(directory, 'start.lock');
  const write = (web: string, flag: 'w' | 'wx') => writeFileSync(path, JSON.stringify({ pid: process.pid, web } satisfies Lock), { flag });
  for (;;) {
    try {
      write('', 'wx');
      return {
        other: null,
        announce: (web) => write(web, 'w'),
        leave: () => rmSync(path, { force: true }),
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    let lock: Lock | null = null;
    try {
      lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
    } catch {
      // Being written or removed at this moment, or torn by a power cut: treated as left behind.
    }
    if (lock && startedBy(lock.pid)) return { other: lock.web, announce: () => undefined, leave: () => undefined };
    rmSync(path, { force: true });
  }
}
