import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await get('membershipTypes.create', { name: '正会員', annualFee: 10_000 })).membershipTypeId;
});
afterAll(() => rig.stop());

const get = (procedure: string, input?: unknown): Promise<Loose> => rig.get(procedure, input, office.token);
async function field(label: string): Promise<string> {
  const plain = { kind: 'text', hint: '', required: false, memberAccess: 'editable', onJoining: false, options: [] };
  const { fields } = await get('customFields.create', { ...plain, label });
  return fields.find((one: Loose) => one.label === label).fieldId;
}

describe('the history of fields that have many parts (MEM-04)', () => {
  test('MEM-04, MEM-02: each row shows the own field and the tag that it changed, and is set back on its own, whatever else changed since', async () => {
    const [branch, work] = [await field('支部'), await field('職業')];
    const { memberId } = await get('members.create', {
      ...memberFields(typeId, { custom: { [branch]: '東京', [work]: '医師' }, tags: ['幹事'] }),
      issueProvisional: false,
    });
    const save = async (custom: object, tags: readonly string[]) => {
      const { version } = await get('members.get', { memberId });
      const { memberNumber: _number, ...fields } = memberFields(typeId, { custom, tags });
      await get('members.update', { ...fields, memberId, version });
    };
    await save({ [branch]: '大阪', [work]: '医師' }, ['幹事', '編集']);
    await save({ [branch]: '大阪', [work]: '薬剤師' }, ['幹事', '編集', '理事']);
    const rows = async (): Promise<Loose[]> => (await get('members.history', { memberId })).rows;
    const [later, first] = await rows();
    expect(first).toMatchObject({ undo: 'possible' });
    expect(first.changes).toEqual(
      expect.arrayContaining([
        { field: 'custom', before: '支部：東京', after: '支部：大阪' },
        { field: 'tags', before: null, after: '編集' },
      ]),
    );
    expect(later.changes).toEqual(
      expect.arrayContaining([
        { field: 'custom', before: '職業：医師', after: '職業：薬剤師' },
        { field: 'tags', before: null, after: '理事' },
      ]),
    );
    await get('members.undoChange', { memberId, auditId: first.auditId });
    expect(await get('members.get', { memberId })).toMatchObject({
      custom: { [branch]: '東京', [work]: '薬剤師' },
      tags: ['幹事', '理事'],
    });
    const [undone] = await rows();
    expect(undone.changes).toContainEqual({ field: 'custom', before: '支部：大阪', after: '支部：東京' });
    // The same field again is a change of it.
    expect((await rows()).at(2)).toMatchObject({ auditId: first.auditId, undo: 'changed_since' });
    const refused = await rig.ask('members.undoChange', { memberId, auditId: first.auditId }, office.token);
    expect(refused.code).toBe('CHANGED_SINCE');
  });
});
