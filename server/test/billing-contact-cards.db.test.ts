import { randomUUID } from 'node:crypto';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noteAtAddress } from '../src/modules/mail/bounce.service.ts';
import { duesCards } from '../src/modules/recurring/dues-card-list.service.ts';
import { tendDues } from '../src/modules/recurring/dues-card.service.ts';
import { chooseDues } from '../src/modules/recurring/dues-choice.service.ts';
import { joinPlan } from '../src/modules/recurring/join-plan.service.ts';
import { tendPlans } from '../src/modules/recurring/plan-work.service.ts';
import { saveRecurringProduct } from '../src/modules/recurring/product.service.ts';
import { withBillDoor } from '../src/platform/bill-door.ts';
import type { MailPurpose, MailRow } from '../src/platform/mail-outbox.ts';
import { carryOut, openBill, openBills, plan } from './billing.factory.ts';
import { billingMail as billing, bodyWith, liaisonMail as liaison } from './corporate.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { renewalDesk } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;
beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  desk.at('2026-05-10');
});
afterAll(() => server.close());

const mailsOf = (purpose: MailPurpose) =>
  server.platform.databases.server
    .collection<MailRow>('mails')
    .find({ orgId: org.scope.orgId, purpose })
    .sort({ createdAt: 1, _id: 1 })
    .toArray();
const toldTo = async (purpose: MailPurpose) => (await mailsOf(purpose)).map(({ to }) => to);

/** Mail to the 請求先 has come back. */
async function bounceBilling(): Promise<void> {
  const mail = (await mailsOf('bill_opened')).find(({ to }) => to === billing)!;
  await noteAtAddress(server.platform.databases.server, mail, { at: new Date(), isLasting: true });
}

describe('MEM-05, decision 0010: what a body can only do on My Page its 連絡者 is told, who alone can', () => {
  it('ARR-03: a card that fails is for the 連絡者; the bill that is past due is for the 請求先, and opens without a log-in', async () => {
    const { _id: memberId } = await org.addMember(bodyWith(billing));
    desk.putCard(memberId, 'card_declined');
    const { _id: billId } = await openBill(server, org, memberId, 3000);
    await desk.start(billId, memberId, '2026-05-10');
    for (const days of [0, 1, 5, 12]) {
      desk.at(desk.after('2026-05-10', days));
      await desk.work();
    }
    const told = await desk.mails(billId);
    expect(told.map(({ to, opens }) => ({ to, opens }))).toEqual([
      ...Array.from({ length: 3 }, () => ({ to: liaison, opens: undefined })),
      { to: billing, opens: { billId, memberId } },
    ]);
    const last = withBillDoor(server.platform, told.at(-1)!);
    expect(last.link).toContain('/p#token=');
    expect(last.text).toContain('ログインは要りません');
    expect(last.text).not.toContain('/my/');
  });

  it('BIL-18: which card is charged with dues, and when, is for the 連絡者, whatever becomes of mail to the 請求先', async () => {
    const { _id: memberId } = await org.addMember(bodyWith(billing));
    const run = await plan(server, org, { members: [memberId], dueOn: '2026-05-26' });
    await carryOut(server, org, run._id);
    await openBills(server, org, run._id);
    await bounceBilling();
    desk.putCard(memberId, 'requested');
    await chooseDues(server.platform, { ...org.asMember(memberId), name: '田中 一郎' });
    await tendDues(server.platform);
    expect(await toldTo('collection')).toEqual([liaison]);
    expect((await duesCards(server.platform, org.scope, { show: 'all' } as never)).rows).toMatchObject([{ memberId, byMail: true }]);
  });

  it('BIL-17: another amount of a plan is for the 連絡者', async () => {
    const { _id: memberId } = await org.addMember(bodyWith(billing));
    desk.putCard(memberId, 'requested');
    const form = { name: '会場費', amount: PositiveYen.parse(3000), chargeDay: 27, description: '', taxCategory: 'out_of_scope' } as const;
    const [made] = await saveRecurringProduct(server.platform, org.owner, { ...form, isOpen: true, productId: null, version: 0 });
    const { productId, version } = made!;
    const asked = { productId, method: 'card', card: 'saved', amount: form.amount, idempotencyKey: randomUUID() } as const;
    await joinPlan(server.platform, org.asMember(memberId), asked);
    const dearer = { ...form, amount: PositiveYen.parse(3500), isOpen: true, productId, version };
    await saveRecurringProduct(server.platform, org.owner, dearer);
    await tendPlans(server.platform);
    expect(await toldTo('recurring')).toEqual([liaison, liaison]);
  });

  it('BIL-15: the notice of a renewal is for the 連絡者, also where the 請求先 takes no mail', async () => {
    const terms = renewalDesk(server, org);
    await terms.set(org.regular);
    const memberId = await terms.member('2026-06-30', 'requested', bodyWith(billing));
    await openBill(server, org, memberId, 3000);
    await bounceBilling();
    await terms.day('2026-05-31');
    expect((await terms.mails(liaison)).map(({ subject }) => subject)).toEqual(['会員の自動更新のお知らせ']);
    expect(await terms.mails(billing)).toEqual([]);
  });
});
