import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

const ourPages = 'http://127.0.0.1:4000';
const password = 'asagiri no mizuumi';
const confirm = (token: string, typed = password) => rig.ask('organizations.confirmSignUp', { token, password: typed });
const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'ｱｵｷ', ownerGivenNameKana: 'れいこ' };
const form = (slug: string, email: string) => ({
  name: '東雲学会',
  kind: 'society',
  slug,
  email,
  password,
  ...owner,
});

describe('TEN-01: an organisation opens its own account', () => {
  test('TEN-01: form and mail check are enough, no staff acts', async () => {
    expect(await rig.get('organizations.signUp', form('first-light', 'Owner@First-Light.example'))).toEqual({ accepted: true });
    const mail = await vi.waitFor(async () => {
      const [first] = await rig.mails('owner@first-light.example');
      expect(first).toBeDefined();
      return first!;
    });
    expect(mail.link).toMatch(/^http:\/\/127\.0\.0\.1:4000\/signup\/confirm#token=/);
    expect(
      (await rig.ask('identity.adminLogin', { org: 'first-light', email: 'owner@first-light.example', password: 'asagiri no mizuumi' }))
        .code,
    ).toBe('LOGIN_FAILED');
    const token = tokenOf(mail.link!);
    const confirmed = await confirm(token);
    expect(confirmed.data).toMatchObject({ outcome: 'active', slug: 'first-light' });
    expect(confirmed.headers.get('set-cookie')).toMatch(/^rt-admin-first-light=[\w.-]+; Path=\/; HttpOnly; SameSite=Strict/);
    const viewer = await rig.get('identity.viewer', undefined, confirmed.data.accessToken);
    expect(viewer).toMatchObject({ audience: 'admin', role: 'owner', orgSlug: 'first-light', familyName: '青木' });
  });

  test('TEN-02: everything but payments is there at once', async () => {
    const office = await rig.signUp();
    expect(await rig.get('billing.items', undefined, office.token)).toMatchObject([{ name: '年会費' }]);
    await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
    expect((await rig.get('members.counts', undefined, office.token)).total).toBe(0);
  });

  test('the link works once, newest only, and not after 24 hours', async () => {
    await rig.get('organizations.signUp', form('used-once', 'a@used-once.example'));
    const mails = rig.service.platform.databases.server.collection<{ to: string; link: string }>('mails');
    const token = tokenOf((await mails.findOne({ to: 'a@used-once.example' }))!.link);
    const both = await Promise.all([confirm(token), confirm(token)]);
    expect(both.map((answer) => answer.status).sort((left, right) => left - right)).toEqual([200, 409]);
    await rig.get('organizations.signUp', form('too-late', 'a@too-late.example'));
    const late = tokenOf((await mails.findOne({ to: 'a@too-late.example' }))!.link);
    await rig.service.platform.databases.server
      .collection('mail_tokens')
      .updateOne({ address: 'a@too-late.example' }, { $set: { expiresAt: new Date(Date.now() - 1000) } });
    expect((await confirm(late)).code).toBe('TOKEN_EXPIRED');
    expect((await confirm('x'.repeat(43))).code).toBe('TOKEN_INVALID');
  });

  test('a name in the address is given once, and reserved words are not given', async () => {
    await rig.get('organizations.signUp', form('only-one', 'a@only-one.example'));
    expect((await rig.ask('organizations.signUp', form('only-one', 'b@only-one.example'))).code).toBe('SLUG_TAKEN');
    expect((await rig.ask('organizations.signUp', form('callbacks', 'b@only-one.example'))).data.issues).toMatchObject([
      { path: ['slug'], code: 'reserved_slug' },
    ]);
  });

  test('a password that many people use, or made of the names in the form, is refused', async () => {
    for (const password of ['christopher1', 'aoki-reiko-2026', '東雲学会・青木玲子2026'])
      expect((await rig.ask('organizations.signUp', { ...form('weak-one', 'a@weak-one.example'), password })).code, password).toBe(
        'PASSWORD_TOO_COMMON',
      );
  });

  test('TEN-01: who applies again with the same address gets a new link, and the newest one counts', async () => {
    await rig.get('organizations.signUp', form('once-more', 'a@once-more.example'));
    const mails = rig.service.platform.databases.server.collection<{ to: string; link: string }>('mails');
    const first = await mails.findOne({ to: 'a@once-more.example' });
    expect(await rig.get('organizations.signUp', { ...form('once-more', 'a@once-more.example'), name: '東雲学会 改' })).toEqual({
      accepted: true,
    });
    const second = await mails.findOne({ to: 'a@once-more.example' });
    expect((await confirm(tokenOf(first!.link))).code).toBe('TOKEN_SUPERSEDED');
    expect((await confirm(tokenOf(second!.link))).data).toMatchObject({ outcome: 'active' });
    expect((await rig.get('organizations.publicProfile', { slug: 'once-more' })).name).toBe('東雲学会 改');
    expect((await rig.ask('organizations.signUp', form('once-more', 'a@once-more.example'))).code).toBe('SLUG_TAKEN');
  });

  test('M5, TEN-01, security.md 4.9: the form of somebody else with this address and name opens nothing, whoever follows its link', async () => {
    const form1 = form('whose-form', 'a@whose-form.example');
    await rig.get('organizations.signUp', form1);
    await rig.get('organizations.signUp', { ...form1, password: 'yamabiko no asa' });
    const mails = rig.service.platform.databases.server.collection<{ to: string; link: string }>('mails');
    const last = async () => tokenOf((await mails.find({ to: form1.email }).sort({ _id: -1 }).toArray())[0]!.link);
    const theirs = await last();
    expect((await confirm(theirs)).code).toBe('IDENTITY_MISMATCH');
    expect((await rig.ask('organizations.confirmSignUp', { token: theirs })).code).toBe('INVALID_INPUT');
    expect((await rig.ask('organizations.publicProfile', { slug: 'whose-form' })).code).toBe('NOT_FOUND');
    // Applied for anew it is one's own, and a password mistyped a few times costs nothing but a moment.
    await rig.get('organizations.signUp', form1);
    const own = await last();
    for (let time = 0; time < 5; time += 1) expect((await confirm(own, `mistyped ${time}`)).code).toBe('IDENTITY_MISMATCH');
    expect((await confirm(own)).code).toBe('LOGIN_DELAYED');
    await rig.service.platform.databases.server.collection('login_attempts').updateMany({}, { $set: { until: new Date(0) } });
    expect((await confirm(own)).data).toMatchObject({ outcome: 'active' });
  });

  test('TEN-01: an application whose link has expired gives its name back, to anybody', async () => {
    await rig.get('organizations.signUp', form('given-back', 'a@given-back.example'));
    const { server } = rig.service.platform.databases;
    const held = await server.collection('organizations').findOne({ slug: 'given-back' });
    await server
      .collection('mail_tokens')
      .updateOne({ address: 'a@given-back.example' }, { $set: { expiresAt: new Date(Date.now() - 1000) } });
    await rig.get('organizations.signUp', form('given-back', 'b@given-back.example'));
    const mail = await server.collection<{ to: string; link: string }>('mails').findOne({ to: 'b@given-back.example' });
    expect((await confirm(tokenOf(mail!.link))).data).toMatchObject({ slug: 'given-back' });
    expect(await server.collection('org_users').countDocuments({ email: 'a@given-back.example' })).toBe(0);
    const audit = await server.collection('audit_entries').find({ orgId: held!._id }).toArray();
    expect(new Set(audit.map((row) => row['action']))).toEqual(new Set(['organization.apply', 'organization.expire']));
  });

  test('known and unknown addresses are answered alike', async () => {
    const { slug: _slug, ...again } = form('', 'owner@first-light.example');
    expect(await rig.get('organizations.signUp', again)).toEqual({ accepted: true });
  });
});

describe('log-in', () => {
  test('wrong passwords delay and never lock', async () => {
    const office = await rig.signUp();
    const login = (password: string) => rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password });
    for (let index = 0; index < 5; index += 1) expect((await login('wrong wrong wrong')).code).toBe('LOGIN_FAILED');
    const delayed = await login(office.password);
    expect(delayed).toMatchObject({ status: 429, code: 'LOGIN_DELAYED' });
    expect(delayed.data.params.seconds).toBeGreaterThan(20);
    await rig.service.platform.databases.server.collection('login_attempts').updateMany({}, { $set: { until: new Date(0) } });
    expect((await login(office.password)).status).toBe(200);
  });

  test('a refresh token is good once; a stolen one ends the session', async () => {
    const office = await rig.signUp();
    const login = await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });
    const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    const refresh = (value: string, headers: Record<string, string> = { 'x-tsudoi': '1', origin: ourPages }) =>
      fetch(`${rig.url}/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: value, ...headers },
        body: JSON.stringify({ audience: 'admin', org: office.slug }),
      });
    expect((await refresh(cookie, {})).status).toBe(403);
    expect((await refresh(cookie, { 'x-tsudoi': '1' })).status).toBe(403);
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await refresh(cookie, { 'x-tsudoi': '1', origin: ourPages, 'sec-fetch-site': site })).status, site).toBe(403);
    expect((await refresh(cookie, { 'x-tsudoi': '1', origin: 'https://evil.example' })).status).toBe(403);
    const first = await refresh(cookie);
    expect(first.status).toBe(200);
    const next = first.headers.get('set-cookie')!.split(';')[0]!;
    expect(next).not.toBe(cookie);
    // Two tabs at once: the predecessor still gets an access token, without a new cookie.
    const twin = await refresh(cookie);
    expect(twin.status).toBe(200);
    expect(twin.headers.get('set-cookie')).toBeNull();
    await rig.service.platform.databases.server
      .collection('sessions')
      .updateMany({ orgId: { $exists: true } }, { $set: { rotatedAt: new Date(Date.now() - 11_000) } });
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(next)).status).toBe(401);
    expect((await refresh(cookie)).status).toBe(401);
    // T35: the owner learns of it, once.
    const told = (await rig.mails(office.email)).filter((mail) => mail.subject.includes('安全のためログアウト'));
    expect(told).toHaveLength(1);
    expect(told[0]!.link).toBe(`${ourPages}/${office.slug}/admin/login`);
  });

  test('signing out ends the session behind the access token', async () => {
    const office = await rig.signUp();
    const login = await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });
    const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    const left = await fetch(`${rig.url}/auth/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'x-tsudoi': '1', origin: ourPages },
      body: JSON.stringify({ audience: 'admin', org: office.slug }),
    });
    expect(left.headers.get('clear-site-data')).toBe('"cache"');
    expect((await rig.ask('identity.viewer', undefined, login.data.accessToken)).status).toBe(401);
  });

  test('a new password ends the other devices', async () => {
    const office = await rig.signUp();
    const other = await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });
    expect(
      (await rig.ask('identity.changePassword', { currentPassword: 'not this one', newPassword: 'yuugure no minato' }, office.token)).code,
    ).toBe('IDENTITY_MISMATCH');
    await rig.get('identity.changePassword', { currentPassword: office.password, newPassword: 'yuugure no minato' }, office.token);
    expect((await rig.ask('identity.viewer', undefined, other.data.accessToken)).status).toBe(401);
    expect((await rig.ask('identity.viewer', undefined, office.token)).status).toBe(200);
    expect((await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: 'yuugure no minato' })).status).toBe(
      200,
    );
  });
});
