import type { AddressInfo } from 'node:net';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import express from 'express';

/**
 * The bare intake of performance.md P1: express, its JSON parser and one insert of the same document, journalled and by
 * the majority. No signature, no validation, no dedupe.
 */
serveBench({
  async open({ uri, prefix }: { uri: string; prefix: string }) {
    const { payments } = await connectMongo(uri, prefix);
    const events = payments.collection('baseline_events');
    await events.createIndex({ provider: 1, accountId: 1, eventId: 1 });
    const app = express();
    app.use(express.json());
    app.post('/callbacks', async (request, response) => {
      const body = request.body as { id: string };
      const now = new Date();
      await events.insertOne({
        provider: 'komoju',
        accountId: 'pac_baseline',
        eventId: body.id,
        orgId: 'org_baseline',
        source: 'notice',
        body,
        headers: { 'content-type': request.get('content-type'), 'x-komoju-signature': request.get('x-komoju-signature') },
        receivedAt: now,
        seen: 1,
        state: 'received',
        outcome: '',
        attempts: 0,
        nextAt: now,
        leaseToken: 0,
        leaseUntil: null,
        claim: null,
      });
      response.send('OK');
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`, secret: 'whs_baseline' };
  },

  async look() {
    return process.cpuUsage();
  },
});
