import { randomUUID } from 'node:crypto';
import { DunningPlanInput } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { type BillId, type MemberId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billNow, codeOf, openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { readPdf } from '../../../test/pdf-reader.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { startMailSender } from '../mail/mail.jobs.ts';
import type { MemberDocument } from '../members/members.public.ts';
import { settingsAtFirst } from './dunning-default.rules.ts';
import { dunningHistory, holdDunning, releaseDunning } from './dunning-hold.service.ts';
import type { DunningJobDocument } from './dunning-job.repository.ts';
import { dunEverybody, dunningJob, resumeToday, sendDunning, skipToday, stopDunning } from './dunning-job.service.ts';
import { printLetters } from './dunning-letter.service.ts';
import type { DunningNoticeDocument } from './dunning-notice.repository.ts';
import { dunningLetters, dunningLog, markLetters, noticePreview } from './dunning-notice.service.ts';
import { dunningPlan } from './dunning-plan.service.ts';
import { dunningSettings, updateDunningSettings } from './dunning-settings.service.ts';
import { workOnDunningJob } from './dunning-work.service.ts';

let server: TestServer;
let org: TestOrganization;

const db = () => server.platform.databases.server;
const at = (day: string, hour = 10) =>
  server.setNow(`${addDays(jstDate(day), hour < 9 ? -1 : 0)}T${String((hour + 15) % 24).padStart(2, '0')}:30:00Z`);
const mails = () => db().collection<MailRow>('mails').find({ orgId: org.scope.orgId, purpose: 'dunning' }).sort({ _id: 1 }).toArray();
const notices = () => db().collection<DunningNoticeDocument>('dunning_notices').find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray();
const jobs = () => db().collection<DunningJobDocument>('dunning_jobs');
const plan = (input: object = {}, scope = org.scope) => dunningPlan(server.platform, scope, DunningPlanInput.parse(input));
const names = ({ rows }: { rows: readonly { memberName: string }[] }) => rows.map(({ memberName }) => memberName);
const whole = (familyName: string, given: Partial<MemberDocument> = {}) => org.addMember({ familyName, givenName: '一', ...given });

/** A confirmed bill, long enough known, due on a day. */
async function bill(memberId: MemberId, dueOn: string, amount = 8000, given: Record<string, unknown> = {}) {
  const made = await openBill(server, org, memberId, amount);
  await db()
    .collection('bills')
    .updateOne({ _id: made._id as never }, { $set: { dueOn, confirmedAt: new Date('2026-04-01T00:00:00Z'), ...given } });
  return billNow(server, made._id);
}
const setCharge = (billId: BillId, state: string, expiresAt: Date | null = null, method = 'konbini') =>
  db()
    .collection('bills')
    .updateOne({ _id: billId as never }, { $set: { charges: [{ chargeId: newChargeId(), sequence: 1, method, state, expiresAt }] } });
async function automatic(on = true) {
  const { version, ...settings } = await dunningSettings(server.platform, org.scope);
  await updateDunningSettings(server.platform, org.scope, org.owner, { settings: { ...settings, automatic: on }, version });
}
/** By hand and at once, as the job would. */
async function sendTo(memberIds: readonly MemberId[]) {
  const { dunningJobId } = await sendDunning(server.platform, org.owner, { memberIds: [...memberIds], idempotencyKey: randomUUID() }, 0);
  await workOnDunningJob(server.platform, org.scope, dunningJobId);
  return dunningJob(server.platform, org.scope, dunningJobId);
}

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  at('2026-06-08');
  org = await openOrganization(server);
});

