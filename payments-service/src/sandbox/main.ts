import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { followSharedClock } from '@tsudoi/shared/service/clock';
import { PortNumber, commonEnv, readEnv } from '@tsudoi/shared/service/env';
import { createHealth } from '@tsudoi/shared/service/health';
import { createLog } from '@tsudoi/shared/service/log';
import { createMetrics } from '@tsudoi/shared/service/metrics';
import { connectMongo } from '@tsudoi/shared/service/mongo';
import { announceListening, closeGracefully } from '@tsudoi/shared/service/shutdown';
import express from 'express';
import * as z from 'zod';
import { controlRoutes } from './control.routes.ts';
import { deliverDue, queueEvent } from './delivery.service.ts';
import { keepPages } from './keep-page.routes.ts';
import { payerPages } from './page.routes.ts';
import { settlementRoutes } from './settlement.routes.ts';
import { createStandInStore } from './stand-in.repository.ts';
import type { StandInWorld } from './stand-in.ts';
import { standIns } from './stand-ins.ts';

/** The stand-in providers of development, tests and the demo, as a process of their own. */
const env = readEnv({
  ...commonEnv,
  SERVICE_SECRET: z.string().optional(),
  PORT: PortNumber,
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
});
if (env.NODE_ENV === 'production') throw new Error('The stand-in providers do not run in production.');
const log = createLog('sandbox', env.LOG_LEVEL);
const databases = await connectMongo(env.MONGODB_URI, env.DATABASE_PREFIX, 10);
const store = await createStandInStore(databases.sandbox);
const { clock, stop: stopClock } = await followSharedClock(databases.queue, 'sandbox');
const health = createHealth(databases.sandbox, createMetrics('sandbox'));

let delivering: Promise<void> | null = null;
let again = false;
const nudge = () => {
  if (delivering) {
    again = true;
    return;
  }
  delivering = (async () => {
    do {
      again = false;
      while ((await deliverDue(store, clock)) > 0);
    } while (again);
  })()
    .catch((err: unknown) => log.warn({ err }, 'notices could not be delivered'))
    .finally(() => {
      delivering = null;
    });
};
const sweep = setInterval(nudge, 250);

const app = express();
app.disable('x-powered-by');
const server = createServer((request, response) => {
  void health.handle(request, response).then((handled) => {
    if (!handled) app(request, response);
  });
});
server.listen(env.PORT, env.HOST, () => {
  const { port } = server.address() as AddressInfo;
  const publicUrl = (env.PUBLIC_URL ?? `http://127.0.0.1:${port}`).replace(/\/$/, '');
  const tell: StandInWorld['tell'] = async (payment, type) => {
    await queueEvent(store, clock, payment, type);
    nudge();
  };
  for (const standIn of standIns) app.use(`/${standIn.provider}`, standIn.routes({ store, clock, publicUrl, tell }));
  app.use(settlementRoutes({ store, clock, publicUrl }, nudge));
  app.use('/control', controlRoutes(store, clock, nudge));
  app.use(keepPages(store, clock));
  app.use(payerPages(store, clock, nudge));
  announceListening('sandbox', { port });
});
closeGracefully(log, async () => {
  health.drain();
  clearInterval(sweep);
  server.close();
  server.closeAllConnections();
  await delivering;
  stopClock();
  await databases.client.close();
});
