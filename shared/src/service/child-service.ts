import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildService {
  readonly process: ChildProcess;
  /** Ports of the `listening` line, by name. */
  readonly ports: Readonly<Record<string, number>>;
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** SIGTERM, then SIGKILL after twelve seconds. */
  stop(): Promise<void>;
  /** As a crash: SIGKILL, at once. */
  kill(): Promise<void>;
}

export interface ChildServiceRequest {
  /** A source, or what was built of it. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Each line of output that is not the listening line. */
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

/**
 * Starts one of our services and waits until it listens. The child ends when our end of its standard input
 * closes, so it cannot outlive us. @throws Error with the last lines when it ends or stays silent
 */
export function startChildService(request: ChildServiceRequest): Promise<ChildService> {
  const asSource = /\.m?ts$/.test(request.entry) ? ['--import', 'tsx', '--conditions=tsudoi'] : [];
  const child = spawn(process.execPath, [...asSource, request.entry], {
    cwd: request.cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      TZ: process.env['TZ'] ?? '',
      ...request.env,
      TSUDOI_PARENT_PIPE: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in a terminal reaches us alone, and one SIGTERM of ours begins the drain. With both, the
    // second would cut it short.
    detached: true,
    windowsHide: true,
  });
  child.stdin.on('error', () => undefined);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const last: string[] = [];
  const hear = (line: string) => {
    last.push(line);
    if (last.length > 20) last.shift();
    request.onLine?.(line);
  };
  createInterface({ input: child.stderr }).on('line', hear);
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${request.entry} ${reason}\n${last.join('\n')}`));
    };
    const timer = setTimeout(() => fail('did not listen in time'), request.timeoutMs ?? 60_000);
    void exited.then((code) => fail(`ended with code ${code ?? 'none'}`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"event":"listening"')) return hear(line);
      clearTimeout(timer);
      const { event: _event, service: _service, ...ports } = JSON.parse(line) as Record<string, number>;
      resolve({
        process: child,
        ports,
        exited,
        async stop() {
          child.kill('SIGTERM');
          const hard = setTimeout(() => child.kill('SIGKILL'), 12_000);
          await exited;
          clearTimeout(hard);
        },
        async kill() {
          child.kill('SIGKILL');
          await exited;
        },
      });
    });
  });
}
