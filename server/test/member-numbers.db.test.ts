import { CreateMemberInput, MemberListInput } from '@tsudoi/shared/contracts/members/member.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listMembers } from '../src/modules/members/member-list.service.ts';
import { drawMemberNumbers } from '../src/modules/members/member-number.service.ts';
import { mergeMembers, planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { undoMerge } from '../src/modules/members/member-merge-undo.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import { createMember } from '../src/modules/members/member.service.ts';
import { assignNumbers, numbersToGive } from '../src/modules/members/number-assignment.service.ts';
import { numbering, updateNumbering } from '../src/modules/members/numbering.service.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { memberFields } from './server-rig.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let here: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
});
beforeEach(async () => {
  here = await openOrganization(server);
});
afterAll(() => server.close());

const settings = async (changes: Record<string, unknown>) =>
  updateNumbering(server.platform, here.owner, { ...(await numbering(server.platform, here.scope)), ...changes } as never);
/** Somebody new, added by the office without a number. */
const add = async (familyName: string, typeId: MembershipTypeId = here.regular, memberNumber = '') =>
  createMember(
    server.platform,
    here.owner,
    CreateMemberInput.parse({ ...memberFields(typeId, { familyName, contactEmail: '', memberNumber }), issueProvisional: false }),
  );
const addMany = async (count: number) => {
  for (let index = 0; index < count; index += 1) await add(`新${index}`);
};
const assign = (rows: readonly { memberId: string; number: string }[]) =>
  assignNumbers(server.platform, here.owner, { rows: rows as never, tell: false });
const list = () => numbersToGive(server.platform, here.scope);

