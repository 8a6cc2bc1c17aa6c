import { convert } from 'encoding-japanese';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRoll, importRoll, rowsOf, settled, uploadRoll } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
});
afterAll(() => rig.stop());

const header = '会員番号,姓,名,セイ,メイ,会員種別,メール,電話,郵便番号,住所,所属,生年月日,入会日,備考';
const wish = (csv: string | Uint8Array, more: object = {}) => ({ token: office.token, csv, ...more });
const total = async (): Promise<number> => (await rig.get('members.counts', undefined, office.token)).total;
const byNumber = async (q: string): Promise<Loose> => {
  const { rows } = await rig.get('members.list', { q, status: 'all' }, office.token);
  return rig.get('members.get', { memberId: rows[0].memberId }, office.token);
};

describe('IMP-01: a roll in bulk', () => {
  test('IMP-01, case 80: 1,000 rows of the sample come in as the preview says; bad lines are named and refused unless left out; and a second run does nothing', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) =>
      at % 100 === 7 ? `,,一,カ,キ,正会員,,,,,,,,` : `,髙﨑,春${at},タカサキ,ハル,正会員,h${at}@example.jp,,,,,,,`,
    );
    const before = await total();
    const checked = await checkRoll(rig, wish([header, ...rows].join('\r\n')));
    expect(checked).toMatchObject({ state: 'checked', total: 1000, counts: { new: 990, changed: 0, unchanged: 0, error: 10 } });
    expect(await total()).toBe(before);
    const { importJobId } = checked;
    const wrong = await rowsOf(rig, office.token, importJobId, 'error');
    expect(wrong.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, (_, at) => at * 100 + 9));
    const refused = await rig.ask('memberImports.run', { importJobId, skipErrors: false }, office.token);
    expect(refused.code).toBe('CSV_HAS_ERRORS');
    await rig.get('memberImports.run', { importJobId, skipErrors: true }, office.token);
    const done = await settled(rig, office.token, importJobId);
    expect(done).toMatchObject({ state: 'done', outcomes: { added: 990, left_out: 10 } });
    expect(await total()).toBe(before + 990);
    expect((await rig.ask('memberImports.run', { importJobId, skipErrors: true }, office.token)).code).toBe('IMPORT_ALREADY_RUN');
    const all = await rowsOf(rig, office.token, importJobId);
    expect(all).toHaveLength(1000);
    expect(all.filter((row) => row.outcome === 'added').every((row) => /^\d{4}-\d{4}$/.test(row.memberNumber))).toBe(true);
    expect(new Set(all.flatMap((row) => row.memberId ?? [])).size).toBe(990);
    const log = await rig.get('audit.list', { subjectId: importJobId }, office.token);
    expect(log.rows.map((row: Loose) => row.action)).toEqual(['member.import', 'member.import_start']);
  });

  test('IMP-01: a file is checked for seven days after its upload, so that a late run can still be taken back for seven', async () => {
    const jobs = rig.database.databases.server.collection('import_jobs');
    const csv = '姓,名,セイ,メイ,会員種別\n遅,一,オソ,イチ,正会員';
    const { importJobId, targets } = await checkRoll(rig, wish(csv));
    const check = () => rig.ask('memberImports.check', { importJobId, targets, match: 'none', emptyClears: false }, office.token);
    await jobs.updateOne({ _id: importJobId }, { $set: { createdAt: new Date(Date.now() - 6.9 * 86_400_000) } });
    expect((await check()).status).toBe(200);
    expect((await settled(rig, office.token, importJobId)).state).toBe('checked');
    await jobs.updateOne({ _id: importJobId }, { $set: { createdAt: new Date(Date.now() - 7.1 * 86_400_000) } });
    expect((await check()).code).toBe('IMPORT_PLAN_STALE');
    const encoding = { importJobId, encoding: 'utf-8' };
    expect((await rig.ask('memberImports.changeEncoding', encoding, office.token)).code).toBe('IMPORT_PLAN_STALE');
    // Neither has taken the plan away, which is good for a week of its own.
    expect((await rig.ask('memberImports.run', { importJobId, skipErrors: false }, office.token)).status).toBe(200);
    expect((await settled(rig, office.token, importJobId)).outcomes).toEqual({ added: 1 });
    const forgotten = (await jobs.indexes()).filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    expect(forgotten).toMatchObject([{ key: { createdAt: 1 }, expireAfterSeconds: 22 * 86_400 }]);
  });

  test('IMP-01: provisional pairs are drawn when asked for, and open the first access', async () => {
    const { importJobId } = await importRoll(rig, wish(`${header}\n,対,一,ツイ,イチ,正会員,,,,,,,,\n,対,二,ツイ,ニ,正会員,,,,,,,,`));
    const { pairs, next } = await rig.get('memberImports.issuePairs', { importJobId, part: 0 }, office.token);
    expect([pairs.map((pair: Loose) => pair.name), next]).toEqual([['対 一', '対 二'], null]);
    const first = await rig.ask('identity.firstAccessStart', {
      org: office.slug,
      provisionalId: pairs[0].provisionalId,
      provisionalPassword: pairs[0].provisionalPassword,
    });
    expect(first.status).toBe(200);
  });

  test('wrong cells are named by line and column; nothing comes in until they are left out', async () => {
    const csv = [
      header,
      ',山,一,ヤマ,イチ,正会員,,,,,,,,',
      'A1,川,二,漢字,ニ,正会員,not-mail,12,,,,2026/2/30,,',
      'A1,谷,三,タニ,サン,ない種別,,,,,,,,',
      ',海,四,ウミ,シ,正会員,,,,,,H2.1.8,R8.4.1,',
      ',山,一,ヤマ,イチ,正会員,,,,,,,,',
    ].join('\n');
    const job = await checkRoll(rig, wish(`\ufeff${csv}`));
    const errors = (await rowsOf(rig, office.token, job.importJobId, 'error')).map((row) => [
      row.line,
      row.errors.map((error: Loose) => `${error.target}:${error.code}:${error.value}`),
    ]);
    expect(errors).toEqual([
      [
        3,
        [
          'familyNameKana:not_a_reading:漢字',
          'contactEmail:not_an_email:not-mail',
          'phone:not_a_phone_number:12',
          'birthDate:not_a_date:2026/2/30',
        ],
      ],
      [4, ['membershipType:unknown_membership_type:ない種別', 'memberNumber:number_twice:3']],
      [6, ['null:row_twice:2']],
    ]);
    expect(job.cleaned).toEqual([{ kind: 'era', count: 2, before: 'H2.1.8', after: '1990-01-08' }]);
  });
});

