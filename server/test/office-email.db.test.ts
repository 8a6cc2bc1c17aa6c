import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corporate } from './corporate.factory.ts';
import { enrollingOffice, password, proof } from './enrolling-office.ts';
import { type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Awaited<ReturnType<typeof enrollingOffice>>;
let serial = 0;
beforeAll(async () => {
  rig = await startServerRig({ MAILS_PER_ADDRESS: '1000' });
  office = await enrollingOffice(rig, '東雲学会');
});
afterAll(() => rig.stop());

async function member() {
  serial += 1;
  const email = `mae${serial}@example.jp`;
  return { ...(await office.enrol('春子', email, email)), next: `ato${serial}@example.jp` };
}
const logIn = (login: string) => rig.ask('identity.memberLogin', { org: office.slug, login, password });
const linkTo = async (address: string) => tokenOf((await rig.mails(address))[0]!.link!);

describe('the office puts a log-in address right (domain.md 3.4)', () => {
  const set = (memberId: string, email: string, token = office.token) => rig.ask('identity.setLoginEmail', { memberId, email }, token);

  test('the password stays, the old mailbox opens nothing any more, sessions end, and both mailboxes hear of it', async () => {
    const [one, other] = [await member(), await member()];
    await rig.get('identity.requestPasswordReset', { org: office.slug, audience: 'my', login: one.email });
    const reset = await linkTo(one.email);
    // Whoever agreed that the mailbox opens the account agreed to that mailbox.
    await rig.get('identity.shareMailbox', { shared: true, proof }, one.token);
    const under = await rig.ask(
      'identity.requestEmailChange',
      { email: `tochuu-${one.next}`, proof: { by: 'password', password } },
      one.token,
    );
    expect(under.status).toBe(200);
    const taken = await set(one.memberId, other.email);
    expect([taken.code, taken.data.params]).toMatchObject([
      'EMAIL_TAKEN',
      { memberId: other.memberId, name: expect.stringContaining(' ') },
    ]);
    expect((await logIn(one.email)).status).toBe(200);
    // Twice is once.
    for (let times = 0; times < 2; times += 1) expect((await set(one.memberId, one.next)).status).toBe(200);
    expect((await logIn(one.email)).code).toBe('LOGIN_FAILED');
    expect((await logIn(one.next)).status).toBe(200);
    expect((await rig.ask('identity.viewer', undefined, one.token)).code).toBe('UNAUTHENTICATED');
    const before = (await rig.mails(one.email)).length;
    await rig.get('identity.askForCode', { org: office.slug, email: one.email });
    expect((await rig.mails(one.email)).length).toBe(before);
    expect((await rig.get('members.get', { memberId: one.memberId }, office.token)).contactEmail).toBe(one.next);
    const chosen = { token: reset, password: 'asatsuyu no michi' };
    expect((await rig.ask('identity.resetPassword', chosen)).status).toBeGreaterThanOrEqual(400);
    const opened = await rig.ask('identity.confirmEmailChange', { token: await linkTo(`tochuu-${one.next}`) });
    expect(opened.status).toBeGreaterThanOrEqual(400);
    const told = async (address: string, words: string) =>
      (await rig.mails(address)).filter(({ subject }) => subject.includes(words)).length;
    expect(await told(one.email, 'メールアドレスが変わりました')).toBe(1);
    expect(await told(one.next, 'ログインのメールアドレスになりました')).toBe(1);
    const { rows } = await rig.get('audit.list', {}, office.token);
    expect(rows.filter((row: { action: string; subjectId: string }) => row.action === 'account.email')).toMatchObject([
      { actorKind: 'user', subjectId: one.memberId },
    ]);
  });

  test('MEM-04: the history has the log-in address of before and the one after, only encrypted, and nobody sets it back from there', async () => {
    const one = await member();
    await set(one.memberId, one.next);
    const { rows } = await rig.get('members.history', { memberId: one.memberId, size: 20 }, office.token);
    const row = rows.find(({ action }: { action: string }) => action === 'account.email');
    expect(row.changes).toEqual([{ field: 'loginEmail', before: one.email, after: one.next }]);
    expect(row.undo).toBe('not_reversible');
    const kept = await rig.database.databases.server.collection('audit_entries').findOne({ _id: row.auditId });
    expect(JSON.stringify(kept)).not.toContain('@example.jp');
  });

  test('ACC-23: who waits to set a password anew gets the link at the new address; an address for notices of its own stays', async () => {
    const one = await member();
    const { membershipTypeId, version } = await rig.get('members.get', { memberId: one.memberId }, office.token);
    const { memberNumber: _number, ...fields } = memberFields(membershipTypeId, { contactEmail: 'oshirase@example.jp' });
    await rig.get('members.update', { ...fields, memberId: one.memberId, version }, office.token);
    await rig.get('identity.forceMemberReset', { memberId: one.memberId }, office.token);
    expect((await set(one.memberId, one.next)).status).toBe(200);
    const [mail] = await rig.mails(one.next);
    expect(mail!.text).not.toContain('いままでのパスワード');
    await rig.get('identity.resetPassword', { token: tokenOf(mail!.link!), password });
    expect((await logIn(one.next)).status).toBe(200);
    expect((await rig.get('members.get', { memberId: one.memberId }, office.token)).contactEmail).toBe('oshirase@example.jp');
  });

  test('MEM-04, decision 0010: of a body the log has the 連絡者 too, and setting back leaves no two addresses', async () => {
    const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
    const { version } = await get('memberSettings.get');
    await get('memberSettings.save', { corporateMyPage: true, ranks: [], version });
    const { memberId, provisional } = await get('members.createCorporate', corporate(office.membershipTypeId, { issueProvisional: true }));
    const { provisionalId, provisionalPassword } = provisional;
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
    const reading = { familyNameKana: 'タナカ', givenNameKana: 'イチロウ' };
    const own = { org: office.slug, firstAccessToken, email: 'tanaka@yama.example', password };
    await rig.get('identity.firstAccessComplete', { ...own, ...reading });
    expect((await set(memberId, 'suzuki@yama.example')).status).toBe(200);
    const addresses = async () => {
      const { contactEmail, contacts } = await get('members.get', { memberId });
      return [contactEmail, contacts.liaison.email];
    };
    expect(await addresses()).toEqual(['suzuki@yama.example', 'suzuki@yama.example']);
    const { rows } = await get('members.history', { memberId, size: 20 });
    const row = rows.find(({ action }: { action: string }) => action === 'member.update');
    expect([...row.fields].sort()).toEqual(['contactEmail', 'contacts']);
    await get('members.undoChange', { memberId, auditId: row.auditId });
    expect(await addresses()).toEqual(['tanaka@yama.example', 'tanaka@yama.example']);
  });

  test('not before the first access, not of another organisation', async () => {
    const one = await member();
    const fields = memberFields(office.membershipTypeId, { contactEmail: 'mada@example.jp' });
    const { memberId } = await rig.get('members.create', { ...fields, issueProvisional: true }, office.token);
    expect((await set(memberId, 'mada@example.jp')).code).toBe('INVALID_TRANSITION');
    const stranger = await rig.signUp('朝霧の会');
    expect((await set(one.memberId, one.next, stranger.token)).code).toBe('NOT_FOUND');
    expect((await logIn(one.email)).status).toBe(200);
  });
});
