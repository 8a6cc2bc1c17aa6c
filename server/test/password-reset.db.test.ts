import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
let serial = 0;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const first = 'hotaru-no-yoru';
const next = 'yamabiko-no-asa';

/** A member who has been through the first access. */
async function member() {
  serial += 1;
  const email = `haruko${serial}@example.jp`;
  const made = await rig.get('members.create', { ...memberFields(typeId, { contactEmail: email }), issueProvisional: true }, office.token);
  const { firstAccessToken, loginId } = await rig.get('identity.firstAccessStart', {
    org: office.slug,
    provisionalId: made.provisional.provisionalId,
    provisionalPassword: made.provisional.provisionalPassword,
  });
  const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email, password: first };
  const { accessToken } = await rig.get('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...self });
  return { memberId: made.memberId as string, email, loginId: loginId as string, accessToken: accessToken as string };
}
const logIn = (login: string, password: string) => rig.ask('identity.memberLogin', { org: office.slug, login, password });
const forget = (login: string, audience = 'my', org = office.slug) => rig.ask('identity.requestPasswordReset', { audience, org, login });
const reset = (token: string, password = next) => rig.ask('identity.resetPassword', { token, password });
async function linkTo(address: string): Promise<string> {
  const mails = await rig.mails(address);
  return tokenOf(mails.find((mail) => mail.subject.includes('再設定'))!.link!);
}

