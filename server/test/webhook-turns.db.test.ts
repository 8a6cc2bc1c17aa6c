import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pingWebhook } from '../src/modules/webhooks/webhook-delivery.service.ts';
import { addWebhook } from '../src/modules/webhooks/webhook-endpoint.service.ts';
import { startWebhookSender } from '../src/modules/webhooks/webhook-sender.service.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let receiver: Server;
const hanging: ServerResponse[] = [];
let prompt = 0;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  receiver = createServer((request, response) => {
    request.resume();
    if (request.url === '/hangs') {
      hanging.push(response);
      return;
    }
    prompt += 1;
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await server.close();
});

/** An organisation that waits for a trial of its address. */
async function withTrial(path: string): Promise<void> {
  const org = await openOrganization(server);
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
  const { webhook } = await addWebhook(server.platform, org.owner, { url, label: '会計', events: ['bill.paid'] });
  await pingWebhook(server.platform, org.owner, webhook.webhookEndpointId);
}

test('T18: a receiver that hangs keeps no other organisation waiting, nor one that comes while it hangs', async () => {
  await withTrial('/hangs');
  const sender = startWebhookSender(server.platform);
  try {
    await vi.waitFor(() => expect(hanging).toHaveLength(1), 10_000);
    await withTrial('/prompt');
    // Nobody tells the sender of it: it looks by itself. The one that hangs would be given up after fifteen seconds.
    await vi.waitFor(() => expect(prompt).toBe(1), 10_000);
    expect(hanging[0]!.destroyed).toBe(false);
  } finally {
    for (const response of hanging) response.end();
    await sender.stop();
  }
});
