import { readFileSync } from 'node:fs';

interface Ancestor {
  readonly pid: number;
  /** When it was started, in clock ticks: tells a new owner of the pid from the old one. */
  readonly startTime: string;
}

function read(pid: number): { readonly parent: number; readonly startTime: string } | null {
  try {
    const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { parent: Number(after[1]), startTime: after[19]! };
  } catch {
    return null;
  }
}

/** npm puts a shell between itself and us; whoever kills npm must not leave us behind. */
function npmAbove(): Ancestor | null {
  for (let pid = process.ppid, steps = 0; pid > 1 && steps < 4; steps += 1) {
    const facts = read(pid);
    if (!facts) return null;
    let command = '';
    try {
      command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return null;
    }
    if (/\bnpm\b/.test(command) && !/^(ba|da)?sh\0/.test(command) && !command.startsWith('sh\0'))
      return { pid, startTime: facts.startTime };
    pid = facts.parent;
  }
  return null;
}

/** Calls `gone` once when the npm that started us, or our direct parent, has ended. */
export function watchAncestor(gone: () => void): () => void {
  const npm = npmAbove();
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === null || read(npm.pid)?.startTime === npm.startTime)) return;
    clearInterval(timer);
    gone();
  }, 500);
  return () => clearInterval(timer);
}
