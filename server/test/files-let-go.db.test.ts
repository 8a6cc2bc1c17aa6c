import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { giveFilesToForms } from '../src/modules/applications/applications.migration.ts';
import { sweepFiles } from '../src/modules/members/stored-file.service.ts';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';
import { memberFields } from './server-rig.ts';
import { fileStories } from './upload.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 24 * 3_600_000;
const { decide, collection, today, detail, approve } = officeStories(() => rig);
const { addField, dropField, send, idOf, addMember } = fileStories(() => rig);
const state = async (value: string) => (await collection('stored_files').findOne({ _id: idOf(value) }))?.['state'];
const states = (...values: string[]) => Promise.all(values.map(state));
/** Link, file, form. */
const applyWith = async (email: string, fieldId: string): Promise<{ value: string; applicationId: string; memberId: string }> => {
  await rig.knock(email);
  const [token] = await rig.tokens(email);
  const value = await send(fieldId, { joinToken: token! });
  const fields = applicantFields(rig.typeId, { custom: { [fieldId]: value } });
  await rig.get('applications.submit', { token, fields, password });
  const { applicationId } = await rig.find(email);
  return { value, applicationId, memberId: (await detail(applicationId)).memberId };
};
/** The same, put right. */
const correctWith = async (email: string, applicationId: string, fieldId: string): Promise<string> => {
  await decide('return', applicationId, { note: '写真をご確認ください。' });
  const [token] = await rig.tokens(email);
  const value = await send(fieldId, { joinToken: token! });
  await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, { custom: { [fieldId]: value } }) });
  return value;
};

test.each(['kept', 'merged'])(
  'MEM-02: of two records made one, with the card of the %s one, the other card goes with the undo',
  async (which) => {
    const { token } = rig.office;
    const fieldId = await addField(`会員証 ${which}`);
    const cards = [await send(fieldId, { token }), await send(fieldId, { token })];
    const ids: string[] = [];
    for (const card of cards) ids.push((await addMember({ [fieldId]: card })).data.memberId);
    const pair = { keptId: ids[0], mergedId: ids[1] };
    const customFromMerged = which === 'merged' ? [fieldId] : [];
    const choices = { fromMerged: [], customFromMerged, tags: 'kept', history: 'kept', account: 'kept' };
    const merge = async () => {
      const { fingerprint } = await rig.get('duplicates.planMerge', pair, token);
      return rig.get('duplicates.merge', { ...pair, fingerprint, choices }, token);
    };
    const expected = which === 'merged' ? ['released', 'kept'] : ['kept', 'released'];
    const { mergeId } = await merge();
    expect(await states(...cards)).toEqual(expected);
    await rig.get('duplicates.undoMerge', { mergeId }, token);
    expect(await states(...cards)).toEqual(['kept', 'kept']);
    for (const [at, memberId] of ids.entries())
      expect(await rig.get('members.files', { memberId }, token)).toMatchObject([{ fileId: idOf(cards[at]!) }]);
    await merge();
    rig.travel(31 * day);
    await sweepFiles(rig.service.platform);
    rig.travel(0);
    expect(await states(...cards)).toEqual(expected.map((one) => (one === 'kept' ? 'kept' : undefined)));
    await dropField(fieldId);
  },
);

test('APP-03 ACC-09: what a new form, or one put right, has instead of an older one lets the older one go', async () => {
  const fieldId = await addField('学生証の写し');
  const email = 'anew@example.jp';
  const first = await applyWith(email, fieldId);
  const corrected = await correctWith(email, first.applicationId, fieldId);
  expect(await states(first.value, corrected)).toEqual(['released', 'kept']);
  await decide('reject', first.applicationId, { reason: '定員のため' });
  expect(await state(corrected)).toBe('kept');
  const second = await applyWith(email, fieldId);
  expect(second.memberId).toBe(first.memberId);
  expect(await states(corrected, second.value)).toEqual(['released', 'kept']);
  // What the office has put there is gone over by a correction, too.
  const byOffice = await send(fieldId, { token: rig.office.token });
  const { version } = await rig.get('members.get', { memberId: second.memberId }, rig.office.token);
  const { memberNumber: _number, ...edit } = memberFields(rig.typeId, { contactEmail: email });
  const custom = { [fieldId]: byOffice };
  await rig.get('members.update', { ...edit, memberId: second.memberId, custom, version }, rig.office.token);
  const last = await correctWith(email, second.applicationId, fieldId);
  expect(await states(second.value, byOffice, last)).toEqual(['released', 'released', 'kept']);
  await dropField(fieldId);
});

