import { randomUUID } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, putRow, startTestServer } from '../../../test/server.factory.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { confirmWaiting, joinPlan } from './join-plan.service.ts';
import { tendPlans, workOnPlans } from './plan-work.service.ts';
import { recurringPlans } from './plan.service.ts';
import { recurringProducts, saveRecurringProduct } from './product.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
});
afterAll(() => server.close());

const form = { name: '月謝', description: '', taxCategory: 'out_of_scope', isOpen: true } as const;
/** A product at its price on 20 May, and whoever takes it. */
async function offered(amount: number, chargeDay = 10) {
  desk.at('2026-05-20');
  const product = { ...form, amount: PositiveYen.parse(amount), chargeDay };
  const [made] = await saveRecurringProduct(server.platform, org.owner, { ...product, productId: null, version: 0 });
  const { productId } = made!;
  const { _id: memberId } = await org.addMember();
  const reprice = async (next: number) => {
    const { version } = (await recurringProducts(server.platform, org.scope)).find((one) => one.productId === productId)!;
    await saveRecurringProduct(server.platform, org.owner, { ...product, amount: PositiveYen.parse(next), productId, version });
  };
  return { productId, memberId, reprice };
}
/** Presses, and is sent to the company's page to enter a card. */
const press = (memberId: MemberId, productId: RecurringProductId, amount: number) =>
  joinPlan(server.platform, org.asMember(memberId), {
    productId,
    method: 'card',
    card: 'new',
    amount: PositiveYen.parse(amount),
    idempotencyKey: randomUUID(),
  });
async function leaveCard(memberId: MemberId) {
  desk.putCard(memberId, 'requested');
  await confirmWaiting(server.platform, org.scope, memberId);
}
async function mails(memberId: MemberId) {
  const { server: db } = server.platform.databases;
  const member = await db.collection('members').findOne({ _id: memberId as never });
  const sent = await db
    .collection<MailRow>('mails')
    .find({ orgId: org.scope.orgId, purpose: 'recurring', to: member!['contactEmail'] })
    .sort({ createdAt: 1, _id: 1 })
    .toArray();
  return sent.map(({ subject, text }) => [subject.split('】')[1], /毎月([\d,]+)円/.exec(text)?.[1]]);
}
async function billedOn(memberId: MemberId, ...days: string[]) {
  for (const day of days) {
    desk.at(day);
    await workOnPlans(server.platform);
  }
  const bills = server.platform.databases.server.collection<BillDocument>('bills').find({ memberId }).sort({ dueOn: 1 });
  return (await bills.toArray()).map(({ dueOn, amount }) => [dueOn, amount]);
}

describe('BIL-17, docs/decisions/0042: a plan begins at the sum that its member saw', () => {
  it('also where it was raised while the card was entered: the new sum is told like to everybody else, and charged behind that', async () => {
    const { productId, memberId, reprice } = await offered(1000);
    await press(memberId, productId, 1000);
    await reprice(5000);
    await leaveCard(memberId);
    expect(await mails(memberId)).toEqual([['継続のお支払いのご案内', '1,000']]);
    expect(await billedOn(memberId, '2026-06-10')).toEqual([['2026-06-10', 1000]]);
    await tendPlans(server.platform);
    await tendPlans(server.platform);
    expect(await mails(memberId)).toEqual([
      ['継続のお支払いのご案内', '1,000'],
      ['金額変更のお知らせ', '5,000'],
    ]);
    expect((await billedOn(memberId, '2026-07-10')).at(-1)).toEqual(['2026-07-10', 5000]);
  });

  it('and goes on at it for whom no mail reaches, which the office sees', async () => {
    const { productId, memberId, reprice } = await offered(1000);
    await putRow(server, 'members', memberId, { contactEmail: '' });
    await press(memberId, productId, 1000);
    await reprice(5000);
    await leaveCard(memberId);
    await tendPlans(server.platform);
    expect(await billedOn(memberId, '2026-06-10', '2026-07-10')).toEqual([
      ['2026-06-10', 1000],
      ['2026-07-10', 1000],
    ]);
    expect((await recurringPlans(server.platform, org.scope, { productId })).plans).toMatchObject([{ amount: 1000, isUntold: true }]);
  });

  it('also where only midnight came between, and with it a raise that was known', async () => {
    const { productId, memberId, reprice } = await offered(1000, 20);
    await reprice(5000);
    server.setNow('2026-05-20T14:55:00Z');
    await press(memberId, productId, 1000);
    server.setNow('2026-05-20T15:03:00Z');
    await leaveCard(memberId);
    expect(await billedOn(memberId, '2026-05-21', '2026-06-20')).toEqual([['2026-06-20', 1000]]);
  });

  it('which is the last one that was shown to whoever presses again, or less where it costs less by now', async () => {
    const raised = await offered(1000);
    await press(raised.memberId, raised.productId, 1000);
    await raised.reprice(5000);
    await expect(press(raised.memberId, raised.productId, 1000)).rejects.toMatchObject({ code: 'CONFLICT' });
    await press(raised.memberId, raised.productId, 5000);
    await leaveCard(raised.memberId);
    const lowered = await offered(5000);
    await press(lowered.memberId, lowered.productId, 5000);
    await lowered.reprice(1000);
    await leaveCard(lowered.memberId);
    await tendPlans(server.platform);
    expect(await mails(raised.memberId)).toEqual([['継続のお支払いのご案内', '5,000']]);
    expect(await mails(lowered.memberId)).toEqual([['継続のお支払いのご案内', '1,000']]);
    expect(await billedOn(raised.memberId, '2026-06-10')).toEqual([['2026-06-10', 5000]]);
    expect(await billedOn(lowered.memberId, '2026-06-10')).toEqual([['2026-06-10', 1000]]);
  });
});