describe('ARR-03: dunning by itself', () => {
  it('ARR-03: from its hour on each member with something due gets one mail over all bills at the stage, and none on a second look', async () => {
    const hanako = await whole('山田');
    const taro = await whole('阿部');
    const [one, two] = [await bill(hanako._id, '2026-06-01'), await bill(hanako._id, '2026-05-30', 5000)];
    await bill(taro._id, '2026-06-03');
    await automatic();
    at('2026-06-08', 8);
    await dunEverybody(server.platform);
    expect(await mails()).toEqual([]);
    at('2026-06-08', 9);
    await dunEverybody(server.platform);
    await dunEverybody(server.platform);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail!.to).toBe(hanako.contactEmail);
    expect(mail!.subject).toContain('お支払いのお願い');
    for (const part of ['山田 一 様', one.billNumber, two.billNumber, '8,000円', '5,000円', '行き違いの節はご容赦ください'])
      expect(mail!.text).toContain(part);
    expect(mail!.link).toBe(
      `http://127.0.0.1:4000/${
        (await db()
          .collection('organizations')
          .findOne({ _id: org.scope.orgId as never }))!['slug']
      }/my/bills`,
    );
    expect(await jobs().find({ orgId: org.scope.orgId }).toArray()).toMatchObject([{ kind: 'daily', state: 'done', done: 1, mailed: 1 }]);
    at('2026-06-10');
    await dunEverybody(server.platform);
    expect((await mails()).map(({ to }) => to)).toEqual([hanako.contactEmail, taro.contactEmail]);
  });

  it('ARR-03: the stages follow on their days through two months, each once, and stop on payment', async () => {
    const member = await whole('山田', { address: '東京都千代田区1-1' });
    const owed = await bill(member._id, '2026-06-01');
    await automatic();
    for (let day = jstDate('2026-05-20'); day <= jstDate('2026-09-30'); day = addDays(day, 1)) {
      at(day);
      await dunEverybody(server.platform);
    }
    expect((await notices()).map(({ stageDays, channel, on }) => `${on} ${stageDays} ${channel}`).toSorted()).toEqual([
      '2026-05-25 -7 mail',
      '2026-06-08 7 mail',
      '2026-07-01 30 mail',
      '2026-07-31 60 letter',
      '2026-07-31 60 mail',
    ]);
    const second = await whole('佐藤');
    const paid = await bill(second._id, '2026-10-01');
    at('2026-10-08');
    await payBill(server, org, paid);
    await dunEverybody(server.platform);
    expect(await mails()).toHaveLength(4);
    expect((await billNow(server, owed._id)).status).toBe('unpaid');
  });

  it('ARR-03: an organisation that has not turned it on, or is suspended, sends nothing by itself', async () => {
    await bill((await whole('山田'))._id, '2026-06-01');
    await dunEverybody(server.platform);
    await automatic();
    await db()
      .collection('organizations')
      .updateOne({ _id: org.scope.orgId as never }, { $set: { status: 'suspended' } });
    await dunEverybody(server.platform);
    expect(await mails()).toEqual([]);
  });

  it('ARR-03: a day can be skipped before its hour and taken up again', async () => {
    await bill((await whole('山田'))._id, '2026-06-01');
    await automatic();
    await skipToday(server.platform, org.owner);
    await skipToday(server.platform, org.owner);
    await dunEverybody(server.platform);
    expect(await mails()).toEqual([]);
    expect((await plan()).todaysJob).toMatchObject({ state: 'stopped' });
    await resumeToday(server.platform, org.owner);
    await dunEverybody(server.platform);
    expect(await mails()).toHaveLength(1);
    expect(await codeOf(resumeToday(server.platform, org.owner))).toBe('INVALID_TRANSITION');
  });
});

