import { ArrearsInput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import { ExportArrearsInput, arrearsColumns } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBill, payBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { arrears } from './arrears.service.ts';
import { arrearsList } from './bill-export.service.ts';

let server: TestServer;
let org: TestOrganization;
let people: Record<'hanako' | 'taro' | 'jiro', MemberId>;

const db = () => server.platform.databases.server;
/** A confirmed bill of a year, as it stands. */
async function bill(memberId: MemberId, fiscalYear: number, given: Record<string, unknown> = {}) {
  const made = await openBill(server, org, memberId, 8000);
  await db()
    .collection('bills')
    .updateOne({ _id: made._id as never }, { $set: { fiscalYear, category: 'annual', dueOn: `${fiscalYear}-06-01`, ...given } });
  return made;
}
const list = (input: object = {}) => arrears(server.platform, org.scope, ArrearsInput.parse(input));
/** The file as one object for each row, by its headings. */
async function file(input: object = {}) {
  const wish = ExportArrearsInput.parse({ format: 'csv_utf8', columns: arrearsColumns, ...input });
  const { head, rows } = await arrearsList(server.platform, org.scope, wish);
  const found: Record<string, string | number>[] = [];
  for await (const batch of rows())
    for (const { cells } of batch) found.push(Object.fromEntries(head.map((name, at) => [name, cells[at]!])));
  return { head, rows: found };
}
const named = (rows: readonly Record<string, string | number>[]) => rows.map((row) => row['氏名']);
const names = ({ rows }: { rows: readonly { memberName: string }[] }) => rows.map(({ memberName }) => memberName);

beforeAll(async () => {
  server = await startTestServer('2025-10-20T03:00:00Z');
  org = await openOrganization(server);
  const add = async (familyName: string, givenName: string, kana: string) =>
    (await org.addMember({ familyName, givenName, familyNameKana: kana, givenNameKana: 'テスト' }))._id;
  people = {
    hanako: await add('山田', '花子', 'ヤマダ'),
    taro: await add('阿部', '太郎', 'アベ'),
    jiro: await add('佐藤', '次郎', 'サトウ'),
  };
  // 2020 and 2021 are too old; 2027 has not come yet.
  for (const year of [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]) await bill(people.hanako, year);
  await payBill(server, org, await bill(people.taro, 2024), { amount: 3000 as never });
  await bill(people.taro, 2025, { category: 'event' });
  await payBill(server, org, await bill(people.jiro, 2025));
});
afterAll(() => server.close());

describe('who owes', () => {
  it('ARR-01: by year, state, category and name every hit owes in that year', async () => {
    expect(names(await list())).toEqual(['阿部 太郎', '山田 花子']);
    const lastYear = await list({ fiscalYear: 2024 });
    expect(lastYear.rows).toMatchObject([
      { memberName: '阿部 太郎', outstanding: 5000, years: [{ fiscalYear: 2024, asked: 8000, received: 3000, outstanding: 5000 }] },
      { memberName: '山田 花子', outstanding: 8000 },
    ]);
    expect(lastYear.outstanding).toBe(13_000);
    expect(names(await list({ fiscalYear: 2024, status: 'partly_paid' }))).toEqual(['阿部 太郎']);
    expect(names(await list({ fiscalYear: 2024, status: 'unpaid' }))).toEqual(['山田 花子']);
    expect(names(await list({ category: 'event' }))).toEqual(['阿部 太郎']);
    expect(names(await list({ fiscalYear: 2024, category: 'event' }))).toEqual([]);
    for (const q of ['ヤマダ', '花子', '山田　']) expect(names(await list({ q, fiscalYear: 2024 }))).toEqual(['山田 花子']);
    expect(names(await list({ q: '.*' }))).toEqual([]);
  });

  it('ARR-02: two years and more are the same people, years and sums on the screen as in the file', async () => {
    const screen = await list({ minYears: 2 });
    const saved = await file({ minYears: 2 });
    expect(names(screen)).toEqual(['阿部 太郎', '山田 花子']);
    expect(named(saved.rows)).toEqual(names(screen));
    for (const [index, { years, outstanding, owingYears }] of screen.rows.entries()) {
      expect(saved.rows[index]).toMatchObject({ 未納額の合計: outstanding, 未納の年数: owingYears });
      for (const year of years)
        expect(saved.rows[index]).toMatchObject({
          [`${year.fiscalYear}年度 請求額`]: year.asked,
          [`${year.fiscalYear}年度 入金額`]: year.received,
          [`${year.fiscalYear}年度 未納額`]: year.outstanding,
        });
    }
    expect(names(await list({ minYears: 3 }))).toEqual(['山田 花子']);
    expect(named((await file({ minYears: 3 })).rows)).toEqual(['山田 花子']);
  });

  it('IMP-05: in FY2025 the file has FY2022 to FY2027 and not FY2021; with the paid it has everybody', async () => {
    const yearsOf = (head: readonly string[]) => head.flatMap((name) => /^(\d{4})年度 未納額$/.exec(name)?.[1] ?? []);
    expect(yearsOf((await file()).head)).toEqual(['2022', '2023', '2024', '2025', '2026', '2027']);
    const everybody = await file({ show: 'all' });
    expect(named(everybody.rows)).toEqual(['阿部 太郎', '佐藤 次郎', '山田 花子']);
    expect(everybody.rows[1]).toMatchObject({
      未納の年数: 0,
      未納額の合計: 0,
      いちばん古い期限: '',
      '2024年度 請求額': '',
      '2025年度 請求額': 8000,
      '2025年度 入金額': 8000,
      '2025年度 未納額': 0,
    });
    const few = await file({ columns: ['氏名', '年度ごとの未納額', '未納額の合計'], minYears: 3 });
    expect(few.head).toEqual(['氏名', ...[2022, 2023, 2024, 2025, 2026, 2027].map((year) => `${year}年度 未納額`), '未納額の合計']);
  });

  it('IMP-05: every year that somebody owes in can be chosen, however far ahead and whatever is asked', async () => {
    const all = [2022, 2023, 2024, 2025, 2026, 2027];
    expect((await list()).openYears).toEqual(all);
    expect((await list({ fiscalYear: 2024, q: '阿部' })).openYears).toEqual(all);
    const later = await bill(people.jiro, 2029);
    expect((await list({ fiscalYear: 2024 })).openYears).toEqual([...all, 2029]);
    await payBill(server, org, later);
    expect((await list()).openYears).toEqual(all);
  });

  it('drafts and cancelled bills owe nothing; sums and ages are of all pages', async () => {
    const ghost = (await org.addMember())._id;
    await bill(ghost, 2024, { status: 'draft', confirmedAt: null });
    await bill(ghost, 2025, { status: 'cancelled', cancelledAt: new Date(), live: false });
    const first = await list({ size: 1 });
    expect(names(first)).toEqual(['阿部 太郎']);
    expect(first).toMatchObject({ total: 2, outstanding: 6 * 8000 + 13_000 });
    expect(names(await list({ size: 1, page: 2 }))).toEqual(['山田 花子']);
    expect((await list()).ages.filter(({ members }) => members > 0)).toMatchObject([{ age: 'over_365', members: 2, outstanding: 61_000 }]);
  });

  it('another organisation sees nobody', async () => {
    const other = await openOrganization(server);
    expect(await arrears(server.platform, other.scope, ArrearsInput.parse({}))).toMatchObject({ rows: [], total: 0 });
  });
});
