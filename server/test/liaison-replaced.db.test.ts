import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactOf, corporate } from './corporate.factory.ts';
import { importRoll } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
let bodies = 0;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '賛助会員', annualFee: 50_000 }, office.token)).membershipTypeId;
  const { version } = await rig.get('memberSettings.get', undefined, office.token);
  await rig.get('memberSettings.save', { corporateMyPage: true, ranks: [], version }, office.token);
});
afterAll(() => rig.stop());

const password = 'hotaru-no-yoru';
const ask = (procedure: string, input?: unknown, token = office.token) => rig.ask(procedure, input, token);

/** A body whose 連絡者, 田中 一郎, has been in My Page. */
async function enrolled() {
  bodies += 1;
  const email = `tanaka${bodies}@yama.example`;
  const memberNumber = `H-${bodies}`;
  const liaison = contactOf('田中', '一郎', { email });
  const { contacts: none, ...fields } = corporate(typeId);
  const contacts = { ...none, liaison };
  const { memberId, provisional } = (await ask('members.createCorporate', { ...fields, memberNumber, contacts, issueProvisional: true }))
    .data;
  const { provisionalId, provisionalPassword } = provisional;
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
  const done = { org: office.slug, firstAccessToken, email, password, familyNameKana: 'タナカ', givenNameKana: 'イチロウ' };
  const { accessToken } = await rig.get('identity.firstAccessComplete', done);
  const { memberNumber: _number, ...edit } = { ...fields, memberNumber };
  return {
    memberId,
    memberNumber,
    liaison,
    accessToken,
    get: async (): Promise<Loose> => (await ask('members.get', { memberId })).data,
    /** The office saves the form with some of the 連絡者 otherwise. */
    async save(changes: Record<string, string>): Promise<Loose> {
      const { version } = (await ask('members.get', { memberId })).data;
      const saved = await ask('members.updateCorporate', {
        ...edit,
        contacts: { ...contacts, liaison: { ...liaison, ...changes } },
        memberId,
        version,
      });
      expect(saved.status).toBe(200);
      return saved.data;
    },
    isIn: async () => (await ask('members.myProfile', undefined, accessToken)).code || 'in',
    logIn: async () => (await rig.ask('identity.memberLogin', { org: office.slug, login: email, password })).code || 'in',
  };
}
const suzuki = { familyName: '鈴木', givenName: '花子', familyNameKana: 'スズキ', givenNameKana: 'ハナコ' };

test('MEM-07: somebody else in the place of a 連絡者 ends the log-in of the one before, and a pair begins theirs', async () => {
  const body = await enrolled();
  const saved = await body.save({ ...suzuki, email: 'suzuki1@yama.example' });
  expect(saved.account).toMatchObject({ state: 'none', loginEmail: '' });
  expect([await body.isIn(), await body.logIn()]).toEqual(['UNAUTHENTICATED', 'LOGIN_FAILED']);
  const { provisionalId, provisionalPassword } = (await ask('identity.issueProvisional', { memberId: body.memberId })).data;
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
  const done = { org: office.slug, firstAccessToken, email: 'suzuki1@yama.example', password, ...suzuki };
  const { familyName: _f, givenName: _g, ...access } = done;
  await rig.get('identity.firstAccessComplete', access);
  expect((await body.get()).account).toMatchObject({ state: 'verified', loginEmail: 'suzuki1@yama.example' });
});

test('MEM-07: the same person with another telephone, name or mailbox stays in', async () => {
  const body = await enrolled();
  for (const changes of [{ phone: '03-1111-2222' }, suzuki, { email: 'another@yama.example' }] as Record<string, string>[]) {
    expect((await body.save(changes)).account.state).toBe('verified');
    await body.save({});
  }
  expect([await body.isIn(), await body.logIn()]).toEqual(['in', 'in']);
});

test('MEM-07: a row of a file and a change that is set back do as the form does', async () => {
  const byFile = await enrolled();
  const csv = `会員番号,法人名,連絡者,連絡者のメール\n${byFile.memberNumber},株式会社やま,佐々木 次郎,sasaki@yama.example`;
  await importRoll(rig, { token: office.token, csv, match: 'memberNumber' });
  expect((await byFile.get()).contacts.liaison.familyName).toBe('佐々木');
  expect((await byFile.get()).account.state).toBe('none');
  expect([await byFile.isIn(), await byFile.logIn()]).toEqual(['UNAUTHENTICATED', 'LOGIN_FAILED']);

  const back = await enrolled();
  await back.save({ familyName: '前田', givenName: '三郎', email: 'maeda@yama.example' });
  const { provisionalId, provisionalPassword } = (await ask('identity.issueProvisional', { memberId: back.memberId })).data;
  const start = await ask('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
  expect(start.status).toBe(200);
  const [{ auditId }] = (await ask('members.history', { memberId: back.memberId })).data.rows.filter(
    (row: Loose) => row.action === 'member.update',
  );
  expect((await ask('members.undoChange', { memberId: back.memberId, auditId })).data.account.state).toBe('none');
});

test('MEM-07: a 連絡者 who names another by themselves hands the log-in on', async () => {
  const body = await enrolled();
  const { contacts, version } = await rig.get('members.myProfile', undefined, body.accessToken);
  const liaison = { ...contacts.liaison, ...suzuki, email: 'suzuki9@yama.example' };
  await rig.get('members.updateMyContacts', { contacts: { ...contacts, liaison }, version }, body.accessToken);
  expect((await body.get()).account.state).toBe('verified');
  expect(await body.isIn()).toBe('in');
});
