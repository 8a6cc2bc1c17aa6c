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

/** The line a supervisor waits for. */
export function announceListening(service: string, ports: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify({ event: 'listening', service, ...ports })}\n`);
}
