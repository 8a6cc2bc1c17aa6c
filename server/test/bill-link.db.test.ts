import { randomUUID } from 'node:crypto';
import { StaffApplicationInput } from '@tsudoi/shared/contracts/applications/application.contract';
import { type MemberId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { saveJoiningSettings } from '../src/modules/applications/joining.service.ts';
import { submitByStaff } from '../src/modules/applications/staff-application.service.ts';
import { cancelBill } from '../src/modules/billing/bill.service.ts';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { startMailSender } from '../src/modules/mail/mail.jobs.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { billLinkView, startBillLinkCharge } from '../src/modules/payments/bill-link.service.ts';
import { billToken } from '../src/platform/bill-door.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { codeOf, openBill, payBill } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { applicantFields } from './joining.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { payLinkDesk, slipOf } from './pay-link.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let slug: string;
const card = { method: 'card', available: true, reason: null, limit: null, memberFee: 0, stores: [] };

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  server.setNow('2026-05-20T03:00:00Z');
  server.payments.calls.length = 0;
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  server.payments.answers['charges.forPayable'] = null;
  server.payments.answers['methods.available'] = [card];
  org = await openOrganization(server);
  slug = (await db()
    .collection('organizations')
    .findOne({ _id: org.scope.orgId as never }))!['slug'] as string;
});

const mergeChoices: Parameters<typeof mergeMembers>[2]['choices'] = {
  fromMerged: [],
  customFromMerged: [],
  tags: 'kept',
  history: 'kept',
  account: 'kept',
};
const db = () => server.platform.databases.server;
const member = (given = {}) =>
  org.addMember({ familyName: '山田', givenName: '花子', phone: '09011112222', address: '東京都千代田区神田錦町3丁目11番', ...given });
const tokenOf = ({ _id, memberId }: BillDocument, until = jstDate('2026-06-19'), orgId = org.scope.orgId) =>
  billToken(server.platform, { orgId, billId: _id, memberId, until });
const view = (token: string, at = slug) => billLinkView(server.platform, { org: at, token });
const start = (token: string, given: Partial<Parameters<typeof startBillLinkCharge>[1]> = {}) =>
  startBillLinkCharge(server.platform, {
    org: slug,
    token,
    method: 'card',
    store: null,
    locale: 'en',
    idempotencyKey: randomUUID(),
    ...given,
  });

/** What waits in the outbox goes out; the words as somebody reads them. */
async function delivered(): Promise<MailRow[]> {
  const sent: MailRow[] = [];
  const sender = startMailSender(server.platform, {
    send: (mail) => {
      sent.push(mail);
      return Promise.resolve({ outcome: 'sent', providerMessageId: null });
    },
  });
  await sender.drain();
  await sender.stop();
  return sent.filter(({ orgId }) => orgId === org.scope.orgId);
}
const doorOf = (mail: MailRow) => /\/([a-z0-9-]+)\/p#token=(\S+)$/m.exec(mail.text)!.slice(1) as [string, string];

