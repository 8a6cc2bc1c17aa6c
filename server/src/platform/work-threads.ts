import { setPriority } from 'node:os';
import { Worker, parentPort } from 'node:worker_threads';
import { niceness as hashing } from './hashing-threads.ts';

type Answer<Result> = { readonly value: Result } | { readonly failure: string };

interface Waiting<Job, Result> {
  readonly job: Job;
  readonly resolve: (value: Result) => void;
  readonly reject: (error: Error) => void;
}

interface Thread<Job, Result> {
  readonly worker: Worker;
  at: Waiting<Job, Result> | null;
}

/** Source is run as it is in development and in tests; a thread begins without what makes a process understand it. */
function threadOf(entry: URL): Worker {
  const env = { TZ: process.env['TZ'] ?? '' };
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, { env });
  const source = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`;
  return new Worker(source, { eval: true, execArgv: ['--conditions=tsudoi'], env });
}

/**
 * A few threads that carry out one job at a time each, what is over waits its turn. Made when first needed; idle ones keep
 * no process alive. A thread that dies fails its own job only: the next one gets a new thread.
 */
export class WorkThreads<Job, Result> {
  readonly #entry: URL;
  readonly #most: number;
  readonly #threads: Thread<Job, Result>[] = [];
  readonly #waiting: Waiting<Job, Result>[] = [];

  constructor(entry: URL, most: number) {
    this.#entry = entry;
    this.#most = most;
  }

  /** @throws Error with what the job failed of, or when its thread ended under it */
  run(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const thread = this.#threads.find(({ at }) => at === null) ?? (this.#threads.length < this.#most ? this.#open() : null);
    if (!thread) return;
    thread.at = this.#waiting.shift()!;
    thread.worker.ref();
    thread.worker.postMessage(thread.at.job);
  }

  #open(): Thread<Job, Result> {
    const worker = threadOf(this.#entry);
    const thread: Thread<Job, Result> = { worker, at: null };
    let reason = 'a thread has ended in the middle of its work';
    const settle = (end: (waiting: Waiting<Job, Result>) => void) => {
      const { at } = thread;
      thread.at = null;
      worker.unref();
      if (at) end(at);
      this.#next();
    };
    worker.on('message', (answer: Answer<Result>) =>
      settle(({ resolve, reject }) => ('value' in answer ? resolve(answer.value) : reject(new Error(answer.failure)))),
    );
    worker.on('error', (error: unknown) => (reason = `a thread has ended: ${String(error)}`));
    worker.once('exit', () => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      settle(({ reject }) => reject(new Error(reason)));
    });
    this.#threads.push(thread);
    return thread;
  }
}

/** Behind the log-ins too: whoever makes a thousand papers waits with a progress bar, whoever logs in with an empty page. */
const niceness = hashing + 5;

/**
 * Makes this thread one that carries out jobs, behind everything that somebody waits for with a page open. Linux counts the
 * priority of a thread by itself; elsewhere it would be the whole process's, and stays.
 */
export function serveThread<Job>(work: (job: Job) => Promise<Uint8Array<ArrayBuffer>>): void {
  if (process.platform === 'linux') {
    try {
      setPriority(0, niceness);
    } catch {
      // A machine that forbids it works all the same.
    }
  }
  parentPort!.on('message', (job: Job) => {
    work(job).then(
      (value) => parentPort!.postMessage({ value }, [value.buffer]),
      (error: unknown) => parentPort!.postMessage({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}
