import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';

/** Where a test may end a process: between two steps of money, before and after each promise (security.md 3.3). */
export const crashPoints = [
  'charge.stored',
  'charge.answered',
  'charge.issued',
  'inbox.arrived',
  'inbox.stored',
  'inbox.claimed',
  'inbox.applied',
  'inbox.committed',
  'relay.queued',
  'consumer.claimed',
  'consumer.handled',
  'posting.written',
  'void.answered',
  'inquiry.answered',
  'refund.stored',
  'refund.answered',
  'refund.sent',
  'debit.stored',
  'debit.applied',
  'act.answered',
  'audit.noted',
  'audit.written',
  'audit.sealing',
  'audit.sealed',
  'mail.claimed',
  'mail.sent',
  'payout.begun',
  'payout.taken',
  'payout.gathered',
  'payout.closed',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/**
 * Does nothing, unless a test has named a file in CRASH_POINT_FILE. When that file says `<point> <n>`, the n-th time the
 * point is reached the process ends as by a crash, and the file is gone, so that it comes back whole.
 * @throws Error in production, where such a file is refused
 */
export function crashPointOf(env: NodeJS.ProcessEnv): (point: CrashPoint) => void {
  const file = env['CRASH_POINT_FILE'];
  if (!file) return () => undefined;
  if (env['NODE_ENV'] !== 'test') throw new Error('CRASH_POINT_FILE is for tests alone.');
  return (point) => {
    const [armed, left] = ordersIn(file).split(' ');
    if (armed !== point) return;
    if (Number(left) > 1) return writeFileSync(file, `${point} ${Number(left) - 1}`);
    unlinkSync(file);
    process.kill(process.pid, 'SIGKILL');
  };
}

function ordersIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

export const crashPoint = crashPointOf(process.env);