describe('row 11: a mail about a bill opens its payment without a log-in', () => {
  it('row 11: the notice of a new bill carries one link, which opens that bill; what is stored of the mail is no key', async () => {
    const bill = await openBill(server, org, (await member())._id, 8000);
    const [mail] = await delivered();
    expect(mail).toMatchObject({ purpose: 'bill_opened', link: expect.stringContaining(`/${slug}/p#token=`) as string });
    expect(mail!.text.match(/https?:\/\/\S+/g)).toEqual([mail!.link]);
    const [at, token] = doorOf(mail!);
    expect(await view(token, at)).toMatchObject({
      organization: { name: '一般社団法人 日本睡眠検査技師会' },
      state: 'open',
      bill: { billId: bill._id, billName: '研修会 参加費', outstanding: 8000, dueOn: '2026-06-01', memberName: '山田 花○' },
      methods: [card],
    });
    expect(JSON.stringify(await db().collection('mails').find({ orgId: org.scope.orgId }).toArray())).not.toContain(token);
  });

  it('row 11: a reminder of one bill carries it too; of several it leads to My Page, and paper keeps the short address', async () => {
    const desk = dunningDesk(server, org);
    desk.at('2026-06-08');
    const [one, two] = [await desk.whole('山田'), await desk.whole('阿部')];
    await desk.bill(one._id, '2026-06-01');
    await desk.bill(two._id, '2026-06-01');
    await desk.bill(two._id, '2026-06-01', 3000);
    await desk.sendTo([one._id, two._id]);
    const reminders = (await delivered()).filter(({ purpose }) => purpose === 'dunning');
    const to = (memberId: MemberId) => reminders.find((mail) => mail.to === (memberId === one._id ? one : two).contactEmail)!;
    expect(to(one._id).text).toContain('ログインは要りません');
    const [at, token] = doorOf(to(one._id));
    expect(await view(token, at)).toMatchObject({ state: 'open', bill: { memberName: '山田 ○', overdue: true } });
    expect(to(two._id).link).toMatch(/\/my\/bills$/);
    const notices = await desk.notices();
    expect(JSON.stringify(notices)).not.toContain(token);
    expect(notices.find((notice) => notice.memberId === one._id)!.letter!.text).toMatch(/\/my$/m);
  });

  it('row 11, 3.3: 入会金 ahead of a form that the office typed is paid through its mail, as there is no password to log in with', async () => {
    const fees = [{ membershipTypeId: org.regular, amount: 3000, time: 'before' }];
    const settings = {
      open: false,
      approval: 'staff',
      membershipTypeIds: [org.regular],
      asksSignature: false,
      fees,
      terms: '',
      version: 0,
    };
    await saveJoiningSettings(server.platform, org.owner, settings as never);
    const form = StaffApplicationInput.parse({ email: 'typed@example.com', fields: applicantFields(org.regular), agreed: true });
    const { joiningFee } = await submitByStaff(server.platform, org.owner, form);
    const [mail] = await delivered();
    const [at, token] = doorOf(mail!);
    expect(await view(token, at)).toMatchObject({
      state: 'open',
      bill: { billId: joiningFee!.billId, outstanding: 3000 },
      methods: [card],
    });
  });

  it('row 11: what it shows is one bill and no more of the member; of a number that pays other bills too it tells none', async () => {
    const { _id, contactEmail, memberNumber } = await member();
    const bill = await openBill(server, org, _id, 8000);
    const other = await openBill(server, org, _id, 9000);
    const line = (of: BillDocument) => ({ payableId: of._id, amount: of.amount });
    server.payments.answers['charges.forPayable'] = { ...slipOf(null, 8000), lines: [line(bill)] };
    const alone = await view(tokenOf(bill));
    expect(alone).toMatchObject({ together: false, charge: { state: 'awaiting', instructions: { store: 'lawson' } } });
    const hidden = [
      contactEmail,
      memberNumber,
      '花子',
      '09011112222',
      '神田錦町3丁目',
      other._id,
      'secret-of-the-provider',
      bill.billNumber,
    ];
    expect(hidden.filter((text) => JSON.stringify(alone).includes(text))).toEqual([]);
    server.payments.answers['charges.forPayable'] = { ...slipOf(null, 17_000), lines: [line(bill), line(other)] };
    expect(await view(tokenOf(bill))).toMatchObject({ together: true, charge: null });
    expect(JSON.stringify(await view(tokenOf(bill)))).not.toContain('17000');
  });

  it('T45, row 11: tampered, expired, of another organisation, of another bill, of a draft: one and the same NOT_FOUND, for paying too', async () => {
    const bill = await openBill(server, org, (await member())._id, 8000);
    const other = await openBill(server, org, (await member())._id, 9000);
    const stranger = await openOrganization(server);
    const theirSlug = (await db()
      .collection('organizations')
      .findOne({ _id: stranger.scope.orgId as never }))!['slug'] as string;
    const token = tokenOf(bill);
    const tried: [string, string?][] = [
      [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
      [tokenOf(other).slice(0, 26) + token.slice(26)],
      [token.slice(0, 26) + token.slice(26).replace('20260619', '20270619')],
      [tokenOf(bill, jstDate('2026-05-19'))],
      [tokenOf(bill, undefined, stranger.scope.orgId)],
      [token, theirSlug],
      [tokenOf(bill, undefined, stranger.scope.orgId), theirSlug],
      [token, 'no-such-organisation'],
      ['0'.repeat(56)],
    ];
    server.payments.calls.length = 0;
    for (const [one, at] of tried) {
      expect(await codeOf(view(one, at)), one).toBe('NOT_FOUND');
      expect(await codeOf(start(one, at === undefined ? {} : { org: at })), one).toBe('NOT_FOUND');
    }
    await db()
      .collection('bills')
      .updateOne({ _id: other._id as never }, { $set: { confirmedAt: null, status: 'draft' } });
    expect(await codeOf(view(tokenOf(other)))).toBe('NOT_FOUND');
    expect(server.payments.calls).toEqual([]);
    // Thirty days: the last of them is one.
    server.setNow('2026-06-19T14:59:00Z');
    expect((await view(token)).state).toBe('open');
    server.setNow('2026-06-19T15:01:00Z');
    expect(await codeOf(view(token))).toBe('NOT_FOUND');
  });

  it('row 11: it dies with the bill, when its member leaves, and when the record becomes one with another', async () => {
    const [cancelled, left] = [await openBill(server, org, (await member())._id), await openBill(server, org, (await member())._id)];
    await cancelBill(server.platform, org.scope, org.owner, cancelled._id, '誤り');
    const leaving = {
      memberId: left.memberId,
      status: 'withdrawn' as const,
      effectiveOn: jstDate('2026-05-20'),
      reason: '転居',
      nextSteps: [],
    };
    await changeMemberStatus(server.platform, org.owner, leaving);
    for (const bill of [cancelled, left]) {
      expect(await view(tokenOf(bill))).toMatchObject({ state: 'closed', bill: null, methods: [], charge: null });
      expect(await codeOf(start(tokenOf(bill)))).toBe('BILL_NOT_PAYABLE');
    }
    const [kept, merged] = [await member(), await member()];
    const moved = await openBill(server, org, merged._id);
    const token = tokenOf(moved);
    const pair = { keptId: kept._id, mergedId: merged._id };
    const plan = await planMemberMerge(server.platform, org.owner, pair);
    await mergeMembers(server.platform, org.owner, { ...pair, fingerprint: plan.fingerprint, choices: mergeChoices });
    expect(await codeOf(view(token))).toBe('NOT_FOUND');
    expect((await view(tokenOf({ ...moved, memberId: kept._id }))).state).toBe('open');
  });

  it('row 11: what is paid says so and asks for nothing; what an employer is asked for is not paid here', async () => {
    const bill = await openBill(server, org, (await member())._id);
    await payBill(server, org, bill);
    expect(await view(tokenOf(bill))).toMatchObject({
      state: 'settled',
      bill: { status: 'paid' },
      methods: [],
      paidAt: '2026-05-12T03:04:05.000Z',
    });
    expect(await codeOf(start(tokenOf(bill)))).toBe('BILL_NOT_PAYABLE');
    const theirs = await openBill(server, org, (await member())._id);
    await payLinkDesk({ server, org }).make([theirs]);
    expect(await view(tokenOf(theirs))).toMatchObject({ state: 'by_payer', methods: [], charge: null });
    expect(await codeOf(start(tokenOf(theirs)))).toBe('BILL_IN_PAY_LINK');
  });

  it('row 11: paying opens My Page’s own charge over what is outstanding, back to this page, with no saved card, written down as nobody’s', async () => {
    const { _id: memberId } = await member();
    const bill = await openBill(server, org, memberId, 8000);
    await payBill(server, org, bill, { amount: 3000 as never, lines: [{ payableId: bill._id, amount: 3000 as never }] });
    const charge = {
      ...slipOf(null, 5000),
      chargeId: newChargeId(),
      method: 'card',
      redirectUrl: 'https://pay.example/x',
      instructions: null,
    };
    server.payments.answers['charges.open'] = { outcome: 'opened', charge };
    server.payments.calls.length = 0;
    const idempotencyKey = randomUUID();
    expect(await start(tokenOf(bill), { idempotencyKey })).toMatchObject({
      outcome: 'opened',
      charge: { redirectUrl: 'https://pay.example/x' },
    });
    const [asked] = server.payments.calls.filter(({ procedure }) => procedure === 'charges.open');
    expect(asked!.input).toMatchObject({
      idempotencyKey,
      memberId,
      lines: [{ payableId: bill._id, amount: 5000 }],
      returnUrl: expect.stringMatching(new RegExp(`/${slug}/p$`)) as string,
      locale: 'en',
    });
    expect(asked!.input).not.toHaveProperty('cardId');
    expect(await db().collection('audit_entries').findOne({ action: 'charge.start', subjectId: bill._id })).toMatchObject({
      actorKind: 'system',
      actorName: 'bill-link',
    });
    await db()
      .collection('organizations')
      .updateOne({ _id: org.scope.orgId as never }, { $set: { status: 'suspended' } });
    expect(await codeOf(start(tokenOf(bill)))).toBe('ORGANIZATION_NOT_ACTIVE');
    expect(await view(tokenOf(bill, addDays(jstDate('2026-05-20'), 1)))).toMatchObject({ state: 'open', methods: [] });
  });
});