describe('IMP-02: files of other systems', () => {
  const foreign = ['会員No.', '氏名', 'フリガナ（全角）', '種別', 'E-mail', 'TEL', '〒', '都道府県', '住所１', '入会年月日', '趣味'];
  test('IMP-02: foreign headings are understood, put right by hand, remembered and used again', async () => {
    const rows = [
      'K-1,渡邉　　翔太,ﾜﾀﾅﾍﾞ ｼｮｳﾀ,正会員,SHO@Example.jp,０３－１２３４－５６７８,１００－０００１,東京都,千代田区千代田1-1,S63.4.1,釣り',
    ];
    const csv = [foreign.join(','), ...rows].join('\r\n');
    const upload = (await (await uploadRoll(rig, wish(csv))).json()) as { importJobId: string };
    const fresh = await rig.get('memberImports.get', upload, office.token);
    expect(fresh.remembered).toBe(false);
    expect(fresh.targets).toEqual([
      'memberNumber',
      'fullName',
      'ignore',
      'membershipType',
      'contactEmail',
      'phone',
      'postalCode',
      'prefecture',
      'address',
      'joinedOn',
      'ignore',
    ]);
    const targets = fresh.targets.with(2, 'fullKana').with(10, 'memo');
    expect(await importRoll(rig, wish(csv, { targets, match: 'memberNumber' }))).toMatchObject({ outcomes: { added: 1 } });
    expect(await byNumber('K-1')).toMatchObject({
      familyName: '渡邉',
      givenName: '翔太',
      familyNameKana: 'ワタナベ',
      givenNameKana: 'ショウタ',
      contactEmail: 'sho@example.jp',
      phone: '03-1234-5678',
      postalCode: '1000001',
      address: '東京都千代田区千代田1-1',
      addressParts: { prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '', country: null },
      joinedOn: '1988-04-01',
      memo: '釣り',
    });
    const again = (await (await uploadRoll(rig, wish(csv))).json()) as { importJobId: string };
    expect(await rig.get('memberImports.get', again, office.token)).toMatchObject({ remembered: true, targets, match: 'memberNumber' });
    // Another set of headings: single ones are known all the same.
    const other = (await (await uploadRoll(rig, wish('氏名,趣味,フリガナ（全角）\n山 一,釣り,ヤマ イチ'))).json()) as {
      importJobId: string;
    };
    expect((await rig.get('memberImports.get', other, office.token)).targets).toEqual(['fullName', 'memo', 'fullKana']);
    const stranger = await rig.signUp('別の会');
    const theirs = (await (await uploadRoll(rig, { token: stranger.token, csv })).json()) as { importJobId: string };
    expect(await rig.get('memberImports.get', theirs, stranger.token)).toMatchObject({ remembered: false });
  });

  test('IMP-02: a map that lacks what a member needs, or gives it twice, is refused in words', async () => {
    const csv = '姓,名,セイ,メイ,種類\n山,一,ヤマ,イチ,正会員';
    expect(await checkRoll(rig, wish(csv))).toMatchObject({ domainCode: 'CSV_HEADER_MISSING' });
    const twice = ['familyName', 'familyName', 'familyNameKana', 'givenNameKana', 'membershipType'] as const;
    expect(await checkRoll(rig, wish(csv, { targets: twice }))).toMatchObject({ domainCode: 'CSV_HEADER_TWICE' });
    const right = ['familyName', 'givenName', 'familyNameKana', 'givenNameKana', 'membershipType'] as const;
    expect(await checkRoll(rig, wish(csv, { targets: right, match: 'memberNumber' }))).toMatchObject({ domainCode: 'CSV_HEADER_MISSING' });
    expect(await checkRoll(rig, wish(csv, { targets: right.slice(1) }))).toMatchObject({ domainCode: 'INVALID_INPUT' });
    expect(await checkRoll(rig, wish(csv, { targets: right }))).toMatchObject({ counts: { new: 1 } });
  });

  test('IMP-02 IMP-04: a field of the organisation comes in by its name, is checked by its own rules, and goes out again', async () => {
    const field = (label: string, kind: string, options: { label: string }[] = [], required = false) =>
      rig.get('customFields.create', { kind, label, hint: '', required, memberAccess: 'hidden', onJoining: false, options }, office.token);
    await field('血液型', 'choice', [{ label: 'A型' }, { label: 'B型' }]);
    await field('登山歴', 'number');
    const csv =
      '会員番号,姓,名,セイ,メイ,会員種別,血液型,登山歴\nC-1,山,一,ヤマ,イチ,正会員,Ａ型,１２\nC-2,山,二,ヤマ,ニ,正会員,Z型,長い\nC-3,山,三,ヤマ,サン,正会員,,';
    const job = await checkRoll(rig, wish(csv));
    expect(job.targets.slice(6).every((target: string) => target.startsWith('custom:cfd_'))).toBe(true);
    expect(job.counts).toEqual({ new: 2, changed: 0, unchanged: 0, error: 1 });
    const [wrong] = await rowsOf(rig, office.token, job.importJobId, 'error');
    expect(wrong.errors.map((error: Loose) => error.code)).toEqual(['not_an_option', 'not_a_number']);
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: true }, office.token);
    await settled(rig, office.token, job.importJobId);
    const columns = ['会員番号', ...job.targets.slice(6)];
    const download = await fetch(`${rig.url}/downloads/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
      body: JSON.stringify({ q: 'C-1', format: 'csv_utf8', columns }),
    });
    expect(Buffer.from(await download.arrayBuffer()).toString()).toBe('\ufeff会員番号,血液型,登山歴\r\nC-1,A型,12\r\n');
    // By number: one of the two becomes another, and comes back with the import.
    const changed = await importRoll(rig, wish('会員番号,血液型\nC-1,B型\nC-3,', { match: 'memberNumber' }));
    expect(changed.outcomes).toEqual({ changed: 1, unchanged: 1 });
    const [row] = await rowsOf(rig, office.token, changed.importJobId, 'changed');
    expect(row.changes).toMatchObject([{ before: 'A型', after: 'B型' }]);
    await rig.get('memberImports.undo', { importJobId: changed.importJobId }, office.token);
    expect((await settled(rig, office.token, changed.importJobId)).undone).toEqual({ restored: 1, nothing: 1 });
    await field('緊急連絡先', 'text', [], true);
    const missing = await checkRoll(rig, wish('姓,名,セイ,メイ,会員種別\n山,四,ヤマ,ヨン,正会員'));
    expect(missing.counts.error).toBe(1);
    const required = missing.customTargets.find(({ label }: Loose) => label === '緊急連絡先');
    await rig.get('customFields.remove', { fieldId: required.target.slice('custom:'.length) }, office.token);
  });

  test('case 80: Shift_JIS of Japanese Excel is told from UTF-8, shown, and can be chosen', async () => {
    const text = `${header}\r\n,髙﨑,里,ﾀｶｻｷ,ﾘ,正会員,,,,,,,,\r\n`;
    // cp932 as Windows writes it: the encoder has no 髙 and 﨑, so their two extension bytes are put in by hand.
    const bytes = Buffer.from(convert(text.replace('髙﨑', '＠＠'), { to: 'SJIS', type: 'array', from: 'UNICODE' }));
    const at = bytes.indexOf(Buffer.from([0x81, 0x97, 0x81, 0x97]));
    Buffer.from([0xfb, 0xfc, 0xfa, 0xb1]).copy(bytes, at);
    const job = await checkRoll(rig, wish(bytes));
    expect(job).toMatchObject({ state: 'checked', encoding: 'shift_jis', encodings: ['shift_jis'], counts: { new: 1 } });
    expect(await rowsOf(rig, office.token, job.importJobId)).toMatchObject([{ name: '髙﨑 里', kana: 'タカサキ リ' }]);
    const plain = (await (await uploadRoll(rig, wish('no,name\n1,x'))).json()) as { importJobId: string };
    expect(await rig.get('memberImports.get', plain, office.token)).toMatchObject({ encoding: 'utf-8', encodings: ['utf-8', 'shift_jis'] });
    const changed = await rig.get('memberImports.changeEncoding', { ...plain, encoding: 'shift_jis' }, office.token);
    expect(changed.encoding).toBe('shift_jis');
    const { importJobId } = job;
    expect((await rig.ask('memberImports.changeEncoding', { importJobId, encoding: 'utf-8' }, office.token)).code).toBe('CSV_UNREADABLE');
  });
});
