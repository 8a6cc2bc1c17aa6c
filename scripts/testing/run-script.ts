import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Ran {
  readonly code: unknown;
  /** What it wrote to its output, line by line. */
  readonly lines: readonly string[];
  /** The same and what it complained of. */
  readonly said: string;
}

/** Runs `scripts/<name>.ts` as its npm command does, on the data of a directory. */
export function runScript(name: string, args: readonly string[], data: string, env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', '--conditions=tsudoi', join('scripts', `${name}.ts`), ...args],
      { cwd: root, env: { ...process.env, TSUDOI_DATA_DIR: data, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, lines: stdout.trimEnd().split('\n'), said: stdout + stderr }),
    );
  });
}