describe('ARR-03: dunning, who is left out', () => {
  it('ARR-03 cases 7 and 22: every reason is said, and what is paid, cancelled or asks for nothing is not even there', async () => {
    const due = '2026-06-01';
    await bill((await whole('逝去'))._id, due);
    await db()
      .collection('members')
      .updateOne({ orgId: org.scope.orgId, familyName: '逝去' } as never, { $set: { status: 'deceased' } });
    const konbini = await bill((await whole('番号'))._id, due);
    await setCharge(konbini._id, 'awaiting', new Date('2026-06-12T14:59:59Z'));
    await bill((await whole('時効'))._id, '2021-06-01');
    await bill((await whole('無宛', { contactEmail: '' as never }))._id, due);
    await bill((await whole('手紙', { contactEmail: '' as never, address: '東京都1-1' }))._id, due);
    const promised = await whole('約束');
    await bill(promised._id, due);
    await holdDunning(server.platform, org.owner, {
      memberId: promised._id,
      billId: null,
      until: jstDate('2026-06-20'),
      reason: '20日に振り込む',
    });
    const held = await whole('係争');
    const heldBill = await bill(held._id, due);
    await bill(held._id, due, 5000);
    await holdDunning(server.platform, org.owner, { memberId: held._id, billId: heldBill._id, until: null, reason: '金額に争い' });
    const credit = await whole('前受');
    await payBill(server, org, await bill(credit._id, '2026-05-01', 3000), { amount: 5000 as never, method: 'konbini' });
    await bill(credit._id, due);
    await payBill(server, org, await bill((await whole('済'))._id, due));
    await bill((await whole('取消'))._id, due, 8000, { status: 'cancelled', live: false, cancelledAt: new Date() });
    const out = await plan({ view: 'left_out' });
    expect(Object.fromEntries(out.rows.map(({ memberName, reason, until }) => [memberName, [reason, until]]))).toEqual({
      '逝去 一': ['deceased', null],
      '番号 一': ['in_payment', '2026-06-12'],
      '時効 一': ['lapsed', null],
      '無宛 一': ['no_address', null],
      '約束 一': ['promised', '2026-06-20'],
      '係争 一': ['held', null],
      '前受 一': ['has_credit', null],
    });
    const now = await plan();
    expect(Object.fromEntries(now.rows.map(({ memberName, channels, outstanding }) => [memberName, [channels, outstanding]]))).toEqual({
      '係争 一': [['mail'], 5000],
      '手紙 一': [['letter'], 8000],
    });
    expect(names(await plan({ view: 'left_out', reason: 'promised' }))).toEqual(['約束 一']);
    expect(names(await plan({ q: '手紙' }))).toEqual(['手紙 一']);
    expect(now.counts).toEqual({ due: 2, coming: 0, left_out: 7, letters: 0 });
  });

  it('ARR-03 case 55: an authorised card stops it; when the capture fails it goes on from where it stood', async () => {
    const member = await whole('山田');
    const owed = await bill(member._id, '2026-06-01');
    await sendTo([member._id]);
    at('2026-07-01');
    await setCharge(owed._id, 'authorized', null, 'card');
    expect((await plan({ view: 'left_out' })).rows).toMatchObject([{ reason: 'in_payment' }]);
    expect((await sendTo([member._id])).results).toMatchObject([{ outcome: 'skipped' }]);
    await setCharge(owed._id, 'failed', null, 'card');
    expect((await sendTo([member._id])).results).toMatchObject([{ outcome: 'mailed' }]);
    expect((await notices()).map(({ stageDays }) => stageDays)).toEqual([7, 30]);
  });

  it('ARR-03 case 48: money that is taken back is asked for again, and no stage comes twice', async () => {
    const member = await whole('山田');
    const owed = await bill(member._id, '2026-06-01');
    await sendTo([member._id]);
    const notice = await payBill(server, org, owed, { state: 'provisional' } as never);
    at('2026-07-02');
    expect((await plan()).total).toBe(0);
    await takeBack(server, org, notice, {});
    await sendTo([member._id]);
    await sendTo([member._id]);
    expect((await notices()).map(({ stageDays }) => stageDays)).toEqual([7, 30]);
  });

  it('ARR-03: a hold says who, when and why, goes into the log, and is lifted; the next stage waits for the promised day', async () => {
    const member = await whole('山田');
    await bill(member._id, '2026-06-01');
    const { holds } = await holdDunning(server.platform, org.owner, {
      memberId: member._id,
      billId: null,
      until: jstDate('2026-06-20'),
      reason: '電話',
    });
    expect(holds).toMatchObject([{ until: '2026-06-20', reason: '電話', by: '佐藤 花子', on: '2026-06-08' }]);
    await holdDunning(server.platform, org.owner, { memberId: member._id, billId: null, until: null, reason: '分割' });
    const again = await dunningHistory(server.platform, org.scope, { memberId: member._id });
    expect(again.holds).toMatchObject([{ until: null, reason: '分割' }]);
    await releaseDunning(server.platform, org.owner, again.holds[0]!.dunningHoldId);
    expect((await plan()).total).toBe(1);
    const log = await db()
      .collection('audit_entries')
      .find({ orgId: org.scope.orgId, subjectId: member._id as string })
      .sort({ at: 1, _id: 1 })
      .toArray();
    expect(
      log
        .map(({ action }) => action as string)
        .filter((action) => action.startsWith('dunning'))
        .toSorted(),
    ).toEqual(['dunning.hold', 'dunning.hold', 'dunning.release']);
    const yesterday = { memberId: member._id, billId: null, until: jstDate('2026-06-07'), reason: 'x' };
    expect(await codeOf(holdDunning(server.platform, org.owner, yesterday))).toBe('INVALID_INPUT');
  });

  it('ARR-03: who has left still owes, is asked, and is told whom to ask instead of a page they cannot open', async () => {
    const member = await whole('山田');
    await bill(member._id, '2026-06-01');
    await db()
      .collection('members')
      .updateOne({ _id: member._id as never }, { $set: { status: 'withdrawn' } });
    const { notice } = await noticePreview(server.platform, org.scope, member._id);
    expect(notice!.text).not.toContain('/my/');
    expect(notice!.text).toContain('事務局におたずねください');
    await sendTo([member._id]);
    expect((await mails())[0]).toMatchObject({ link: null, text: notice!.text });
  });
});

