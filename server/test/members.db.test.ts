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

  test('NUM-01: a number that cannot be given leads to whoever has it, or logs in with what it would give', async () => {
    const named = { familyName: '鴎', givenName: '一' };
    const { memberId } = (await create({ ...named, memberNumber: 'HOLD-77' })).data;
    const holder = { memberId, name: '鴎 一' };
    const taken = await create({ memberNumber: 'HOLD-77' });
    expect([taken.code, taken.data.params]).toEqual(['NUMBER_TAKEN', { number: 'HOLD-77', ...holder }]);
    const login = await create({ memberNumber: 'HOLD77' });
    expect([login.code, login.data.params]).toEqual(['LOGIN_ID_TAKEN', { number: 'HOLD77', loginId: 'HOLD77', ...holder }]);
  });

  test('MEM-10: of two who change the same record, the second is told, and nothing is written over', async () => {
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
    ).toBe('STATUS_NEXT_IN_WAY');
    await rig.database.databases.server
      .collection('members')
      .updateOne({ _id: memberId as never }, { $set: { 'statusEntries.1.effectiveOn': day(-2), nextStatusOn: day(-2) } });
    // The running server looks by itself every minute: whoever of the two comes first applies it, and nobody a second time.
    await applyScheduledStatuses(rig.service.platform);
    expect((await rig.get('members.get', { memberId }, office.token)).status).toBe('withdrawn');
    expect(await applyScheduledStatuses(rig.service.platform)).toBe(0);
    const { rows } = await rig.get('audit.list', { subjectId: memberId }, office.token);
    expect(rows.filter(({ action }: { action: string }) => action === 'member.status_applied')).toHaveLength(1);
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
          { membershipTypeId: type.membershipTypeId, name: '学生', annualFee: 3000, feeFrom: null, version: 7 },
          office.token,
        )
      ).code,
    ).toBe('CONFLICT');
    expect((await rig.ask('membershipTypes.archive', { membershipTypeId: typeId }, office.token)).code).toBe('MEMBERSHIP_TYPE_IN_USE');
    for (const [act, archived] of [
      ['archive', true],
      ['restore', false],
      ['restore', false],
      ['archive', true],
    ] as const)
      expect(await rig.get(`membershipTypes.${act}`, { membershipTypeId: type.membershipTypeId }, office.token)).toMatchObject({
        archived,
      });
    const renamed = await rig.get('membershipTypes.create', { name: '旧称', annualFee: 1 }, office.token);
    await rig.get(
      'membershipTypes.update',
      { membershipTypeId: renamed.membershipTypeId, name: '新称', annualFee: 1, feeFrom: null, version: 0 },
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
    const edited = await ask('update', { name: '賛助会員', annualFee: 6000, feeFrom: null, version: 2 });
    expect(edited.data).toMatchObject({ annualFee: 6000, prices: [{ annualFee: 8000 }] });
    expect((await ask('dropPrice', { from: '2100-04-01', version: 3 })).data.prices).toEqual([]);
    const { rows } = await rig.get('audit.list', { subjectId: membershipTypeId }, office.token);
    expect(rows.map((row: { fields: string[] }) => row.fields)).toEqual([
      ['prices'],
      ['annualFee'],
      ['prices'],
      ['prices'],
      ['name', 'annualFee', 'honorific'],
    ]);
  });
});
