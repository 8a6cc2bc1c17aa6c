import { newPayLinkId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, payBill, takeBack } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { dunningHistory, holdDunning, releaseDunning } from '../src/modules/dunning/dunning-hold.service.ts';
import { noticePreview } from '../src/modules/dunning/dunning-notice.service.ts';
import { dunningDesk } from './dunning.factory.ts';

let server: TestServer;
let org: TestOrganization;
type Desk = ReturnType<typeof dunningDesk>;
let desk: Desk;

const db = () => server.platform.databases.server;
const at = (...given: Parameters<Desk['at']>) => desk.at(...given);
const mails = (...given: Parameters<Desk['mails']>) => desk.mails(...given);
const notices = (...given: Parameters<Desk['notices']>) => desk.notices(...given);
const plan = (...given: Parameters<Desk['plan']>) => desk.plan(...given);
const whole = (...given: Parameters<Desk['whole']>) => desk.whole(...given);
const bill = (...given: Parameters<Desk['bill']>) => desk.bill(...given);
const setCharge = (...given: Parameters<Desk['setCharge']>) => desk.setCharge(...given);
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
    const payLink = { payLinkId: newPayLinkId(), payerName: '東都大学', until: new Date('2026-06-30T15:00:00Z') };
    await bill((await whole('所属'))._id, due, 8000, { payLink });
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
      '所属 一': ['payer', '2026-06-30'],
    });
    const now = await plan();
    expect(Object.fromEntries(now.rows.map(({ memberName, channels, outstanding }) => [memberName, [channels, outstanding]]))).toEqual({
      '係争 一': [['mail'], 5000],
      '手紙 一': [['letter'], 8000],
    });
    expect((await plan({ view: 'left_out', reason: 'promised' })).rows.map(({ memberName }) => memberName)).toEqual(['約束 一']);
    expect((await plan({ q: '手紙' })).rows.map(({ memberName }) => memberName)).toEqual(['手紙 一']);
    expect(now.counts).toEqual({ due: 2, coming: 0, left_out: 8, letters: 0 });
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