describe('ARR-03: dunning, sent by hand', () => {
  it('ARR-03: what was read before is what goes, the bill itself is the link, and each result is told', async () => {
    const [one, two] = [await whole('山田'), await whole('阿部')];
    const owed = await bill(one._id, '2026-06-01');
    const { notice } = await noticePreview(server.platform, org.scope, one._id);
    const job = await sendTo([one._id, two._id]);
    expect(job).toMatchObject({ state: 'done', done: 2, mailed: 1, skipped: 1 });
    expect(job.results).toEqual([
      { memberId: one._id, memberName: '山田 一', outcome: 'mailed' },
      { memberId: two._id, memberName: '阿部 一', outcome: 'skipped' },
    ]);
    const [mail] = await mails();
    expect(mail).toMatchObject({ to: notice!.to, subject: notice!.subject, text: notice!.text });
    expect(mail!.link).toContain(`/my/pay/${owed._id}`);
    const history = await dunningHistory(server.platform, org.scope, { memberId: one._id, billId: owed._id });
    expect(history.notices).toMatchObject([{ stageDays: 7, channel: 'mail', state: 'waiting', by: '佐藤 花子', outstanding: 8000 }]);
    expect(history.next).toMatchObject([{ on: '2026-07-01', stageDays: 30 }]);
    expect((await dunningLog(server.platform, org.scope, {})).rows).toMatchObject([{ memberName: '山田 一' }]);
  });

  it('ARR-03: for a moment nothing goes, and then it can be stopped whole; the same key is the same round', async () => {
    const member = await whole('山田');
    await bill(member._id, '2026-06-01');
    const input = { memberIds: [member._id], idempotencyKey: randomUUID() };
    const { dunningJobId } = await sendDunning(server.platform, org.owner, input);
    await workOnDunningJob(server.platform, org.scope, dunningJobId);
    expect(await mails()).toEqual([]);
    expect((await sendDunning(server.platform, org.owner, input)).dunningJobId).toBe(dunningJobId);
    const other = await whole('阿部');
    expect(await codeOf(sendDunning(server.platform, org.owner, { ...input, memberIds: [other._id] }))).toBe('IDEMPOTENCY_MISMATCH');
    await stopDunning(server.platform, org.owner, dunningJobId);
    await jobs().updateOne({ _id: dunningJobId }, { $set: { startsAt: new Date(0) } });
    await workOnDunningJob(server.platform, org.scope, dunningJobId);
    expect(await mails()).toEqual([]);
    expect(await codeOf(stopDunning(server.platform, org.owner, dunningJobId))).toBe('INVALID_TRANSITION');
  });

  it('ARR-03: a mail that still waits does not go when the bill is paid first; what is left of it is asked for anew', async () => {
    const member = await whole('山田');
    const [one, two] = [await bill(member._id, '2026-06-01'), await bill(member._id, '2026-06-01', 5000)];
    await sendTo([member._id]);
    await payBill(server, org, one);
    const went: string[] = [];
    const sender = startMailSender(server.platform, {
      send: (mail) => {
        if (mail.purpose === 'dunning' && mail.orgId === org.scope.orgId) went.push(mail.to);
        return Promise.resolve({ outcome: 'sent', providerMessageId: null });
      },
    });
    await sender.drain();
    await sender.stop();
    expect(went).toEqual([]);
    expect(await mails()).toMatchObject([{ state: 'dropped' }]);
    expect((await plan()).rows).toMatchObject([{ bills: [{ billId: two._id }], outstanding: 5000 }]);
    await sendTo([member._id]);
    expect((await mails()).map(({ state }) => state)).toEqual(['dropped', 'waiting']);
  });
});

