import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, password, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
  await rig.settings({ approval: 'automatic' });
});
afterAll(() => rig.stop());

const plain = { kind: 'text', hint: '', required: false, memberAccess: 'editable', onJoining: false, options: [] as Loose[] };
interface Office {
  readonly token: string;
  readonly typeId: string;
  ask(procedure: string, input?: unknown): ReturnType<JoiningRig['ask']>;
  add(label: string, changes?: Record<string, unknown>): Promise<Loose>;
  member(custom?: Record<string, unknown>): Promise<Loose>;
}

/** An organisation with a type, to itself. */
async function office(): Promise<Office> {
  const { token } = await rig.signUp();
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, token);
  const ask: Office['ask'] = (procedure, input) => rig.ask(procedure, input, token);
  return {
    token,
    typeId: membershipTypeId,
    ask,
    add: async (label, changes = {}) => {
      const { fields } = await rig.get('customFields.create', { ...plain, label, ...changes }, token);
      return fields.find((field: Loose) => field.label === label);
    },
    member: async (custom = {}) => rig.get('members.create', { ...memberFields(membershipTypeId), custom, issueProvisional: false }, token),
  };
}

const versionOf = async (): Promise<number> => (await rig.get('customFields.list', undefined, rig.office.token)).version;
const labels = (answer: Loose): string[] => answer.data.fields.map((field: Loose) => field.label);

