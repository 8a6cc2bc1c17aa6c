import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { newBillId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BillDocument } from '../../src/modules/billing/billing.public.ts';
import type { ListExportDocument } from '../../src/modules/reports/lists/list-export.repository.ts';
import { startListExport } from '../../src/modules/reports/lists/list-export.service.ts';
import { listReadyMail } from '../../src/modules/reports/lists/list.mail.ts';
import { enqueueMails } from '../../src/platform/mail-outbox.ts';
import { openBill } from '../billing.factory.ts';
import { type TestOrganization, openOrganization } from '../organization.factory.ts';
import { postOffice } from '../post-office.ts';
import { type TestServer, startTestServer } from '../server.factory.ts';
import { type Processes, processesOf } from './killed-process.ts';

const bills = 20_000;
const mails = 200;
let server: TestServer;
let org: TestOrganization;
let processes: Processes;
let pages: string;
/** The post office takes a mail in at once and says so later: whoever is cut off meanwhile does not know that it has it. */
let takesMs = 500;
const post = postOffice('250 2.1.5 ok', 'RCPT', () => takesMs);

beforeAll(async () => {
  server = await startTestServer();
  processes = processesOf(server);
  org = await openOrganization(server);
  pages = await mkdtemp(join(tmpdir(), 'tsudoi-pages-'));
  await writeFile(join(pages, 'large.bin'), Buffer.alloc(40_000_000));
  await new Promise<void>((resolve) => post.server.listen(0, '127.0.0.1', resolve));
  const bill = await openBill(server, org, (await org.addMember())._id, 8000);
  const copy = (index: number) => ({ ...bill, _id: newBillId(), billNumber: `copy-${index}`, requestKey: `copy-${index}` });
  // What the bill itself had mailed is not part of this.
  await db().collection('mails').deleteMany({ orgId: org.scope.orgId });
  for (let from = 0; from < bills; from += 5000)
    await db()
      .collection<BillDocument>('bills')
      .insertMany(Array.from({ length: 5000 }, (_, index) => copy(from + index)));
});
afterAll(async () => {
  await processes.end();
  await new Promise((resolve) => post.server.close(resolve));
  await server.close();
  await rm(pages, { recursive: true });
});

const db = () => server.platform.databases.server;
const start = () =>
  processes.start({
    MAIL_DRIVER: 'smtp',
    SMTP_URL: `smtp://127.0.0.1:${(post.server.address() as AddressInfo).port}`,
    CLIENT_DIST: pages,
  });
const eventually = { timeout: 60_000, interval: 20 };
const mailsThat = (state: string) => db().collection('mails').countDocuments({ orgId: org.scope.orgId, state });
const file = async () => (await db().collection<ListExportDocument>('list_exports').findOne({ orgId: org.scope.orgId }))!;

/** A file that somebody has asked for and does not read. */
async function slowDownload(port: number): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`http://127.0.0.1:${port}/large.bin`, { agent: false }, resolve).on('error', reject);
  });
  answer.on('error', () => undefined);
  return answer;
}

test('G22 T60: told to end in the middle of a download, of a file and of mails it is gone with 0 within ten seconds; no mail goes twice, and the next one carries on', async () => {
  const first = await start();
  const download = await slowDownload(first.ports['port']!);
  expect(download.statusCode).toBe(200);
  const words = (index: number) => {
    const about = { _id: `lex_${index}` as never, wish: { list: 'bills' } as never, rows: 1, userName: '佐藤 花子' };
    return listReadyMail(`m${index}@example.jp`, { name: '東雲学会', slug: 'x' }, about, server.platform.env.PUBLIC_URL);
  };
  const drafts = Array.from({ length: mails }, (_, index) => words(index));
  await inTransaction(server.platform.databases.client, (session) => enqueueMails(db(), org.scope, drafts, new Date(), session));
  await vi.waitFor(() => expect(post.received.length).toBeGreaterThan(3), eventually);
  const wish = { list: 'bills', format: 'csv_utf8', columns: ['請求番号', '会員'] };
  await startListExport(server.platform, org.owner, StartListExportInput.parse({ wish, idempotencyKey: randomUUID() }));
  await vi.waitFor(async () => expect((await file()).leaseToken).toBe(1), eventually);

  const told = performance.now();
  first.process.kill('SIGTERM');
  const code = await first.exited;
  const ms = performance.now() - told;
  download.destroy();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
  expect(await mailsThat('sending')).toBe(0);
  expect(await mailsThat('sent')).toBe(post.received.length);
  expect(await mailsThat('waiting')).toBe(mails - post.received.length);
  expect(post.received.length).toBeLessThan(mails);
  expect(await file()).toMatchObject({ state: 'running', leaseUntil: null, givenBack: 1 });

  takesMs = 0;
  const second = await start();
  await vi.waitFor(async () => expect([await mailsThat('sent'), (await file()).state]).toEqual([mails, 'done']), eventually);
  expect((await file()).rows).toBe(bills + 1);
  expect(new Set(post.received.map(({ to }) => to)).size).toBe(mails);
  expect(post.received).toHaveLength(mails);
  await second.stop();
});