describe('ARR-03: dunning, killed and at once', () => {
  it('ARR-03: a round that dies in the middle is carried on by the next process; nobody gets two mails and nobody none', async () => {
    const members = await org.addMembers(60);
    for (const { _id } of members) await bill(_id, '2026-06-01');
    await automatic();
    // What dies: the process, behind a batch of fifty and before it has said so to anybody.
    const dying: Platform = {
      ...server.platform,
      nudgeMail: () => {
        throw new Error('killed');
      },
    };
    await dunEverybody(dying);
    expect(await mails()).toHaveLength(50);
    const [job] = await jobs().find({ orgId: org.scope.orgId }).toArray();
    expect(job).toMatchObject({ state: 'running', done: 50 });
    // While its lease lives nobody else has it.
    await workOnDunningJob(server.platform, org.scope, job!._id);
    expect(await mails()).toHaveLength(50);
    await jobs().updateOne({ _id: job!._id }, { $set: { leaseUntil: new Date(0) } });
    await dunEverybody(server.platform);
    const sent = await mails();
    expect(sent).toHaveLength(60);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(60);
    expect(await jobs().findOne({ _id: job!._id })).toMatchObject({ state: 'done', total: 60, done: 60, mailed: 60 });
  });

  it('ARR-03: a hand-made and the daily round at the same time, by two processes each, write to everybody once', async () => {
    const members = await org.addMembers(12);
    for (const { _id } of members) await bill(_id, '2026-06-01');
    await automatic();
    const ids = members.map(({ _id }) => _id);
    const { dunningJobId } = await sendDunning(server.platform, org.owner, { memberIds: ids, idempotencyKey: randomUUID() }, 0);
    await Promise.all([
      dunEverybody(server.platform),
      dunEverybody(server.platform),
      workOnDunningJob(server.platform, org.scope, dunningJobId),
      workOnDunningJob(server.platform, org.scope, dunningJobId),
    ]);
    await dunEverybody(server.platform);
    const sent = await mails();
    expect(sent).toHaveLength(12);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(12);
    const keys = (await notices()).map(({ memberId, stageKey }) => `${memberId}:${stageKey}`);
    expect(new Set(keys).size).toBe(12);
    expect(await jobs().countDocuments({ orgId: org.scope.orgId, kind: 'daily' })).toBe(1);
  });

  it('ARR-03: a worker whose lease was taken over writes nothing more', async () => {
    const members = await org.addMembers(3);
    for (const { _id } of members) await bill(_id, '2026-06-01');
    const { dunningJobId } = await sendDunning(
      server.platform,
      org.owner,
      { memberIds: members.map(({ _id }) => _id), idempotencyKey: randomUUID() },
      0,
    );
    const slow: Platform = {
      ...server.platform,
      hooks: {
        ...server.platform.hooks,
        memberCards: async (...asked) => {
          await jobs().updateOne({ _id: dunningJobId }, { $inc: { leaseToken: 1 }, $set: { leaseUntil: new Date(0) } });
          return server.platform.hooks.memberCards(...asked);
        },
      },
    };
    await workOnDunningJob(slow, org.scope, dunningJobId);
    expect(await mails()).toEqual([]);
    await workOnDunningJob(server.platform, org.scope, dunningJobId);
    expect(await mails()).toHaveLength(3);
  });
});

