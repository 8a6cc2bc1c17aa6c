import type { AddressInfo } from 'node:net';
import { AuditListInput, AuditListOutput, type AuditRow } from '@tsudoi/shared/contracts/audit/audit.contract';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import express from 'express';
import type * as z from 'zod';

/** The bare way of performance.md P6: an express handler with the same zod schemas for what comes and what goes, and `res.json`. */
type Rows = z.input<typeof AuditRow>[];
let shown: Rows = [];

serveBench({
  async open() {
    const app = express();
    app.use(express.json({ limit: 100_000 }));
    app.post('/list', (request, response) => {
      AuditListInput.parse(request.body);
      const page = { rows: shown, nextCursor: null, previousCursor: null, total: shown.length, totalCapped: false };
      response.set('cache-control', 'no-store').json(AuditListOutput.parse(page));
    });
    const listening = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/list`;
  },

  show(rows: Rows) {
    shown = rows;
    return Promise.resolve(null);
  },

  look: () => Promise.resolve(process.cpuUsage()),
});
