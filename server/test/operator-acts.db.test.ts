import { randomUUID } from 'node:crypto';
import { ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { PayoutBatchId, newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvePayout, exportPayouts, settlePayout, takeBackPayouts } from '../src/modules/operations/payout-desk.service.ts';
import { chooseMethods, enterAccount, rotateSecret } from '../src/modules/operations/screening-desk.service.ts';
import { saveScreening } from '../src/modules/payments/screening/screening.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { screeningFacts } from './screening.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let other: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  [org, other] = [await openOrganization(server), await openOrganization(server)];
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const audited = (action: string) => db().collection('audit_entries').find({ action }).sort({ _id: 1 }).toArray();

/** The server with a log that takes no row any more. */
function withoutLog(): TestServer['platform'] {
  const { databases } = server.platform;
  const broken = new Proxy(databases.server, {
    get: (target, name) => (wanted: string) => {
      if (name === 'collection' && wanted === 'audit_entries') throw new Error('the log is away');
      return (Reflect.get(target, name) as (...given: unknown[]) => unknown).call(target, wanted);
    },
  });
  return { ...server.platform, databases: { ...databases, server: broken } };
}

const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
const payoutBatchId = PayoutBatchId.parse('ptb_01JZZZZZZZZZZZZZZZZZZZZZZZ');

function payoutOf({ scope }: TestOrganization) {
  const sums = { count: 2, gross: 10_000, fee: 220, returned: 1000, net: 8780 };
  const days = { payOn: '2026-05-29', closedAt: '2026-05-10T00:00:00.000Z', paidOn: null };
  const account = { account: null, returnReason: '', version: 2 };
  return { payoutId: newPayoutId(), orgId: scope.orgId, closeMonth: '2026-04', state: 'exported', ...sums, ...days, ...account };
}

it('guide 1, 0035: what the operator does at the desk and the organisations’ own logs stand together or not at all', async () => {
  const logOf = async (action: string) =>
    (await audited(action)).map(({ orgId, subjectId, subjectName }) => [orgId, subjectId, subjectName]).toSorted();
  const [own, second] = [payoutOf(org), payoutOf(other)];
  const rows = [own, second].map(({ orgId, payoutId, closeMonth }) => [orgId, payoutId, closeMonth]);
  const file = { payoutBatchId, fileName: 'payouts.txt', base64: '', count: 2, total: 17_560 };
  const one = { payoutId: own.payoutId, version: 2 };
  const acts = {
    'payout.approve': { of: 'desk.approve', answer: own, act: (platform = server.platform) => approvePayout(platform, operator, one) },
    'payout.export': {
      of: 'desk.export',
      answer: { file, payouts: [own, second] },
      act: (platform = server.platform) =>
        exportPayouts(platform, operator, { payOn: '2026-05-29' as never, idempotencyKey: randomUUID() }),
    },
    'payout.paid': {
      of: 'desk.settle',
      answer: own,
      act: (platform = server.platform) => settlePayout(platform, operator, { ...one, outcome: 'paid', reason: '' }),
    },
    'payout.returned': {
      of: 'desk.settle',
      answer: own,
      act: (platform = server.platform) => settlePayout(platform, operator, { ...one, outcome: 'returned', reason: '口座なし' }),
    },
    'payout.take_back': {
      of: 'desk.takeBack',
      answer: [own, second],
      act: (platform = server.platform) => takeBackPayouts(platform, operator, { payoutBatchId }),
    },
  };
  for (const [action, { of, answer, act }] of Object.entries(acts)) {
    const isOne = answer === own;
    server.payments.answers['desk.meant'] = isOne ? [own] : [own, second];
    delete server.payments.answers[of];
    // Refused, or without an answer: nothing was done, and the log has nothing.
    await expect(act(), action).rejects.toThrow('PROVIDER_UNAVAILABLE');
    expect(await logOf(action), action).toEqual([]);
    server.payments.answers[of] = answer;
    // The log cannot be written: the payments-service is not asked at all.
    const before = server.payments.calls.length;
    await expect(act(withoutLog()), action).rejects.toThrow('the log is away');
    expect(
      server.payments.calls.slice(before).map(({ procedure }) => procedure),
      action,
    ).toEqual(['desk.meant']);
    await act();
    expect(await logOf(action), action).toEqual((isOne ? rows.slice(0, 1) : rows).toSorted());
  }
  expect(server.payments.calls.find(({ procedure }) => procedure === 'desk.export')).toMatchObject({
    input: { payoutIds: [own.payoutId, second.payoutId] },
  });
});

it('guide 1, G16: an account that the operator enters, and a secret that is replaced, stand in the organisation’s log or are not there', async () => {
  await saveScreening(server.platform, org.owner, { facts: screeningFacts as never, methods: ['card'], version: 0 });
  const applications = db().collection<{ _id: never; orgId: string; submittedAt: Date }>('payment_applications');
  const sent = { $set: { submittedAt: new Date() } };
  const { _id: screeningId } = (await applications.findOneAndUpdate({ orgId: org.scope.orgId }, sent))!;
  const request = { screeningId, provider: 'komoju', mode: 'live', values: { apiKey: 'sk_live_1' } } as const;
  const account = {
    provider: 'komoju',
    mode: 'live',
    methods: ['card'],
    callbackUrl: '',
    connectedAt: '2026-05-20T03:00:00.000Z',
    oldSecretUntil: null,
  };
  const accountId = ProviderAccountId.parse('pac_01JZZZZZZZZZZZZZZZZZZZZZZZ');
  server.payments.answers['accounts.entered'] = [{ ...account, accountId }];
  server.payments.answers['accounts.providers'] = [];
  const enterNow = (platform = server.platform) => enterAccount(platform, operator, request);
  const rotate = (platform = server.platform) => rotateSecret(platform, operator, { screeningId, accountId, values: {}, days: 1 });
  const choose = (platform = server.platform) => chooseMethods(platform, operator, { screeningId, accountId, methods: ['card'] });
  server.payments.answers['accounts.choose'] = { outcome: 'refused', reason: 'field', field: 'methods' };
  server.payments.answers['accounts.enter'] = { outcome: 'refused', reason: 'taken', field: null };
  server.payments.answers['accounts.rotate'] = { outcome: 'refused', reason: 'taken', field: null };
  await expect(enterNow()).rejects.toThrow('CREDENTIALS_REFUSED');
  await expect(rotate()).rejects.toThrow('CREDENTIALS_REFUSED');
  await expect(choose()).rejects.toThrow('CREDENTIALS_REFUSED');
  expect(await audited('providerAccount.choose')).toEqual([]);
  expect([await audited('providerAccount.enter'), await audited('providerAccount.rotate')]).toEqual([[], []]);
  const before = server.payments.calls.length;
  await expect(enterNow(withoutLog())).rejects.toThrow('the log is away');
  await expect(rotate(withoutLog())).rejects.toThrow('the log is away');
  await expect(choose(withoutLog())).rejects.toThrow('the log is away');
  const asked = () => server.payments.calls.slice(before).filter(({ procedure }) => /accounts\.(choose|enter|rotate)$/.test(procedure));
  expect(asked()).toEqual([]);
  server.payments.answers['accounts.enter'] = (input: { accountId: string }) => ({ outcome: 'done', account: { ...account, ...input } });
  server.payments.answers['accounts.rotate'] = { outcome: 'done', account: { ...account, accountId } };
  await enterNow();
  await rotate();
  server.payments.answers['accounts.choose'] = { outcome: 'done', account: { ...account, accountId } };
  await choose();
  expect(await audited('providerAccount.choose')).toMatchObject([{ subjectId: accountId, subjectName: 'komoju (live)' }]);
  const entered = (asked()[0]!.input as { accountId: string }).accountId;
  const [enteredRow, rotatedRow] = [await audited('providerAccount.enter'), await audited('providerAccount.rotate')];
  expect(enteredRow).toMatchObject([{ subjectId: entered, subjectName: 'komoju (live)', actorName: '運営 太郎' }]);
  expect(rotatedRow).toMatchObject([{ subjectId: accountId, subjectName: 'komoju (live)' }]);
});
