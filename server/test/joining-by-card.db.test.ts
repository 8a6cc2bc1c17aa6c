import { randomUUID } from 'node:crypto';
import { JoiningFee, StaffApplicationInput, SubmitApplicationInput } from '@tsudoi/shared/contracts/applications/application.contract';
import { EmailAddress } from '@tsudoi/shared/contracts/text.contract';
import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { ApplicationId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { cardChanged } from '@tsudoi/shared/queue/payments.messages';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveApplication, rejectApplication, returnApplication } from '../src/modules/applications/application-decision.service.ts';
import { getApplication } from '../src/modules/applications/application.service.ts';
import { joinForm, submitApplication } from '../src/modules/applications/join-form.service.ts';
import { requestJoin } from '../src/modules/applications/join-link.service.ts';
import { joinPage, saveJoiningSettings } from '../src/modules/applications/joining.service.ts';
import { payWays } from '../src/modules/applications/pay-way.service.ts';
import { submitByStaff } from '../src/modules/applications/staff-application.service.ts';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { getMember } from '../src/modules/members/member.service.ts';
import { applyScheduledStatuses, cancelStatus } from '../src/modules/members/member-status.service.ts';
import { myDuesCard } from '../src/modules/recurring/card-wish.service.ts';
import { beginDues, tendDues } from '../src/modules/recurring/dues-card.service.ts';
import { finishCard, myRecurring, setUpCard } from '../src/modules/recurring/my-card.service.ts';
import { handlers } from '../src/modules/recurring/recurring.jobs.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { billNow, codeOf } from './billing.factory.ts';
import { applicantFields, password } from './joining.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { tokenOf } from './server-rig.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;
let slug: string;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  const found = await server.platform.databases.server.collection('organizations').findOne({ _id: org.scope.orgId as never });
  slug = (found as never as { slug: string }).slug;
  const fees = [JoiningFee.parse({ membershipTypeId: org.regular, amount: 3000 })];
  const settings = { open: true, approval: 'staff', membershipTypeIds: [org.regular], asksSignature: false, fees } as const;
  const terms = '第1条 会費を納めます。';
  await saveJoiningSettings(server.platform, org.owner, { ...settings, membershipTypeIds: [org.regular], terms, version: 0 });
});
beforeEach(() => {
  desk.at('2026-05-10');
  server.payments.answers['cards.offered'] = { offered: true };
});
afterAll(() => server.close());

const rows = <T extends object>(name: string) => server.platform.databases.server.collection<T>(name);
const mailsTo = (to: string, purpose: MailRow['purpose']) =>
  rows<MailRow>('mails').find({ to, purpose }).sort({ createdAt: 1, _id: 1 }).toArray();
const notices = (to: string) => mailsTo(to, 'collection');
const billsOf = (memberId: MemberId) => rows<BillDocument>('bills').find({ memberId }).sort({ dueOn: 1 }).toArray();

