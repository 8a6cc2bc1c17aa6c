import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

let serial = 0;
const chosen = 'yamabiko no asa';
const names = { familyName: '山本', givenName: '恵' };
async function linkOf(email: string): Promise<string> {
  return tokenOf((await rig.mails(email))[0]!.link!);
}
const accept = (token: string, changes: Record<string, unknown> = {}) =>
  rig.ask('identity.acceptInvitation', {
    token,
    ...names,
    familyNameKana: 'やまもと',
    givenNameKana: 'めぐみ',
    password: chosen,
    ...changes,
  });
async function join(office: Office, role: 'owner' | 'admin' | 'staff') {
  serial += 1;
  const email = `hito${serial}@example.jp`;
  const { userId } = await rig.get('identity.inviteUser', { email, ...names, role, password: office.password }, office.token);
  const { data } = await accept(await linkOf(email));
  return { userId: userId as string, email, token: data.accessToken as string };
}
const usersOf = (office: Office) => rig.get('identity.users', undefined, office.token);

describe('an invitation into the office', () => {
  test('is mailed, shows who invites where, sets the password once and signs the person in', async () => {
    const office = await rig.signUp();
    const invited = await rig.get(
      'identity.inviteUser',
      { email: 'megumi@example.jp', ...names, role: 'staff', password: office.password },
      office.token,
    );
    expect(invited).toMatchObject({ isInvited: true, role: 'staff', lastLoginAt: null });
    const token = await linkOf('megumi@example.jp');
    expect(await rig.get('identity.invitation', { token })).toMatchObject({ orgSlug: office.slug, email: 'megumi@example.jp', ...names });
    const login = { org: office.slug, email: 'megumi@example.jp', password: chosen };
    expect((await rig.ask('identity.adminLogin', login)).code).toBe('LOGIN_FAILED');
    expect((await accept(token, { password: 'short' })).code).toBe('PASSWORD_TOO_SHORT');
    const done = await accept(token);
    expect(done.headers.get('set-cookie')).toContain(`rt-admin-${office.slug}`);
    expect(await rig.get('identity.viewer', undefined, done.data.accessToken)).toMatchObject({ role: 'staff', orgSlug: office.slug });
    expect((await accept(token)).code).toBe('TOKEN_USED');
    expect((await rig.ask('identity.adminLogin', login)).status).toBe(200);
  });

  test('sent again it is the newest that counts; taken back it is dead; an address is in the office once', async () => {
    const office = await rig.signUp();
    const { userId } = await rig.get(
      'identity.inviteUser',
      { email: 'twice@example.jp', ...names, role: 'admin', password: office.password },
      office.token,
    );
    const older = await linkOf('twice@example.jp');
    await rig.get('identity.inviteAgain', { userId }, office.token);
    const newer = (await rig.mails('twice@example.jp')).map((mail) => tokenOf(mail.link!)).find((token) => token !== older)!;
    expect((await rig.ask('identity.invitation', { token: older })).code).toBe('TOKEN_SUPERSEDED');
    expect(
      (
        await rig.ask(
          'identity.inviteUser',
          { email: 'twice@example.jp', ...names, role: 'staff', password: office.password },
          office.token,
        )
      ).code,
    ).toBe('EMAIL_TAKEN');
    await rig.get('identity.removeUser', { userId }, office.token);
    expect((await accept(newer)).code).toBe('TOKEN_INVALID');
  });
});

