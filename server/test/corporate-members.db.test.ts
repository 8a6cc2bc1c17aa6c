import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../src/modules/members/members.migration.ts';
import { contactOf, corporate, noContact } from './corporate.factory.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '賛助会員', annualFee: 50_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const ask = (procedure: string, input?: unknown, token = office.token) => rig.ask(procedure, input, token);
const add = (changes: Record<string, unknown> = {}) => ask('members.createCorporate', corporate(typeId, changes));
const settings = async (changes: Record<string, unknown>) => {
  const { corporateMyPage, version } = (await ask('memberSettings.get')).data;
  return ask('memberSettings.save', { corporateMyPage, ranks: [], version, ...changes });
};
const names = (answer: Loose): string[] => answer.data.rows.map((row: Loose) => row.familyName);

describe('corporate members', () => {
  test('MEM-05 are listed apart from persons, with their 連絡者, and found by either name', async () => {
    await ask('members.create', { ...memberFields(typeId, { familyName: '谷' }), issueProvisional: false });
    const { memberId } = (await add({ corporateName: '株式会社やまびこ', corporateNameKana: 'ヤマビコ' })).data;
    expect(names(await ask('members.list', {}))).toEqual(['谷']);
    const listed = await ask('members.list', { kind: 'corporate' });
    expect(listed.data.rows).toMatchObject([
      { memberId, familyName: '株式会社やまびこ', givenName: '', kind: 'corporate', contactName: '田中 一郎' },
    ]);
    for (const q of ['やまびこ', '田中一郎', 'たなか', 'tanaka@yama'])
      expect(names(await ask('members.list', { kind: 'corporate', q })), q).toEqual(['株式会社やまびこ']);
    expect(names(await ask('members.list', { q: '田中' }))).toEqual([]);
    expect((await ask('members.counts')).data).toMatchObject({ total: 1, corporate: { total: 1, byStatus: { active: 1 } } });
  });

  test('MEM-05 are found by the mail and the telephone of each of their people', async () => {
    const contacts = {
      liaison: contactOf('総田', '務', { email: 'soumu@acme.example', phone: '03-9999-0000' }),
      representative: contactOf('代田', '表', { email: 'daihyo@acme.example', phone: '' }),
      billing: contactOf('経田', '理', { email: 'keiri@acme.example', phone: '06-8888-1234' }),
    };
    await add({ corporateName: 'アクメ株式会社', corporateNameKana: 'アクメ', phone: '', contacts });
    const found = ['soumu@acme.example', 'daihyo@acme.example', 'KEIRI@acme', '0399990000', '03-9999-0000', '0688881234', '1234'];
    for (const q of found) expect(names(await ask('members.list', { kind: 'corporate', q })), q).toEqual(['アクメ株式会社']);
    // As before the rule: what is found anew after the migration.
    const rows = rig.database.databases.server.collection('members');
    const derived = { searchText: 1, searchKeys: 1, _id: 0 };
    const kept = await rows.findOne({ familyName: 'アクメ株式会社' }, { projection: derived });
    await rows.updateOne({ familyName: 'アクメ株式会社' }, { $set: { searchText: '', searchKeys: ['=c'] } });
    await migrations.find(({ id }) => id === '2026-11-28-members-people-of-bodies')!.run(rig.database.databases.server);
    expect(await rows.findOne({ familyName: 'アクメ株式会社' }, { projection: derived })).toEqual(kept);
  });

  test('MEM-05 need a 連絡者, and whoever is named is named whole', async () => {
    const without = await add({ contacts: { liaison: noContact, representative: noContact, billing: noContact } });
    expect(without.issues[0]).toEqual({ path: ['contacts', 'liaison', 'familyName'], code: 'required' });
    const half = { liaison: contactOf('田中', '一郎'), representative: noContact, billing: { ...noContact, email: 'bill@yama.example' } };
    expect((await add({ contacts: half })).issues[0]).toEqual({ path: ['contacts', 'billing', 'familyName'], code: 'required' });
  });

  test('are edited as what they are, audited, and never as a person', async () => {
    const { memberId } = (await add()).data;
    const { memberNumber: _number, ...fields } = corporate(typeId, { corporateName: '株式会社 山と川' });
    const saved = await ask('members.updateCorporate', { ...fields, memberId, version: 0 });
    expect(saved.data).toMatchObject({ familyName: '株式会社 山と川', contactEmail: 'tanaka@yama.example', version: 1 });
    const { memberNumber: _own, ...person } = memberFields(typeId);
    expect((await ask('members.update', { ...person, memberId, version: 1 })).code).toBe('NOT_FOUND');
    const one = (await ask('members.create', { ...memberFields(typeId), issueProvisional: false })).data;
    expect((await ask('members.updateCorporate', { ...fields, memberId: one.memberId, version: 0 })).code).toBe('NOT_FOUND');
    expect((await ask('members.updateCorporate', { ...fields, memberId, version: 0 })).code).toBe('CONFLICT');
    const { rows } = (await ask('audit.list', { subjectId: memberId })).data;
    expect(rows[0]).toMatchObject({ action: 'member.update', fields: ['familyName'], subjectName: '株式会社 山と川' });
  });

  test('MEM-04: the phone of a 連絡者 stands in the history before and after, and of two who swapped their parts, who is what', async () => {
    const liaison = contactOf('田中', '一郎', { title: '部長', phone: '03-1111-2222' });
    const representative = contactOf('森', '三郎', { department: '', email: '' });
    const contacts = { liaison, representative, billing: noContact };
    const { memberId } = (await add({ contacts })).data;
    const { memberNumber: _number, ...fields } = corporate(typeId);
    const save = (people: object, version: number) => ask('members.updateCorporate', { ...fields, contacts: people, memberId, version });
    const newest = async () => (await ask('members.history', { memberId })).data.rows[0];
    const ofPeople = async () => (await newest()).changes.find(({ field }: Loose) => field === 'contacts');
    const tanaka = (phone: string) => ['田中 一郎', 'タナカ イチロウ', '総務部', '部長', 'tanaka@yama.example', phone];
    const mori = ['森 三郎', 'タナカ イチロウ'];

    const moved = { ...liaison, phone: '090-3333-4444' };
    await save({ ...contacts, liaison: moved }, 0);
    const row = await newest();
    const people = (...shown: object[]) => ({ kind: 'people', people: shown });
    expect(row).toMatchObject({ fields: ['contacts'], undo: 'possible' });
    // Whoever stayed as they were is not said to have changed.
    expect(row.changes).toEqual([
      {
        field: 'contacts',
        before: people({ role: 'liaison', parts: tanaka('03-1111-2222') }),
        after: people({ role: 'liaison', parts: tanaka('090-3333-4444') }),
      },
    ]);

    await save({ liaison: representative, representative: moved, billing: noContact }, 1);
    expect(await ofPeople()).toMatchObject({
      before: people({ role: 'liaison', parts: tanaka('090-3333-4444') }, { role: 'representative', parts: mori }),
      after: people({ role: 'liaison', parts: mori }, { role: 'representative', parts: tanaka('090-3333-4444') }),
    });

    await save({ liaison: representative, representative: noContact, billing: noContact }, 2);
    expect(await ofPeople()).toMatchObject({ before: people({ role: 'representative' }), after: null });
  });

  test('5.14, MEM-05: the merge of one that stands twice asks whose 口数 stay', async () => {
    const body = { corporateName: '株式会社山田製作所', corporateNameKana: 'カブシキガイシャヤマダセイサクショ' };
    const liaison = contactOf('別田', '二郎', { email: 'betsuda@yamada.example', phone: '06-1111-2222' });
    const keptId = (await add(body)).data.memberId;
    const mergedId = (await add({ ...body, phone: '06-1111-2222', contacts: { ...corporate(typeId).contacts, liaison } })).data.memberId;
    await ask('members.changeUnits', { memberId: mergedId, units: 5, version: 0 });
    const plan = (await ask('duplicates.planMerge', { keptId, mergedId })).data;
    expect(plan.fields).toContainEqual({ field: 'units', kept: '1', merged: '5' });
    // Of two with one name and one address each choice says what it is.
    expect(plan.fields).toContainEqual({
      field: 'contacts',
      kept: '田中 一郎 / タナカ イチロウ / 総務部 / tanaka@yama.example',
      merged: '別田 二郎 / タナカ イチロウ / 総務部 / betsuda@yamada.example / 06-1111-2222',
    });
    const choices = { fromMerged: ['units'], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };
    const { mergeId } = (await ask('duplicates.merge', { keptId, mergedId, fingerprint: plan.fingerprint, choices })).data;
    const units = async () => (await ask('members.get', { memberId: keptId })).data.units;
    expect(await units()).toBe(5);
    expect((await ask('members.history', { memberId: keptId })).data.rows[0]).toMatchObject({
      action: 'member.merge',
      changes: [{ field: 'units', before: '1', after: '5' }],
    });
    await ask('duplicates.undoMerge', { mergeId });
    expect(await units()).toBe(1);
  });

  test('MEM-07 without a corporate My Page the 連絡者 gets in nowhere and changes nothing', async () => {
    await settings({ corporateMyPage: true });
    const { memberId, provisional } = (await add({ issueProvisional: true })).data;
    const start = { org: office.slug, provisionalId: provisional.provisionalId, provisionalPassword: provisional.provisionalPassword };
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', start);
    const done = { org: office.slug, firstAccessToken, email: 'tanaka@yama.example', password: 'hotaru-no-yoru' };
    const { accessToken } = await rig.get('identity.firstAccessComplete', { ...done, familyNameKana: 'タナカ', givenNameKana: 'イチロウ' });
    const me = await rig.get('members.myProfile', undefined, accessToken);
    expect(me).toMatchObject({ kind: 'corporate', mayEditContacts: true, contacts: { liaison: { familyName: '田中' } } });
    const contacts = { ...me.contacts, liaison: contactOf('木村', '二郎') };
    expect((await ask('members.updateMyContacts', { contacts, version: me.version }, accessToken)).data.contacts.liaison.familyName).toBe(
      '木村',
    );
    // The name of the body stays the office's (MEM-06).
    const stolen = { contacts, version: me.version + 1, corporateName: '別の会社' };
    expect((await ask('members.updateMyContacts', stolen, accessToken)).code).toBe('INVALID_INPUT');

    await settings({ corporateMyPage: false });
    expect(
      (
        await ask(
          'members.updateMyContacts',
          { contacts: { ...contacts, liaison: contactOf('森', '三郎') }, version: me.version + 1 },
          accessToken,
        )
      ).status,
    ).toBeGreaterThanOrEqual(401);
    const login = { org: office.slug, login: 'tanaka@yama.example', password: 'hotaru-no-yoru' };
    expect((await rig.ask('identity.memberLogin', login)).code).toBe('MY_PAGE_CLOSED');
    expect((await ask('members.get', { memberId })).data.contacts.liaison.familyName).toBe('木村');
    // Asked for with a new one, the office is given no pair that would open nothing.
    expect((await add({ issueProvisional: true })).data.provisional).toBeNull();
  });

  test('a person has no people to change on My Page', async () => {
    const { provisional } = (
      await ask('members.create', { ...memberFields(typeId, { contactEmail: 'hito@example.jp' }), issueProvisional: true })
    ).data;
    const start = { org: office.slug, provisionalId: provisional.provisionalId, provisionalPassword: provisional.provisionalPassword };
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', start);
    const names = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email: 'hito@example.jp', password: 'hotaru-no-yoru' };
    const { accessToken } = await rig.get('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...names });
    const { contacts } = corporate(typeId);
    expect((await ask('members.updateMyContacts', { contacts, version: 0 }, accessToken)).code).toBe('FORBIDDEN');
    expect((await rig.get('members.myProfile', undefined, accessToken)).mayEditContacts).toBe(false);
  });
});