describe('ARR-03: dunning by letter', () => {
  const posted = { contactEmail: '' as never, postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };

  it('ARR-03: the letters of a stage are one tagged file with name and address, marked when posted, and back again', async () => {
    const [one, two] = [await whole('山田', posted), await whole('阿部', posted)];
    for (const { _id } of [one, two]) await bill(_id, '2026-06-01');
    expect((await sendTo([one._id, two._id])).results).toMatchObject([{ outcome: 'letter' }, { outcome: 'letter' }]);
    expect(await mails()).toEqual([]);
    const { stages, waiting } = await dunningLetters(server.platform, org.scope);
    expect(stages).toMatchObject([{ key: 2, days: 7, letters: 2 }]);
    const file = await readPdf(await printLetters(server.platform, org.owner, 2));
    for (const part of [
      '〒101-0054',
      '東京都千代田区神田錦町3丁目11番',
      '山田 一 様',
      '阿部 一 様',
      '8,000円',
      '行き違いの節はご容赦ください',
    ])
      expect(file.text.replaceAll('\n', '')).toContain(part);
    expect(file).toMatchObject({ tagged: true, language: 'ja-JP', silentFigures: 0 });
    expect(file.roles.filter((role) => role === 'H1')).toHaveLength(2);
    expect(file.fonts.every(({ embedded, missing }) => embedded && missing === 0)).toBe(true);
    const ids = waiting.map(({ dunningNoticeId }) => dunningNoticeId);
    at('2026-06-10');
    const after = await markLetters(server.platform, org.owner, { dunningNoticeIds: ids, posted: true });
    expect([after.waiting.length, after.posted.map(({ on }) => on)]).toEqual([0, ['2026-06-10', '2026-06-10']]);
    expect(await codeOf(markLetters(server.platform, org.owner, { dunningNoticeIds: ids, posted: true }))).toBe('CONFLICT');
    const back = await markLetters(server.platform, org.owner, { dunningNoticeIds: ids, posted: false });
    expect(back.waiting).toHaveLength(2);
  });

  it('ARR-03: whoever pays before the post goes gets no letter', async () => {
    const member = await whole('山田', posted);
    const owed = await bill(member._id, '2026-06-01');
    await sendTo([member._id]);
    await payBill(server, org, owed);
    expect((await dunningLetters(server.platform, org.scope)).waiting).toEqual([]);
    const file = await readPdf(await printLetters(server.platform, org.owner, null));
    expect(file.text).not.toContain('山田');
    expect(await notices()).toMatchObject([{ state: 'stopped' }]);
  });
});

