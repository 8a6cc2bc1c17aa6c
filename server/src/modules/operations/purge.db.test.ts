import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { collectionsThatGoLast, emptied, left } from './purge-plan.rules.ts';
import { emptyFields, removeRows } from './purge.repository.ts';
import { purgeMembers } from './purge.service.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

type Loose = Record<string, unknown> & { _id: string };
const db = () => server.platform.databases.server;
const collection = (name: string) => db().collection<Loose>(name);

test('0015: names that a row holds inside of it go like those on it, and nothing is made where there was none', async () => {
  const { orgId } = org.scope;
  const { _id: billId } = await openBill(server, org, (await org.addMember())._id);
  const by = { payLinkId: 'plk_1', payerName: '髙﨑 商店' };
  await collection('bills').updateOne({ _id: billId }, { $set: { payLink: by } });
  await collection('pay_links').insertOne({ ...by, _id: 'plk_1', orgId });
  const task = { orgId, state: 'open', note: '' };
  await collection('tasks').insertMany([
    { ...task, _id: 'tsk_1', cause: 'one', asked: { note: '髙﨑さんから電話', byName: '髙﨑', amount: 1 } },
    { ...task, _id: 'tsk_2', cause: 'two' },
  ]);
  for (const name of ['bills', 'tasks', 'pay_links']) {
    expect(await emptyFields(db(), org.scope, name, emptied(name), 100), name).toBeGreaterThan(0);
    expect(await emptyFields(db(), org.scope, name, emptied(name), 100), name).toBe(0);
  }
  expect(await collection('bills').findOne({ _id: billId })).toMatchObject({ payLink: { payLinkId: 'plk_1', payerName: '' } });
  expect(await collection('pay_links').findOne({ _id: 'plk_1' })).toMatchObject({ payerName: '' });
  expect(await collection('tasks').findOne({ _id: 'tsk_1' })).toMatchObject({ asked: { note: '', byName: '', amount: 1 } });
  expect(await collection('tasks').findOne({ _id: 'tsk_2' })).not.toHaveProperty('asked');
});

test('0015: a mail that has not left yet stays until it has, and goes with the office at the latest', async () => {
  const { orgId } = org.scope;
  await collection('mails').deleteMany({ orgId });
  const mail = (state: string) => ({ _id: `mail_${state}`, orgId, state, idempotencyKey: state });
  await collection('mails').insertMany(['waiting', 'sending', 'sent', 'failed', 'dropped'].map(mail));
  await removeRows(db(), org.scope, 'mails', 100, left('mails'));
  const stays = await collection('mails').find({ orgId }).toArray();
  expect(stays.map(({ _id }) => _id).toSorted()).toEqual(['mail_sending', 'mail_waiting']);
  expect(collectionsThatGoLast).toContain('mails');
  await removeRows(db(), org.scope, 'mails', 100);
  expect(await collection('mails').countDocuments({ orgId })).toBe(0);
});

test('G22: a process that is told to end takes nothing more away, and the next look goes on', async () => {
  const { _id } = await org.addMember();
  const members = () => collection('members').countDocuments({ _id, orgId: org.scope.orgId });
  expect(await purgeMembers({ ...server.platform, stopping: () => true }, org.scope)).toBe(false);
  expect(await members()).toBe(1);
  expect(await purgeMembers(server.platform, org.scope)).toBe(true);
  expect(await members()).toBe(0);
});
