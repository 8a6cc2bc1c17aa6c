import { convert } from 'encoding-japanese';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyScheduledStatuses } from '../src/modules/members/member-status.service.ts';
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

const create = (changes: Record<string, unknown>) =>
  rig.ask('members.create', { ...memberFields(typeId, changes), issueProvisional: false }, office.token);
const upload = (csv: string | Uint8Array, token = office.token) =>
  fetch(`${rig.url}/uploads/member-imports?fileName=${encodeURIComponent('名簿.csv')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body: typeof csv === 'string' ? csv : Buffer.from(csv),
  });
const header = '会員番号,姓,名,セイ,メイ,会員種別,メール,電話,郵便番号,住所,所属,生年月日,入会日,備考';

describe('the roll', () => {
  test('a search finds names in any script, numbers and addresses, and treats signs as signs', async () => {
    await create({
      familyName: '𠮷田',
      givenName: '葵',
      familyNameKana: 'ヨシダ',
      givenNameKana: 'アオイ',
      memberNumber: 'K-77',
      contactEmail: 'aoi+1@example.jp',
    });
    for (const q of ['𠮷田', 'よしだ', 'ﾖｼﾀﾞ あおい', '𠮷田葵', 'k-77', 'AOI+1@example']) {
      const { rows } = await rig.get('members.list', { q }, office.token);
      expect(
        rows.map((row: { memberNumber: string }) => row.memberNumber),
        q,
      ).toEqual(['K-77']);
    }
    expect((await rig.get('members.list', { q: '.*' }, office.token)).rows).toEqual([]);
  });

  test('pages forward and back show every member once, in the order of readings', async () => {
    const names = ['ガ', 'カ', 'サ', 'ア', 'ン', 'パ', 'バ', 'ハ'];
    for (let round = 0; round < 4; round += 1)
      for (const kana of names)
        await create({ familyName: '組', givenName: String(round), familyNameKana: kana, givenNameKana: 'ペジ', affiliation: 'paging' });
    const seen: string[] = [];
    let cursor: string | null = null;
    let back: string | null = null;
    do {
      const page: Loose = await rig.get('members.list', { q: 'paging', size: 20, cursor }, office.token);
      seen.push(...page.rows.map((row: { familyNameKana: string }) => row.familyNameKana));
      back = page.previousCursor ?? back;
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(32);
    expect([...new Set(seen)]).toEqual(['ア', 'カ', 'ガ', 'サ', 'ハ', 'バ', 'パ', 'ン']);
    const first: Loose = await rig.get('members.list', { q: 'paging', size: 20, cursor: back, direction: 'previous' }, office.token);
    expect(first.rows.map((row: { familyNameKana: string }) => row.familyNameKana)).toEqual(seen.slice(0, 20));
    expect((await rig.ask('members.list', { cursor: 'garbage' }, office.token)).code).toBe('INVALID_INPUT');
  });

  test('numbers are given once, and those of the office are passed over', async () => {
    const { memberNumber } = (await create({})).data;
    const year = memberNumber.slice(0, 4);
    const next = `${year}-${String(Number(memberNumber.slice(5)) + 1).padStart(4, '0')}`;
    expect((await create({ memberNumber: next })).status).toBe(200);
    expect((await create({ memberNumber: next })).code).toBe('NUMBER_TAKEN');
    const drawn = (await create({})).data.memberNumber;
    expect(Number(drawn.slice(5))).toBe(Number(next.slice(5)) + 1);
    const many = await Promise.all(Array.from({ length: 8 }, () => create({})));
    expect(new Set(many.map((answer) => answer.data.memberNumber)).size).toBe(8);
  });

  test('of two who change the same record, the second is told', async () => {
    const { memberId } = (await create({})).data;
    const { memberNumber: _number, ...fields } = memberFields(typeId, { memo: '一度目' });
    expect((await rig.ask('members.update', { ...fields, memberId, version: 0 }, office.token)).status).toBe(200);
    expect((await rig.ask('members.update', { ...fields, memo: '二度目', memberId, version: 0 }, office.token)).code).toBe('CONFLICT');
    expect((await rig.get('members.get', { memberId }, office.token)).memo).toBe('一度目');
    const { rows } = await rig.get('audit.list', { subjectId: memberId }, office.token);
    expect(rows.map((row: { action: string; fields: string[] }) => [row.action, row.fields])).toEqual([
      ['member.update', ['memo']],
      ['member.create', []],
    ]);
  });

  test('a status planned for a day takes effect on that day, by the job', async () => {
    const { memberId } = (await create({})).data;
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    await rig.get('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: day(30), reason: '転居のため' }, office.token);
    expect((await rig.get('members.get', { memberId }, office.token)).status).toBe('active');
    expect(
      (await rig.ask('members.changeStatus', { memberId, status: 'suspended', effectiveOn: day(30), reason: '' }, office.token)).code,
    ).toBe('STATUS_DATE_TAKEN');
    expect(
      (await rig.ask('members.changeStatus', { memberId, status: 'deceased', effectiveOn: day(20), reason: '' }, office.token)).code,
    ).toBe('INVALID_TRANSITION');
    await rig.database.databases.server
      .collection('members')
      .updateOne({ _id: memberId as never }, { $set: { 'statusEntries.1.effectiveOn': day(-2), nextStatusOn: day(-2) } });
    expect(await applyScheduledStatuses(rig.service.platform)).toBe(1);
    expect((await rig.get('members.get', { memberId }, office.token)).status).toBe('withdrawn');
    expect(await applyScheduledStatuses(rig.service.platform)).toBe(0);
  });
});

describe('membership types', () => {
  test('names are unique, versions guard, and a type with members stays', async () => {
    const type = await rig.get('membershipTypes.create', { name: '学生会員', annualFee: 4000 }, office.token);
    expect((await rig.ask('membershipTypes.create', { name: '学生会員', annualFee: 1 }, office.token)).code).toBe(
      'MEMBERSHIP_TYPE_NAME_TAKEN',
    );
    expect(
      (
        await rig.ask(
          'membershipTypes.update',
          { membershipTypeId: type.membershipTypeId, name: '学生', annualFee: 3000, version: 7 },
          office.token,
        )
      ).code,
    ).toBe('CONFLICT');
    expect((await rig.ask('membershipTypes.archive', { membershipTypeId: typeId }, office.token)).code).toBe('MEMBERSHIP_TYPE_IN_USE');
    expect((await rig.get('membershipTypes.archive', { membershipTypeId: type.membershipTypeId }, office.token)).archived).toBe(true);
    const renamed = await rig.get('membershipTypes.create', { name: '旧称', annualFee: 1 }, office.token);
    await rig.get(
      'membershipTypes.update',
      { membershipTypeId: renamed.membershipTypeId, name: '新称', annualFee: 1, version: 0 },
      office.token,
    );
    expect((await rig.ask('membershipTypes.create', { name: '新称', annualFee: 1 }, office.token)).code).toBe('MEMBERSHIP_TYPE_NAME_TAKEN');
    expect((await rig.ask('membershipTypes.create', { name: '旧称', annualFee: 1 }, office.token)).status).toBe(200);
    for (const annualFee of [-1, 1.5, 10_000_001, Number.NaN])
      expect((await rig.ask('membershipTypes.create', { name: 'x', annualFee }, office.token)).status).toBe(400);
  });
});

describe('dated fees', () => {
  test('RNK-02 a fee is planned, replaced and dropped before its day, and the fee of today is edited beside it', async () => {
    const made = await rig.get('membershipTypes.create', { name: '賛助会員', annualFee: 5000 }, office.token);
    const { membershipTypeId } = made;
    const ask = (procedure: string, changes: Record<string, unknown>) =>
      rig.ask(`membershipTypes.${procedure}`, { membershipTypeId, ...changes }, office.token);
    expect((await ask('planPrice', { from: '2020-04-01', annualFee: 1, version: 0 })).issues).toEqual([
      { path: ['from'], code: 'not_to_come' },
    ]);
    await ask('planPrice', { from: '2100-04-01', annualFee: 7000, version: 0 });
    const planned = await ask('planPrice', { from: '2100-04-01', annualFee: 8000, version: 1 });
    expect(planned.data).toMatchObject({ annualFee: 5000, firstFee: 5000, prices: [{ from: '2100-04-01', annualFee: 8000 }] });
    expect((await ask('planPrice', { from: '2101-04-01', annualFee: 1, version: 1 })).code).toBe('CONFLICT');
    const edited = await ask('update', { name: '賛助会員', annualFee: 6000, version: 2 });
    expect(edited.data).toMatchObject({ annualFee: 6000, prices: [{ annualFee: 8000 }] });
    expect((await ask('dropPrice', { from: '2100-04-01', version: 3 })).data.prices).toEqual([]);
    const { rows } = await rig.get('audit.list', { subjectId: membershipTypeId }, office.token);
    expect(rows.map((row: { fields: string[] }) => row.fields)).toEqual([
      ['prices'],
      ['annualFee'],
      ['prices'],
      ['prices'],
      ['name', 'annualFee'],
    ]);
  });
});

describe('CSV import', () => {
  test('a file in the writing of Japanese Excel is read, checked and imported whole', async () => {
    const text = `${header}\r\n,髙﨑,里,ﾀｶｻｷ,ﾘ,正会員,,,,,,,,\r\n`;
    // cp932 as Windows writes it: the encoder has no 髙 and 﨑, so their two extension bytes are put in by hand.
    const bytes = Buffer.from(convert(text.replace('髙﨑', '＠＠'), { to: 'SJIS', type: 'array', from: 'UNICODE' }));
    const at = bytes.indexOf(Buffer.from([0x81, 0x97, 0x81, 0x97]));
    Buffer.from([0xfb, 0xfc, 0xfa, 0xb1]).copy(bytes, at);
    const response = await upload(bytes);
    const { importJobId } = (await response.json()) as { importJobId: string };
    const job = await rig.get('members.importJob', { importJobId }, office.token);
    expect(job).toMatchObject({ encoding: 'shift_jis', total: 1, valid: 1, rows: [{ name: '髙﨑 里', kana: 'タカサキ リ' }] });
    const result = await rig.get('members.runImport', { importJobId, skipErrors: false, issueProvisional: true }, office.token);
    expect(result).toMatchObject({ imported: 1, skipped: 0, provisional: [{ name: '髙﨑 里' }] });
    expect((await rig.ask('members.runImport', { importJobId, skipErrors: false, issueProvisional: true }, office.token)).code).toBe(
      'IMPORT_ALREADY_RUN',
    );
  });

  test('wrong rows are named by line and column, and nothing is imported until they are left out', async () => {
    const csv = [
      header,
      ',山,一,ヤマ,イチ,正会員,,,,,,,,',
      'A1,川,二,漢字,ニ,正会員,not-mail,12,,,,2026/2/30,,',
      'A1,谷,三,タニ,サン,ない種別,,,,,,,,',
      ',海,四,ウミ,シ,正会員,,,,,,H2.1.8,R8.4.1,',
    ].join('\n');
    const { importJobId } = (await (await upload(`\ufeff${csv}`)).json()) as { importJobId: string };
    const job = await rig.get('members.importJob', { importJobId }, office.token);
    expect(job).toMatchObject({ encoding: 'utf-8', total: 4, valid: 2, invalid: 2 });
    const errors = job.rows.map((row: Loose) => [row.line, row.errors.map((error: Loose) => `${error.column}:${error.code}`)]);
    expect(errors).toEqual([
      [2, []],
      [3, ['セイ:not_a_reading', 'メール:not_an_email', '電話:not_a_phone_number', '生年月日:not_a_date']],
      [4, ['会員種別:unknown_membership_type', '会員番号:number_twice']],
      [5, []],
    ]);
    const before = (await rig.get('members.counts', undefined, office.token)).total;
    expect((await rig.ask('members.runImport', { importJobId, skipErrors: false, issueProvisional: false }, office.token)).code).toBe(
      'CSV_HAS_ERRORS',
    );
    expect((await rig.get('members.counts', undefined, office.token)).total).toBe(before);
    expect(await rig.get('members.runImport', { importJobId, skipErrors: true, issueProvisional: false }, office.token)).toMatchObject({
      imported: 2,
      skipped: 2,
    });
  });

  test('what is no roll is refused with a reason', async () => {
    const refusal = async (body: string | Uint8Array) => ((await (await upload(body)).json()) as { domainCode: string }).domainCode;
    expect(await refusal('')).toBe('CSV_UNREADABLE');
    expect(await refusal('a,b,c\n1,2,3')).toBe('CSV_HEADER_UNKNOWN');
    expect(await refusal('姓,名\n山,一')).toBe('CSV_HEADER_MISSING');
    expect(await refusal(new Uint8Array([0xff, 0xfe, 0x00, 0x01, 0x80, 0xa0]))).toBe('CSV_UNREADABLE');
    expect(await refusal(`${header}\n"never closed,,,`)).toBe('CSV_BROKEN_LINE');
    expect(await refusal(new Uint8Array(1_000_001))).toBe('CSV_TOO_LARGE');
    expect(await refusal(`${header}\n${',山,一,ヤマ,イチ,正会員,,,,,,,,\n'.repeat(2001)}`)).toBe('CSV_TOO_LARGE');
    expect((await upload(header, 'nobody')).status).toBe(401);
    const sample = await (await fetch(`${rig.url}/uploads/member-imports/sample.csv`)).text();
    expect(sample.split('\r\n')[0]!.replace('\ufeff', '')).toBe(header);
  });
});
