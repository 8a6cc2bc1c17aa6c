import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newReceiptId } from '@tsudoi/shared/kernel/ids';
import express from 'express';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { RequestActor, SignedInActor } from '../../platform/actor.ts';
import { documentsRouter } from './documents.router.ts';
import { documentRoutes } from './documents.routes.ts';
import { issueInvoice } from './invoice.service.ts';
import { issueReceipt } from './receipt.service.ts';

let server: TestServer;
let org: TestOrganization;
let http: Server;
let base: string;
let actor: RequestActor = { kind: 'anonymous' };

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const app = express();
  app.use(documentRoutes(server.platform, () => Promise.resolve(actor)));
  http = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve));
  await server.close();
});

const issued = async () => {
  const bill = await openBill(server, org, (await org.addMember())._id);
  await payBill(server, org, bill);
  return { bill, receipt: await issueReceipt(server.platform, org.owner, bill._id, undefined) };
};

describe('who may issue a paper', () => {
  it('domain.md 1, REC-01, REC-02: who only reads takes no number and replaces no paper; a member has their own', async () => {
    const facts = { ip: '', userAgent: '', cookies: '' };
    const context = {
      platform: server.platform,
      operator: null,
      requestNumber: '',
      facts,
      writesAllowed: true,
      setCookie: () => undefined,
    };
    const by = (someone: SignedInActor) => documentsRouter.createCaller({ ...context, actor: someone });
    const reader = { ...org.owner, role: 'staff' as const, permissions: ['payments.read' as const] };
    const refusedTo = (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error: { cause?: unknown }) => error.cause,
      );
    const bill = await openBill(server, org, (await org.addMember())._id);
    await payBill(server, org, bill);
    const invoice = await by(org.owner).issueInvoice({ billId: bill._id });
    const refusal = { code: 'FORBIDDEN', params: { permission: 'payments.write' } };
    expect(await refusedTo(by(reader).issueInvoice({ billId: bill._id, addressee: '株式会社さくら商事' }))).toMatchObject(refusal);
    expect(await refusedTo(by(reader).issueReceipt({ billId: bill._id, addressee: '株式会社さくら商事' }))).toMatchObject(refusal);
    expect(await by(reader).invoiceOfBill({ billId: bill._id })).toEqual({ invoice, payer: null });
    expect(await by(reader).receiptOfBill({ billId: bill._id })).toBeNull();
    const receipt = await by(org.asMember(bill.memberId)).issueReceipt({ billId: bill._id });
    expect(await by(reader).receiptOfBill({ billId: bill._id })).toEqual(receipt);
  });
});

describe('GET /documents/receipts', () => {
  it('REC-01: hands the PDF to its member and to the office, never cached, under its own name', async () => {
    const { bill, receipt } = await issued();
    for (const someone of [org.asMember(bill.memberId), org.owner]) {
      actor = someone;
      const response = await fetch(`${base}${receipt.downloadPath}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/pdf');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toContain(`領収書_${receipt.number}.pdf`);
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.length).toBe(Number(response.headers.get('content-length')));
      expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.7');
    }
  });

  it('case 65: a void one is handed to the office under a name that says so, and to its member no more', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const notice = await payBill(server, org, bill, { state: 'provisional' });
    const receipt = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    actor = org.owner;
    const before = Buffer.from(await (await fetch(`${base}${receipt.downloadPath}`)).arrayBuffer());
    await takeBack(server, org, notice, {});
    const forOffice = await fetch(`${base}${receipt.downloadPath}`);
    expect(decodeURIComponent(forOffice.headers.get('content-disposition') ?? '')).toContain(`領収書_${receipt.number}_無効.pdf`);
    expect(Buffer.from(await forOffice.arrayBuffer()).equals(before)).toBe(true);
    actor = org.asMember(bill.memberId);
    const refused = await fetch(`${base}${receipt.downloadPath}`);
    expect([refused.status, await refused.json()]).toEqual([409, { domainCode: 'RECEIPT_VOIDED', params: {} }]);
  });

  it('REC-02: a year of one’s own papers is one file, without what is void and what is somebody else’s', async () => {
    const { bill, receipt } = await issued();
    await issued();
    const invoice = await issueInvoice(server.platform, org.owner, bill._id, undefined);
    const gone = await openBill(server, org, bill.memberId);
    const notice = await payBill(server, org, gone, { state: 'provisional' });
    await issueReceipt(server.platform, org.owner, gone._id, undefined);
    await takeBack(server, org, notice, {});
    const ask = (year: unknown) =>
      fetch(`${base}/downloads/my-papers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ year }),
      });
    actor = org.asMember(bill.memberId);
    const response = await ask(2026);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'application/zip',
      'private, no-store',
    ]);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(Object.keys(files).toSorted()).toEqual([`請求書_${invoice.number}.pdf`, `領収書_${receipt.number}.pdf`].toSorted());
    const statusOf = async (year: unknown) => (await ask(year)).status;
    expect([await statusOf(2025), await statusOf('2026')]).toEqual([404, 400]);
    actor = org.owner;
    expect(await statusOf(2026)).toBe(401);
  });

  it('answers strangers as if it did not exist, and bad addresses without a fault of its own', async () => {
    const { receipt } = await issued();
    const ask = async (who: RequestActor, path: string) => {
      actor = who;
      const response = await fetch(`${base}${path}`);
      return [response.status, ((await response.json()) as { domainCode: string }).domainCode];
    };
    const stranger = org.asMember((await org.addMember())._id);
    const other = await openOrganization(server);
    expect(await ask({ kind: 'anonymous' }, receipt.downloadPath)).toEqual([401, 'UNAUTHENTICATED']);
    for (const who of [stranger, other.owner]) expect(await ask(who, receipt.downloadPath)).toEqual([404, 'NOT_FOUND']);
    for (const name of [
      `${newReceiptId()}.pdf`,
      `${receipt.receiptId}-1.pdf`,
      `${receipt.receiptId}-0001.pdf`,
      `${receipt.receiptId}`,
      'x.pdf',
      '%2e%2e%2fsecret.pdf',
      '%00.pdf',
      `${'9'.repeat(2000)}.pdf`,
    ]) {
      expect(await ask(org.owner, `/documents/receipts/${name}`)).toEqual([404, 'NOT_FOUND']);
    }
  });
});
