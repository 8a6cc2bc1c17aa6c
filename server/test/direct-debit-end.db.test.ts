import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endDebitOf } from '../src/modules/operations/debit-approval.service.ts';
import { endDebit } from '../src/modules/payments/debit-end.service.ts';
import { migrations } from '../src/modules/payments/payments.migration.ts';
import { codeOf } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const person = (email: string, role: string) => ({
    _id: `usr_${randomUUID()}` as never,
    orgId: org.scope.orgId,
    email,
    familyName: '佐藤',
    givenName: '花子',
    role,
    permissions: null,
    verifiedAt: new Date(),
  });
  const people = [person('owner@example.jp', 'owner'), person('staff@example.jp', 'staff')];
  await server.platform.databases.server.collection('org_users').insertMany(people);
});
afterAll(() => server.close());

const contract = {
  consignorCode: '1234567890',
  consignorName: 'ｼﾉﾉﾒ',
  bankCode: '0005',
  bankName: '',
  branchCode: '202',
  branchName: '',
  accountKind: 'ordinary',
  accountTail: '345',
  debitDay: 26,
  leadDays: 0,
  state: 'approved',
  version: 2,
};
const rows = (collection: string, filter: object) => server.platform.databases.server.collection(collection).find(filter).toArray();

describe('the end of direct debit in the office and at the operator', () => {
  it('PAY-04: it stands in the organisation’s log and is told to whoever keeps its settings, or did not happen', async () => {
    const slug = (await rows('organizations', { _id: org.scope.orgId }))[0]!['slug'] as string;
    server.payments.answers['debits.overview'] = { contract, next: null };
    delete server.payments.answers['debits.endContract'];
    expect(await codeOf(endDebit(server.platform, org.scope, org.owner, 2))).toBe('PROVIDER_UNAVAILABLE');
    expect(await rows('audit_entries', { action: 'debit.end' })).toEqual([]);
    expect(await rows('mails', { purpose: 'debit_ended' })).toEqual([]);
    server.payments.answers['debits.endContract'] = { ...contract, state: 'ended', version: 3 };
    expect(await endDebit(server.platform, org.scope, org.owner, 2)).toMatchObject({ state: 'ended' });
    expect(server.payments.calls.at(-1)).toMatchObject({ procedure: 'debits.endContract', input: { version: 2 } });
    expect(await rows('audit_entries', { action: 'debit.end' })).toMatchObject([{ actorName: org.owner.name, subjectName: 'ｼﾉﾉﾒ' }]);
    expect(await rows('mails', { purpose: 'debit_ended' })).toMatchObject([
      { to: 'owner@example.jp', text: expect.stringContaining(`終了した人：${org.owner.name}`) },
    ]);
    // The same press again, because no answer came back to the browser: one row, one mail.
    expect(await endDebit(server.platform, org.scope, org.owner, 2)).toMatchObject({ state: 'ended' });
    expect(await rows('audit_entries', { action: 'debit.end' })).toHaveLength(1);
    expect(await rows('mails', { purpose: 'debit_ended' })).toHaveLength(1);
    const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
    expect(await endDebitOf(server.platform, operator, { slug, version: 5 })).toMatchObject({ contract: { state: 'ended' } });
    expect(await rows('audit_entries', { action: 'debit.end', actorKind: 'system' })).toMatchObject([{ actorName: '運営 太郎' }]);
    expect(await codeOf(endDebitOf(server.platform, operator, { slug: 'no-such-place', version: 5 }))).toBe('NOT_FOUND');
  });

  it('PAY-04, T13: an end that was done but whose answer was lost is told by the next press, once, also of two at one moment', async () => {
    const own = await openOrganization(server);
    const ended = () => rows('audit_entries', { orgId: own.scope.orgId, action: 'debit.end' });
    const done = { contract: { ...contract, state: 'ended', version: 3 }, next: null };
    server.payments.answers['debits.overview'] = done;
    delete server.payments.answers['debits.endContract'];
    expect(await codeOf(endDebit(server.platform, own.scope, own.owner, 2))).toBe('PROVIDER_UNAVAILABLE');
    expect(await ended()).toEqual([]);
    server.payments.answers['debits.endContract'] = done.contract;
    const press = () => endDebit(server.platform, own.scope, own.owner, 2);
    expect(await Promise.all([press(), press()])).toMatchObject([{ state: 'ended' }, { state: 'ended' }]);
    expect(await ended()).toHaveLength(1);
    // The contract that comes after it ends on its own.
    await endDebit(server.platform, own.scope, own.owner, 7);
    expect(await ended()).toHaveLength(2);
  });

  it('PAY-02, PAY-04: direct debit leaves the screenings of before, and nothing else of them', async () => {
    const applications = server.platform.databases.server.collection<{ _id: string } & Record<string, unknown>>('payment_applications');
    const at = new Date('2026-04-01T00:00:00Z');
    const entry = (methods: string[], step = 'submitted') => ({ step, methods, at, by: '青木 玲子', note: '' });
    const row = (method: string, state = 'approved') => ({ method, state, reason: '' });
    await applications.insertOne({
      _id: 'scr_of_before',
      orgId: 'org_of_before',
      methods: [row('card', 'live'), row('direct_debit')],
      history: [entry(['card', 'direct_debit']), entry(['direct_debit'], 'approved'), entry([], 'answered')],
      version: 7,
    });
    const migration = migrations.find(({ id }) => id === '2026-11-28-direct-debit-is-not-screened')!;
    for (let times = 0; times < 2; times += 1) {
      await migration.run(server.platform.databases.server);
      expect(await applications.findOne({ _id: 'scr_of_before' })).toMatchObject({
        methods: [row('card', 'live')],
        history: [entry(['card']), entry([], 'answered')],
        version: 8,
      });
    }
  });
});