describe('fields of an organisation', () => {
  test('MEM-02, case 78, oracle 51: twenty may be made, the 21st is refused, also when two come at once', async () => {
    const { ask, add } = await office();
    for (let place = 1; place <= 19; place += 1) await add(`項目${place}`);
    const answers = await Promise.all(['甲', '乙', '丙'].map((label) => ask('customFields.create', { ...plain, label })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await ask('customFields.create', { ...plain, label: '21番目' })).code).toBe('CUSTOM_FIELD_LIMIT');
    const { fields } = (await ask('customFields.list')).data;
    expect(fields).toHaveLength(20);
    // Putting one away makes room; nobody has a value of it, so it goes altogether.
    expect((await ask('customFields.remove', { fieldId: fields[0].fieldId })).data.outcome).toBe('deleted');
    expect((await ask('customFields.create', { ...plain, label: '21番目' })).status).toBe(200);
  });

  test('MEM-03, case 79: a compulsory field is missed beside itself, and a member from before stays until the next edit', async () => {
    const { ask, add, member, typeId } = await office();
    const { memberId } = await member();
    const { fieldId } = await add('緊急の連絡先', { required: true });
    const refused = await ask('members.create', { ...memberFields(typeId), issueProvisional: false });
    expect(refused.code).toBe('INVALID_INPUT');
    expect(refused.issues).toEqual([{ path: ['custom', fieldId], code: 'required' }]);
    expect((await ask('members.get', { memberId })).data.custom).toEqual({});
    const { memberNumber: _number, ...edit } = memberFields(typeId, { memo: '直した' });
    expect((await ask('members.update', { ...edit, memberId, version: 0 })).issues[0]?.code).toBe('required');
    const saved = await ask('members.update', { ...edit, custom: { [fieldId]: '姉 花子' }, memberId, version: 0 });
    expect(saved.data.custom).toEqual({ [fieldId]: '姉 花子' });
  });

  test('MEM-02 values of every kind are kept as they mean, and a wrong one changes nothing', async () => {
    const { ask, add, member } = await office();
    const number = await add('身長', { kind: 'number' });
    const date = await add('初段の日', { kind: 'date' });
    const choice = await add('地区', { kind: 'choice', options: [{ label: '北' }, { label: '南' }] });
    const choices = await add('興味', { kind: 'choices', options: [{ label: '山' }, { label: '川' }, { label: '海' }] });
    const [, south] = choice.options;
    const [hill, , sea] = choices.options;
    const { memberId } = await member({
      [number.fieldId]: '１７０．５',
      [date.fieldId]: 'R8.4.1',
      [choice.fieldId]: south.optionId,
      [choices.fieldId]: [sea.optionId, hill.optionId],
    });
    const kept = {
      [number.fieldId]: 170.5,
      [date.fieldId]: '2026-04-01',
      [choice.fieldId]: south.optionId,
      [choices.fieldId]: [hill.optionId, sea.optionId],
    };
    const before = (await ask('members.get', { memberId })).data;
    expect(before.custom).toEqual(kept);
    const edit = { ...memberFields(before.membershipTypeId), memberNumber: undefined, memberId, version: 0 };
    for (const [fieldId, typed, code] of [
      [number.fieldId, '高い', 'not_a_number'],
      [date.fieldId, '2026/2/30', 'not_a_date'],
      [choice.fieldId, hill.optionId, 'not_an_option'],
      [choices.fieldId, [south.optionId], 'not_an_option'],
    ])
      expect((await ask('members.update', { ...edit, custom: { [fieldId]: typed } })).issues).toEqual([
        { path: ['custom', fieldId], code },
      ]);
    expect((await ask('members.update', { ...edit, custom: { __proto__x: '1' } })).code).toBe('INVALID_INPUT');
    const after = (await ask('members.get', { memberId })).data;
    expect([after.custom, after.version]).toEqual([kept, 0]);
    // The log names that the own fields changed.
    await ask('members.update', { ...edit, custom: { [number.fieldId]: '' } });
    const { rows } = (await ask('audit.list', { subjectId: memberId })).data;
    expect(rows[0].fields).toContain('custom');
    expect((await ask('members.get', { memberId })).data.custom).not.toHaveProperty(number.fieldId);
  });

  test('interface row 23: taking a field back into use is undone by putting it away again, also when nobody has a value of it', async () => {
    const { ask, add } = await office();
    const { fieldId } = await add('段位');
    const away = async () => (await ask('customFields.list')).data.fields.find((one: Loose) => one.fieldId === fieldId)?.archived;
    for (let times = 0; times < 2; times += 1) {
      expect((await ask('customFields.remove', { fieldId, keep: true })).data.outcome).toBe('archived');
      expect(await away()).toBe(true);
      expect((await ask('customFields.restore', { fieldId })).status).toBe(200);
    }
    expect((await ask('customFields.remove', { fieldId })).data.outcome).toBe('deleted');
    expect(await away()).toBeUndefined();
  });

  test('a field that members have a value of is put away, not deleted, and comes back with the values', async () => {
    const { ask, add, member } = await office();
    const field = await add('段位', { kind: 'choice', options: [{ label: '初段' }, { label: '二段' }] });
    const [first, second] = field.options;
    const { memberId } = await member({ [field.fieldId]: first.optionId });
    const update = { ...field, archived: undefined, kind: undefined, version: (await ask('customFields.list')).data.version };
    const left = await ask('customFields.update', { ...update, options: [{ optionId: second.optionId, label: '弐段' }] });
    expect(left.data.fields[0].options).toEqual([
      { optionId: second.optionId, label: '弐段', archived: false },
      { optionId: first.optionId, label: '初段', archived: true },
    ]);
    expect((await ask('customFields.update', { ...update, options: [{ label: 'x' }] })).code).toBe('CONFLICT');
    expect((await ask('customFields.remove', { fieldId: field.fieldId })).data.outcome).toBe('archived');
    expect((await ask('members.get', { memberId })).data.custom).toEqual({ [field.fieldId]: first.optionId });
    await add('別の項目');
    expect((await ask('customFields.restore', { fieldId: field.fieldId })).data.fields.map((row: Loose) => row.archived)).toEqual([
      false,
      false,
    ]);
  });

  test('MEM-02: a field whose name became a column of ours keeps it when something else of it is changed, and gives it to nobody', async () => {
    const { ask, add } = await office();
    const { fieldId, archived: _archived, kind: _kind, ...settings } = await add('株数');
    const stored = rig.database.databases.server.collection('custom_fields');
    await stored.updateOne({ 'fields.fieldId': fieldId }, { $set: { 'fields.0.label': '口数' } });
    const update = async (label: string) =>
      ask('customFields.update', { ...settings, fieldId, hint: '株の数', label, version: (await ask('customFields.list')).data.version });
    expect((await update('口数')).data.fields[0]).toMatchObject({ label: '口数', hint: '株の数' });
    expect((await update('株数')).status).toBe(200);
    expect((await update('口数')).code).toBe('CUSTOM_FIELD_NAME_TAKEN');
  });

  test('the office orders its fields, names each once, and another organisation sees none of them', async () => {
    const { ask, add } = await office();
    const other = await office();
    for (const label of ['い', 'ろ', 'は']) await add(label);
    const { fields } = (await ask('customFields.list')).data;
    expect(labels(await ask('customFields.move', { fieldId: fields[2].fieldId, by: -1 }))).toEqual(['い', 'は', 'ろ']);
    expect((await ask('customFields.create', { ...plain, label: 'い' })).code).toBe('CUSTOM_FIELD_NAME_TAKEN');
    expect((await ask('customFields.create', { ...plain, label: '姓' })).code).toBe('CUSTOM_FIELD_NAME_TAKEN');
    expect((await other.ask('customFields.move', { fieldId: fields[0].fieldId, by: 1 })).code).toBe('NOT_FOUND');
    expect((await other.ask('customFields.remove', { fieldId: fields[0].fieldId })).code).toBe('NOT_FOUND');
    const refused = await other.ask('members.create', {
      ...memberFields(other.typeId),
      custom: { [fields[0].fieldId]: 'x' },
      issueProvisional: false,
    });
    expect(refused.issues).toEqual([{ path: ['custom', fields[0].fieldId], code: 'unknown_field' }]);
    for (const wrong of [
      { kind: 'choice' },
      { options: [{ label: 'x' }] },
      { kind: 'choice', options: [{ label: 'a、b' }] },
      { label: '' },
    ])
      expect((await ask('customFields.create', { ...plain, label: 'x', ...wrong })).status).toBe(400);
  });
});

