import { randomUUID } from 'node:crypto';
import { newUserId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveRefund, declineRefund, requestRefund } from '../src/modules/payments/refund.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { codeOf, payBill } from './billing.factory.ts';
import { moneyDesk } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  server.payments.answers['charges.refundable'] = { way: 'any' };
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;

/** Somebody of the office, as they are kept. */
async function person(email: string, given: Readonly<Record<string, unknown>> = {}): Promise<UserActor> {
  const user = { _id: newUserId(), orgId: org.scope.orgId, email, familyName: '経理', givenName: email.split('@')[0]!, role: 'owner' };
  const row = { ...user, permissions: null, isContact: false, verifiedAt: new Date('2026-01-01T00:00:00Z'), ...given };
  await db()
    .collection('org_users')
    .insertOne(row as never);
  return { ...org.owner, userId: user._id, name: `${user.familyName} ${user.givenName}` };
}
const news = async (to: string) =>
  (await db().collection('mails').find({ orgId: org.scope.orgId, purpose: 'refund', to }).sort({ _id: 1 }).toArray()).map(
    ({ subject, text }) => `${subject as string}\n${text as string}`,
  );

it('case 28: who may agree to a large refund hears of it once, whoever asked hears how it was decided, and nobody of their own act', async () => {
  const asker = await person('asker@example.jp');
  const approver = await person('approver@example.jp');
  await person('reader@example.jp', { role: 'staff', permissions: ['payments.read'] });
  await person('invited@example.jp', { verifiedAt: null });
  await person('former@example.jp', { termEndsOn: '2026-03-31' });
  const desk = moneyDesk({ server, org });
  const ask = async (amount: number) => {
    const [bill] = await desk.billsFor(await desk.newMember(), amount);
    const { payload } = await payBill(server, org, bill!, { provider: 'stripe', method: 'card' });
    const paymentId = (await desk.paymentOf(payload.chargeId))._id;
    const given = { paymentId, amount: PositiveYen.parse(amount), way: { kind: 'provider' }, reason: '二重払い' } as const;
    return { ...given, idempotencyKey: randomUUID() };
  };
  const request = (input: Awaited<ReturnType<typeof ask>>) => requestRefund(server.platform, org.scope, asker, input);

  await request(await ask(5000));
  expect(await news('approver@example.jp')).toEqual([]);

  const input = await ask(150_000);
  const [first] = await Promise.all([request(input), request(input), request(input)]);
  expect(await news('approver@example.jp')).toEqual([expect.stringContaining('返金の承認をお願いします')]);
  expect((await news('approver@example.jp'))[0]).toContain('150,000円');
  for (const to of ['asker', 'reader', 'invited', 'former']) expect(await news(`${to}@example.jp`)).toEqual([]);

  const refundId = first!._id;
  const approve = () => approveRefund(server.platform, org.scope, approver, { refundId });
  const codes = await Promise.all([codeOf(approve()), codeOf(approve())]);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(await news('asker@example.jp')).toEqual([expect.stringContaining('申請した返金が承認されました')]);

  const second = await request(await ask(200_000));
  await declineRefund(server.platform, org.scope, approver, { refundId: second._id, note: '対象ではない' });
  expect((await news('asker@example.jp'))[1]).toContain('お金は動いていません');

  // Taken back by whoever asked: there is nobody to tell.
  const third = await request(await ask(300_000));
  await declineRefund(server.platform, org.scope, asker, { refundId: third._id, note: '間違えた' });
  expect(await news('asker@example.jp')).toHaveLength(2);
  expect(await news('approver@example.jp')).toHaveLength(3);
});
