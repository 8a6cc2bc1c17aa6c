import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checkRoll, importRoll, rowsOf, settled } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const wish = (csv: string | Uint8Array, more: object = {}) => ({ token: office.token, csv, ...more });
const total = async (): Promise<number> => (await rig.get('members.counts', undefined, office.token)).total;
const byNumber = async (q: string): Promise<Loose> => {
  const { rows } = await rig.get('members.list', { q, status: 'all' }, office.token);
  return rig.get('members.get', { memberId: rows[0].memberId }, office.token);
};

describe('IMP-01: rows of members who are there', () => {
  beforeAll(async () => {
    for (const [memberNumber, contactEmail] of [
      ['M-1', 'one@example.jp'],
      ['M-2', 'two@example.jp'],
      ['M-3', 'same@example.jp'],
      ['M-4', 'same@example.jp'],
    ])
      await rig.get(
        'members.create',
        { ...memberFields(typeId, { memberNumber, contactEmail, phone: '0312345678' }), issueProvisional: false },
        office.token,
      );
  });

  test('IMP-01: by number, new, changed and unchanged mix; what a cell leaves empty stays', async () => {
    const csv =
      '会員番号,姓,名,セイ,メイ,会員種別,電話,住所\nM-1,髙﨑,春子,タカサキ,ハルコ,正会員,090-1111-2222,\nM-2,髙﨑,春子,タカサキ,ハルコ,正会員,,\nM-9,新,人,シン,ジン,正会員,,';
    const job = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    expect(job.counts).toEqual({ new: 1, changed: 1, unchanged: 1, error: 0 });
    const [changed] = await rowsOf(rig, office.token, job.importJobId, 'changed');
    expect(changed.changes).toEqual([{ target: 'phone', before: '03-1234-5678', after: '090-1111-2222' }]);
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: false }, office.token);
    expect(await settled(rig, office.token, job.importJobId)).toMatchObject({ outcomes: { added: 1, changed: 1, unchanged: 1 } });
    const one = await byNumber('M-1');
    expect(one).toMatchObject({ phone: '090-1111-2222', contactEmail: 'one@example.jp', version: 1 });
    const log = await rig.get('audit.list', { subjectId: one.memberId }, office.token);
    expect(log.rows[0]).toMatchObject({ action: 'member.update', fields: ['phone'] });
    expect((await rig.get('members.list', { q: '09011112222' }, office.token)).rows).toHaveLength(1);
  });

  test('IMP-01: by address, one of several is asked about; an empty cell empties only where that was chosen', async () => {
    const csv = 'メール,電話\ntwo@example.jp,\nsame@example.jp,\n';
    const kept = await checkRoll(rig, wish(csv, { match: 'contactEmail' }));
    expect(kept.counts).toEqual({ new: 0, changed: 0, unchanged: 1, error: 1 });
    expect((await rowsOf(rig, office.token, kept.importJobId, 'error'))[0].errors).toMatchObject([{ code: 'email_of_several' }]);
    const emptied = await importRoll(rig, wish(csv, { match: 'contactEmail', emptyClears: true }), true);
    expect(emptied.outcomes).toEqual({ changed: 1, left_out: 1 });
    expect((await byNumber('M-2')).phone).toBe('');
  });

  test('IMP-01 MEM-05: bodies of a mixed file come in with their people, are changed by number, and come back with the undo', async () => {
    const csv = [
      '会員番号,個人・法人,氏名,フリガナ,会員種別,メール,連絡者,連絡者のメール,連絡者の電話,代表者,退会日,入会日',
      'B-1,個人,髙﨑 春子,タカサキ ハルコ,正会員,haru@example.jp,,,,,,2020/4/1',
      'B-2,法人,株式会社やま,やま,正会員,,田中 一郎,tanaka@yama.example,０３－１２３４－５６７８,山田 社長,,2020/4/1',
      'B-3,法人,一般社団法人かわ,カワ,正会員,info@kawa.example,事務局,,,,2024/3/31,2020/4/1',
      'B-4,法人,うみ商店,ウミ,正会員,,,,,,,2020/4/1',
      'B-5,だれか,空,ソラ,正会員,,,,,,,2020/4/1',
    ].join('\n');
    const job = await checkRoll(rig, wish(csv));
    expect(job.counts).toEqual({ new: 3, changed: 0, unchanged: 0, error: 2 });
    const wrong = await rowsOf(rig, office.token, job.importJobId, 'error');
    expect(wrong.map(({ errors: [one] }) => `${one.target}:${one.code}`)).toEqual(['liaisonName:required', 'kind:unknown_kind']);
    const counted = await rig.get('members.counts', undefined, office.token);
    const { importJobId } = job;
    await rig.get('memberImports.run', { importJobId, skipErrors: true }, office.token);
    expect((await settled(rig, office.token, importJobId)).outcomes).toEqual({ added: 3, left_out: 2 });
    const now = await rig.get('members.counts', undefined, office.token);
    expect([now.total, now.corporate.total]).toEqual([counted.total + 1, counted.corporate.total + 2]);
    const bodies = await rig.get('members.list', { q: 'B-', kind: 'corporate', status: 'all', sort: 'number' }, office.token);
    expect(bodies.rows.map((row: Loose) => [row.familyName, row.givenName, row.contactName, row.contactEmail, row.status])).toEqual([
      ['株式会社やま', '', '田中 一郎', 'tanaka@yama.example', 'active'],
      ['一般社団法人かわ', '', '事務局', 'info@kawa.example', 'withdrawn'],
    ]);
    const { memberId } = bodies.rows[0];
    const first = await rig.get('members.get', { memberId }, office.token);
    expect(first.contacts).toMatchObject({ liaison: { phone: '0312345678' }, representative: { familyName: '山田', givenName: '社長' } });
    // Nobody of a body logs in while the office keeps its My Page closed.
    const { pairs } = await rig.get('memberImports.issuePairs', { importJobId, part: 0 }, office.token);
    expect(pairs.map((pair: Loose) => pair.memberNumber)).toEqual(['B-1']);

    const file = '会員番号,法人名,連絡者,連絡者のメール\nB-2,株式会社やま,鈴木 花,suzuki@yama.example\nB-1,髙﨑社,鈴木 花,';
    const changing = await checkRoll(rig, wish(file, { match: 'memberNumber' }));
    const [changed] = await rowsOf(rig, office.token, changing.importJobId, 'changed');
    expect(changed.changes.map((one: Loose) => [one.target, one.after])).toEqual([
      ['liaisonName', '鈴木 花'],
      ['liaisonEmail', 'suzuki@yama.example'],
    ]);
    const [refused] = await rowsOf(rig, office.token, changing.importJobId, 'error');
    expect(refused.errors).toMatchObject([{ target: 'memberNumber', code: 'individual_member' }]);
    await rig.get('memberImports.run', { importJobId: changing.importJobId, skipErrors: true }, office.token);
    await settled(rig, office.token, changing.importJobId);
    expect(await rig.get('members.get', { memberId }, office.token)).toMatchObject({ contactEmail: 'suzuki@yama.example' });
    // Found by the address of whom it is written to, as it is now.
    const byMail = await checkRoll(rig, wish('法人名,メール,住所\n株式会社やま,suzuki@yama.example,新住所', { match: 'contactEmail' }));
    expect(byMail.counts).toEqual({ new: 0, changed: 1, unchanged: 0, error: 0 });
    await rig.get('memberImports.undo', { importJobId: changing.importJobId }, office.token);
    expect((await settled(rig, office.token, changing.importJobId)).undone).toEqual({ restored: 1, nothing: 1 });
    const back = await rig.get('members.get', { memberId }, office.token);
    expect([back.contacts, back.contactEmail]).toEqual([first.contacts, 'tanaka@yama.example']);
  });

  test('IMP-02, IMP-04: a file of the roll comes back though a rank and an option that a member has were put away', async () => {
    const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
    const ranks = async (given: object[]) => {
      const { corporateMyPage, version } = await get('memberSettings.get');
      return (await get('memberSettings.save', { corporateMyPage, ranks: given, version })).ranks;
    };
    const [gold] = await ranks([{ name: 'ゴールド' }]);
    const settings = { label: '支部', hint: '', required: false, memberAccess: 'hidden', onJoining: false };
    const options = [{ label: '東京' }, { label: '大阪' }];
    const { fields } = await get('customFields.create', { ...settings, kind: 'choice', options });
    const [{ fieldId, options: made }] = fields;
    const fieldsOf = (memberNumber: string, more: object) => ({
      ...memberFields(typeId, { memberNumber, ...more }),
      issueProvisional: false,
    });
    await get('members.create', fieldsOf('K-1', { rankId: gold.rankId, custom: { [fieldId]: made[0].optionId } }));
    await get('members.create', fieldsOf('K-2', {}));
    await ranks([]);
    const { version } = await get('customFields.list');
    await get('customFields.update', {
      ...settings,
      fieldId,
      options: [made[1]].map(({ optionId, label }) => ({ optionId, label })),
      version,
    });

    const columns = ['会員番号', '会員種別', '会員ランク', `custom:${fieldId}`, '備考'];
    const download = await fetch(`${rig.url}/downloads/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
      body: JSON.stringify({ q: 'K-', format: 'csv_utf8', columns }),
    });
    const file = Buffer.from(await download.arrayBuffer()).toString();
    expect(file).toContain('K-1,正会員,ゴールド,東京,');
    const same = await checkRoll(rig, wish(file, { match: 'memberNumber' }));
    expect(same.counts).toEqual({ new: 0, changed: 0, unchanged: 2, error: 0 });
    const noted = await importRoll(rig, wish(file.replace('東京,', '東京,電話済'), { match: 'memberNumber' }));
    expect(noted.outcomes).toEqual({ changed: 1, unchanged: 1 });
    expect(await byNumber('K-1')).toMatchObject({ memo: '電話済', rankId: gold.rankId, custom: { [fieldId]: made[0].optionId } });
    const given = await checkRoll(rig, wish('会員番号,会員ランク,支部\nK-2,ゴールド,東京', { match: 'memberNumber' }));
    const [row] = await rowsOf(rig, office.token, given.importJobId, 'error');
    expect(row.errors.map(({ code }: Loose) => code)).toEqual(['unknown_rank', 'not_an_option']);
  });

  test('IMP-01: what changed under the plan is not overwritten, and is said', async () => {
    const csv = '会員番号,住所\nM-3,新住所\nM-4,新住所';
    const job = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    const { memberId, memberNumber: _number, version, ...now } = await byNumber('M-3');
    const { memberNumber: _none, ...fields } = memberFields(typeId, { memo: now.memo, address: '手で直した住所' });
    await rig.get('members.update', { ...fields, memberId, version }, office.token);
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: false }, office.token);
    expect((await settled(rig, office.token, job.importJobId)).outcomes).toEqual({ changed: 1, changed_since: 1 });
    expect((await byNumber('M-3')).address).toBe('手で直した住所');
    expect(await rowsOf(rig, office.token, job.importJobId, 'failed')).toMatchObject([{ line: 2, outcome: 'changed_since' }]);
  });

  test('IMP-01: a number given by hand since the plan, or one with its log-in, leaves its row out; the others come in once', async () => {
    const csv = '会員番号,姓,名,セイ,メイ,会員種別\nT-1,番,一,バン,イチ,正会員\nT-2,番,二,バン,ニ,正会員\nT-3,番,三,バン,サン,正会員';
    const job = await checkRoll(rig, wish(csv));
    for (const memberNumber of ['T-1', 'T2'])
      await rig.get('members.create', { ...memberFields(typeId, { memberNumber }), issueProvisional: false }, office.token);
    const before = await total();
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: false }, office.token);
    expect((await settled(rig, office.token, job.importJobId)).outcomes).toEqual({ added: 1, number_taken: 2 });
    expect(await total()).toBe(before + 1);
    expect(await byNumber('T-3')).toMatchObject({ familyName: '番' });
    expect(await rowsOf(rig, office.token, job.importJobId, 'failed')).toMatchObject([
      { line: 2, holder: { by: 'number', name: '髙﨑 春子' } },
      { line: 3, holder: { by: 'login', name: '髙﨑 春子' } },
    ]);
  });

  test('IMP-01: numbers drawn for rows without one pass over those that later rows bring', async () => {
    const drawn = (await rig.get('members.create', { ...memberFields(typeId), issueProvisional: false }, office.token)).memberNumber;
    const next = `${drawn.slice(0, 4)}-${String(Number(drawn.slice(5)) + 1).padStart(4, '0')}`;
    const csv = `会員番号,姓,名,セイ,メイ,会員種別\n,番,一,バン,イチ,正会員\n${next},番,二,バン,ニ,正会員`;
    const job = await importRoll(rig, wish(csv));
    expect(job.outcomes).toEqual({ added: 2 });
    // A-1 and A1 would log in with one id.
    const alike = await checkRoll(
      rig,
      wish('会員番号,姓,名,セイ,メイ,会員種別\nM1,番,一,バン,イチ,正会員\nZ-1,番,二,バン,ニ,正会員\nZ1,番,三,バン,サン,正会員'),
    );
    const wrong = await rowsOf(rig, office.token, alike.importJobId, 'error');
    expect(wrong.map((row) => [row.errors[0].code, row.holder?.by])).toEqual([
      ['number_taken', 'login'],
      ['number_twice', undefined],
    ]);
  });

  test('IMP-01: of a file that is long beside the roll, who is there, and whose log-in somebody has, is known all the same', async () => {
    const strangers = Array.from({ length: 1200 }, (_, at) => `L-${at},長,${at},ナガ,イ,正会員,`);
    // One in each part: the second and third are looked up after the roll was read once.
    const rows = [...strangers];
    rows.splice(10, 0, 'M-1,髙﨑,春子,タカサキ,ハルコ,正会員,大学一');
    rows.splice(700, 0, 'M-2,髙﨑,春子,タカサキ,ハルコ,正会員,大学二');
    rows.splice(1100, 0, 'M4,似,番,ニ,バン,正会員,');
    const csv = ['会員番号,姓,名,セイ,メイ,会員種別,所属', ...rows].join('\n');
    const job = await checkRoll(rig, wish(csv, { match: 'memberNumber' }));
    expect(job.counts).toEqual({ new: 1200, changed: 2, unchanged: 0, error: 1 });
    expect((await rowsOf(rig, office.token, job.importJobId, 'changed')).map((row) => row.line)).toEqual([12, 702]);
    expect(await rowsOf(rig, office.token, job.importJobId, 'error')).toMatchObject([{ line: 1102, errors: [{ code: 'number_taken' }] }]);
  });
});

describe('who was billed already', () => {
  test('PAY-20, IMP-01: bills say of their member what an import brought, and what was there before once it is taken back', async () => {
    const fields = memberFields(typeId, { memberNumber: 'N-1', familyName: '佐藤', familyNameKana: 'サトウ' });
    const { memberId } = await rig.get('members.create', { ...fields, issueProvisional: false }, office.token);
    const bill = { memberId, billName: '研修会', amount: 100, dueOn: '2030-01-31', idempotencyKey: crypto.randomUUID() };
    await rig.get('billing.createBill', bill, office.token);
    const says = (memberName: string, memberKana: string) =>
      vi.waitFor(
        async () =>
          expect(await rig.database.databases.server.collection('bills').findOne({ memberId })).toMatchObject({ memberName, memberKana }),
        { timeout: 15_000, interval: 50 },
      );
    const csv = '会員番号,姓,名,セイ,メイ,会員種別\nN-1,𠮷田,春子,ヨシダ,ハルコ,正会員';
    const { importJobId } = await importRoll(rig, wish(csv, { match: 'memberNumber' }));
    await says('𠮷田 春子', 'ヨシダ ハルコ');
    await rig.get('memberImports.undo', { importJobId }, office.token);
    await settled(rig, office.token, importJobId);
    await says('佐藤 春子', 'サトウ ハルコ');
  });
});
