import { monotonicMs } from './clock.ts';

/** What a worker of the benchmark spent on one order, measured inside its own process. */
export interface Spent {
  readonly cpuMicros: number;
  readonly wallMs: number;
  /** Highest resident memory seen while the order was carried out. */
  readonly peakRss: number;
}

export interface WorkerAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
  readonly spent: Spent;
}

export interface WorkerOrder {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

type Handler = (input: never) => Promise<unknown>;

const sampleMs = 10;

async function carryOut(handlers: Readonly<Record<string, Handler>>, { id, name, input }: WorkerOrder): Promise<WorkerAnswer> {
  const handler = handlers[name];
  const cpu = process.cpuUsage();
  const began = monotonicMs();
  let peakRss = process.memoryUsage.rss();
  const sampler = setInterval(() => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, sampleMs);
  const spent = (): Spent => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpuMicros: user + system, wallMs: monotonicMs() - began, peakRss: Math.max(peakRss, process.memoryUsage.rss()) };
  };
  try {
    if (!handler) throw new Error(`this worker knows no order ${name}`);
    const value = await handler(input as never);
    return { id, value, spent: spent() };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error), spent: spent() };
  } finally {
    clearInterval(sampler);
  }
}

/**
 * Makes this process a worker of the benchmark: it carries out one order after another for the process that forked it,
 * and ends with it. Both sides of a comparison are such workers, so that both are measured alike.
 */
export function serveBench(handlers: Readonly<Record<string, Handler>>): void {
  process.on('message', (order: WorkerOrder) => {
    void carryOut(handlers, order).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}
