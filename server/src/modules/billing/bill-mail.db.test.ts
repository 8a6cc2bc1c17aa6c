import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBill, payBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import { cancelBill } from './bill.service.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

it('0082: the notice of a bill that was cancelled before it left is not sent, that of a paid one is', async () => {
  const { platform } = server;
  const db = platform.databases.server;
  const [asked, paid, cancelled] = [
    await openBill(server, org, (await org.addMember())._id),
    await openBill(server, org, (await org.addMember())._id),
    await openBill(server, org, (await org.addMember())._id),
  ];
  await payBill(server, org, paid);
  await cancelBill(platform, org.scope, org.owner, cancelled._id, '年度の間違い');
  const mails = await db.collection<MailRow>('mails').find({ orgId: org.scope.orgId, purpose: 'bill_opened' }).toArray();
  const unwanted = await platform.hooks.unwantedMails(mails);
  expect(mails.filter(({ _id }) => unwanted.has(_id)).map(({ opens }) => opens?.billId)).toEqual([cancelled._id]);
  expect(mails.map(({ opens }) => opens?.billId)).toEqual(expect.arrayContaining([asked._id, paid._id]));
});
