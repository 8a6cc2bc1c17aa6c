import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { createHealth } from './health.ts';
import { createMetrics } from './metrics.ts';

test('OPS: /readyz says within half a second that the database is away, whatever the driver waits for', async () => {
  // Nothing listens on port 1: the driver looks for a server for ten seconds.
  const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 10_000 });
  const health = createHealth(client.db('nowhere'), createMetrics('test'));
  const server = createServer((request, response) => void health.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`);
    expect(answer.status).toBe(503);
    // To be told from the ten seconds of the driver, with room for a machine that stands still.
    expect(performance.now() - began).toBeLessThan(5000);
  } finally {
    server.close();
    await client.close();
  }
});
