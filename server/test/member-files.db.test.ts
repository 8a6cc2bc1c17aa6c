import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepFiles } from '../src/modules/members/stored-file.service.ts';
import { type JoiningRig, applicantFields, password, startJoiningRig } from './joining.factory.ts';
import { memberFields } from './server-rig.ts';
import { fetchFile, fileStories, pdf, picture, sendFile } from './upload.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
  await rig.settings({ approval: 'automatic' });
});
afterAll(() => rig.stop());

const day = 24 * 3_600_000;
const { plain, addField, dropField, send, idOf, addMember } = fileStories(() => rig);
const db = () => rig.database.databases.server;
const exists = async (fileId: string) => [
  await db().collection<{ _id: string }>('stored_files').countDocuments({ _id: fileId }),
  await db()
    .collection('files.files')
    .countDocuments({ filename: `stored/${fileId}` }),
];

/** A member who logs in on My Page. */
async function person(email: string): Promise<{ memberId: string; token: string }> {
  const { memberId } = await rig.apply(email);
  const { data } = await rig.logIn(email);
  return { memberId, token: data.accessToken };
}
const myProfile = async (token: string) => rig.get('members.myProfile', undefined, token);
const saveMine = async (token: string, custom: Record<string, unknown>) => {
  const { version } = await myProfile(token);
  return rig.ask('members.updateMyProfile', { phone: '', postalCode: '', address: '', affiliation: '', custom, version }, token);
};

