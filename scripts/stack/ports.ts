import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The wanted port, or the next free one above it. */
export async function freePortFrom(wanted: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let port = wanted; port < wanted + 200; port += 1) if (!taken.has(port) && (await isFree(port))) return port;
  throw new Error(`no free port between ${wanted} and ${wanted + 200}`);
}

/** What this process has drawn and may not have opened yet: a port that is to be somebody's looks free until then. */
const drawn = new Set<number>();

/**
 * A port nobody uses, from below those that the system gives to whoever calls out: what is drawn now and opened a minute later
 * is still free then.
 */
export async function anyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (drawn.has(port) || !(await isFree(port))) continue;
    drawn.add(port);
    return port;
  }
}
