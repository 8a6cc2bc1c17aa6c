import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Starts the product beside the tests and tells them where it is. It ends with us, whatever ends us. */
export default async function setup(): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=tsudoi', join(import.meta.dirname, 'test-stack.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const facts = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"database":')) resolve(line);
      else process.stdout.write(`${line}\n`);
    });
    void exited.then(() => reject(new Error('the product could not be started for the browser tests')));
  });
  process.env['TSUDOI_TEST_STACK'] = facts;
  process.stdout.write(`database: ${(JSON.parse(facts) as { database: string }).database}\n`);
  return async () => {
    child.stdin.end();
    await exited;
  };
}
