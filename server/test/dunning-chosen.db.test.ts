import { DunningPlanOf, DunningPlanOfInput, mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { type MemberId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { holdDunning } from '../src/modules/dunning/dunning-hold.service.ts';
import { dunningPlanOf } from '../src/modules/dunning/dunning-plan.service.ts';
import { codeOf, payBill } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let counter: CommandCounter;
let org: TestOrganization;
let desk: ReturnType<typeof dunningDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z', 'watched');
  counter = countCommands(server.platform.databases.client);
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
  desk = dunningDesk(server, org);
  desk.at('2026-06-08');
});

const planOf = async (...memberIds: MemberId[]) => DunningPlanOf.parse(await dunningPlanOf(server.platform, org.scope, memberIds)).members;
const hold = (memberId: MemberId, billId: string | null, until: string | null, reason: string) =>
  holdDunning(server.platform, org.owner, { memberId, billId: billId as never, until: until === null ? null : jstDate(until), reason });

describe('ARR-03: reminding those who were chosen in the roll', () => {
  it('ARR-03: it is said of each who is due, who comes later, who is left out and why, and who owes nothing', async () => {
    const due = await desk.whole('送付');
    await desk.bill(due._id, '2026-06-01');
    await hold(due._id, (await desk.bill(due._id, '2026-06-01', 5000))._id, null, '金額に争い');
    const soon = await desk.whole('近日');
    await desk.bill(soon._id, '2026-06-20', 3000);
    // No stage of theirs comes within the thirty days that the page of reminders looks ahead.
    const later = await desk.whole('先々');
    await desk.bill(later._id, '2026-08-31', 3000);
    const promised = await desk.whole('約束');
    await desk.bill(promised._id, '2026-06-01');
    await hold(promised._id, null, '2026-06-20', '20日に振り込む');
    const gone = await desk.whole('逝去');
    await desk.bill(gone._id, '2026-06-01');
    await server.platform.databases.server.collection('members').updateOne({ _id: gone._id as never }, { $set: { status: 'deceased' } });
    const paid = await desk.whole('完済');
    await payBill(server, org, await desk.bill(paid._id, '2026-06-01'));
    const never = await desk.whole('皆無');
    // Owes as much, and was not chosen.
    await desk.bill((await desk.whole('他人'))._id, '2026-06-01');
    const chosen = [due, soon, later, promised, gone, paid, never, due].map(({ _id }) => _id);
    const told = (await planOf(...chosen)).map(({ memberName, rows }) => [
      memberName,
      rows.map(({ view, stage, outstanding, channels, reason, until, note }) => ({
        view,
        stage,
        outstanding,
        channels,
        reason,
        until,
        note,
      })),
    ]);
    const out = { view: 'left_out', stage: null, channels: [], until: null, note: '' };
    const in_ = { channels: ['mail'], reason: null, until: null, note: '' };
    expect(Object.fromEntries(told)).toEqual({
      '送付 一': [
        { ...in_, view: 'due', stage: { key: 2, days: 7, on: '2026-06-08' }, outstanding: 8000 },
        { ...out, outstanding: 5000, reason: 'held', note: '金額に争い' },
      ],
      '近日 一': [{ ...in_, view: 'coming', stage: { key: 1, days: -7, on: '2026-06-13' }, outstanding: 3000 }],
      '先々 一': [{ ...in_, view: 'coming', stage: { key: 1, days: -7, on: '2026-08-24' }, outstanding: 3000 }],
      '約束 一': [{ ...out, outstanding: 8000, reason: 'promised', until: '2026-06-20', note: '20日に振り込む' }],
      '逝去 一': [{ ...out, outstanding: 8000, reason: 'deceased' }],
      '完済 一': [],
      '皆無 一': [],
    });
    expect(told).toHaveLength(7);
    expect((await desk.plan({ view: 'coming' })).rows.map(({ memberName }) => memberName)).toEqual(['近日 一']);
  });

  it('ARR-03: they stand as the roll reads, and whoever was written to waits for the next stage', async () => {
    const [second, first] = [
      await desk.whole('渡辺', { familyNameKana: 'ワタナベ' }),
      await desk.whole('青木', { familyNameKana: 'アオキ' }),
    ];
    for (const { _id } of [second, first]) await desk.bill(_id, '2026-06-01');
    const both = () => planOf(second._id, first._id);
    expect((await both()).map(({ memberName, rows }) => [memberName, rows[0]?.view])).toEqual([
      ['青木 一', 'due'],
      ['渡辺 一', 'due'],
    ]);
    expect((await desk.sendTo([first._id])).results).toMatchObject([{ memberId: first._id, outcome: 'mailed' }]);
    const [written, waiting] = await both();
    expect(written!.rows).toMatchObject([{ view: 'coming', stage: { days: 30, on: '2026-07-01' } }]);
    expect(waiting!.rows).toMatchObject([{ view: 'due' }]);
  });

  it('ARR-03 G8: with a member of another organisation among them nobody is told of, as with an id that nobody has', async () => {
    const own = await desk.whole('山田');
    const there = await openOrganization(server);
    const foreign = await dunningDesk(server, there).whole('鴎');
    for (const stranger of [foreign._id, newMemberId()]) {
      expect(await codeOf(planOf(own._id, stranger))).toBe('NOT_FOUND');
      expect(await codeOf(planOf(stranger))).toBe('NOT_FOUND');
    }
    expect(await planOf(own._id)).toMatchObject([{ memberId: own._id, rows: [] }]);
  });

  it('ARR-03: five hundred are asked for at once and no more, and sixty cost no more looks than one', async () => {
    const ids = (count: number) => ({ memberIds: Array.from({ length: count }, () => newMemberId()) });
    expect([0, mostChosen, mostChosen + 1].map((count) => DunningPlanOfInput.safeParse(ids(count)).success)).toEqual([false, true, false]);
    const members = await org.addMembers(60);
    for (const { _id } of members.slice(0, 5)) await desk.bill(_id, '2026-06-01');
    const looksFor = async (count: number) => {
      counter.reset();
      expect(await planOf(...members.slice(0, count).map(({ _id }) => _id))).toHaveLength(count);
      return counter.commands.filter(({ name }) => name !== 'getMore').map(({ collection }) => collection);
    };
    const looks = await looksFor(1);
    expect(looks).toHaveLength(8);
    expect(await looksFor(60)).toEqual(looks);
  });
});