describe('rights', () => {
  test('ADM-01: 担当者 is refused what was not given, and may do it once it is', async () => {
    const office = await rig.signUp();
    const staff = await join(office, 'staff');
    expect((await rig.ask('audit.list', {}, staff.token)).status).toBe(403);
    expect((await rig.ask('identity.users', undefined, staff.token)).code).toBe('FORBIDDEN');
    expect((await rig.ask('members.list', {}, staff.token)).status).toBe(200);
    const permissions = ['members.read', 'audit'];
    await rig.get(
      'identity.changeUserAccess',
      { userId: staff.userId, role: 'staff', permissions, version: 0, password: office.password },
      office.token,
    );
    const again = await rig.get('identity.adminLogin', { org: office.slug, email: staff.email, password: chosen });
    expect((await rig.ask('audit.list', {}, again.accessToken)).status).toBe(200);
    expect((await rig.ask('membershipTypes.create', { name: 'x', annualFee: 1 }, again.accessToken)).code).toBe('FORBIDDEN');
    expect((await rig.get('identity.viewer', undefined, again.accessToken)).permissions).toEqual(permissions);
  });

  test('ADM-01: the log says which rights were given and taken, and names nothing that stayed', async () => {
    const office = await rig.signUp();
    const { userId } = await join(office, 'staff');
    const own = { userId, password: office.password };
    const usual = (await usersOf(office)).find((user: { userId: string }) => user.userId === userId).permissions;
    const change = (input: object, version: number) => rig.get('identity.changeUserAccess', { ...own, ...input, version }, office.token);
    const newest = async () => (await rig.get('audit.list', { subjectId: userId }, office.token)).rows[0];
    await change({ role: 'staff', permissions: usual, termEndsOn: '2099-03-31' }, 0);
    expect(await newest()).toMatchObject({
      action: 'user.access',
      fields: ['termEndsOn'],
      access: { role: null, granted: [], taken: [], term: { before: null, after: '2099-03-31' } },
    });
    const fewer = usual.filter((right: string) => right !== 'payments.write');
    await change({ role: 'staff', permissions: [...fewer, 'audit'], termEndsOn: '2099-03-31' }, 1);
    expect(await newest()).toMatchObject({
      fields: ['permissions'],
      access: { role: null, granted: ['audit'], taken: ['payments.write'], term: null },
    });
    await change({ role: 'admin', permissions: [], termEndsOn: '2099-03-31' }, 2);
    expect(await newest()).toMatchObject({
      fields: ['role', 'permissions'],
      access: { role: { before: 'staff', after: 'admin' }, taken: [], term: null },
    });
    const kept = await rig.database.databases.server.collection('audit_entries').findOne({ subjectId: userId, action: 'user.access' });
    expect(JSON.stringify(kept)).not.toContain('2099-03-31');
  });

  test('ADM-01: of two who change the rights of one person at once, the second is told and nothing of the first is lost', async () => {
    const office = await rig.signUp();
    const { userId } = await join(office, 'staff');
    const of = async () => (await usersOf(office)).find((user: { userId: string }) => user.userId === userId);
    const { version } = await of();
    const own = { userId, role: 'staff', password: office.password };
    const save = (permissions: string[], seen: number) =>
      rig.ask('identity.changeUserAccess', { ...own, permissions, version: seen }, office.token);
    expect((await save(['members.read'], version)).data).toMatchObject({ permissions: ['members.read'], version: version + 1 });
    expect((await save(['members.read', 'settings', 'users'], version)).code).toBe('CONFLICT');
    expect(await of()).toMatchObject({ permissions: ['members.read'], version: version + 1 });
    const both = await Promise.all([save(['audit'], version + 1), save(['settings'], version + 1)]);
    expect(both.map(({ code }) => code).toSorted()).toEqual(['', 'CONFLICT']);
    // A row from before there were versions.
    await rig.database.databases.server.collection('org_users').updateOne({ _id: userId as never }, { $unset: { version: '' } });
    expect((await save(['audit'], (await of()).version)).status).toBe(200);
  });

  test('ADM-02: an admin invites and ranks admins and staff, never owners', async () => {
    const office = await rig.signUp();
    const admin = await join(office, 'admin');
    const [owner] = await usersOf(office);
    const ask = (procedure: string, input: unknown) => rig.ask(`identity.${procedure}`, input, admin.token);
    expect((await ask('inviteUser', { email: 'boss@example.jp', ...names, role: 'owner', password: chosen })).code).toBe('FORBIDDEN');
    expect(
      (await ask('changeUserAccess', { userId: owner.userId, role: 'admin', permissions: [], version: 0, password: chosen })).code,
    ).toBe('FORBIDDEN');
    expect((await ask('removeUser', { userId: owner.userId })).code).toBe('FORBIDDEN');
    expect(
      (await ask('changeUserAccess', { userId: admin.userId, role: 'owner', permissions: [], version: 0, password: chosen })).code,
    ).toBe('FORBIDDEN');
    expect((await ask('handOverContact', { userId: admin.userId, password: office.password })).code).toBe('FORBIDDEN');
    const staff = await join({ ...office, token: admin.token, password: chosen }, 'staff');
    expect((await ask('removeUser', { userId: staff.userId })).status).toBe(200);
    expect((await rig.ask('identity.viewer', undefined, staff.token)).code).toBe('UNAUTHENTICATED');
  });

  test('ADM-03 ADM-04: neither the last owner nor the contact can be taken away, by themselves or by others', async () => {
    const office = await rig.signUp();
    const [first] = await usersOf(office);
    expect(first).toMatchObject({ role: 'owner', isContact: true });
    expect((await rig.ask('identity.removeUser', { userId: first.userId }, office.token)).code).toBe('LAST_OWNER');
    const second = await join(office, 'owner');
    expect((await rig.ask('identity.removeUser', { userId: first.userId }, second.token)).code).toBe('CONTACT_OWNER');
    expect((await rig.ask('identity.removeUser', { userId: first.userId }, office.token)).code).toBe('CONTACT_OWNER');
  });

  test('ADM-05: handed over to another owner, the one before can go and everything shows the successor', async () => {
    const office = await rig.signUp();
    const [first] = await usersOf(office);
    const second = await join(office, 'owner');
    const staff = await join(office, 'staff');
    expect((await rig.ask('identity.handOverContact', { userId: staff.userId, password: office.password }, office.token)).code).toBe(
      'INVALID_TRANSITION',
    );
    await rig.get('identity.handOverContact', { userId: second.userId, password: office.password }, office.token);
    expect((await usersOf(office)).filter((user: { isContact: boolean }) => user.isContact)).toMatchObject([{ userId: second.userId }]);
    expect((await rig.ask('identity.removeUser', { userId: first.userId }, second.token)).status).toBe(200);
    expect((await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password })).code).toBe(
      'LOGIN_FAILED',
    );
  });

  test('ADM-03: of two owners who demote each other at the same moment one stays owner', async () => {
    for (let round = 0; round < 3; round += 1) {
      const office = await rig.signUp();
      const [left, right, third] = [await join(office, 'owner'), await join(office, 'owner'), await join(office, 'owner')];
      await rig.get('identity.handOverContact', { userId: third.userId, password: office.password }, office.token);
      const [first] = await usersOf(office);
      await rig.get('identity.removeUser', { userId: first.userId }, third.token);
      const demote = (by: string, userId: string) =>
        rig.ask('identity.changeUserAccess', { userId, role: 'admin', permissions: [], version: 0, password: chosen }, by);
      await Promise.all([demote(left.token, right.userId), demote(right.token, left.userId), demote(left.token, third.userId)]);
      const owners = await rig.database.databases.server
        .collection('org_users')
        .find({ role: 'owner', email: { $in: [left.email, right.email, third.email] } })
        .toArray();
      expect(owners.length).toBeGreaterThan(0);
      expect(owners.some((user) => user['isContact'])).toBe(true);
    }
  });
});

