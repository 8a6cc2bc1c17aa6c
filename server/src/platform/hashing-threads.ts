import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What a thread is asked: to make a hash, or to compare with one. */
type Job = { readonly text: string; readonly cost: number } | { readonly text: string; readonly kept: string };

interface Thread {
  readonly worker: Worker;
  busy: boolean;
}

/**
 * Runs in each thread. Linux counts the priority of a thread by itself, so only the hashes give way; elsewhere it would be
 * the whole process's, and stays. A machine that forbids it hashes all the same.
 */
const source = `
const { parentPort, workerData } = require('node:worker_threads');
const bcrypt = require(workerData.bcrypt);
if (process.platform === 'linux') {
  try { require('node:os').setPriority(0, workerData.niceness); } catch {}
}
parentPort.on('message', (job) => {
  try {
    const value = job.kept === undefined ? bcrypt.hashSync(job.text, job.cost) : bcrypt.compareSync(job.text, job.kept);
    parentPort.postMessage({ value });
  } catch (error) {
    parentPort.postMessage({ failure: String(error) });
  }
});
`;

/** Behind everything that somebody waits for with a page open; a hash that takes 60 ms is not noticed taking 80. */
export const niceness = 10;
const bcryptPath = createRequire(import.meta.url).resolve('bcrypt');
const threads: Thread[] = [];

function newThread(): Thread {
  const worker = new Worker(source, { eval: true, execArgv: [], env: {}, workerData: { bcrypt: bcryptPath, niceness } });
  const thread: Thread = { worker, busy: false };
  worker.once('exit', () => threads.splice(threads.indexOf(thread), 1));
  // Told to whoever waits for it; without a listener it would end the process.
  worker.on('error', () => undefined);
  threads.push(thread);
  return thread;
}

/** As many threads as there are hashes at once, made when they are first needed; idle ones keep no process alive. */
function aside<T>(job: Job): Promise<T> {
  const thread = threads.find(({ busy }) => !busy) ?? newThread();
  const { worker } = thread;
  thread.busy = true;
  worker.ref();
  return new Promise<T>((resolve, reject) => {
    const settle = (end: () => void) => {
      worker.off('message', answered).off('error', reject).off('exit', ended);
      worker.unref();
      thread.busy = false;
      end();
    };
    const answered = (answer: { value: T } | { failure: string }) =>
      settle(() => ('failure' in answer ? reject(new Error(answer.failure)) : resolve(answer.value)));
    const ended = () => settle(() => reject(new Error('a thread for hashes has ended')));
    worker.on('message', answered).on('error', reject).on('exit', ended);
    worker.postMessage(job);
  });
}

/** A bcrypt hash, made in a thread that gives way to everything else; not in the pool, where files and names wait behind it. */
export function hashAside(text: string, cost: number): Promise<string> {
  return aside({ text, cost });
}

/** Whether the text is the hash's, compared in such a thread. */
export function matchesAside(text: string, kept: string): Promise<boolean> {
  return aside({ text, kept });
}