describe('ACC-04: a forgotten password is set anew by its owner', () => {
  test('ACC-04: by login id in any width, through the mail; every session ends; the link is good once and signs nobody in', async () => {
    const one = await member();
    const wide = one.loginId.replace(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0));
    expect((await forget(wide)).data).toEqual({ accepted: true });
    const token = await linkTo(one.email);
    expect((await logIn(one.email, first)).status).toBe(200);
    // A password that is refused leaves the link usable.
    expect((await reset(token, 'short')).code).toBe('PASSWORD_TOO_SHORT');
    expect((await reset(token, one.loginId)).code).toBe('PASSWORD_TOO_COMMON');
    const done = await reset(token);
    expect(done.data).toEqual({ audience: 'my', org: office.slug });
    expect(done.headers.get('set-cookie')).toBeNull();
    expect((await rig.ask('identity.viewer', undefined, one.accessToken)).code).toBe('UNAUTHENTICATED');
    expect((await logIn(one.email, first)).code).toBe('LOGIN_FAILED');
    expect((await logIn(one.email, next)).status).toBe(200);
    expect((await reset(token)).code).toBe('TOKEN_USED');
  });

  test('ACC-04: strangers, other doors and other organisations get the same answer and no mail', async () => {
    const one = await member();
    const other = await rig.signUp('西雲学会');
    const answers = await Promise.all([
      forget(one.email),
      forget('nobody@example.jp'),
      forget('99999999'),
      forget(one.email, 'admin'),
      forget(one.email, 'my', other.slug),
      forget(one.email, 'my', 'no-such-place'),
    ]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect((await rig.mails(one.email)).filter((mail) => mail.subject.includes('再設定'))).toHaveLength(1);
    expect(await rig.mails('nobody@example.jp')).toHaveLength(0);
  });

  test('ACC-11: only the newest of several links works, and only for 30 minutes', async () => {
    const one = await member();
    await forget(one.email);
    const older = await linkTo(one.email);
    await forget(one.email);
    const links = (await rig.mails(one.email)).flatMap((mail) => (mail.subject.includes('再設定') ? [tokenOf(mail.link!)] : []));
    const newer = links.find((token) => token !== older)!;
    expect((await reset(older)).code).toBe('TOKEN_SUPERSEDED');
    await rig.database.databases.server
      .collection('mail_tokens')
      .updateMany({ purpose: 'member_reset', live: true }, { $set: { expiresAt: rig.service.platform.clock.now() } });
    expect((await reset(newer)).code).toBe('TOKEN_EXPIRED');
    expect((await reset('garbage')).code).toBe('TOKEN_INVALID');
    expect((await logIn(one.email, first)).status).toBe(200);
  });

  test('ACC-04 T33: after the reset nobody waits where it was made, whatever was typed there before, also on a device that knows the log-in', async () => {
    const one = await member();
    const known = (await logIn(one.loginId, first)).headers
      .getSetCookie()
      .find((cookie) => cookie.startsWith('kd-my-'))!
      .split(';')[0]!;
    const onDevice = (password: string) =>
      rig.ask('identity.memberLogin', { org: office.slug, login: one.loginId.toLowerCase(), password }, null, { cookie: known });
    const here = [(password: string) => logIn(one.email, password), (password: string) => logIn(one.loginId, password), onDevice];
    for (const tries of here) {
      for (let round = 0; round < 8; round += 1) await tries('wrong wrong wrong');
      expect((await tries(first)).code).toBe('LOGIN_DELAYED');
    }
    const stranger = await member();
    for (let round = 0; round < 5; round += 1) await logIn(stranger.email, 'wrong wrong wrong');
    await forget(one.email);
    const token = await linkTo(one.email);
    expect((await rig.ask('identity.resetPassword', { token, password: next }, null, { cookie: known })).status).toBe(200);
    for (const tries of here) expect((await tries(next)).status).toBe(200);
    // Of whoever else is at this address nothing is forgotten.
    expect((await logIn(stranger.email, first)).code).toBe('LOGIN_DELAYED');
  });

  test('of 16 redemptions of one link at the same moment one wins (G14)', async () => {
    const one = await member();
    await forget(one.email);
    const token = await linkTo(one.email);
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => reset(token, `${next}-${index}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ code }) => code))).toEqual(new Set(['TOKEN_USED']));
  });

  test('somebody of the office does the same at the office door', async () => {
    const chief = await rig.signUp('南雲学会');
    await forget(chief.email, 'admin', chief.slug);
    const token = await linkTo(chief.email);
    expect((await reset(token, 'too-short')).code).toBe('PASSWORD_TOO_SHORT');
    expect((await reset(token, 'yamabiko no asa')).data).toEqual({ audience: 'admin', org: chief.slug });
    const login = (password: string) => rig.ask('identity.adminLogin', { org: chief.slug, email: chief.email, password });
    expect((await login(chief.password)).code).toBe('LOGIN_FAILED');
    expect((await login('yamabiko no asa')).status).toBe(200);
  });
});

describe('ACC-22 and ACC-23', () => {
  test('ACC-22: a changed password ends the other sessions and keeps this one', async () => {
    const one = await member();
    const second = await logIn(one.email, first);
    const changed = await rig.ask('identity.changePassword', { currentPassword: first, newPassword: next }, second.data.accessToken);
    expect(changed.status).toBe(200);
    expect((await rig.ask('identity.viewer', undefined, one.accessToken)).code).toBe('UNAUTHENTICATED');
    expect((await rig.ask('identity.viewer', undefined, second.data.accessToken)).status).toBe(200);
  });

  test('ACC-23: a forced reset refuses the old password at once; the member must choose a new one by the link', async () => {
    const one = await member();
    expect(await rig.get('identity.forceMemberReset', { memberId: one.memberId }, office.token)).toEqual({ to: one.email });
    expect((await rig.ask('identity.viewer', undefined, one.accessToken)).code).toBe('UNAUTHENTICATED');
    expect((await logIn(one.email, first)).code).toBe('LOGIN_FAILED');
    expect((await reset(await linkTo(one.email))).status).toBe(200);
    expect((await logIn(one.email, next)).status).toBe(200);
    const { rows } = await rig.get('audit.list', { subjectId: one.memberId }, office.token);
    expect(rows.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['account.password_forced', 'account.password_reset']),
    );
  });

  test("ACC-23: who has no password yet is sent a pair instead; one's own password is changed, not forced", async () => {
    const { memberId } = await rig.get(
      'members.create',
      { ...memberFields(typeId, { contactEmail: 'new@example.jp' }), issueProvisional: true },
      office.token,
    );
    expect((await rig.ask('identity.forceMemberReset', { memberId }, office.token)).code).toBe('INVALID_TRANSITION');
    const [self] = await rig.get('identity.users', undefined, office.token);
    expect((await rig.ask('identity.forceUserReset', { userId: self.userId }, office.token)).code).toBe('FORBIDDEN');
  });

  test('ACC-06: no answer and no row shows a password or anything that leads back to it', async () => {
    const one = await member();
    const seen = await Promise.all(
      ['members.list', 'identity.users', 'audit.list'].map((procedure) =>
        rig.ask(procedure, procedure === 'identity.users' ? undefined : {}, office.token),
      ),
    );
    const detail = await rig.ask('members.get', { memberId: one.memberId }, office.token);
    const rows = await rig.database.databases.server.collection('member_accounts').findOne({ memberId: one.memberId });
    for (const text of [...seen, detail].map(({ body }) => body)) {
      expect(text).not.toMatch(/passwordHash|\$2b\$/);
      expect(text).not.toContain(first);
    }
    expect(JSON.stringify(rows)).not.toContain(first);
  });
});
