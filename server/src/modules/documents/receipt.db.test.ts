import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { readPdf } from '../../../test/pdf-reader.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { reissueReceipt } from './receipt-copy.service.ts';
import type { ReceiptDocument } from './receipt.repository.ts';
import { downloadReceipt, issueReceipt, memberReceipts, receiptOfBill } from './receipt.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const receipts = (scope = org.scope) =>
  server.platform.databases.server.collection<ReceiptDocument>('receipts').find({ orgId: scope.orgId }).sort({ number: 1 }).toArray();
const paidBill = async (there = org, given: object = {}): Promise<BillDocument> => {
  const bill = await openBill(server, there, (await there.addMember(given))._id);
  await payBill(server, there, bill);
  return bill;
};

describe('a receipt', () => {
  it('REC-01: a paid bill has one, numbered; asked again it is the same one', async () => {
    const bill = await paidBill();
    const actor = org.asMember(bill.memberId);
    expect(await receiptOfBill(server.platform, actor, bill._id)).toBeNull();
    const first = await issueReceipt(server.platform, actor, bill._id, undefined);
    expect(first).toMatchObject({
      number: 'R2026-000001',
      amount: 10_000,
      receivedOn: '2026-05-12',
      issuedOn: '2026-05-20',
      method: 'コンビニエンスストア',
      voided: false,
    });
    expect(await issueReceipt(server.platform, actor, bill._id, '株式会社さくら商事')).toEqual(first);
    expect(await receiptOfBill(server.platform, org.owner, bill._id)).toEqual(first);
    expect(await memberReceipts(server.platform, org.scope, bill.memberId)).toEqual([first]);
  });

  it('REC-01: numbers have no gaps and no doubles, however many are issued at once', async () => {
    const there = await openOrganization(server);
    const bills = await Promise.all(Array.from({ length: 12 }, () => paidBill(there)));
    // Every bill by two people at once, in between some that must fail and give their numbers back.
    const unpaid = await openBill(server, there, (await there.addMember())._id);
    const codes = await Promise.all([
      ...bills.flatMap((bill) => [
        codeOf(issueReceipt(server.platform, there.owner, bill._id, undefined)),
        codeOf(issueReceipt(server.platform, there.asMember(bill.memberId), bill._id, undefined)),
      ]),
      codeOf(issueReceipt(server.platform, there.owner, unpaid._id, undefined)),
    ]);
    expect(codes.filter((code) => code !== null)).toEqual(['RECEIPT_NOT_AVAILABLE']);
    expect((await receipts(there.scope)).map((receipt) => receipt.number)).toEqual(
      bills.map((_, index) => `R2026-${String(index + 1).padStart(6, '0')}`),
    );
  });

  it('keeps its bytes with their hash, and hands out the same ones after everything around it has changed', async () => {
    const bill = await paidBill();
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const first = await downloadReceipt(server.platform, org.owner, issued.receiptId);
    const db = server.platform.databases.server;
    await db
      .collection('organizations')
      .updateOne({ _id: org.scope.orgId as never }, { $set: { name: '改名した会', representative: '別人' } });
    await db.collection<BillDocument>('bills').updateOne({ _id: bill._id }, { $set: { billName: '改名' } });
    const second = await downloadReceipt(server.platform, org.asMember(bill.memberId), issued.receiptId);
    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect(second.fileName).toBe(`領収書_${issued.number}.pdf`);
    const row = (await receipts()).find((receipt) => receipt._id === issued.receiptId)!;
    expect(row.sha256).toBe(createHash('sha256').update(first.bytes).digest('hex'));
    await db
      .collection('organizations')
      .updateOne(
        { _id: org.scope.orgId as never },
        { $set: { name: '一般社団法人 日本睡眠検査技師会', representative: '代表理事 𠮷田 健一' } },
      );
  });

  it('says so rather than hand out bytes that are not the stored ones', async () => {
    const bill = await paidBill();
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await server.platform.databases.server
      .collection<ReceiptDocument>('receipts')
      .updateOne({ _id: issued.receiptId }, { $set: { sha256: 'f'.repeat(64) } });
    await expect(downloadReceipt(server.platform, org.owner, issued.receiptId)).rejects.toThrow('hash');
  });

  it('downloaded for the first time by many at once is still one file', async () => {
    const bill = await paidBill();
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await server.platform.databases.server
      .collection<ReceiptDocument>('receipts')
      .updateOne({ _id: issued.receiptId }, { $set: { fileKey: null, sha256: '' } });
    const files = await Promise.all([1, 2, 3].map(() => downloadReceipt(server.platform, org.owner, issued.receiptId)));
    const hashes = new Set(files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex')));
    expect(hashes.size).toBe(1);
  });

  it('case 48, provider case 13: issued on 速報 it is voided by 速報取消, and the money that comes again has another number', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id);
    const report = await payBill(server, org, bill, { state: 'provisional' });
    const early = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await takeBack(server, org, report, { kind: 'provisional_withdrawn' });
    expect(await codeOf(issueReceipt(server.platform, org.owner, bill._id, undefined))).toBe('RECEIPT_NOT_AVAILABLE');
    expect(await codeOf(downloadReceipt(server.platform, org.asMember(bill.memberId), early.receiptId))).toBe('RECEIPT_VOIDED');
    await payBill(server, org, bill, { ...report.payload, state: 'final', sequence: 4 });
    const late = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    expect(late.number).not.toBe(early.number);
    expect((await receipts()).filter(({ billId }) => billId === bill._id).map(({ voided }) => voided)).toEqual([true, false]);
  });

  it('case 47, oracle 12: names the money that paid the bill; what came twice is no part of it, whoever it is given back to', async () => {
    const bill = await openBill(server, org, (await org.addMember())._id, 60_000);
    await payBill(server, org, bill);
    const paidAt = '2026-05-14T03:00:00.000Z' as never;
    await payBill(server, org, bill, { method: 'card', paymentNumber: '9999999999990' as never, paidAt });
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined, 'paper');
    expect(issued).toMatchObject({ amount: 60_000, receivedOn: '2026-05-12', method: 'コンビニエンスストア' });
    const { content } = (await receipts()).find((receipt) => receipt._id === issued.receiptId)!;
    expect(content).toMatchObject({ paymentNumber: '1234567890128', stamp: { cash: 60_000 } });
  });

  it('case 7: does not exist for a bill over nothing, an open one, a partly paid one', async () => {
    const member = await org.addMember();
    const nothing = await openBill(server, org, member._id, 0);
    const partly = await openBill(server, org, member._id);
    await payBill(server, org, partly, { amount: 4000 as never });
    for (const bill of [nothing, partly])
      expect(await codeOf(issueReceipt(server.platform, org.owner, bill._id, undefined))).toBe('RECEIPT_NOT_AVAILABLE');
  });

  it('is void when its money is taken back; paid anew the bill gets a new number', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const notice = await payBill(server, org, bill, { state: 'provisional' });
    const early = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    await takeBack(server, org, notice, {});
    expect((await receipts()).find((receipt) => receipt._id === early.receiptId)).toMatchObject({ voided: true });
    expect(await receiptOfBill(server.platform, org.owner, bill._id)).toBeNull();
    expect(await codeOf(issueReceipt(server.platform, org.owner, bill._id, undefined))).toBe('RECEIPT_NOT_AVAILABLE');
    await payBill(server, org, bill);
    const later = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    expect(later.number).not.toBe(early.number);
    // The void one stays and can still be looked at.
    expect((await downloadReceipt(server.platform, org.owner, early.receiptId)).bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('of somebody else does not exist', async () => {
    const bill = await paidBill();
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const stranger = org.asMember((await org.addMember())._id);
    const other = await openOrganization(server);
    expect(await codeOf(downloadReceipt(server.platform, stranger, issued.receiptId))).toBe('NOT_FOUND');
    expect(await codeOf(receiptOfBill(server.platform, stranger, bill._id))).toBe('NOT_FOUND');
    expect(await codeOf(issueReceipt(server.platform, stranger, bill._id, undefined))).toBe('NOT_FOUND');
    expect(await codeOf(downloadReceipt(server.platform, other.owner, issued.receiptId))).toBe('NOT_FOUND');
  });
});

