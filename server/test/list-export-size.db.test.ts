import { randomUUID } from 'node:crypto';
import { xlsxMostRows } from '@tsudoi/shared/contracts/list-file.contract';
import { ListExportInput, StartListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CancelPartDocument } from '../src/modules/billing/cancel-job.repository.ts';
import { workOnCancelJob } from '../src/modules/billing/cancel-work.service.ts';
import { myListExports, startListExport } from '../src/modules/reports/lists/list-export.service.ts';
import { workOnListExport } from '../src/modules/reports/lists/list-work.service.ts';
import { cancelMany, codeOf, openBill } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

it('IMP-04: a workbook of more than 50,000 rows is refused when it is asked for, and when its list has grown until it is written (interface.md 5.1)', async () => {
  const db = server.platform.databases.server;
  const org = await openOrganization(server);
  const bill = await openBill(server, org, (await org.addMember())._id, 8000);
  // A list of many rows without as many documents: a job that has the same bill in every place.
  const { cancelJobId } = await cancelMany(server, org, { billIds: [bill._id] });
  await workOnCancelJob(server.platform, org.scope, cancelJobId);
  const parts = db.collection<CancelPartDocument>('cancel_job_parts');
  const first = (await parts.findOne({ jobId: cancelJobId }))!;
  await parts.updateOne({ _id: first._id }, { $set: { billIds: Array.from({ length: 500 }, () => bill._id) } });
  const grow = (from: number, count: number, length: number) =>
    parts.insertMany(
      Array.from({ length: count }, (_, index) => ({
        ...first,
        _id: `${first._id}-${from + index}`,
        part: from + index,
        billIds: Array.from({ length }, () => bill._id),
      })),
    );
  const rowsAre = (done: number) => db.collection('cancel_jobs').updateOne({ _id: cancelJobId as never }, { $set: { done } });
  await grow(1, xlsxMostRows / 500 - 1, 500);
  const ask = (format: string) => {
    const wish = ListExportInput.parse({ list: 'cancellations', cancelJobId, format, columns: ['請求番号'] });
    return startListExport(server.platform, org.owner, StartListExportInput.parse({ wish, idempotencyKey: randomUUID() }));
  };

  await rowsAre(xlsxMostRows);
  const { listExportId } = await ask('xlsx');
  await grow(xlsxMostRows / 500, 1, 1);
  await rowsAre(xlsxMostRows + 1);
  expect(await codeOf(ask('xlsx'))).toBe('EXPORT_TOO_LARGE');
  const asText = await ask('csv_utf8');

  // Its last try: after the others nothing has become smaller.
  const tried = { $set: { leaseToken: 2 } };
  await db.collection('list_exports').updateOne({ _id: listExportId as never }, tried);
  await workOnListExport(server.platform, org.scope, listExportId);
  await workOnListExport(server.platform, org.scope, asText.listExportId);
  const { exports } = await myListExports(server.platform, org.owner);
  expect(Object.fromEntries(exports.map(({ format, state, rows }) => [format, [state, rows]]))).toEqual({
    xlsx: ['failed', xlsxMostRows],
    csv_utf8: ['done', xlsxMostRows + 1],
  });
}, 120_000);