/** Terms agreed to, address given: the token of the mail. */
async function linkFor(email: string): Promise<string> {
  const { termsId } = await joinPage(server.platform, slug);
  await requestJoin(server.platform, { org: slug as never, email: EmailAddress.parse(email), termsId: termsId!, agreed: true });
  return tokenOf((await mailsTo(email, 'application_verify')).at(-1)!.link!);
}
async function send(email: string, payBy: 'card' | 'self', link?: string): Promise<ApplicationId> {
  const token = link ?? (await linkFor(email));
  const filled = { token, fields: { ...applicantFields(org.regular), custom: {} }, password, payBy };
  await submitApplication(server.platform, SubmitApplicationInput.parse(filled));
  return (await rows<{ _id: ApplicationId; email: string }>('applications').findOne({ email }))!._id;
}
const detail = (applicationId: ApplicationId) => getApplication(server.platform, org.scope, applicationId);
async function approve(applicationId: ApplicationId, on: string = server.platform.clock.today()): Promise<MemberId> {
  const { version } = await detail(applicationId);
  return (await approveApplication(server.platform, org.owner, { applicationId, version, joinedOn: jstDate(on) })).memberId!;
}
/** The admission that is planned. */
async function takeBack(memberId: MemberId): Promise<void> {
  const { statusHistory } = await getMember(server.platform, org.scope, memberId);
  const { entryId } = statusHistory.find(({ scheduled }) => scheduled)!;
  await cancelStatus(server.platform, org.owner, { memberId, entryId, begun: false });
}
/** Sent back by the office, and sent again with another way of paying. */
async function correct(applicationId: ApplicationId, email: string, payBy: 'card' | 'self'): Promise<void> {
  const { version } = await detail(applicationId);
  await returnApplication(server.platform, org.owner, { applicationId, version, note: 'お支払い方法をお選びください。' });
  const token = tokenOf((await mailsTo(email, 'application_returned')).at(-1)!.link!);
  const filled = { token, fields: { ...applicantFields(org.regular), custom: {} }, payBy };
  await submitApplication(server.platform, SubmitApplicationInput.parse(filled));
}
const wishes = (memberId: MemberId) => rows<{ isOn: boolean }>('card_wishes').find({ memberId }).sort({ _id: 1 }).toArray();
/** As the queue brings it, and twice. */
async function tell(memberId: MemberId, cardId: SavedCardId): Promise<void> {
  const handler = handlers(server.platform).find(({ definition }) => definition === cardChanged)!;
  const payload = cardChanged.payload.parse({ cardId, memberId, state: 'active', changedAt: '2026-05-12T03:00:00.000Z' });
  for (let times = 0; times < 2; times += 1)
    await handler.handle(org.scope, [{ messageId: 'msg' as never, occurredAt: new Date(), payload }]);
}
async function joined(email: string, payBy: 'card' | 'self' = 'card') {
  const applicationId = await send(email, payBy);
  const memberId = await approve(applicationId);
  const [bill] = await billsOf(memberId);
  return { applicationId, memberId, actor: org.asMember(memberId), bill: bill! };
}
/** What the jobs of a day do, and twice. */
async function day(on: string): Promise<void> {
  desk.at(on);
  for (let times = 0; times < 2; times += 1) {
    await tendDues(server.platform);
    await Promise.all([desk.work(), desk.work()]);
  }
}

