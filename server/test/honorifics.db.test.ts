import { randomUUID } from 'node:crypto';
import { MemberPaperInput } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { issueInvoice } from '../src/modules/documents/invoice.service.ts';
import { issueRun } from '../src/modules/documents/paper-job.service.ts';
import { workOnPaperJob } from '../src/modules/documents/paper-work.service.ts';
import { reissueReceipt } from '../src/modules/documents/receipt-copy.service.ts';
import type { ReceiptDocument } from '../src/modules/documents/receipt.repository.ts';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { printLetters } from '../src/modules/dunning/dunning-letter.service.ts';
import { createMembershipType, membershipTypes, updateMembershipType } from '../src/modules/members/membership-type.service.ts';
import { memberPaper } from '../src/modules/members/paper.service.ts';
import { carryOut, openBill, openBills, payBill, plan } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
});

const posted = { contactEmail: '' as never, postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };
const annualFee = PriceYen.parse(5000);
const flat = (text: string) => text.replace(/\s/g, '');
const labels = async (kind: 'individual' | 'corporate' = 'individual') =>
  flat((await readPdf(await memberPaper(server.platform, org.owner, MemberPaperInput.parse({ paper: 'labels', kind })))).text);

test('IMP-03, decision 0098: the title of respect of a type stands on labels, in letters and in mails alike', async () => {
  const { platform } = server;
  const desk = dunningDesk(server, org);
  desk.at('2026-06-08');
  const { membershipTypeId } = await createMembershipType(platform, org.owner, { name: '名誉会員', annualFee, honorific: 'dono' });
  const members = [await desk.whole('山田', { ...posted, membershipTypeId }), await desk.whole('阿部', posted)];
  expect([(await labels()).includes('山田一殿'), (await labels()).includes('阿部一様')]).toEqual([true, true]);
  for (const { _id } of members) await desk.bill(_id, '2026-06-01');
  await desk.sendTo(members.map(({ _id }) => _id));
  const letters = flat((await readPdf(await printLetters(platform, org.owner, { about: null, stage: null }))).text);
  expect([letters.includes('山田一殿'), letters.includes('阿部一様'), letters.includes('山田一様')]).toEqual([true, true, false]);
  const titles = await Promise.all(members.map(async ({ _id }) => (await platform.hooks.memberCard(org.scope, _id))?.honorific));
  expect(titles).toEqual(['殿', '様']);
});

test('MEM-05, decision 0098: bodies of a type are called as the type says, the usual way where it says nothing; what was left out stays', async () => {
  const { platform } = server;
  const made = await createMembershipType(platform, org.owner, { name: '賛助会員', annualFee });
  expect(made.honorific).toBe('usual');
  const body = { ...posted, kind: 'corporate' as const, familyName: '株式会社あおい', givenName: '', contacts: null };
  await org.addMember({ ...body, membershipTypeId: made.membershipTypeId });
  expect(await labels('corporate')).toContain('株式会社あおい御中');
  const { membershipTypeId, name } = made;
  const changed = await updateMembershipType(platform, org.owner, {
    membershipTypeId,
    name,
    annualFee,
    feeFrom: null,
    honorific: 'sama',
    version: 0,
  });
  expect(await labels('corporate')).toContain('株式会社あおい様');
  await updateMembershipType(platform, org.owner, { membershipTypeId, name, annualFee, feeFrom: null, version: changed.version });
  const types = await membershipTypes(platform, org.scope);
  expect(types.find((type) => type.membershipTypeId === membershipTypeId)?.honorific).toBe('sama');
});

test('PAY-18, REC-02, decision 0098: invoices and receipts address a member as labels and letters do; what was written and what was issued stay', async () => {
  const { platform } = server;
  const { membershipTypeId, name } = await createMembershipType(platform, org.owner, { name: '名誉会員', annualFee, honorific: 'dono' });
  const [{ _id: memberId }, { _id: bodyId }] = [
    await org.addMember({ familyName: '大学', givenName: '花子', membershipTypeId }),
    await org.addMember({ kind: 'corporate', familyName: 'あおい', givenName: '', contacts: null }),
  ];
  const bill = await openBill(server, org, memberId);
  const said = { addressee: '大学 花子', honorific: '殿' };
  const invoice = await issueInvoice(platform, org.owner, bill._id, undefined);
  expect(invoice).toMatchObject(said);
  expect(await issueInvoice(platform, org.owner, (await openBill(server, org, bodyId))._id, undefined)).toMatchObject({
    honorific: '御中',
  });
  const written = await issueInvoice(platform, org.asMember(memberId), (await openBill(server, org, memberId))._id, '青木 玲子');
  expect(written).toMatchObject({ addressee: '青木 玲子', honorific: '様' });
  await payBill(server, org, bill);
  const receipt = await issueReceipt(platform, org.asMember(memberId), bill._id, '大学　花子');
  expect(receipt).toMatchObject({ honorific: '殿' });
  await updateMembershipType(platform, org.owner, { membershipTypeId, name, annualFee, feeFrom: null, honorific: 'sama', version: 0 });
  expect(await issueInvoice(platform, org.owner, bill._id, undefined)).toMatchObject({ ...said, number: invoice.number });
  const again = { receiptId: receipt.receiptId, reason: '紛失のため' };
  const copy = await reissueReceipt(platform, org.scope, org.owner, { ...again, idempotencyKey: randomUUID() });
  expect(copy).toMatchObject({ honorific: '殿', reissues: 1 });
  const other = { ...again, addressee: '大学 花子', idempotencyKey: randomUUID() };
  expect(await reissueReceipt(platform, org.scope, org.owner, other)).toMatchObject({ honorific: '様', reissues: 2 });
});

test('REC-01, REC-02, decision 0098: papers of a whole run address each member as their type says', async () => {
  const { platform } = server;
  const { membershipTypeId } = await createMembershipType(platform, org.owner, { name: '名誉会員', annualFee, honorific: 'dono' });
  await org.addMember({ familyName: '山田', givenName: '一', membershipTypeId });
  await org.addMember({ familyName: '阿部', givenName: '一' });
  await org.addMember({ kind: 'corporate', familyName: 'あおい', givenName: '', contacts: null });
  const { _id: billingRunId } = await plan(server, org, { dueOn: '2026-07-01' });
  await carryOut(server, org, billingRunId);
  await openBills(server, org, billingRunId);
  const db = platform.databases.server;
  const issued = async (kind: 'invoice' | 'receipt') => {
    const { paperJobId } = await issueRun(platform, org.owner, { billingRunId, kind, idempotencyKey: randomUUID() });
    await workOnPaperJob(platform, org.scope, paperJobId);
    const rows = await db
      .collection<ReceiptDocument>(kind === 'invoice' ? 'papers' : 'receipts')
      .find({ orgId: org.scope.orgId })
      .toArray();
    return rows.map(({ content }) => `${content.addressee.trim()} ${content.honorific}`).toSorted();
  };
  const expected = ['あおい 御中', '山田 一 殿', '阿部 一 様'].toSorted();
  expect(await issued('invoice')).toEqual(expected);
  for (const bill of await db.collection<BillDocument>('bills').find({ orgId: org.scope.orgId }).toArray())
    await payBill(server, org, bill);
  expect(await issued('receipt')).toEqual(expected);
});