describe('files of a record', () => {
  test('MEM-02 the office puts a file on a record, finds it among its files, and the history names it', async () => {
    const { token } = rig.office;
    const fieldId = await addField('履歴書');
    const value = await send(fieldId, { token }, '履歴書 高﨑.pdf');
    const { memberId } = (await addMember({ [fieldId]: value })).data;
    expect(await rig.get('members.files', { memberId }, token)).toMatchObject([
      { fileId: idOf(value), fieldId, label: '履歴書', name: '履歴書 高﨑.pdf', contentType: 'application/pdf', size: pdf().length },
    ]);
    const second = await send(fieldId, { token }, '新しい履歴書.pdf');
    const { memberNumber: _number, ...edit } = memberFields(rig.typeId);
    await rig.get('members.update', { ...edit, memberId, custom: { [fieldId]: second }, version: 0 }, token);
    const { rows } = await rig.get('members.history', { memberId }, token);
    expect(JSON.stringify(rows[0])).toContain('履歴書 高﨑.pdf');
    expect(JSON.stringify(rows[0])).toContain('新しい履歴書.pdf');
    // Set back, the first file is there as it was.
    await rig.get('members.undoChange', { memberId, auditId: rows[0].auditId }, token);
    expect((await rig.get('members.files', { memberId }, token))[0].fileId).toBe(idOf(value));
    const answer = await fetchFile(rig, idOf(value), token);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf());
    await dropField(fieldId);
  });

  test('MEM-04: a change that took a file off can be set back while the file is there, and says so once it was deleted', async () => {
    const { token } = rig.office;
    const fieldId = await addField('会員証明書');
    const [first, second] = [await send(fieldId, { token }), await send(fieldId, { token })];
    const { memberId } = (await addMember({ [fieldId]: first })).data;
    const { memberNumber: _number, ...edit } = memberFields(rig.typeId, { phone: '0312345678' });
    await rig.get('members.update', { ...edit, memberId, custom: { [fieldId]: second }, version: 0 }, token);
    const newest = async () => (await rig.get('members.history', { memberId }, token)).rows[0];
    rig.travel(29 * day);
    await sweepFiles(rig.service.platform);
    const { auditId, undo } = await newest();
    expect(undo).toBe('possible');
    rig.travel(31 * day);
    await sweepFiles(rig.service.platform);
    expect((await newest()).undo).toBe('file_gone');
    expect((await rig.ask('members.undoChange', { memberId, auditId }, token)).code).toBe('FILE_GONE');
    expect(await rig.get('members.get', { memberId }, token)).toMatchObject({ phone: '03-1234-5678', custom: { [fieldId]: second } });
    // What leaves the files as they are is set back all the same, and so is what puts none in their place.
    const { version } = await rig.get('members.get', { memberId }, token);
    await rig.get('members.update', { ...edit, phone: '0387654321', memberId, custom: { [fieldId]: second }, version }, token);
    await rig.get('members.undoChange', { memberId, auditId: (await newest()).auditId }, token);
    expect(await rig.get('members.get', { memberId }, token)).toMatchObject({ phone: '03-1234-5678', custom: { [fieldId]: second } });
    rig.travel(0);
    await dropField(fieldId);
  });

  test('MEM-02 a list that is written out says the name of the file, and does not take it back in as a value', async () => {
    const { token } = rig.office;
    const fieldId = await addField('同意書');
    await addMember({ [fieldId]: await send(fieldId, { token }, '同意書.pdf') });
    const response = await fetch(`${rig.url}/downloads/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ format: 'csv_utf8', columns: ['姓', `custom:${fieldId}`] }),
    });
    const text = await response.text();
    expect([response.status, text.includes('同意書.pdf'), text.includes('fil_')]).toEqual([200, true, false]);
    await dropField(fieldId);
  });

  test('MEM-02 a member sends a file in from My Page only where the field is theirs to change, and a compulsory one is missed', async () => {
    const { memberId, token } = await person('mine@example.jp');
    const own = await addField('顔写真');
    const seen = await addField('修了証', { memberAccess: 'visible' });
    const hidden = await addField('審査票', { memberAccess: 'hidden' });
    for (const fieldId of [seen, hidden]) {
      const refused = await sendFile(rig, { fieldId, token }, { name: 'a.png', bytes: await picture('png') });
      expect([refused.status, refused.body.domainCode]).toEqual([404, 'NOT_FOUND']);
    }
    const value = await send(own, { token }, '顔.jpg', await picture('jpeg'));
    const saved = await saveMine(token, { [own]: value });
    expect([saved.status, saved.data.custom]).toEqual([200, { [own]: value }]);
    // What the office put there is theirs to read where it is shown to them, and not where it is not.
    const office = rig.office.token;
    const [forThem, notForThem] = [await send(seen, { token: office }), await send(hidden, { token: office })];
    const { version } = await rig.get('members.get', { memberId }, office);
    const { memberNumber: _number, ...edit } = memberFields(rig.typeId);
    const custom = { [seen]: forThem, [hidden]: notForThem };
    await rig.get('members.update', { ...edit, contactEmail: 'mine@example.jp', memberId, custom, version }, office);
    const statuses = await Promise.all([value, forThem, notForThem].map(async (one) => (await fetchFile(rig, idOf(one), token)).status));
    expect(statuses).toEqual([200, 200, 404]);
    // Compulsory: neither an empty place nor an invented file goes through.
    await rig.get(
      'customFields.update',
      {
        ...plain,
        kind: undefined,
        label: '顔写真',
        required: true,
        fieldId: own,
        version: (await rig.get('customFields.list', undefined, office)).version,
      },
      office,
    );
    expect((await saveMine(token, { [own]: '' })).issues).toEqual([{ path: ['custom', own], code: 'required' }]);
    for (const fieldId of [own, seen, hidden]) await dropField(fieldId);
  });

  test('T45 a file that is somebody else’s, or of another field or name, is put on no record', async () => {
    const mine = await person('one@example.jp');
    const other = await person('two@example.jp');
    const [fieldId, elsewhere] = [await addField('証明書'), await addField('別の証明書')];
    const value = await send(fieldId, { token: mine.token });
    const invented = `fil_01ARZ3NDEKTSV4RRFFQ69G5FAV/学生証.pdf`;
    for (const custom of [{ [elsewhere]: value }, { [fieldId]: value.replace('学生証', '成績証明書') }, { [fieldId]: invented }])
      expect((await saveMine(mine.token, custom)).issues).toEqual([{ path: ['custom', Object.keys(custom)[0]], code: 'not_a_file' }]);
    expect((await saveMine(other.token, { [fieldId]: value })).issues).toEqual([{ path: ['custom', fieldId], code: 'not_a_file' }]);
    expect((await fetchFile(rig, idOf(value), other.token)).status).toBe(404);
    expect((await saveMine(mine.token, { [fieldId]: value })).status).toBe(200);
    // On a record it is nobody else's either.
    expect((await saveMine(other.token, { [fieldId]: value })).issues[0]?.code).toBe('not_a_file');
    expect((await addMember({ [fieldId]: value })).issues[0]?.code).toBe('not_a_file');
    expect((await fetchFile(rig, idOf(value), other.token)).status).toBe(404);
    for (const one of [fieldId, elsewhere]) await dropField(one);
  });

  test('T45 another organisation finds neither the file nor the field, and nobody gets one without a session', async () => {
    const fieldId = await addField('推薦状');
    const value = await send(fieldId, { token: rig.office.token });
    const stranger = await rig.signUp('他の団体');
    const refused = await sendFile(rig, { fieldId, token: stranger.token }, { name: 'a.pdf', bytes: pdf() });
    expect([refused.status, refused.body.domainCode]).toEqual([404, 'NOT_FOUND']);
    const { memberId } = (await addMember({ [fieldId]: value })).data;
    expect((await rig.ask('members.files', { memberId }, stranger.token)).code).toBe('NOT_FOUND');
    const answers = [];
    for (const token of [stranger.token, 'nobody', null]) answers.push((await fetchFile(rig, idOf(value), token)).status);
    expect(answers).toEqual([404, 401, 401]);
    expect((await sendFile(rig, { fieldId }, { name: 'a.pdf', bytes: pdf() })).status).toBe(401);
    await dropField(fieldId);
  });

  test('APP-03 MEM-02 somebody who joins sends a file in under their link, and it is on their record', async () => {
    const fieldId = await addField('在学証明書', { required: true });
    const email = 'joins@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const empty = await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password });
    expect(empty.issues).toEqual([{ path: ['custom', fieldId], code: 'required' }]);
    for (const joinToken of ['nothing', `${token}x`])
      expect((await sendFile(rig, { fieldId, joinToken }, { name: 'a.pdf', bytes: pdf() })).status).toBe(400);
    const value = await send(fieldId, { joinToken: token! });
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, { custom: { [fieldId]: value } }), password });
    const row = await rig.find(email, 'approved');
    const { memberId } = await rig.get('applications.get', { applicationId: row.applicationId }, rig.office.token);
    expect(await rig.get('members.files', { memberId }, rig.office.token)).toMatchObject([{ fileId: idOf(value), fieldId }]);
    // The link is used up for files, too.
    expect((await sendFile(rig, { fieldId, joinToken: token! }, { name: 'a.pdf', bytes: pdf() })).status).toBe(409);
    await dropField(fieldId);
  });
});

describe('files that nobody has any more', () => {
  test('MEM-02 go when their rest is over, and those on a record stay, however often it is looked', async () => {
    const { token } = rig.office;
    const fieldId = await addField('申請書');
    const [kept, replaced, waiting] = [await send(fieldId, { token }), await send(fieldId, { token }), await send(fieldId, { token })];
    const { memberId } = (await addMember({ [fieldId]: replaced })).data;
    const { memberNumber: _number, ...edit } = memberFields(rig.typeId);
    await rig.get('members.update', { ...edit, memberId, custom: { [fieldId]: kept }, version: 0 }, token);
    const look = async () => {
      await Promise.all([sweepFiles(rig.service.platform), sweepFiles(rig.service.platform)]);
      return Promise.all([kept, replaced, waiting].map((value) => exists(idOf(value))));
    };
    const [there, gone] = [
      [1, 1],
      [0, 0],
    ];
    expect(await look()).toEqual([there, there, there]);
    rig.travel(9 * day);
    expect(await look()).toEqual([there, there, gone]);
    rig.travel(31 * day);
    expect(await look()).toEqual([there, gone, gone]);
    expect(await look()).toEqual([there, gone, gone]);
    rig.travel(0);
    // With the record they go at once.
    await db().collection<{ _id: string }>('members').deleteOne({ _id: memberId });
    expect(await look()).toEqual([gone, gone, gone]);
  });
});
