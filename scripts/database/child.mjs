// Keeps one program alive exactly as long as its parent: when standard input closes, the program gets SIGTERM.
import { spawn } from 'node:child_process';

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
process.stdout.write(`child-pid ${child.pid}\n`);
let ending = false;
const end = () => {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
};
process.stdin.resume();
process.stdin.on('end', end);
process.stdin.on('error', end);
process.stdout.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
child.on('error', () => process.exit(1));
child.on('exit', (code) => process.exit(ending ? 0 : (code ?? 1)));
