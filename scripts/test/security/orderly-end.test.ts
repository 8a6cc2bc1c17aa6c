import { request } from 'node:http';
import { testDatabase, type TestDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anyPort } from '../../stack/ports.ts';
import { type ServiceName, type Stack, drawSecrets, startStack } from '../../stack/stack.ts';

let database: TestDatabase;
let stack: Stack;
beforeAll(async () => {
  database = await testDatabase();
  const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
  stack = await startStack({
    databaseUri: database.uri,
    prefix: database.prefix,
    nodeEnv: 'test',
    ports,
    secrets: drawSecrets(),
    clientDist: '',
    // Slow on purpose: ten log-ins, two at a time, are still under way when the end comes.
    bcryptCost: 11,
    logLevel: 'silent',
  });
});
afterAll(async () => {
  await stack.stop();
  await database.drop();
});

interface Answer {
  readonly begunAt: number;
  readonly outcome: number | string;
}

/** One request on a connection of its own; the status, or the code of what went wrong. */
function ask(url: string, body: string): Promise<Answer> {
  const begunAt = performance.now();
  return new Promise((resolve) => {
    const call = request(url, { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } });
    const failed = (error: NodeJS.ErrnoException) => resolve({ begunAt, outcome: error.code ?? error.message });
    call.on('error', failed);
    call.on('response', (response) => {
      response.on('error', failed);
      response.resume();
      response.on('end', () => resolve({ begunAt, outcome: response.statusCode ?? 0 }));
    });
    call.end(body);
  });
}

const logins = (times: number) =>
  Array.from({ length: times }, (_, index) =>
    ask(
      `${stack.web}/trpc/identity.adminLogin`,
      JSON.stringify({ org: 'nobody', email: `n${index}@example.jp`, password: 'wrong wrong wrong' }),
    ),
  );

async function comparisons(): Promise<number> {
  const text = await (await fetch(`${stack.web}/metrics`)).text();
  return Number(/^tsudoi_password_checks_total\{.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** SIGTERM, the exit code, how long it took, and the service back again. */
async function end(service: ServiceName): Promise<{ code: number | null; ms: number; at: number }> {
  const child = stack.child(service);
  const at = performance.now();
  child.process.kill('SIGTERM');
  const code = await child.exited;
  const ms = performance.now() - at;
  await vi.waitFor(async () => expect(stack.child(service)).not.toBe(child), { timeout: 60_000, interval: 50 });
  return { code, ms, at };
}

describe('G22: SIGTERM under load', () => {
  test('G22: the server answers what it has begun and is gone with 0 within ten seconds, three times', async () => {
    for (let round = 0; round < 3; round += 1) {
      const under = logins(10);
      await vi.waitFor(async () => expect(await comparisons()).toBeGreaterThan(0), { timeout: 20_000, interval: 10 });
      const { code, ms } = await end('server');
      expect((await Promise.all(under)).map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 401));
      expect(code).toBe(0);
      expect(ms).toBeLessThan(10_000);
    }
  });

  test('G22: the payments-service resets no callback that it had before the end came, three times', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers: Answer[] = [];
      let going = true;
      const hand = async () => {
        while (going) {
          const answer = await ask(`${stack.payments}/callbacks/komoju/pac_01JZZZZZZZZZZZZZZZZZZZZZZZ`, '{"id":"x","type":"ping"}');
          answers.push(answer);
          if (answer.outcome === 'ECONNREFUSED') return;
        }
      };
      const hands = Array.from({ length: 12 }, hand);
      await vi.waitFor(() => expect(answers.length).toBeGreaterThan(100), { timeout: 20_000, interval: 5 });
      const { code, ms, at } = await end('payments-service');
      going = false;
      await Promise.all(hands);
      // A connection that comes after the end is refused; one that was there is answered.
      const cut = answers.filter(({ begunAt, outcome }) => begunAt < at && outcome !== 401);
      expect(cut).toEqual([]);
      expect(code).toBe(0);
      expect(ms).toBeLessThan(10_000);
    }
  });
});
