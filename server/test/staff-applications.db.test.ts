import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, startJoiningRig } from './joining.factory.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const detail = (applicationId: string) => rig.get('applications.get', { applicationId }, rig.office.token);
const member = (memberId: string) => rig.get('members.get', { memberId }, rig.office.token);
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
const newestMail = async (email: string) => (await rig.mails(email))[0]!;
async function decide(what: 'approve' | 'return', applicationId: string, input: Record<string, unknown>) {
  const { version } = await detail(applicationId);
  return admin(`applications.${what}`, { applicationId, version, ...input });
}
const approve = (applicationId: string) => decide('approve', applicationId, { joinedOn: rig.service.platform.clock.today() });

describe('代理申請', () => {
  const byStaff = (email: string, changes: Record<string, unknown> = {}) =>
    admin('applications.submitByStaff', { email, fields: applicantFields(rig.typeId), agreed: true, ...changes });

  test('APP-07, case 14: refused while the person checks their own address, with the mail and its expiry; afterwards it goes', async () => {
    const email = 'stuck@example.jp';
    await rig.knock(email);
    const refused = await byStaff(email);
    expect(refused.code).toBe('ADDRESS_CHECK_PENDING');
    const { linkExpiresAt, applicationId } = await detail((await rig.find(email, 'other')).applicationId);
    const until = new Date(Date.parse(linkExpiresAt) + 9 * 3_600_000).toISOString().slice(0, 16).replaceAll('-', '/').replace('T', ' ');
    expect(refused.data.params).toEqual({ email, until, applicationId });
    expect(await collection('members').countDocuments({ contactEmail: email })).toBe(0);
    rig.travel(day + 1000);
    expect((await byStaff(email)).data).toMatchObject({ state: 'submitted', byStaff: true });
    expect((await byStaff(email)).code).toBe('APPLICATION_OPEN');
  });

  test('APP-08: staff finish the stuck one through itself; the applicant gets the mail, the log names the office, the link is used', async () => {
    const email = 'finished@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const { applicationId } = await rig.find(email, 'other');
    expect((await byStaff('', { applicationId })).data).toMatchObject({ applicationId, state: 'submitted', byStaff: true, email });
    expect((await newestMail(email)).subject).toContain('受け付けました');
    const { rows } = await rig.get('audit.list', { subjectId: applicationId }, rig.office.token);
    expect(rows[0]).toMatchObject({ action: 'application.submit_by_staff', actorKind: 'user', actorName: '青木 玲子' });
    expect((await rig.ask('applications.joinForm', { token })).code).toBe('TOKEN_USED');
    // Nobody chose a password: the approval brings a provisional pair.
    const { data } = await approve(applicationId);
    const mail = await newestMail(email);
    const [, provisionalId] = /仮ID：(\S+)/.exec(mail.text)!;
    const [, provisionalPassword] = /仮パスワード：(\S+)/.exec(mail.text)!;
    expect((await rig.ask('identity.firstAccessStart', { org: rig.office.slug, provisionalId, provisionalPassword })).status).toBe(200);
    expect((await member(data.memberId)).account.state).toBe('provisional_issued');
  });

  test('without an address it is written down all the same (ACC-07), and cannot be sent back by mail', async () => {
    const { data } = await byStaff('', { fields: applicantFields(rig.typeId, { familyName: '郵便' }) });
    expect(data).toMatchObject({ state: 'submitted', email: '' });
    expect((await decide('return', data.applicationId, { note: 'x' })).code).toBe('NO_LOGIN_WITHOUT_EMAIL');
    expect((await approve(data.applicationId)).data.state).toBe('approved');
    expect((await member(data.memberId)).account.state).toBe('none');
  });

  test('the office cannot enter a present member again, nor without their consent', async () => {
    const email = 'present@example.jp';
    await approve((await rig.apply(email)).applicationId);
    expect((await byStaff(email)).code).toBe('EMAIL_TAKEN');
    expect((await byStaff('someone@example.jp', { agreed: false })).code).toBe('INVALID_INPUT');
  });
});

test('the list is paged by keys in both directions, oldest first where it waits', async () => {
  const fields = (index: number) => applicantFields(rig.typeId, { familyName: `頁${String(index).padStart(2, '0')}` });
  for (let index = 0; index < 23; index += 1) {
    const { version, applicationId } = (await admin('applications.submitByStaff', { email: '', fields: fields(index), agreed: true })).data;
    expect(version).toBe(1);
    expect(applicationId).toMatch(/^apl_/);
  }
  const page = (input: Record<string, unknown>) => rig.get('applications.list', { q: '頁', size: 20, ...input }, rig.office.token);
  const first = await page({});
  expect(first.rows).toHaveLength(20);
  expect(first).toMatchObject({ total: 23, previousCursor: null });
  const second = await page({ cursor: first.nextCursor });
  expect(second.rows).toHaveLength(3);
  const back = await page({ cursor: second.previousCursor, direction: 'previous' });
  expect(back.rows).toEqual(first.rows);
  expect(new Set([...first.rows, ...second.rows].map((row: Loose) => row.applicationId)).size).toBe(23);
});

test('case 13: whom the office brought back while their rejoin waited keeps the log-in when that application is closed', async () => {
  const email = 'brought-back@example.jp';
  const decide = async (what: 'approve' | 'reject', applicationId: string, input: object) => {
    const { version } = await rig.get('applications.get', { applicationId }, rig.office.token);
    return rig.ask(`applications.${what}`, { applicationId, version, ...input }, rig.office.token);
  };
  const today = () => rig.service.platform.clock.today();
  const become = (memberId: string, status: string) =>
    rig.get('members.changeStatus', { memberId, status, effectiveOn: today(), reason: '本人の申し出' }, rig.office.token);
  const { applicationId, memberId } = await rig.apply(email);
  await decide('approve', applicationId, { joinedOn: today() });
  rig.travel(5 * 86_400_000);
  await become(memberId, 'withdrawn');
  await rig.apply(email);
  const waiting = await rig.find(email);
  rig.travel(6 * 86_400_000);
  await become(memberId, 'active');
  expect((await decide('approve', waiting.applicationId, { joinedOn: today() })).code).toBe('STATUS_DATE_TAKEN');
  expect((await decide('reject', waiting.applicationId, { reason: '手続き済みのため' })).status).toBe(200);
  expect((await rig.get('members.get', { memberId }, rig.office.token)).status).toBe('active');
  expect((await rig.logIn(email)).status).toBe(200);
});
