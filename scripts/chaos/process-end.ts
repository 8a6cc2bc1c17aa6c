import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CrashPoint } from '@tsudoi/shared/service/crash-point';
import type { Stack } from '../stack/stack.ts';
import { until } from './world.ts';

export interface ProcessEnd {
  readonly service: 'payments-service' | 'server';
  readonly point: CrashPoint;
  /** At which time it gets there; the first when not said. */
  readonly hit?: number;
}

/** Arms a point, does the work that leads there, and waits until the process has ended and another has taken its place. `gone` is done between the two. */
export async function endAt(
  stack: Stack,
  crashDirectory: string,
  { service, point, hit = 1 }: ProcessEnd,
  work: () => Promise<void>,
  gone: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const orders = join(crashDirectory, service);
  const before = stack.child(service);
  writeFileSync(orders, `${point} ${hit}`);
  await Promise.all([
    work(),
    until(`the end at ${point}`, async () => (existsSync(orders) ? null : true)).then(async () => {
      await before.exited;
      await gone();
      await stack.back(service);
    }),
  ]);
}