describe('BIL-18: a card chosen at joining', () => {
  it('BIL-18: is wished for on the form, asked for by mail and on My Page, and charged for each due once, on its day', async () => {
    const email = 'by-card@example.jp';
    const link = await linkFor(email);
    expect(await joinForm(server.platform, link)).toMatchObject({ offersCard: true, offersDebit: false, payBy: null });
    const applicationId = await send(email, 'card', link);
    expect(await detail(applicationId)).toMatchObject({ payBy: 'card', duesCard: null });
    const memberId = await approve(applicationId);
    expect((await mailsTo(email, 'application_approved'))[0]!.text).toContain(`/${slug}/my/payment`);
    expect((await detail(applicationId)).duesCard).toBe('waiting');
    const actor = org.asMember(memberId);
    expect(await myDuesCard(server.platform, actor)).toEqual({ isAsked: true });
    const [bill] = await billsOf(memberId);
    expect(bill).toMatchObject({ category: 'joining', amount: 3000, dueOn: '2026-06-09' });
    await day('2026-05-11');
    expect((await billNow(server, bill!._id)).collecting).toBeUndefined();

    // One press leads to the provider; back from it, and by the word of the queue, the card is there.
    const { setupId, redirectUrl } = await setUpCard(server.platform, actor, randomUUID());
    expect(redirectUrl).toContain('https://provider.example/');
    const cardId = desk.putCard(memberId, 'requested');
    expect(await finishCard(server.platform, actor, setupId)).toEqual({ state: 'done' });
    await tell(memberId, cardId);
    expect(await myDuesCard(server.platform, actor)).toEqual({ isAsked: false });
    expect((await myRecurring(server.platform, actor)).paysDues).toBe(true);
    expect((await detail(applicationId)).duesCard).toBe('saved');
    const [notice, ...more] = await notices(email);
    expect(more).toEqual([]);
    for (const said of ['3,000円', '2026年6月9日', '末尾4242']) expect(notice!.text).toContain(said);

    await day('2026-06-08');
    expect(desk.chargesOf(bill!._id)).toEqual([]);
    for (const on of ['2026-06-09', '2026-06-10', '2026-06-26']) await day(on);
    expect(desk.chargesOf(bill!._id)).toMatchObject([{ cardId, amount: 3000 }]);
    await desk.settle(desk.chargesOf(bill!._id)[0]!);
    expect((await billNow(server, bill!._id)).status).toBe('paid');
    for (const on of ['2026-06-27', '2026-07-26']) await day(on);
    expect(desk.chargesOf(bill!._id)).toHaveLength(1);
    expect(await notices(email)).toHaveLength(1);
  });

  it('BIL-18: never entered, the member pays as anybody does: nothing is charged, nobody is held up, and the office sees it', async () => {
    const { applicationId, memberId, bill, actor } = await joined('never-entered@example.jp');
    for (const on of ['2026-06-09', '2026-07-09']) await day(on);
    expect(desk.chargesOf(bill._id)).toEqual([]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid' });
    expect((await billNow(server, bill._id)).collecting).toBeUndefined();
    expect((await detail(applicationId)).duesCard).toBe('waiting');
    // What fell due before the card came is told first, and charged on the next day.
    await tell(memberId, desk.putCard(memberId, 'requested'));
    await desk.work();
    expect(desk.chargesOf(bill._id)).toEqual([]);
    await day('2026-07-10');
    expect(desk.chargesOf(bill._id)).toHaveLength(1);
    expect(await myDuesCard(server.platform, actor)).toEqual({ isAsked: false });
  });

  it('BIL-18, docs/decisions/0080: a card is wished for once, and no more once the approval was taken back and the application refused', async () => {
    const email = 'card-taken-back@example.jp';
    const applicationId = await send(email, 'card');
    const approveAhead = (on: string) => approve(applicationId, on);
    const memberId = await approveAhead('2026-06-01');
    await takeBack(memberId);
    await approveAhead('2026-06-02');
    expect((await wishes(memberId)).map(({ isOn }) => isOn)).toEqual([true]);
    await takeBack(memberId);
    const { version } = await detail(applicationId);
    await rejectApplication(server.platform, org.owner, { applicationId, version, reason: '辞退のため' });
    expect((await wishes(memberId)).map(({ isOn }) => isOn)).toEqual([true, false]);
    // Whoever applies anew and pays themselves is not asked for the card of before, nor charged.
    await send(email, 'self');
    const [second] = await rows<{ _id: ApplicationId }>('applications').find({ email, state: 'submitted' }).toArray();
    expect(await approve(second!._id)).toBe(memberId);
    expect(await myDuesCard(server.platform, org.asMember(memberId))).toEqual({ isAsked: false });
    expect(await server.platform.hooks.duesCardOf(org.scope, memberId)).toBe('stopped');
  });

  it('BIL-18, docs/decisions/0080: the way chosen between two approvals takes the place of the one before, also of one that was not kept', async () => {
    const email = 'other-way@example.jp';
    const applicationId = await send(email, 'self');
    const approved = async () => (await mailsTo(email, 'application_approved')).at(-1)!.text.includes('/my/payment');
    const isOn = async (memberId: MemberId) => (await wishes(memberId)).map((wish) => wish.isOn);
    const memberId = await approve(applicationId, '2026-06-01');
    expect([await approved(), await isOn(memberId)]).toEqual([false, []]);
    await takeBack(memberId);
    await correct(applicationId, email, 'card');
    expect(await isOn(memberId)).toEqual([]);
    await approve(applicationId, '2026-06-02');
    expect([await approved(), await isOn(memberId)]).toEqual([true, [true]]);
    await takeBack(memberId);
    // As of an approval before it was kept what it gave.
    await rows<{ _id: ApplicationId }>('applications').updateOne({ _id: applicationId }, { $unset: { wishGiven: 1 } });
    await approve(applicationId, '2026-06-03');
    expect(await isOn(memberId)).toEqual([true]);
    await takeBack(memberId);
    await rows<{ _id: ApplicationId }>('applications').updateOne({ _id: applicationId }, { $unset: { wishGiven: 1 } });
    await correct(applicationId, email, 'self');
    await approve(applicationId, '2026-06-04');
    expect([await approved(), await isOn(memberId)]).toEqual([false, [true, false]]);
    await tell(memberId, desk.putCard(memberId, 'requested'));
    const [bill] = await billsOf(memberId);
    desk.at('2026-06-04');
    await applyScheduledStatuses(server.platform);
    for (const on of ['2026-07-01', '2026-07-02', '2026-07-05']) await day(on);
    expect(desk.chargesOf(bill!._id)).toEqual([]);
    expect(await server.platform.hooks.duesCardOf(org.scope, memberId)).toBe('stopped');
  });

  it('BIL-18: who pays themselves is not charged, whatever card they have; nor is a member by the word of another organisation', async () => {
    const self = await joined('by-hand@example.jp', 'self');
    await tell(self.memberId, desk.putCard(self.memberId, 'requested'));
    expect((await mailsTo('by-hand@example.jp', 'application_approved'))[0]!.text).not.toContain('/my/payment');
    const stranger = await openOrganization(server);
    const ours = await joined('of-ours@example.jp');
    desk.putCard(ours.memberId, 'requested');
    await beginDues(server.platform, stranger.scope, [ours.memberId]);
    expect((await billNow(server, ours.bill._id)).collecting).toBeUndefined();
    expect(await server.platform.hooks.duesCardOf(stranger.scope, ours.memberId)).toBe('stopped');
    expect(await codeOf(getApplication(server.platform, stranger.scope, ours.applicationId))).toBe('NOT_FOUND');
    await day('2026-06-09');
    await day('2026-06-10');
    expect(desk.chargesOf(self.bill._id)).toEqual([]);
    expect(desk.chargesOf(ours.bill._id)).toHaveLength(1);
  });

  it('BIL-18: a card that is offered no more is refused on both forms; while nobody can be asked, the wish is kept', async () => {
    server.payments.answers['cards.offered'] = { offered: false };
    const token = await linkFor('too-late@example.jp');
    expect(await joinForm(server.platform, token)).toMatchObject({ offersCard: false });
    const fields = { ...applicantFields(org.regular), custom: {} };
    const filled = SubmitApplicationInput.parse({ token, fields, password, payBy: 'card' });
    expect(await codeOf(submitApplication(server.platform, filled))).toBe('METHOD_NOT_AVAILABLE');
    const byStaff = (email: string) =>
      submitByStaff(server.platform, org.owner, StaffApplicationInput.parse({ email, fields, agreed: true, payBy: 'card' }));
    expect(await payWays(server.platform, org.scope)).toEqual({ offersDebit: false, offersCard: false });
    expect(await codeOf(byStaff('on-paper@example.jp'))).toBe('METHOD_NOT_AVAILABLE');
    delete server.payments.answers['cards.offered'];
    expect(await payWays(server.platform, org.scope)).toMatchObject({ offersCard: false });
    expect((await submitApplication(server.platform, filled)).outcome).toBe('submitted');
    server.payments.answers['cards.offered'] = { offered: true };
    // Whom no mail reaches cannot be asked for a card, nor told of a charge.
    expect(await codeOf(byStaff(''))).toBe('INVALID_INPUT');
    const { applicationId, payBy } = await byStaff('on-paper@example.jp');
    expect(payBy).toBe('card');
    await approve(applicationId);
    expect((await detail(applicationId)).duesCard).toBe('waiting');
    // Where no card can be left any more, My Page asks for none.
    const { memberId } = await detail(applicationId);
    server.payments.answers['cards.offered'] = { offered: false };
    expect(await myDuesCard(server.platform, org.asMember(memberId!))).toEqual({ isAsked: false });
  });
});
