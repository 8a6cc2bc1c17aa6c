import { randomUUID } from 'node:crypto';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { billNow, codeOf, payBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import type { Platform } from '../src/platform/platform.ts';
import { graceMs } from '../src/modules/dunning/dunning-job.view.ts';
import { dunEverybody, resumeToday, sendDunning, skipToday } from '../src/modules/dunning/dunning-job.service.ts';
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
const automatic = (...given: Parameters<Desk['automatic']>) => desk.automatic(...given);

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  desk = dunningDesk(server, org);
  desk.at('2026-06-08');
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
    await resumeToday(server.platform, org.owner, 0);
    await dunEverybody(server.platform);
    expect(await mails()).toHaveLength(1);
    expect(await codeOf(resumeToday(server.platform, org.owner))).toBe('INVALID_TRANSITION');
  });

  it('ARR-03: taken up again before its hour a day goes at its hour, behind it after a moment in which it can be stopped', async () => {
    await bill((await whole('山田'))._id, '2026-06-01');
    await automatic();
    at('2026-06-08', 8);
    await skipToday(server.platform, org.owner);
    // Counted from the act, which lies between the two readings: how long it takes is no part of it.
    const resumed = async () => {
      const from = Date.now();
      const { startsAt } = await resumeToday(server.platform, org.owner);
      return { startsAt: new Date(startsAt).getTime(), from, to: Date.now() };
    };
    const atItsHour = await resumed();
    expect(atItsHour.startsAt).toBeGreaterThanOrEqual(atItsHour.from + 30 * 60_000);
    expect(atItsHour.startsAt).toBeLessThanOrEqual(atItsHour.to + 30 * 60_000);
    await dunEverybody(server.platform);
    expect([await mails(), (await plan()).todaysJob]).toEqual([[], null]);
    expect(await skipToday(server.platform, org.owner)).toMatchObject({ state: 'stopped' });
    at('2026-06-08', 11);
    const behindIt = await resumed();
    expect(behindIt.startsAt).toBeGreaterThanOrEqual(behindIt.from + graceMs);
    expect(behindIt.startsAt).toBeLessThanOrEqual(behindIt.to + graceMs);
    expect((await plan()).todaysJob).toMatchObject({ state: 'running' });
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