describe('patterns', () => {
  test('a pattern per organisation and per type: prefix, year and width; numbers come by themselves as before where nothing is set', async () => {
    expect((await add('山')).memberNumber).toBe('2026-0001');
    const student = await here.addType('学生会員', 4000);
    await settings({ prefix: 'M', withYear: false, width: 6, types: [{ membershipTypeId: student, prefix: 'G-', width: 3 }] });
    expect([(await add('川')).memberNumber, (await add('谷', student)).memberNumber, (await add('海')).memberNumber]).toEqual([
      'M000001',
      'G-001',
      'M000002',
    ]);
    const drawn = await inTransaction(server.platform.databases.client, (session) =>
      drawMemberNumbers(server.platform, here.scope, [student, here.regular, student], session),
    );
    expect(drawn).toEqual(['G-002', 'M000003', 'G-003']);
  });

  test('case 33: a number whose log-in id somebody has is passed over, however many there are, so that adding is never stuck', async () => {
    for (const number of ['20260001', '20260002', '20260003']) await add(`旧${number}`, here.regular, number);
    expect((await add('山')).memberNumber).toBe('2026-0004');
    expect((await add('川')).memberNumber).toBe('2026-0005');
    await settings({ withYear: false, types: [] });
    for (let number = 1; number <= 5; number += 1) await add(`番${number}`, here.regular, String(number));
    expect((await add('谷')).memberNumber).toBe('0006');
    // Two patterns may make the same log-in id, also of numbers that are drawn together.
    const student = await here.addType('学生会員', 4000);
    await settings({ prefix: 'A', types: [{ membershipTypeId: student, prefix: 'A-', width: 4 }] });
    const drawn = await inTransaction(server.platform.databases.client, (session) =>
      drawMemberNumbers(server.platform, here.scope, [here.regular, student], session, new Set(['A0001'])),
    );
    expect(drawn).toEqual(['A0002', 'A-0003']);
  });

  test('of two who change the pattern at once, the second is told', async () => {
    await settings({ width: 5 });
    const stale = { ...(await numbering(server.platform, here.scope)), version: 0 } as never;
    await expect(updateNumbering(server.platform, here.owner, stale)).rejects.toMatchObject({ code: 'CONFLICT' });
    const there = await openOrganization(server);
    await expect(settings({ types: [{ membershipTypeId: there.regular, prefix: 'X', width: 3 }] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the screen for numbers', () => {
  test('NUM-01, case 35: a number anybody has, somebody who left too, is refused with its holder, and nothing is given', async () => {
    const holder = await here.addMember({ memberNumber: '2026-0777', familyName: '髙﨑', givenName: '里', status: 'withdrawn' });
    await settings({ mode: 'by_hand' });
    await addMany(2);
    const { rows } = await list();
    const [one, other] = rows;
    const answer = await assign([
      { memberId: one!.memberId, number: one!.proposal },
      { memberId: other!.memberId, number: '2026-0777' },
    ]);
    expect(answer).toEqual({
      assigned: 0,
      mailed: 0,
      problems: [{ memberId: other!.memberId, number: '2026-0777', problem: 'taken', holder: { memberId: holder._id, name: '髙﨑 里' } }],
    });
    expect((await list()).total).toBe(2);
  });

  test('NUM-02, case 34: ten listed and one empty: nothing is given, the empty row is named, and the next free numbers fill all', async () => {
    await settings({ mode: 'by_hand' });
    await addMany(10);
    const { rows, total } = await list();
    expect([rows.length, total]).toEqual([10, 10]);
    const typed = rows.map(({ memberId, proposal }, index) => ({ memberId, number: index === 6 ? '' : proposal }));
    expect(await assign(typed)).toEqual({
      assigned: 0,
      mailed: 0,
      problems: [{ memberId: rows[6]!.memberId, number: '', problem: 'missing', holder: null }],
    });
    expect((await list()).rows.map((row) => row.proposal)).toEqual(rows.map((row) => row.proposal));
    expect(await assign(rows.map(({ memberId, proposal }) => ({ memberId, number: proposal })))).toEqual({
      assigned: 10,
      mailed: 0,
      problems: [],
    });
    expect((await list()).rows).toEqual([]);
    expect((await findMember(here.scope, rows[9]!.memberId)).memberNumber).toBe('2026-0010');
  });

  test('the same number twice in a list, and a member who has one already', async () => {
    await settings({ mode: 'by_hand' });
    await addMany(2);
    const [one, other] = (await list()).rows;
    const twice = await assign([
      { memberId: one!.memberId, number: 'K-1' },
      { memberId: other!.memberId, number: 'K-1' },
    ]);
    expect(twice.problems).toMatchObject([{ memberId: other!.memberId, problem: 'twice' }]);
    await assign([{ memberId: one!.memberId, number: 'K-1' }]);
    expect((await assign([{ memberId: one!.memberId, number: 'K-2' }])).problems).toMatchObject([{ problem: 'has_number' }]);
  });

  test('numbers passed over are explained by their holders, gaps below are named', async () => {
    for (const name of ['一', '二', '三']) await add(name);
    await here.addMember({ memberNumber: '2026-0004', familyName: '先', givenName: '客' });
    await settings({ mode: 'by_hand' });
    await addMany(2);
    const first = await list();
    expect(first.rows.map((row) => row.proposal)).toEqual(['2026-0005', '2026-0006']);
    expect(first.skipped).toMatchObject([{ number: '2026-0004', holder: { name: '先 客' } }]);
    await assign([{ memberId: first.rows[0]!.memberId, number: '2026-0008' }]);
    const second = await list();
    expect(second.rows.map((row) => row.proposal)).toEqual(['2026-0009']);
    expect(second.gaps).toEqual(['2026-0005', '2026-0006', '2026-0007']);
    await settings({ mode: 'automatic' });
    expect((await add('後')).memberNumber).toBe('2026-0009');
  });

  // Whoever comes second asks again: a thousand short questions, however busy the machine is.
  test(
    'case 33: fifty staff give the same proposals at once: one wins, the others are told “taken” and given fresh ones, nobody collides, and in the end nothing is missing between them',
    { timeout: 90_000 },
    async () => {
      await settings({ mode: 'by_hand' });
      await addMany(50);
      const waiting = (await list()).rows.map((row) => row.memberId as string);
      const staff = async (memberId: string): Promise<void> => {
        for (;;) {
          const answer = await assign([{ memberId, number: (await list()).rows[0]!.proposal }]);
          if (answer.assigned === 1) return;
          expect(answer.problems[0]!.problem).toBe('taken');
        }
      };
      await Promise.all(waiting.map(staff));
      const numbers = await Promise.all(waiting.map(async (id) => (await findMember(here.scope, id as never)).memberNumber));
      expect(numbers.toSorted()).toEqual(Array.from({ length: 50 }, (_, index) => `2026-${String(index + 1).padStart(4, '0')}`));
    },
  );

  test('NUM-01: whoever writes the number that stood in its place until then is found by it', async () => {
    await settings({ mode: 'by_hand' });
    const { memberNumber: reception } = await add('受付');
    const [row] = (await list()).rows;
    expect(await assign([{ memberId: row!.memberId, number: '1043' }])).toEqual({ assigned: 1, mailed: 0, problems: [] });
    const found = async (q: string) =>
      (await listMembers(here.scope, MemberListInput.parse({ q }), server.platform.clock.today())).rows.map(
        ({ memberNumber }) => memberNumber,
      );
    expect(reception).toMatch(/^A2026-/);
    expect([await found(reception), await found('1043')]).toEqual([['1043'], ['1043']]);
  });

  test('NUM-01: who has an address and is in is told the number by mail, in the transaction that gives it; the others are not', async () => {
    await settings({ mode: 'by_hand' });
    const withMail = async (familyName: string, contactEmail: string) =>
      createMember(
        server.platform,
        here.owner,
        CreateMemberInput.parse({ ...memberFields(here.regular, { familyName, contactEmail, memberNumber: '' }), issueProvisional: false }),
      );
    const told = await withMail('佐藤', 'sato@kazu.example');
    await add('鈴木');
    const rows = (await list()).rows.map(({ memberId }, at) => ({ memberId, number: `10${at}` }));
    expect(await assignNumbers(server.platform, here.owner, { rows, tell: true } as never)).toEqual({
      assigned: 2,
      mailed: 1,
      problems: [],
    });
    const mails = await server.platform.databases.server
      .collection<{ text: string }>('mails')
      .find({ orgId: here.scope.orgId, purpose: 'member_number' })
      .toArray();
    expect(mails).toHaveLength(1);
    const { memberNumber } = await findMember(here.scope, told.memberId as never);
    expect(mails[0]!.text).toContain(`会員番号：${memberNumber}`);
    expect(mails[0]!.text).toContain(told.memberNumber);
  });

  test('case 36: giving numbers that breaks off in the middle leaves the counter and everybody as they were', async () => {
    await settings({ mode: 'by_hand' });
    await addMany(5);
    const before = (await list()).rows;
    const books = async () => {
      const db = server.platform.databases.server;
      const rows = await Promise.all(
        ['counters', 'members', 'member_accounts', 'reception_numbers', 'audit_entries'].map((name) =>
          db.collection(name).find({ orgId: here.scope.orgId }).sort({ _id: 1 }).toArray(),
        ),
      );
      return JSON.stringify(rows);
    };
    const kept = await books();
    const typed = before.map(({ memberId, proposal }) => ({ memberId, number: proposal }));
    // It fails at a moment when all numbers are written and the counter is raised: the log cannot tell the time.
    const { clock } = server.platform;
    let asked = 0;
    const dying = {
      ...server.platform,
      clock: {
        ...clock,
        now: () => {
          asked += 1;
          throw new Error('the process dies here');
        },
      },
    };
    await expect(assignNumbers(dying, here.owner, { rows: typed as never, tell: true })).rejects.toThrow('the process dies here');
    expect(asked).toBe(1);
    expect(await books()).toBe(kept);
    expect((await list()).rows.map(({ proposal }) => proposal)).toEqual(before.map(({ proposal }) => proposal));
    expect(await assign(typed)).toEqual({ assigned: 5, mailed: 0, problems: [] });
    expect((await findMember(here.scope, before[0]!.memberId)).memberNumber).toBe('2026-0001');
  });

  test('NUM-01: a number whose log-in id somebody has is not proposed, and is refused with whoever it is; two such in one list are the same', async () => {
    const { memberId } = await add('先客', here.regular, '20260001');
    await settings({ mode: 'by_hand' });
    await addMany(2);
    const { rows, skipped } = await list();
    const [one, other] = rows;
    expect([one!.proposal, other!.proposal]).toEqual(['2026-0002', '2026-0003']);
    const holder = { memberId, name: expect.stringContaining('先客') };
    expect(skipped).toEqual([{ number: '2026-0001', holder }]);
    const problems = async (number: string, second: string) =>
      (
        await assign([
          { memberId: one!.memberId, number },
          { memberId: other!.memberId, number: second },
        ])
      ).problems;
    expect(await problems('2026-0001', '2026-0002')).toMatchObject([{ memberId: one!.memberId, problem: 'login_taken', holder }]);
    expect(await problems('2026-0002', '20260002')).toMatchObject([{ memberId: other!.memberId, problem: 'twice' }]);
    expect(await problems('2026-0002', '2026-0003')).toEqual([]);
  });

  test('NUM-02, case 34: receptions of nobody and of a record that was merged are passed over, and keep nobody from a number', async () => {
    await settings({ mode: 'by_hand' });
    await addMany(3);
    const { client, server: db } = server.platform.databases;
    const gone = Array.from({ length: 130 }, (_, at) => `A2025-${String(at + 1).padStart(4, '0')}`);
    await inTransaction(client, (session) => keepReceptions(db, here.scope, gone, session));
    const [kept, merged, other] = (await list()).rows.map((row) => row.memberId);
    const pair = { keptId: kept!, mergedId: merged! };
    const { memberNumber: reception } = await findMember(here.scope, kept as never);
    const { fingerprint } = await planMemberMerge(server.platform, here.owner, pair);
    const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' } as const;
    const { mergeId } = await mergeMembers(server.platform, here.owner, { ...pair, fingerprint, choices: choices as never });
    const waiting = await list();
    expect([waiting.rows.map((row) => row.memberId), waiting.total]).toEqual([[kept, other], 2]);
    expect(await assign(waiting.rows.map(({ memberId, proposal }) => ({ memberId, number: proposal })))).toMatchObject({ assigned: 2 });
    await undoMerge(server.platform, here.owner, { mergeId });
    expect((await list()).rows.map((row) => row.memberId)).toEqual([merged]);
    // Of the numbers behind it the one that was theirs goes back; the one that it had in the meantime stays its own.
    expect((await findMember(here.scope, kept as never)).formerNumbers).toEqual([reception]);
  });

  test("another organisation's member is not found", async () => {
    await settings({ mode: 'by_hand' });
    const there = await openOrganization(server);
    const theirs = await there.addMember();
    await expect(assign([{ memberId: theirs._id, number: 'Z-1' }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