describe('what gives power or moves money asks for the password again (security.md T41, 4.8)', () => {
  const account = { via: 'japan_post', symbol: '10530', number: '12345671', holder: 'アオキ' };
  const invited = { email: 'hairu@example.jp', ...names, role: 'owner' };

  test('T41 4.8: an open page alone invites nobody, ranks nobody and sets no account; nor does a wrong password, and guessing waits', async () => {
    const office = await rig.signUp();
    const staff = await join(office, 'staff');
    const acts = {
      'identity.inviteUser': invited,
      'identity.changeUserAccess': { userId: staff.userId, role: 'owner', permissions: [], version: 0 },
      'payouts.saveAccount': { account, version: 0 },
    };
    const { server } = rig.database.databases;
    const left = async () => [
      await server.collection('org_users').find({}).sort({ _id: 1 }).toArray(),
      await server.collection('mails').countDocuments(),
      await server.collection('audit_entries').countDocuments(),
    ];
    const before = await left();
    for (const [procedure, input] of Object.entries(acts)) {
      expect((await rig.ask(procedure, input, office.token)).code, procedure).toBe('INVALID_INPUT');
      const wrong = { ...input, password: 'not the password' };
      expect((await rig.ask(procedure, wrong, office.token)).code, procedure).toBe('IDENTITY_MISMATCH');
      // Of somebody else who may do it: the password is one’s own.
      expect((await rig.ask(procedure, { ...input, password: chosen }, office.token)).code, procedure).toMatch(/MISMATCH|DELAYED/);
    }
    const right = { ...invited, password: office.password };
    expect((await rig.ask('identity.inviteUser', right, office.token)).code).toBe('LOGIN_DELAYED');
    expect(await left()).toEqual(before);
  });

  test('T41 4.8: the right password does it, and is kept nowhere', async () => {
    const office = await rig.signUp();
    const staff = await join(office, 'staff');
    const { password, token } = office;
    expect((await rig.ask('identity.inviteUser', { ...invited, password }, token)).status).toBe(200);
    const rank = { userId: staff.userId, role: 'admin', permissions: [], version: 0, password };
    expect((await rig.ask('identity.changeUserAccess', rank, token)).data).toMatchObject({ role: 'admin' });
    // Past the password: there is no payments-service in this test.
    expect((await rig.ask('payouts.saveAccount', { account, version: 0, password }, token)).code).toBe('PROVIDER_UNAVAILABLE');
    const rows = await rig.database.databases.server.collection('org_users').find({}).toArray();
    expect(JSON.stringify(rows)).not.toContain(password);
  });

  test('T41 4.8: nor does it hand the office over, or print another account on invoices; what is not the account needs no password', async () => {
    const office = await rig.signUp();
    const staff = await join(office, 'staff');
    const { version, checkDigitFails: _hint, ...settings } = await rig.get('documents.paperSettings', undefined, office.token);
    const saved = (changes: object, more: object = {}) =>
      rig.ask('documents.updatePaperSettings', { settings: { ...settings, ...changes }, version, ...more }, office.token);
    const account = { bankName: '別の銀行', bankAccountNumber: '7654321', bankHolder: 'ベツノヒト' };
    const { userId } = staff;
    expect((await rig.ask('identity.handOverContact', { userId }, office.token)).code).toBe('INVALID_INPUT');
    expect((await rig.ask('identity.handOverContact', { userId, password: 'falsch' }, office.token)).code).toBe('IDENTITY_MISMATCH');
    expect((await saved(account)).code).toBe('IDENTITY_MISMATCH');
    expect((await rig.get('documents.paperSettings', undefined, office.token)).bankName).toBe('');
    expect((await saved(account, { password: office.password })).data).toMatchObject({ ...account, version: version + 1 });
    const again = { settings: { ...settings, ...account, taxRounding: 'ceil' }, version: version + 1 };
    expect((await rig.ask('documents.updatePaperSettings', again, office.token)).data).toMatchObject({ taxRounding: 'ceil' });
  });
});
