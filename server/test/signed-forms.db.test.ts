import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepSignedForms } from '../src/modules/applications/signed-form-sweep.service.ts';
import { type JoiningRig, applicantFields, password, startJoiningRig } from './joining.factory.ts';
import { readPdf } from './pdf-reader.ts';
import type { Loose } from './server-rig.ts';
import { signature } from './side.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
  await rig.settings({ approval: 'automatic' });
});
afterAll(() => rig.stop());

const submit = (email: string, changes: Record<string, unknown> = {}) =>
  rig.ask(
    'applications.submitByStaff',
    { email, fields: applicantFields(rig.typeId, { address: '東京都千代田区千代田1-1' }), agreed: true, signature, ...changes },
    rig.office.token,
  );
const paper = (applicationId: string, token: string | null) =>
  fetch(`${rig.url}/documents/signed-forms/${applicationId}.pdf`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
const forms = () => rig.database.databases.server.collection<Loose>('signed_forms');

describe('APP-10 the form signed on a tablet', () => {
  test('APP-10 paper, time and signer are fixed, and the hash stands in the log', async () => {
    const { applicationId, memberId } = (await submit('signs@example.jp')).data;
    const view = await rig.get('applications.signedForm', { applicationId }, rig.office.token);
    expect(view).toMatchObject({ applicationId, signer: '髙﨑 春子' });
    const answer = await paper(applicationId, rig.office.token);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(view.sha256);
    const { text } = await readPdf(bytes);
    for (const word of ['入会申込書', '髙﨑 春子', '東京都千代田区千代田1-1', '正会員', '第1版', '青木 玲子', '日本時間'])
      expect(text).toContain(word);
    // The log says who took it in, of whom, and what the paper's fingerprint was.
    const { rows } = await rig.get('members.history', { memberId }, rig.office.token);
    const signed = rows.find((row: Loose) => row.action === 'application.sign');
    expect(JSON.stringify(signed)).toContain(view.sha256);

    // Later corrections of the record leave the paper as it was.
    const before = await rig.get('members.get', { memberId }, rig.office.token);
    const { memberNumber: _number, ...edit } = { ...applicantFields(rig.typeId), memberNumber: '' };
    await rig.get(
      'members.update',
      { ...edit, familyName: '青山', contactEmail: '', joinedOn: before.joinedOn, memo: '', memberId, version: before.version },
      rig.office.token,
    );
    expect(Buffer.from(await (await paper(applicationId, rig.office.token)).arrayBuffer())).toEqual(bytes);
  });

  test('APP-10 bytes that are not what was signed are not handed out as if they were', async () => {
    const { applicationId } = (await submit('forged@example.jp')).data;
    await forms().updateOne({ _id: applicationId }, { $set: { sha256: 'f'.repeat(64) } });
    expect((await paper(applicationId, rig.office.token)).status).toBe(500);
  });

  test('APP-10 the member has their own and nobody else’s, another organisation none', async () => {
    const mine = await rig.apply('reader@example.jp');
    const { applicationId } = (await submit('other@example.jp')).data;
    const { accessToken } = (await rig.logIn('reader@example.jp')).data;
    expect(await rig.get('applications.mySignedForms', undefined, accessToken)).toEqual([]);
    expect((await paper(applicationId, accessToken)).status).toBe(404);
    // As if this member had signed it.
    await forms().updateOne({ _id: applicationId }, { $set: { memberId: mine.memberId } });
    expect(await rig.get('applications.mySignedForms', undefined, accessToken)).toMatchObject([{ applicationId }]);
    expect((await paper(applicationId, accessToken)).status).toBe(200);
    const stranger = await rig.signUp('他の団体');
    expect((await paper(applicationId, stranger.token)).status).toBe(404);
    expect((await paper(applicationId, null)).status).toBe(401);
    expect((await rig.ask('applications.signedForm', { applicationId }, stranger.token)).code).toBe('NOT_FOUND');
  });

  test('APP-10 a touch in passing or a flood of lines is no signature, and without one there is no paper', async () => {
    const count = await forms().countDocuments();
    const flood = Array.from({ length: 80 }, () => Array.from({ length: 60 }, () => [1, 1]));
    for (const [wrong, code] of [
      [[[[1, 1]]], 'not_signed'],
      [flood, 'too_big'],
    ]) {
      const refused = await submit('touch@example.jp', { signature: wrong });
      expect([refused.code, refused.issues[0]]).toEqual(['INVALID_INPUT', { path: ['signature'], code }]);
    }
    expect((await submit('touch@example.jp', { signature: [[[-1, 5]]] })).code).toBe('INVALID_INPUT');
    const { applicationId } = (await submit('unsigned@example.jp', { signature: [] })).data;
    expect((await paper(applicationId, rig.office.token)).status).toBe(404);
    expect(await forms().countDocuments()).toBe(count);
  });

  test('APP-10 who applies by their own link signs there where the organisation asks for it; without a signature nothing is sent', async () => {
    const email = 'own-link@example.jp';
    await rig.settings({ asksSignature: true });
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    expect((await rig.get('applications.joinForm', { token })).asksSignature).toBe(true);
    const send = (given: unknown) =>
      rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password, signature: given });
    const count = await forms().countDocuments();
    const refused = await send([]);
    expect([refused.code, refused.issues]).toEqual(['INVALID_INPUT', [{ path: ['signature'], code: 'required' }]]);
    expect((await send([[[1, 1]]])).issues[0]).toEqual({ path: ['signature'], code: 'not_signed' });
    expect(await forms().countDocuments()).toBe(count);
    // Of several at once one is sent, with one paper.
    const answers = await Promise.all([send(signature), send(signature), send(signature)]);
    expect(answers.map(({ code }) => code).toSorted()).toEqual(['', 'TOKEN_USED', 'TOKEN_USED']);
    expect(await forms().countDocuments()).toBe(count + 1);
    const { accessToken } = (await rig.logIn(email)).data;
    const [mine] = await rig.get('applications.mySignedForms', undefined, accessToken);
    const bytes = Buffer.from(await (await paper(mine.applicationId, accessToken)).arrayBuffer());
    const view = await rig.get('applications.signedForm', { applicationId: mine.applicationId }, rig.office.token);
    expect(view).toMatchObject({ signer: '髙﨑 春子', sha256: createHash('sha256').update(bytes).digest('hex') });
    const { text } = await readPdf(bytes);
    for (const word of ['入会申込書', '髙﨑 春子', '第1版', '本人']) expect(text).toContain(word);
    expect(text).not.toContain('青木 玲子');
    const { memberId } = await rig.get('applications.get', { applicationId: mine.applicationId }, rig.office.token);
    const { rows } = await rig.get('members.history', { memberId }, rig.office.token);
    expect(JSON.stringify(rows.find((row: Loose) => row.action === 'application.sign'))).toContain(view.sha256);
    await rig.settings({ asksSignature: false });
    await rig.apply('unsigned-link@example.jp');
    expect(await forms().countDocuments()).toBe(count + 1);
  });

  test('APP-10 who cannot write with a pointer signs by typing the name of the form; the paper and the record say so', async () => {
    const typed = await submit('typed@example.jp', { signature: [], typedSignature: '髙﨑　春子' });
    const { applicationId } = typed.data;
    const view = await rig.get('applications.signedForm', { applicationId }, rig.office.token);
    expect(view).toMatchObject({ signer: '髙﨑 春子', typed: true });
    const { text } = await readPdf(Buffer.from(await (await paper(applicationId, rig.office.token)).arrayBuffer()));
    expect(text).toContain('氏名の入力による署名');
    // Written by hand it is not said.
    const byHand = (await submit('hand@example.jp')).data.applicationId;
    expect(await rig.get('applications.signedForm', { applicationId: byHand }, rig.office.token)).toMatchObject({ typed: false });
    expect((await readPdf(Buffer.from(await (await paper(byHand, rig.office.token)).arrayBuffer()))).text).not.toContain('入力による');

    await rig.settings({ asksSignature: true });
    const email = 'typed-link@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const send = (typedSignature: string) =>
      rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password, typedSignature });
    const count = await forms().countDocuments();
    expect((await send('青木 玲子')).issues).toEqual([{ path: ['typedSignature'], code: 'name_differs' }]);
    expect(await forms().countDocuments()).toBe(count);
    expect((await send('髙﨑春子')).code).toBe('');
    expect(await forms().findOne({ typed: true, signer: '髙﨑 春子', _id: { $ne: applicationId } })).not.toBeNull();
    await rig.settings({ asksSignature: false });
  });

  test('APP-10 a form goes with the person: once the record is gone, so are paper and bytes; those of others and of a merge stay', async () => {
    const gone = (await submit('gone@example.jp')).data;
    const stays = (await submit('stays@example.jp')).data;
    const store = rig.database.databases.server.collection<Loose>('files.files');
    const chunks = rig.database.databases.server.collection<Loose>('files.chunks');
    const fileOf = async (applicationId: string) => {
      const { orgId, fileKey } = (await forms().findOne({ _id: applicationId }))!;
      return `${orgId}/${fileKey}`;
    };
    const [lost, kept] = [await fileOf(gone.applicationId), await fileOf(stays.applicationId)];
    // What a try that failed has left: bytes that no row names, one of them older than a day.
    const orphan = async (name: string, ageMs: number) => {
      const { _id, ...file } = (await store.findOne({ _id: kept as never }))!;
      const id = `${String(_id).split('/')[0]}/signed-forms/${name}`;
      await store.insertOne({ ...file, _id: id, filename: `signed-forms/${name}`, uploadDate: new Date(Date.now() - ageMs) } as never);
      return id;
    };
    const [old, young] = [await orphan('fil_old', 25 * 3_600_000), await orphan('fil_young', 60_000)];
    await rig.database.databases.server.collection<Loose>('members').deleteOne({ _id: gone.memberId });
    await Promise.all([sweepSignedForms(rig.service.platform), sweepSignedForms(rig.service.platform)]);
    await sweepSignedForms(rig.service.platform);
    expect(await forms().findOne({ _id: gone.applicationId })).toBeNull();
    const left = (await store.find({ _id: { $in: [lost, kept, old, young] as never[] } }).toArray()).map(({ _id }) => _id);
    expect(left.toSorted()).toEqual([kept, young].toSorted());
    expect(await chunks.countDocuments({ files_id: lost as never })).toBe(0);
    expect((await paper(gone.applicationId, rig.office.token)).status).toBe(404);
    expect((await paper(stays.applicationId, rig.office.token)).status).toBe(200);
  });

  test('APP-08 APP-10 on the paper of one that was stuck stand the address and the terms of the application, not of the day', async () => {
    const email = 'stuck-paper@example.jp';
    await rig.knock(email);
    const { applicationId } = await rig.find(email, 'other');
    await rig.settings({ terms: '第1条 新しい規約' });
    expect((await submit('', { applicationId })).status).toBe(200);
    const { text } = await readPdf(Buffer.from(await (await paper(applicationId, rig.office.token)).arrayBuffer()));
    expect(text).toContain(email);
    expect([text.includes('第1版'), text.includes('第2版')]).toEqual([true, false]);
  });
});