describe('ARR-03: dunning, its settings and its walls', () => {
  it('ARR-03: a stage keeps its key, a new one gets one that no stage ever had, and of two who save the second is told', async () => {
    const { version, ...settings } = await dunningSettings(server.platform, org.scope);
    expect(settings).toEqual(settingsAtFirst);
    const [first, ...rest] = settings.stages;
    const save = (stages: object[], given: number) =>
      updateDunningSettings(server.platform, org.scope, org.owner, { settings: { ...settings, stages: stages as never }, version: given });
    const without = await save(rest, version);
    expect(without.stages.map(({ key }) => key)).toEqual([2, 3, 4]);
    const anew = await save([{ ...first!, key: null }, ...without.stages], without.version);
    expect(anew.stages.map(({ key }) => key)).toEqual([5, 2, 3, 4]);
    expect(await codeOf(save(rest, version))).toBe('CONFLICT');
  });

  it('ARR-03: when two records become one, what was sent and who is left alone go along, and back', async () => {
    const [one, two] = [await whole('山田'), await whole('山田')];
    await bill(one._id, '2026-06-01');
    await sendTo([one._id]);
    await holdDunning(server.platform, org.owner, { memberId: one._id, billId: null, until: null, reason: '分割' });
    const rows = server.platform.hooks.memberRows().filter(({ kind }) => kind === 'dunning' || kind === 'dunning_holds');
    expect(rows).toHaveLength(2);
    await inTransaction(server.platform.databases.client, async (session) => {
      const context = { db: db(), scope: org.scope, session };
      for (const kind of rows) {
        const ids = (await kind.rowsOf(context, one._id)).map(({ id }) => id);
        expect(ids).toHaveLength(1);
        await kind.move(context, ids, two._id);
        expect((await kind.rowsOf(context, two._id)).map(({ id }) => id)).toEqual(ids);
        expect(await kind.goingBack(context, ids, two._id, {})).toEqual({ ids, blockers: [] });
      }
    });
    const history = await dunningHistory(server.platform, org.scope, { memberId: two._id });
    expect([history.notices.length, history.holds.length]).toEqual([1, 1]);
  });

  it('ARR-03: another organisation sees none of it and can do nothing to it', async () => {
    const member = await whole('山田');
    const owed = await bill(member._id, '2026-06-01');
    const job = await sendTo([member._id]);
    const [notice] = await notices();
    const { holds } = await holdDunning(server.platform, org.owner, { memberId: member._id, billId: owed._id, until: null, reason: 'x' });
    const other = await openOrganization(server);
    expect(await plan({}, other.scope)).toMatchObject({ rows: [], counts: { due: 0, coming: 0, left_out: 0, letters: 0 } });
    expect((await dunningLog(server.platform, other.scope, {})).rows).toEqual([]);
    const tries = [
      () => dunningHistory(server.platform, other.scope, { memberId: member._id }),
      () => noticePreview(server.platform, other.scope, member._id),
      () => sendDunning(server.platform, other.owner, { memberIds: [member._id], idempotencyKey: randomUUID() }),
      () => stopDunning(server.platform, other.owner, job.dunningJobId),
      () => dunningJob(server.platform, other.scope, job.dunningJobId),
      () => holdDunning(server.platform, other.owner, { memberId: member._id, billId: null, until: null, reason: 'x' }),
      () => releaseDunning(server.platform, other.owner, holds[0]!.dunningHoldId),
      () => markLetters(server.platform, other.owner, { dunningNoticeIds: [notice!._id], posted: true }),
    ];
    for (const one of tries) expect(await codeOf(one())).toBe('NOT_FOUND');
    const stranger = await whole('阿部');
    const wrong = { memberId: stranger._id, billId: owed._id };
    expect(await codeOf(holdDunning(server.platform, org.owner, { ...wrong, until: null as JstDate | null, reason: 'x' }))).toBe(
      'NOT_FOUND',
    );
    expect(await codeOf(dunningHistory(server.platform, org.scope, wrong))).toBe('NOT_FOUND');
  });
});