describe('what a member and an applicant fill in', () => {
  test('MEM-02 My Page shows and takes what the office leaves to the member, and nothing else', async () => {
    const token = rig.office.token;
    const make = async (label: string, memberAccess: string) => {
      const { fields } = await rig.get('customFields.create', { ...plain, label, memberAccess }, token);
      return fields.find((field: Loose) => field.label === label);
    };
    const [mine, seen, hidden] = [await make('好きな鳥', 'editable'), await make('支部', 'visible'), await make('評価', 'hidden')];
    const { memberId } = await rig.apply('own-fields@example.jp');
    const member = await rig.get('members.get', { memberId }, token);
    const edit = { ...memberFields(member.membershipTypeId), memberNumber: undefined, memberId, version: member.version };
    await rig.get('members.update', { ...edit, custom: { [seen.fieldId]: '東', [hidden.fieldId]: '甲' } }, token);
    const { accessToken } = (await rig.logIn('own-fields@example.jp')).data;
    const me = await rig.get('members.myProfile', undefined, accessToken);
    expect(me.customFields.map((field: Loose) => field.label)).toEqual(['好きな鳥', '支部']);
    expect(me.custom).toEqual({ [seen.fieldId]: '東' });
    const own = { phone: '', postalCode: '', address: '', affiliation: '', version: me.version };
    for (const { fieldId } of [seen, hidden])
      expect((await rig.ask('members.updateMyProfile', { ...own, custom: { [fieldId]: 'x' } }, accessToken)).issues).toEqual([
        { path: ['custom', fieldId], code: 'unknown_field' },
      ]);
    const saved = await rig.get('members.updateMyProfile', { ...own, custom: { [mine.fieldId]: '鶴' } }, accessToken);
    expect(saved.custom).toEqual({ [mine.fieldId]: '鶴', [seen.fieldId]: '東' });
    expect((await rig.get('members.get', { memberId }, token)).custom[hidden.fieldId]).toBe('甲');
  });

  test('MEM-02 MEM-03 the form for joining is made of the organisation’s fields, and what is told stands on the member', async () => {
    const { token } = rig.office;
    await rig.settings({ approval: 'staff' });
    const { fields } = await rig.get(
      'customFields.create',
      { ...plain, label: '紹介者', required: true, onJoining: true, memberAccess: 'hidden' },
      token,
    );
    const asked = fields.find((field: Loose) => field.label === '紹介者');
    const email = 'asked@example.jp';
    await rig.knock(email);
    const [link] = await rig.tokens(email);
    const form = await rig.get('applications.joinForm', { token: link });
    expect(form.customFields.map((field: Loose) => field.label)).toEqual(['紹介者']);
    const draft = { ...form.values, custom: { [asked.fieldId]: '山' } };
    await rig.get('applications.saveDraft', { token: link, values: draft });
    expect((await rig.get('applications.joinForm', { token: link })).values.custom).toEqual({ [asked.fieldId]: '山' });
    const send = (custom: Record<string, unknown>) =>
      rig.ask('applications.submit', { token: link, fields: applicantFields(rig.typeId, { custom }), password });
    expect((await send({})).issues).toEqual([{ path: ['custom', asked.fieldId], code: 'required' }]);
    expect((await send({ [asked.fieldId]: '山田' })).status).toBe(200);
    const { applicationId } = await rig.find(email);
    const application = await rig.get('applications.get', { applicationId }, token);
    expect(application.fields.custom).toEqual({ [asked.fieldId]: '山田' });
    expect(application.customFields.map((field: Loose) => field.label)).toEqual(['紹介者']);
    const { memberId } = application;
    expect((await rig.get('members.get', { memberId }, token)).custom).toEqual({ [asked.fieldId]: '山田' });
    // The office types for somebody: the same form, the same duty.
    const typed = { email: '', fields: applicantFields(rig.typeId), agreed: true };
    expect((await rig.ask('applications.submitByStaff', typed, token)).issues[0]?.code).toBe('required');
    const told = { ...typed, fields: applicantFields(rig.typeId, { custom: { [asked.fieldId]: '川' } }) };
    expect((await rig.ask('applications.submitByStaff', told, token)).status).toBe(200);
    await rig.get(
      'customFields.update',
      { ...asked, kind: undefined, archived: undefined, required: false, version: await versionOf() },
      token,
    );
    await rig.settings({ approval: 'automatic' });
  });

  test('MEM-06 MEM-08, case 37: a member who posts a name or a status is refused, nothing changes, and the log says so; the office may, and is audited', async () => {
    const { memberId } = await rig.apply('name-change@example.jp');
    const { accessToken } = (await rig.logIn('name-change@example.jp')).data;
    const before = await rig.get('members.get', { memberId }, rig.office.token);
    const own = { phone: '', postalCode: '', address: '', affiliation: '', version: before.version };
    const history = async () => (await rig.get('members.history', { memberId }, rig.office.token)).rows;
    const known = (await history()).length;
    for (const stolen of [
      { familyName: '盗' },
      { givenNameKana: 'ヌスミ', givenName: '盗' },
      { status: 'suspended' },
      { membershipTypeId: rig.typeId },
    ])
      expect((await rig.ask('members.updateMyProfile', { ...own, phone: '0312345678', ...stolen }, accessToken)).code).toBe(
        'INVALID_INPUT',
      );
    const status = { memberId, status: 'withdrawn', effectiveOn: '2030-01-01', reason: '' };
    expect((await rig.ask('members.changeStatus', status, accessToken)).status).toBe(403);
    expect(await rig.get('members.get', { memberId }, rig.office.token)).toEqual(before);
    const refused = (await history()).slice(0, -known);
    expect(refused.map((row: Loose) => [row.action, row.actorKind, row.fields, row.undo])).toEqual(
      [['membershipTypeId'], ['status'], ['givenNameKana', 'givenName'], ['familyName']].map((fields) => [
        'member.own_refused',
        'member',
        fields,
        'not_reversible',
      ]),
    );
    const kept = await rig.database.databases.server.collection('audit_entries').find({ subjectId: memberId }).toArray();
    expect(JSON.stringify(kept)).not.toMatch(/盗|ヌスミ|0312345678/);
    // What is merely mistyped is nobody's attempt.
    await rig.ask('members.updateMyProfile', { ...own, phone: 'x' }, accessToken);
    await rig.ask('members.updateMyProfile', { ...own, unheardOf: 'x' }, accessToken);
    expect((await history()).length).toBe(known + 4);

    const { memberNumber: _number, ...edit } = memberFields(before.membershipTypeId, {
      familyName: '新姓',
      contactEmail: before.contactEmail,
    });
    expect((await rig.ask('members.update', { ...edit, memberId, version: before.version }, rig.office.token)).status).toBe(200);
    const [row] = await history();
    expect(row).toMatchObject({ action: 'member.update', actorName: '青木 玲子' });
    expect(row.changes).toContainEqual({ field: 'familyName', before: '髙﨑', after: '新姓' });
  });
});
