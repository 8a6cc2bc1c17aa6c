import { randomUUID } from 'node:crypto';
import { type JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, payBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { startMailSender } from '../src/modules/mail/mail.jobs.ts';
import { settingsAtFirst } from '../src/modules/dunning/dunning-default.rules.ts';
import { dunningHistory, holdDunning, releaseDunning } from '../src/modules/dunning/dunning-hold.service.ts';
import { dunningJob, dunningJobName, sendDunning, stopDunning } from '../src/modules/dunning/dunning-job.service.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { markPrinted, printLetters } from '../src/modules/dunning/dunning-letter.service.ts';
import { dunningLetters, dunningLog, markLetters, noticePreview } from '../src/modules/dunning/dunning-notice.service.ts';
import { dunningSettings, updateDunningSettings } from '../src/modules/dunning/dunning-settings.service.ts';
import { workOnDunningJob } from '../src/modules/dunning/dunning-work.service.ts';
import { dunningDesk } from './dunning.factory.ts';

let server: TestServer;
let org: TestOrganization;
type Desk = ReturnType<typeof dunningDesk>;
let desk: Desk;

const db = () => server.platform.databases.server;
const at = (...given: Parameters<Desk['at']>) => desk.at(...given);
const mails = (...given: Parameters<Desk['mails']>) => desk.mails(...given);
const notices = (...given: Parameters<Desk['notices']>) => desk.notices(...given);
const jobs = (...given: Parameters<Desk['jobs']>) => desk.jobs(...given);
const plan = (...given: Parameters<Desk['plan']>) => desk.plan(...given);
const whole = (...given: Parameters<Desk['whole']>) => desk.whole(...given);
const bill = (...given: Parameters<Desk['bill']>) => desk.bill(...given);
const sendTo = (...given: Parameters<Desk['sendTo']>) => desk.sendTo(...given);

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  desk = dunningDesk(server, org);
  desk.at('2026-06-08');
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
    const { dunningJobId, startsAt } = await sendDunning(server.platform, org.owner, input);
    // The scheduler has its moment: nobody waits for it with the job in hand, and other offices' rounds do not stand behind it.
    expect(server.woken.at(-1)).toEqual({
      name: dunningJobName,
      data: { orgId: org.scope.orgId, jobId: dunningJobId },
      at: new Date(startsAt),
    });
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

describe('ARR-03: dunning by letter', () => {
  const posted = { contactEmail: '' as never, postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };

  it('ARR-03: the letters of a stage are one tagged file with name and address, marked when posted, and back again', async () => {
    const number = 'A2026-0077';
    const [one, two] = [await whole('山田', { ...posted, memberNumber: number }), await whole('阿部', posted)];
    const { client, server: db } = server.platform.databases;
    await inTransaction(client, (session) => keepReceptions(db, org.scope, [number], session));
    for (const { _id } of [one, two]) await bill(_id, '2026-06-01');
    expect((await sendTo([one._id, two._id])).results).toMatchObject([{ outcome: 'letter' }, { outcome: 'letter' }]);
    expect(await mails()).toEqual([]);
    const { kinds, waiting } = await dunningLetters(server.platform, org.scope);
    expect(kinds).toEqual([{ about: 'reminder', stage: 2, days: 7, letters: 2 }]);
    const file = await readPdf(await printLetters(server.platform, org.owner, { about: 'reminder', stage: 2 }));
    for (const part of [
      '〒101-0054',
      '東京都千代田区神田錦町3丁目11番',
      '山田 一 様',
      '阿部 一 様',
      '8,000円',
      '行き違いの節はご容赦ください',
    ])
      expect(file.text.replaceAll('\n', '')).toContain(part);
    // What only stands in the place of a number is not called one.
    for (const line of [`受付番号${number}`, `会員番号${two.memberNumber}`]) expect(file.text.replace(/\s/g, '')).toContain(line);
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

  it('ARR-03: what was taken out is marked whole, and no letter that came behind it', async () => {
    const [one, two, late] = [await whole('山田', posted), await whole('阿部', posted), await whole('中村', posted)];
    for (const { _id } of [one, two, late]) await bill(_id, '2026-06-01');
    const { platform } = server;
    await sendTo([one._id, two._id]);
    expect((await dunningLetters(platform, org.scope)).printed).toBeNull();
    await printLetters(platform, org.owner, { about: 'reminder', stage: 2 });
    const seen = (await dunningLetters(platform, org.scope)).printed!;
    expect(seen.letters).toBe(2);
    await sendTo([late._id]);
    expect((await dunningLetters(platform, org.scope)).printed).toEqual(seen);
    // Somebody else takes the third one out: it is not in the envelopes of whoever looked before.
    at('2026-06-08', 11);
    await printLetters(platform, org.owner, { about: null, stage: null });
    expect((await markPrinted(platform, org.owner, { until: seen.until })).dunningNoticeIds).toEqual([]);
    const all = (await dunningLetters(platform, org.scope)).printed!;
    await sendTo([(await bill((await whole('小林', posted))._id, '2026-06-01')).memberId]);
    const { dunningNoticeIds, letters } = await markPrinted(platform, org.owner, { until: all.until });
    expect([all.letters, dunningNoticeIds.length, letters.waiting.map(({ memberName }) => memberName)]).toEqual([3, 3, ['小林 一']]);
    expect((await markPrinted(platform, org.owner, { until: all.until })).dunningNoticeIds).toEqual([]);
    const back = await markLetters(platform, org.owner, { dunningNoticeIds, posted: false });
    expect(back.printed).toEqual(all);
    const other = await openOrganization(server);
    expect((await markPrinted(platform, other.owner, { until: all.until })).dunningNoticeIds).toEqual([]);
  });

  it('ARR-03: no letter and no mail that still waits goes to the dead or to whoever is on hold meanwhile; behind the hold it is asked for anew', async () => {
    const { platform } = server;
    const [dead, held, other] = [await whole('山田', posted), await whole('阿部', posted), await whole('中村', posted)];
    const mailed = await whole('小林');
    const owed = new Map<string, Awaited<ReturnType<typeof bill>>>();
    for (const { _id } of [dead, held, other, mailed]) owed.set(_id, await bill(_id, '2026-06-01'));
    await sendTo([dead._id, held._id, other._id, mailed._id]);
    await db()
      .collection('members')
      .updateOne({ _id: dead._id as never }, { $set: { status: 'deceased' } });
    const hold = { billId: null, until: null, reason: '分割の約束' };
    await holdDunning(platform, org.owner, { ...hold, memberId: held._id, billId: owed.get(held._id)!._id });
    const { holds } = await holdDunning(platform, org.owner, { ...hold, memberId: mailed._id });
    expect((await dunningLetters(platform, org.scope)).waiting).toMatchObject([{ memberId: other._id }]);
    const { text } = await readPdf(await printLetters(platform, org.owner, { about: null, stage: null }));
    expect([text.includes('中村'), text.includes('山田'), text.includes('阿部')]).toEqual([true, false, false]);
    const sender = startMailSender(platform, { send: () => Promise.resolve({ outcome: 'sent', providerMessageId: null }) });
    await sender.drain();
    await sender.stop();
    expect((await mails()).map(({ state }) => state)).toEqual(['dropped']);
    await releaseDunning(platform, org.owner, holds[0]!.dunningHoldId);
    expect((await plan()).rows).toMatchObject([{ memberId: mailed._id, stage: { key: 2 } }]);
  });

  it('ARR-03: whoever pays before the post goes gets no letter', async () => {
    const member = await whole('山田', posted);
    const owed = await bill(member._id, '2026-06-01');
    await sendTo([member._id]);
    await payBill(server, org, owed);
    expect((await dunningLetters(server.platform, org.scope)).waiting).toEqual([]);
    const file = await readPdf(await printLetters(server.platform, org.owner, { about: null, stage: null }));
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
        const ids = (await kind.rowsOf(context, one._id, two._id)).map(({ id }) => id);
        expect(ids).toHaveLength(1);
        await kind.move(context, ids, two._id);
        expect((await kind.rowsOf(context, two._id, one._id)).map(({ id }) => id)).toEqual(ids);
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
