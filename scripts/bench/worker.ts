import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Spent, WorkerAnswer, WorkerOrder } from '@tsudoi/shared/service/bench-worker';

const root = join(import.meta.dirname, '..', '..');

export interface Done<T> {
  readonly value: T;
  readonly spent: Spent;
}

/** A process of its own that carries out orders: one side of a comparison, or the world outside. */
export interface Worker {
  ask<T>(name: string, input?: unknown): Promise<Done<T>>;
  stop(): Promise<void>;
}

/** Starts a worker from source and waits until it takes orders. @throws Error when it ends first */
export async function startWorker(entry: string, env: Readonly<Record<string, string>> = {}): Promise<Worker> {
  const child: ChildProcess = fork(join(root, entry), [], {
    cwd: root,
    execArgv: ['--import', 'tsx', '--conditions=tsudoi', '--expose-gc'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TZ: process.env['TZ'] ?? '', ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(done: Done<unknown>): void; reject(error: Error): void }>();
  let orders = 0;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error(`${entry} ended in the middle of an order`));
      waiting.clear();
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    void exited.then(() => reject(new Error(`${entry} could not be started`)));
  });
  child.on('message', ({ id, value, error, spent }: WorkerAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve({ value, spent });
    else asked?.reject(new Error(`${entry}: ${error}`));
  });
  return {
    ask<T>(name: string, input: unknown = null) {
      orders += 1;
      const order: WorkerOrder = { id: orders, name, input };
      return new Promise<Done<T>>((resolve, reject) => {
        waiting.set(order.id, { resolve: resolve as (done: Done<unknown>) => void, reject });
        child.send(order);
      });
    },
    async stop() {
      if (child.connected) child.disconnect();
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(hard);
    },
  };
}