test('ACC-09: of somebody who left and is not taken again the file goes; until then, and once they are in, it stays', async () => {
  const fieldId = await addField('身分証');
  for (const email of ['left@example.jp', 'left-too@example.jp']) {
    rig.travel(0);
    const { applicationId, memberId } = await rig.apply(email);
    await approve(applicationId);
    rig.travel(day);
    await rig.get('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: today(), reason: '転居' }, rig.office.token);
  }
  rig.travel(2 * day);
  const refused = await applyWith('left@example.jp', fieldId);
  const taken = await applyWith('left-too@example.jp', fieldId);
  expect(await detail(refused.applicationId)).toMatchObject({ kind: 'rejoin', state: 'submitted' });
  // However long the office takes.
  for (const days of [40, 80]) {
    rig.travel(days * day);
    await sweepFiles(rig.service.platform);
    expect(await states(refused.value, taken.value)).toEqual(['kept', 'kept']);
  }
  expect((await approve(taken.applicationId)).status).toBe(200);
  await decide('reject', refused.applicationId, { reason: '定員のため' });
  expect(await states(refused.value, taken.value)).toEqual(['released', 'kept']);
  // What was left behind before this was looked at is found by the sweep, and is not on its way out at once.
  await collection('stored_files').updateOne({ _id: idOf(refused.value) }, { $set: { state: 'kept' } });
  await sweepFiles(rig.service.platform);
  expect(await states(refused.value, taken.value)).toEqual(['released', 'kept']);
  rig.travel(111 * day);
  await sweepFiles(rig.service.platform);
  rig.travel(0);
  expect(await states(refused.value, taken.value)).toEqual([undefined, 'kept']);
  await dropField(fieldId);
});

/** The form that a link opens, with a file of it kept as it is typed; and another that was put in before it. */
async function keepForm(email: string, fieldId: string): Promise<{ values: Record<string, unknown>; first: string; kept: string }> {
  const [token] = await rig.tokens(email);
  const [first, kept] = [await send(fieldId, { joinToken: token! }), await send(fieldId, { joinToken: token! })];
  const { values } = await rig.get('applications.joinForm', { token });
  await rig.get('applications.saveDraft', { token, values: { ...values, custom: { [fieldId]: kept } } });
  return { values, first, kept };
}
const sweepOn = async (...days: number[]): Promise<void> => {
  for (const at of days) {
    rig.travel(at * day);
    await sweepFiles(rig.service.platform);
  }
};

test('APP-02 MEM-02: a file in a kept form is there with the form under the next link, and can be sent; what was replaced goes', async () => {
  const fieldId = await addField('在学証明書の写し');
  const [email, other] = ['tsugi@example.jp', 'hoka@example.jp'];
  await rig.knock(email);
  const { first, kept } = await keepForm(email, fieldId);
  await sweepOn(9, 20, 29);
  expect(await states(first, kept)).toEqual([undefined, 'waiting']);
  await rig.knock(other);
  await rig.knock(email);
  const [[theirs], [token]] = [await rig.tokens(other), await rig.tokens(email)];
  expect((await rig.get('applications.joinForm', { token })).values.custom).toEqual({ [fieldId]: kept });
  const fields = applicantFields(rig.typeId, { custom: { [fieldId]: kept } });
  expect((await rig.ask('applications.submit', { token: theirs, fields, password })).issues).toEqual([
    { path: ['custom', fieldId], code: 'not_a_file' },
  ]);
  expect((await rig.ask('applications.submit', { token, fields, password })).status).toBe(200);
  expect(await states(kept)).toEqual(['kept']);
  await dropField(fieldId);
});

test('APP-02 MEM-02: in a form that is put right a file is kept as long as the form; with a form that is over it goes', async () => {
  const fieldId = await addField('免許の写し');
  const email = 'naosu@example.jp';
  const { applicationId } = await rig.apply(email);
  await decide('return', applicationId, { note: '免許の写しをお付けください。' });
  const { kept } = await keepForm(email, fieldId);
  await sweepOn(9, 18, 27);
  const [token] = await rig.tokens(email);
  const fields = applicantFields(rig.typeId, { custom: { [fieldId]: kept } });
  expect((await rig.ask('applications.submit', { token, fields })).status).toBe(200);
  expect(await states(kept)).toEqual(['kept']);
  rig.travel(0);
  await rig.knock('owari@example.jp');
  const over = await keepForm('owari@example.jp', fieldId);
  await sweepOn(9, 18, 27);
  expect(await states(over.kept)).toEqual(['waiting']);
  await sweepOn(36);
  expect(await states(over.kept)).toEqual([undefined]);
  await dropField(fieldId);
});

test('APP-02 MEM-02: a file that was put in while files were of the application goes to its form, and can be sent', async () => {
  const fieldId = await addField('推薦状の写し');
  const email = 'mae@example.jp';
  await rig.knock(email);
  const { kept } = await keepForm(email, fieldId);
  const files = collection('stored_files');
  const { _id } = await collection('applications').findOne({ orgId: (await files.findOne({ _id: idOf(kept) }))!['orgId'], email });
  await files.updateOne({ _id: idOf(kept) }, { $set: { uploadedBy: _id } });
  for (const _round of [1, 2]) await giveFilesToForms(rig.database.databases.server);
  const [token] = await rig.tokens(email);
  const fields = applicantFields(rig.typeId, { custom: { [fieldId]: kept } });
  expect((await rig.ask('applications.submit', { token, fields, password })).status).toBe(200);
  expect(await states(kept)).toEqual(['kept']);
  await dropField(fieldId);
});