describe('ranks, tags and former names', () => {
  test('MEM-04 a change of tags and own fields can be set back, and an old record is not said to have changed', async () => {
    const fields = memberFields(typeId, { tags: ['幹事'] });
    const { memberId } = (await ask('members.create', { ...fields, issueProvisional: false })).data;
    const members = rig.database.databases.server.collection('members');
    const { memberNumber: _number, ...edit } = fields;
    const save = (changes: Record<string, unknown>, version: number) => ask('members.update', { ...edit, ...changes, memberId, version });
    await save({ tags: ['幹事', '会計'] }, 0);
    const newest = async () => (await ask('members.history', { memberId })).data.rows[0];
    const row = await newest();
    expect(row).toMatchObject({ fields: ['tags'], undo: 'possible', changes: [{ before: null, after: '会計' }] });
    const undone = await ask('members.undoChange', { memberId, auditId: row.auditId });
    expect(undone.data.tags).toEqual(['幹事']);
    await members.updateOne({ _id: memberId as never }, { $unset: { tags: '', custom: '', rankId: '', formerName: '', contacts: '' } });
    await save({ tags: [], memo: '新しい' }, 2);
    expect((await newest()).fields).toEqual(['memo']);
  });

  test('RNK-01 only members of a rank are in its list; a rank taken out is put away, not lost, and offered while somebody has it', async () => {
    const saved = await settings({ ranks: [{ name: 'ゴールド' }, { name: 'シルバー' }] });
    const [gold, silver] = saved.data.ranks;
    const make = (familyName: string, rankId: string) =>
      ask('members.create', { ...memberFields(typeId, { familyName, rankId, affiliation: 'ranked' }), issueProvisional: false });
    await make('金井', gold.rankId);
    await make('銀山', silver.rankId);
    await make('無位', '');
    expect(names(await ask('members.list', { rankId: gold.rankId }))).toEqual(['金井']);
    expect(names(await ask('members.list', { q: 'ranked' }))).toHaveLength(3);
    const left = await settings({ ranks: [{ rankId: silver.rankId, name: '銀' }] });
    expect(left.data.ranks).toEqual([
      { rankId: silver.rankId, name: '銀', archived: false, offered: true },
      { rankId: gold.rankId, name: 'ゴールド', archived: true, offered: true },
    ]);
    // A name that was mistyped once is offered to narrow nothing by.
    await settings({ ranks: [{ rankId: silver.rankId, name: '銀' }, { name: 'プラチマ' }] });
    const put = await settings({ ranks: [{ rankId: silver.rankId, name: '銀' }] });
    expect(put.data).toEqual((await ask('memberSettings.get')).data);
    const offered = put.data.ranks.filter((rank: Loose) => rank.offered);
    expect(offered.map(({ name }: Loose) => name)).toEqual(['銀', 'ゴールド']);
    expect(put.data.ranks.map(({ name }: Loose) => name)).toContain('プラチマ');
    expect((await make('遅', gold.rankId)).issues).toEqual([{ path: ['rankId'], code: 'not_an_option' }]);
    expect((await ask('memberSettings.save', { corporateMyPage: false, ranks: [], version: 0 })).code).toBe('CONFLICT');
    const other = await rig.signUp();
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1 }, other.token);
    const theirs = { ...memberFields(membershipTypeId, { rankId: silver.rankId }), issueProvisional: false };
    expect((await rig.ask('members.create', theirs, other.token)).issues).toEqual([{ path: ['rankId'], code: 'not_an_option' }]);
  });

  test('a tag finds all who have it, and a former name finds its bearer', async () => {
    const fields = memberFields(typeId, { familyName: '新垣', formerName: '比嘉', tags: ['編集委員', '2026大会'] });
    const { memberId } = (await ask('members.create', { ...fields, issueProvisional: false })).data;
    expect(names(await ask('members.list', { tag: '編集委員' }))).toEqual(['新垣']);
    expect(names(await ask('members.list', { q: '比嘉' }))).toEqual(['新垣']);
    expect((await ask('members.list', { q: '比嘉' })).data.rows[0]).toMatchObject({ formerName: '比嘉', tags: ['編集委員', '2026大会'] });
    await ask('members.create', { ...memberFields(typeId, { tags: ['編集委員'] }), issueProvisional: false });
    const inUse: string[] = (await ask('members.tags')).data;
    expect(inUse[0]).toBe('編集委員');
    expect(inUse).toContain('2026大会');
    expect((await rig.ask('members.tags', undefined, (await rig.signUp()).token)).data).toEqual([]);
    // A form that does not know them leaves them as they are.
    const { memberNumber: _number, ...known } = memberFields(typeId, { familyName: '新垣', memo: '別の画面' });
    expect((await ask('members.update', { ...known, memberId, version: 0 })).status).toBe(200);
    expect((await ask('members.get', { memberId })).data).toMatchObject({ formerName: '比嘉', tags: ['編集委員', '2026大会'] });
    for (const tags of [['a、b'], [''], Array.from({ length: 21 }, (_, index) => `t${index}`)])
      expect((await ask('members.create', { ...memberFields(typeId), tags, issueProvisional: false })).code).toBe('INVALID_INPUT');
  });
});