describe('a receipt that is issued again', () => {
  const again = (receiptId: ReceiptDocument['_id'], more: object = {}) =>
    reissueReceipt(server.platform, org.scope, org.owner, { receiptId, reason: '宛名の変更のため', idempotencyKey: randomUUID(), ...more });

  it('REC-01, cases 63 and 64: is marked 再発行 under the same number and day; the first issue stays as it was', async () => {
    const bill = await paidBill();
    const first = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const before = await downloadReceipt(server.platform, org.owner, first.receiptId);
    server.setNow('2026-07-01T03:00:00Z');
    const key = randomUUID();
    const second = await again(first.receiptId, { addressee: '学校法人 東雲学園', idempotencyKey: key });
    server.setNow('2026-05-20T03:00:00Z');
    expect(second).toMatchObject({
      number: first.number,
      receivedOn: first.receivedOn,
      addressee: '学校法人 東雲学園',
      reissues: 1,
      downloadPath: `/documents/receipts/${first.receiptId}-1.pdf`,
    });
    expect(await again(first.receiptId, { idempotencyKey: key })).toEqual(second);
    expect((await downloadReceipt(server.platform, org.owner, first.receiptId)).bytes.equals(before.bytes)).toBe(true);
    const copy = await downloadReceipt(server.platform, org.asMember(bill.memberId), first.receiptId, 1);
    expect((await downloadReceipt(server.platform, org.owner, first.receiptId, 1)).bytes.equals(copy.bytes)).toBe(true);
    expect((await readPdf(before.bytes)).text).not.toContain('再発行');
    const { text } = await readPdf(copy.bytes);
    for (const part of ['再発行', first.number, '御中', '2026年7月1日', '宛名の変更のため', '2026年5月12日']) expect(text).toContain(part);
    expect(await codeOf(downloadReceipt(server.platform, org.owner, first.receiptId, 2))).toBe('NOT_FOUND');
    expect(await again(first.receiptId, { reason: '紛失のため' })).toMatchObject({ number: first.number, reissues: 2 });
    const lost = await downloadReceipt(server.platform, org.owner, first.receiptId, 2);
    expect((await readPdf(lost.bytes)).text).toContain('再発行');
  });

  it('case 63: to a member whose name reads like a body it stays 様, with or without the space', async () => {
    const bill = await paidBill(org, { familyName: '大学', givenName: '部長子' });
    const { receiptId } = await issueReceipt(server.platform, org.owner, bill._id, '株式会社さくら商事');
    expect(await again(receiptId, { addressee: '大学　部長子' })).toMatchObject({ honorific: '様' });
    expect(await again(receiptId, { addressee: '大学部長子' })).toMatchObject({ honorific: '様' });
    expect(await again(receiptId, { addressee: '東都大学' })).toMatchObject({ honorific: '御中' });
  });

  it('is refused for a void one and for another organisation’s', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const notice = await payBill(server, org, bill, { state: 'provisional' });
    const issued = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const other = await openOrganization(server);
    const asked = { receiptId: issued.receiptId, reason: '紛失のため', idempotencyKey: randomUUID() };
    expect(await codeOf(reissueReceipt(server.platform, other.scope, other.owner, asked))).toBe('NOT_FOUND');
    await takeBack(server, org, notice, {});
    expect(await codeOf(again(issued.receiptId))).toBe('RECEIPT_NOT_AVAILABLE');
  });
});
