import { corporateColumns, exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corporate } from './corporate.factory.ts';
import { checkRoll, importRoll, rowsOf, settled } from './import.factory.ts';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  const typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
  const student = (await rig.get('membershipTypes.create', { name: '学生会員', annualFee: 4000 }, office.token)).membershipTypeId;
  const header = '姓,名,セイ,メイ,会員種別,メール,電話,備考';
  const rows = Array.from({ length: 40 }, (_, index) => {
    const isStudent = index < 37;
    return `髙﨑,春${index},タカサキ,ハル,${isStudent ? '学生会員' : '正会員'},a${index}@example.jp,0312345678,"一行目\n=1+1"`;
  });
  await importRoll(rig, { token: office.token, csv: [header, ...rows].join('\n') });
  await rig.get(
    'members.create',
    { ...memberFields(typeId, { familyName: '𠮷田', memo: '=cmd()' }), issueProvisional: false },
    office.token,
  );
  ids = { typeId, student };
});
afterAll(() => rig.stop());
let ids: { typeId: string; student: string };

const download = (input: object, token: string | null = office.token) =>
  fetch(`${rig.url}/downloads/members`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
  });
const columns = [...exportColumns];

describe('IMP-04: the roll as a file', () => {
  test('IMP-04, acceptance 20: a filter of 37 gives the 37 rows that the list counts, in UTF-8 with a mark for Excel and in Shift_JIS', async () => {
    const filter = { membershipTypeId: ids.student };
    const utf8 = Buffer.from(await (await download({ ...filter, format: 'csv_utf8', columns: ['会員番号', '姓', '電話'] })).arrayBuffer());
    expect([...utf8.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = utf8.toString().replace('\ufeff', '').trimEnd().split('\r\n');
    expect(lines).toHaveLength(38);
    expect((await rig.get('members.list', filter, office.token)).total).toBe(37);
    expect(lines[0]).toBe('会員番号,姓,電話');
    expect(lines[1]).toMatch(/^\d{4}-\d{4},髙﨑,03-1234-5678$/);
    const sjis = Buffer.from(await (await download({ ...filter, format: 'csv_sjis', columns: ['会員番号', '姓', '電話'] })).arrayBuffer());
    expect(new TextDecoder('shift_jis').decode(sjis).trimEnd().split('\r\n')).toEqual(lines);
  });

  test('IMP-04, acceptance 20: what Shift_JIS cannot carry is listed before the file; a formula stays a text', async () => {
    const check = await rig.get('reports.exportCheck', { list: 'members', format: 'csv_sjis', columns }, office.token);
    expect(check).toMatchObject({
      rows: 41,
      issueCount: 1,
      issues: [{ column: '姓', letters: '𠮷', memberId: expect.stringMatching(/^mem_/) }],
    });
    const text = new TextDecoder('shift_jis').decode(await (await download({ format: 'csv_sjis', columns })).arrayBuffer());
    expect(text).toContain('〓田');
    expect(text).not.toMatch(/,=cmd/);
    expect(text).toContain("'=cmd()");
  });

  test('IMP-04: a heading that Shift_JIS cannot carry is listed first, also where no cell is', async () => {
    const own = { label: '𠮷田支部', kind: 'text', hint: '', required: false, memberAccess: 'editable', onJoining: false, options: [] };
    const { fields } = await rig.get('customFields.create', own, office.token);
    const column = `custom:${fields[0].fieldId}`;
    const check = (format: string, wished: string[]) =>
      rig.get('reports.exportCheck', { list: 'members', format, columns: wished }, office.token);
    const heading = { heading: true, memberId: null, memberNumber: '', name: '', column: '𠮷田支部', letters: '𠮷' };
    expect(await check('csv_sjis', [column])).toEqual({ rows: 41, issueCount: 1, issues: [heading] });
    const both = await check('csv_sjis', ['姓', column]);
    expect(both).toMatchObject({ rows: 41, issueCount: 2, issues: [heading, { heading: false, column: '姓', letters: '𠮷' }] });
    expect(await check('csv_utf8', [column])).toMatchObject({ issueCount: 0, issues: [] });
  });

  test('IMP-04: a file of all columns can be read in again; a workbook opens', async () => {
    const csv = await (await download({ format: 'csv_utf8', columns: columns.slice(0, 14), membershipTypeId: ids.student })).text();
    const known = await checkRoll(rig, { token: office.token, csv });
    expect(known.counts).toEqual({ new: 0, changed: 0, unchanged: 0, error: 37 });
    // Every number is in use already; nothing else is wrong with any row.
    const wrong = await rowsOf(rig, office.token, known.importJobId, 'error');
    expect(new Set(wrong.flatMap((row: { errors: { code: string }[] }) => row.errors.map(({ code }) => code)))).toEqual(
      new Set(['number_taken']),
    );
    // By number they are the same people, and nothing about them is another.
    const same = await checkRoll(rig, { token: office.token, csv, match: 'memberNumber', emptyClears: true });
    expect(same.counts).toEqual({ new: 0, changed: 0, unchanged: 37, error: 0 });
    const xlsx = Buffer.from(await (await download({ format: 'xlsx', columns })).arrayBuffer());
    expect(xlsx.subarray(0, 2).toString()).toBe('PK');
  });

  test('row 14, IMP-04: an address goes out as one text and in its parts, and comes in again in either way', async () => {
    const london = { prefecture: '', city: 'London', street: '221B Baker Street', building: '', country: 'United Kingdom' };
    const home = { prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル', country: null };
    for (const [familyName, address] of [
      ['国外', london],
      ['国内', home],
    ] as const)
      await rig.get('members.create', { ...memberFields(ids.typeId, { familyName, address }), issueProvisional: false }, office.token);
    const parts = ['都道府県', '市区町村', '町名・番地', '建物名', '国'];
    const wish = { format: 'csv_utf8', q: '国' };
    const csv = await (await download({ ...wish, columns: ['会員番号', '住所', ...parts] })).text();
    const lines = csv.trimEnd().split('\r\n');
    expect(lines.slice(1).map((line) => line.replace(/^[^,]*,/, ''))).toEqual(
      expect.arrayContaining([
        '"221B Baker Street, London, United Kingdom",,London,221B Baker Street,,United Kingdom',
        '東京都千代田区千代田1-1 水門ビル,東京都,千代田区,千代田1-1,水門ビル,',
      ]),
    );
    for (const columns of [['住所', ...parts], ['住所'], parts]) {
      const file = await (await download({ ...wish, columns: ['会員番号', ...columns] })).text();
      const same = await checkRoll(rig, { token: office.token, csv: file, match: 'memberNumber', emptyClears: true });
      expect(same.counts).toEqual({ new: 0, changed: 0, unchanged: 2, error: 0 });
    }
    const moved =
      '会員番号,都道府県,市区町村,町名・番地,建物名\r\n' +
      `${lines.find((line) => line.includes('東京都'))!.split(',')[0]},大阪府,堺市堺区,南瓦町3-1,`;
    const job = await importRoll(rig, { token: office.token, csv: moved, match: 'memberNumber' });
    expect(await rowsOf(rig, office.token, job.importJobId)).toMatchObject([
      { changes: [{ target: 'address', before: '東京都千代田区千代田1-1 水門ビル', after: '大阪府堺市堺区南瓦町3-1' }] },
    ]);
    const { rows } = await rig.get('members.list', { q: '国内' }, office.token);
    expect(await rig.get('members.get', { memberId: rows[0].memberId }, office.token)).toMatchObject({
      addressParts: { ...home, prefecture: '大阪府', city: '堺市堺区', street: '南瓦町3-1', building: '' },
    });
  });

  test('rank, tags and the former name are columns; corporate members have a file of their own', async () => {
    const settings = await rig.get('memberSettings.get', {}, office.token);
    const { ranks } = await rig.get('memberSettings.save', { ...settings, ranks: [{ name: 'A' }] }, office.token);
    const person = { familyName: '旧', formerName: '𠮷川', rankId: ranks[0].rankId, tags: ['委員', '役員'] };
    await rig.get('members.create', { ...memberFields(ids.typeId, person), issueProvisional: false }, office.token);
    const own = await (await download({ format: 'csv_utf8', q: '旧', columns: ['姓', '旧姓', '会員ランク', 'タグ'] })).text();
    expect(own.replace('\ufeff', '')).toBe('姓,旧姓,会員ランク,タグ\r\n旧,𠮷川,A,委員、役員\r\n');
    await rig.get('members.createCorporate', corporate(ids.typeId), office.token);
    const wished = ['法人名', '連絡者', '連絡者のメール', '請求先', '会員ランク'];
    const file = { kind: 'corporate', columns: wished };
    const csv = (await (await download({ ...file, format: 'csv_utf8' })).text()).replace('\ufeff', '');
    const { corporateName, contacts } = corporate(ids.typeId);
    const { familyName, givenName, email } = contacts.liaison;
    expect(csv).toBe(`${wished.join(',')}\r\n${corporateName},${familyName} ${givenName},${email},,\r\n`);
    const sjis = await (await download({ ...file, format: 'csv_sjis' })).arrayBuffer();
    expect(new TextDecoder('shift_jis').decode(sjis)).toBe(csv);
    const book = Buffer.from(await (await download({ ...file, format: 'xlsx' })).arrayBuffer());
    expect(book.subarray(0, 2).toString()).toBe('PK');
    expect(
      await rig.get('reports.exportCheck', { list: 'members', ...file, format: 'xlsx', columns: [...corporateColumns] }, office.token),
    ).toMatchObject({
      rows: 1,
    });
  });

  test('IMP-04, IMP-01, domain.md 5.14: 口数 come in with bodies, go out, come in again unchanged, and the undo sets them back', async () => {
    const typeName = '口数のある会員';
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: typeName, annualFee: 30_000 }, office.token);
    const roll = [
      '会員番号,法人名,法人名カナ,会員種別,連絡者,連絡者のメール,口数',
      `KU-1,株式会社五口,ゴクチ,${typeName},総務部,soumu@goku.example,5口`,
      `KU-2,株式会社一口,ヒトクチ,${typeName},総務部,soumu@hito.example,`,
      `KU-3,株式会社零,ゼロ,${typeName},総務部,soumu@zero.example,0`,
    ].join('\n');
    const added = await importRoll(rig, { token: office.token, csv: roll }, true);
    expect(added.outcomes).toEqual({ added: 2, left_out: 1 });
    expect((await rowsOf(rig, office.token, added.importJobId, 'error'))[0].errors).toEqual([
      { target: 'units', code: 'too_small', value: '0' },
    ]);
    const { rows } = await rig.get('members.list', { kind: 'corporate', membershipTypeId, sort: 'number' }, office.token);
    const [five, one] = rows.map(({ memberId }: { memberId: string }) => memberId);
    const unitsOf = async (memberId: string) => (await rig.get('members.get', { memberId }, office.token)).units;
    expect([await unitsOf(five), await unitsOf(one)]).toEqual([5, 1]);

    const file = { kind: 'corporate', membershipTypeId, format: 'csv_utf8', columns: ['会員番号', '法人名', '口数'] };
    const csv = (await (await download(file)).text()).replace('\ufeff', '');
    expect(csv).toBe('会員番号,法人名,口数\r\nKU-1,株式会社五口,5\r\nKU-2,株式会社一口,1\r\n');
    const same = await checkRoll(rig, { token: office.token, csv, match: 'memberNumber', emptyClears: true });
    expect(same.counts).toEqual({ new: 0, changed: 0, unchanged: 2, error: 0 });

    const edited = csv.replace('五口,5', '五口,7').replace('一口,1', '一口,2');
    const { importJobId } = await importRoll(rig, { token: office.token, csv: edited, match: 'memberNumber' });
    expect([await unitsOf(five), await unitsOf(one)]).toEqual([7, 2]);
    const { rows: told } = await rig.get('members.history', { memberId: one }, office.token);
    expect(told[0].changes).toMatchObject([{ field: 'units', before: '1', after: '2' }]);
    await rig.get('memberImports.undo', { importJobId }, office.token);
    expect((await settled(rig, office.token, importJobId)).undone).toEqual({ restored: 2 });
    expect([await unitsOf(five), await unitsOf(one)]).toEqual([5, 1]);
  });

  test('IMP-04, IMP-01: a file with members of every status comes into an empty organisation without an error', async () => {
    const typeName = '状況のある会員';
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: typeName, annualFee: 0 }, office.token);
    const today = rig.service.platform.clock.today();
    const histories = [
      [],
      [['suspended', '2024-04-01']],
      [
        ['suspended', '2023-04-01'],
        ['withdrawn', '2024-05-01'],
      ],
      [['expelled', '2024-06-01']],
      [['deceased', '2024-07-01']],
      [
        ['withdrawn', '2023-04-01'],
        ['active', '2024-04-01'],
      ],
      [
        ['suspended', '2024-04-01'],
        ['active', addDays(today, 30)],
      ],
      [['withdrawn', addDays(today, 30)]],
    ] as const;
    for (const [at, history] of histories.entries()) {
      const fields = memberFields(membershipTypeId, { familyName: `歴${at}`, contactEmail: '', memberNumber: `RE-${at}` });
      const { memberId } = await rig.get('members.create', { ...fields, issueProvisional: false }, office.token);
      for (const [status, effectiveOn] of history)
        await rig.get('members.changeStatus', { memberId, status, effectiveOn, reason: '届' }, office.token);
    }
    const csv = await (await download({ format: 'csv_utf8', membershipTypeId, status: 'all', sort: 'number', columns })).text();
    const other = await rig.signUp('移り先の会');
    await rig.get('membershipTypes.create', { name: typeName, annualFee: 0 }, other.token);
    const { importJobId } = await importRoll(rig, { token: other.token, csv });
    expect(await rowsOf(rig, other.token, importJobId, 'error')).toEqual([]);
    const statusesIn = async (token: string) =>
      (await rig.get('members.list', { q: '歴', status: 'all', sort: 'number' }, token)).rows.map(
        (row: { memberNumber: string; status: string }) => `${row.memberNumber} ${row.status}`,
      );
    const here = await statusesIn(office.token);
    expect(here).toHaveLength(histories.length);
    expect(await statusesIn(other.token)).toEqual(here);
    // And at home it is known already.
    const same = await checkRoll(rig, { token: office.token, csv, match: 'memberNumber' });
    expect(same.counts).toEqual({ new: 0, changed: 0, unchanged: histories.length, error: 0 });
  });

  test('taking the roll needs its own right, stands in the log, and bad wishes are refused', async () => {
    expect((await download({ format: 'csv_utf8', columns }, null)).status).toBe(401);
    expect((await download({ format: 'pdf', columns })).status).toBe(400);
    expect((await download({ format: 'csv_utf8', columns: [] })).status).toBe(400);
    const users = rig.database.databases.server.collection('org_users');
    await users.updateOne({ email: office.email }, { $set: { role: 'staff' } });
    const staff = await rig.get('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });
    expect((await download({ format: 'csv_utf8', columns }, staff.accessToken)).status).toBe(403);
    await users.updateOne({ email: office.email }, { $set: { role: 'owner' } });
    const { rows } = await rig.get('audit.list', {}, office.token);
    expect(
      rows.some((row: { action: string; subjectName: string }) => row.action === 'member.export' && row.subjectName.startsWith('37名')),
    ).toBe(true);
  });
});
