import type { AddressInfo } from 'node:net';
import { AuditListInput, AuditListOutput, type AuditRow } from '@tsudoi/shared/contracts/audit/audit.contract';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import express from 'express';
import type * as z from 'zod';
import { createContext } from '../src/app/context.ts';
import { createRateLimits } from '../src/platform/rate-limits.ts';
import { createTrpcHttp } from '../src/platform/trpc-http.ts';
import { publicProcedure, router } from '../src/platform/trpc.ts';
import { startTestServer } from './server.factory.ts';

/** Our side of `npm run bench trpc`, performance.md P6: our procedures, middleware and error shaping behind our adapter; no database. */
type Rows = z.input<typeof AuditRow>[];
let shown: Rows = [];
const list = router({
  list: publicProcedure('audit')
    .input(AuditListInput)
    .output(AuditListOutput)
    .query(() => ({ rows: shown, nextCursor: null, previousCursor: null, total: shown.length, totalCapped: false })),
});
const bench = router({ bench: list });

serveBench({
  async open({ uri }: { uri: string }) {
    process.env['TSUDOI_TEST_MONGODB_URI'] = uri;
    const server = await startTestServer();
    const platform = {
      ...server.platform,
      limits: createRateLimits({ RATE_PER_SESSION: 1e9, RATE_PER_ADDRESS: 1e9, MAILS_PER_ADDRESS: 1e9 }),
    };
    const app = express();
    app.use(
      '/trpc',
      createTrpcHttp({
        router: bench,
        createContext: (request, response) => createContext(platform, request, response),
        onFailure: (error) => console.error(error),
        maxBodySize: 100_000,
        maxBatchSize: 10,
      }),
    );
    const listening = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/trpc`;
  },

  show(rows: Rows) {
    shown = rows;
    return Promise.resolve(null);
  },

  look: () => Promise.resolve(process.cpuUsage()),
});
