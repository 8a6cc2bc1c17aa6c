import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRoll, importRoll, settled } from './import.factory.ts';
import { type JoiningRig, applicantFields, officeStories, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const { admin, member, approve, decide } = officeStories(() => rig);
const get = (procedure: string, input?: unknown) => rig.get(procedure, input, rig.office.token);
const settings = { hint: '', required: false, memberAccess: 'editable', onJoining: true };

/** A field of two choices, 東京 and 大阪, and one of a line of text. */
async function fields(name: string) {
  const add = async (label: string, more: object): Promise<Loose> =>
    (await get('customFields.create', { ...settings, label, ...more })).fields.find((field: Loose) => field.label === label);
  const branch = await add(`支部${name}`, { kind: 'choice', options: [{ label: '東京' }, { label: '大阪' }] });
  const text = await add(`特技${name}`, { kind: 'text', options: [] });
  const [tokyo, osaka] = branch['options'];
  /** As an admin does: 東京 is taken out of the options. */
  const takeOut = async () => {
    const { version } = await get('customFields.list');
    const { label, fieldId } = branch;
    await get('customFields.update', { ...settings, label, fieldId, options: [{ optionId: osaka.optionId, label: '大阪' }], version });
  };
  const remove = async () => (await get('customFields.remove', { fieldId: text['fieldId'] })).outcome;
  const values = { [branch['fieldId']]: tokyo.optionId, [text['fieldId']]: '書道' };
  return { branch, text, tokyo, osaka, takeOut, remove, values };
}
const add = async (custom: object, changes: object = {}): Promise<string> =>
  (await get('members.create', { ...memberFields(rig.typeId, { custom, ...changes }), issueProvisional: false })).memberId;
const save = async (memberId: string, custom: object) => {
  const { memberNumber: _number, ...typed } = memberFields(rig.typeId, { custom });
  return get('members.update', { ...typed, memberId, version: (await member(memberId)).version });
};
const customOf = async (memberId: string) => (await member(memberId)).custom;

describe('MEM-02, MEM-03: what was decided on before brings nothing back that no longer exists', () => {
  test('MEM-02: a change of the record is not set back to an option that was taken out, or to a field that is gone', async () => {
    const { branch, text, tokyo, osaka, takeOut, remove, values } = await fields('の履歴');
    const memberId = await add(values);
    await save(memberId, { [text.fieldId]: '' });
    await save(memberId, { [branch.fieldId]: osaka.optionId });
    const undos = async () => (await get('members.history', { memberId, size: 20 })).rows.map(({ undo }: Loose) => undo);
    expect((await undos())[0]).toBe('possible');
    await takeOut();
    expect((await undos())[0]).toBe('not_reversible');
    const { auditId } = (await get('members.history', { memberId, size: 20 })).rows[0];
    expect((await admin('members.undoChange', { memberId, auditId })).code).toBe('NOT_UNDOABLE');
    // Nobody has it, and what it was called stays known.
    const { fields: all } = await get('customFields.list');
    expect(all.find(({ fieldId }: Loose) => fieldId === branch.fieldId).options).toContainEqual({ ...tokyo, archived: true });

    const other = await add({ [text.fieldId]: '書道' });
    await save(other, { [text.fieldId]: '' });
    expect(await remove()).toBe('deleted');
    const [edit] = (await get('members.history', { memberId: other, size: 20 })).rows;
    expect(edit.undo).toBe('not_reversible');
    expect(await customOf(other)).toEqual({});
  });

  test('MEM-02, IMP-01: a frozen plan leaves out whom it would give an option that was taken out, or a field that is gone', async () => {
    const { branch, text, osaka, takeOut, remove } = await fields('の計画');
    for (const memberNumber of ['G-1', 'G-2', 'G-3']) await add({}, { memberNumber });
    const csv = `会員番号,${branch.label},${text.label}\nG-1,東京,\nG-2,大阪,\nG-3,,書道`;
    const { importJobId, counts } = await checkRoll(rig, { token: rig.office.token, csv, match: 'memberNumber' });
    expect(counts).toMatchObject({ changed: 3, error: 0 });
    await takeOut();
    expect(await remove()).toBe('deleted');
    await get('memberImports.run', { importJobId, skipErrors: false });
    expect((await settled(rig, rig.office.token, importJobId)).outcomes).toEqual({ type_gone: 2, changed: 1 });
    const found = async (q: string) => customOf((await get('members.list', { q, status: 'all' })).rows[0].memberId);
    expect([await found('G-1'), await found('G-2'), await found('G-3')]).toEqual([{}, { [branch.fieldId]: osaka.optionId }, {}]);
  });

  test('MEM-02, IMP-01: an import that is taken back gives an option that was put away back, and no field that is gone', async () => {
    const { branch, text, tokyo, takeOut, remove, values } = await fields('の取り込み');
    const memberId = await add(values, { memberNumber: 'H-1' });
    const csv = `会員番号,${branch.label},${text.label}\nH-1,,`;
    const { importJobId, outcomes } = await importRoll(rig, { token: rig.office.token, csv, match: 'memberNumber', emptyClears: true });
    expect(outcomes).toEqual({ changed: 1 });
    await takeOut();
    expect(await remove()).toBe('deleted');
    await get('memberImports.undo', { importJobId });
    await settled(rig, rig.office.token, importJobId);
    expect(await customOf(memberId)).toEqual({ [branch.fieldId]: tokyo.optionId });
    // Whoever has it keeps it with the next edit.
    expect((await save(memberId, {})).custom).toEqual({ [branch.fieldId]: tokyo.optionId });
  });

  test('MEM-02, decision 0014: a merge that is undone gives an option that was put away back, and no field that is gone', async () => {
    const { branch, text, tokyo, takeOut, remove, values } = await fields('の統合');
    const pair = { keptId: await add(values), mergedId: await add({}) };
    const { fingerprint } = await get('duplicates.planMerge', pair);
    const choices = { fromMerged: [], customFromMerged: Object.keys(values), tags: 'kept', history: 'kept', account: 'kept' };
    const { mergeId } = await get('duplicates.merge', { ...pair, fingerprint, choices });
    expect(await customOf(pair.keptId)).toEqual({});
    await takeOut();
    expect([await remove(), text.kind]).toEqual(['deleted', 'text']);
    await get('duplicates.undoMerge', { mergeId });
    expect(await customOf(pair.keptId)).toEqual({ [branch.fieldId]: tokyo.optionId });
  });

  test('MEM-02, ACC-09: who comes back has of their form no field that is gone, and the option that they chose by its name', async () => {
    const { branch, tokyo, takeOut, remove, values } = await fields('の再入会');
    const email = 'again@example.jp';
    const memberId = await add({}, { contactEmail: email });
    await get('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: '2024-04-01', reason: '転居' });
    const { applicationId } = await rig.apply(email, { custom: values });
    await takeOut();
    expect(await remove()).toBe('deleted');
    expect((await approve(applicationId)).status).toBe(200);
    expect(await customOf(memberId)).toEqual({ [branch.fieldId]: tokyo.optionId });
  });
});

describe('RNK-02: a type that was put away comes back to nobody', () => {
  const typeCalled = async (name: string): Promise<string> =>
    (await get('membershipTypes.create', { name, annualFee: 5000 })).membershipTypeId;
  const archive = (membershipTypeId: string) => get('membershipTypes.archive', { membershipTypeId });
  const typed = async (membershipTypeId: string, changes: Record<string, unknown> = {}): Promise<string> =>
    (await get('members.create', { ...memberFields(membershipTypeId, changes), issueProvisional: false })).memberId;

  test('RNK-02, IMP-01: an import that is taken back keeps the new type of whoever had it, and names them', async () => {
    const former = await typeCalled('準会員（旧）');
    const memberId = await typed(former, { memberNumber: 'T-1' });
    const csv = '会員番号,会員種別\nT-1,正会員';
    const { importJobId, outcomes } = await importRoll(rig, { token: rig.office.token, csv, match: 'memberNumber' });
    expect(outcomes).toEqual({ changed: 1 });
    await archive(former);
    await get('memberImports.undo', { importJobId });
    expect((await settled(rig, rig.office.token, importJobId)).undone).toMatchObject({ kept_type_gone: 1 });
    expect((await member(memberId)).membershipTypeId).toBe(rig.typeId);
    const { rows } = await get('memberImports.rows', { importJobId, kind: 'kept' });
    expect(rows).toHaveLength(1);
  });

  test('RNK-02, decision 0014: a merge is not undone while the type that it took away is put away', async () => {
    const former = await typeCalled('賛助会員（旧）');
    const pair = { keptId: await typed(former), mergedId: await add({}) };
    const { fingerprint } = await get('duplicates.planMerge', pair);
    const choices = { fromMerged: ['membershipTypeId'], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };
    const { mergeId } = await get('duplicates.merge', { ...pair, fingerprint, choices });
    await archive(former);
    const [view] = await get('duplicates.mergesOf', { memberId: pair.keptId });
    expect(view.blockers).toEqual([{ kind: 'type_gone', ref: pair.keptId, label: '賛助会員（旧）' }]);
    expect((await admin('duplicates.undoMerge', { mergeId })).status).toBeGreaterThanOrEqual(400);
    await get('membershipTypes.restore', { membershipTypeId: former });
    await get('duplicates.undoMerge', { mergeId });
    expect((await member(pair.keptId)).membershipTypeId).toBe(former);
  });

  test('MEM-02: who is asked to put their form right keeps an option that was taken out since, and the form is told so', async () => {
    const { branch, tokyo, takeOut } = await fields('の訂正');
    const email = 'teisei@example.jp';
    const newestForm = async () => {
      const [token] = await rig.tokens(email);
      return { token, form: await rig.get('applications.joinForm', { token }) };
    };
    await rig.knock(email);
    expect((await newestForm()).form.sent).toEqual({});
    const sent = { [branch.fieldId]: tokyo.optionId };
    const { applicationId, memberId } = await rig.apply(email, { custom: sent });
    await takeOut();
    await decide('return', applicationId, { note: '電話番号を直してください。' });
    const { token, form } = await newestForm();
    expect(form).toMatchObject({ sent, values: { custom: sent } });
    const corrected = applicantFields(rig.typeId, { custom: sent, phone: '0312345678' });
    expect((await rig.ask('applications.submit', { token, fields: corrected })).status).toBe(200);
    expect(await customOf(memberId)).toEqual(sent);
  });
});
