import type { Server } from 'node:http';
import closeWithGrace from 'close-with-grace';
import type { Log } from './log.ts';

/**
 * Runs `close` once on SIGTERM, SIGINT or an unexpected error, gives it ten seconds, then exits. With
 * `TSUDOI_PARENT_PIPE=1` the process also ends when its standard input closes: a supervisor that was killed leaves
 * nothing behind.
 */
export function closeGracefully(log: Log, close: () => Promise<void>): void {
  const handle = closeWithGrace({ delay: 10_000 }, async ({ err, signal }) => {
    if (err) log.error({ err }, 'stopping after an unexpected error');
    else log.info({ signal }, 'stopping');
    await close();
  });
  if (process.env['TSUDOI_PARENT_PIPE'] === '1') {
    process.stdin.resume();
    process.stdin.on('end', handle.close);
    process.stdin.on('error', handle.close);
  }
}

const probeMs = 500;
const longestRequestMs = 7500;

/**
 * Ends a listener so that whatever has reached it is answered (security.md G22). For one probe it goes on as before: who
 * balances sees `/readyz` say no, and connections that wait to be accepted are not reset. Then it takes no more, and what
 * is under way has time to end.
 */
export async function closeListener(server: Server): Promise<void> {
  // Nobody is invited to send a second request over a connection that is about to go.
  server.prependListener('request', (_request, response) => response.setHeader('connection', 'close'));
  await new Promise((wake) => setTimeout(wake, probeMs));
  await new Promise<void>((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const hard = setTimeout(() => server.closeAllConnections(), longestRequestMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(hard);
      resolve();
    });
  });
}

const longestEndMs = 8200;

/**
 * Waits side by side for workers that have been told to stop, and for no longer than leaves time to write down what is
 * left: what is still at work then is found by its lease (security.md 4.14).
 * @throws Error when one of them fails in that time
 */
export async function allStopped(workers: readonly Promise<unknown>[], limitMs = longestEndMs): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([Promise.all(workers), late]).finally(() => clearTimeout(timer));
}

/** The line a supervisor waits for. */
export function announceListening(service: string, ports: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify({ event: 'listening', service, ...ports })}\n`);
}
