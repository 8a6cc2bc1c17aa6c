import type { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword } from '../../src/modules/identity/password.service.ts';
import { type Office, type ServerRig, memberFields, startServerRig, tokenOf } from '../server-rig.ts';

const evenMs = 150;
let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig({ TRUST_PROXY_HOPS: '1', EVEN_ANSWER_MS: String(evenMs) });
  office = await rig.signUp();
});
afterAll(() => rig.stop());

/** How many typed passwords were compared with a hash: of an account, or of nobody. */
async function comparisons(against: 'account' | 'nobody'): Promise<number> {
  const { values } = await rig.service.platform.metrics.passwordChecks.get();
  return values.find(({ labels }) => labels['against'] === against)?.value ?? 0;
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const asAdmin = (email: string, password: string, address: string) =>
  rig.ask('identity.adminLogin', { org: office.slug, email, password }, null, from(address));
const asMember = (login: string, password: string, address: string) =>
  rig.ask('identity.memberLogin', { org: office.slug, login, password }, null, from(address));
/** What a caller can tell apart: everything but the number of the request. */
const told = ({ status, body }: { status: number; body: string }) => [status, body.replace(/"requestNumber":"[0-9A-F]*"/, '')];

/** Five failures cost thirty seconds: on a slow machine that would be over before the last guess, and the next one compared with reason. */
async function whileTimeStands(work: () => Promise<void>): Promise<void> {
  const { clock } = rig.service.platform;
  const { realNow } = clock;
  const now = realNow();
  Object.assign(clock, { realNow: () => now });
  await work().finally(() => Object.assign(clock, { realNow }));
}

describe('G12: guessing', () => {
  test('G12: five hundred guesses from one address, forty at once, are compared with the password five times', async () => {
    const before = await comparisons('account');
    await whileTimeStands(async () => {
      for (let round = 0; round < 500 / 40; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 40 }, (_, index) => asAdmin(office.email, `guess ${round}-${index}`, '203.0.113.1')),
        );
        for (const { status, code } of answers) expect([401, 429], code).toContain(status);
      }
    });
    expect((await comparisons('account')) - before).toBe(5);
    // The owner at another address is not kept out by it.
    expect((await asAdmin(office.email, office.password, '203.0.113.2')).status).toBe(200);
  });

  test('G12 T33: five hundred guesses from a hundred addresses are compared a hundred times, until the mail has been read', async () => {
    const there = await rig.signUp();
    const login = (password: string, address: string, headers: Record<string, string> = {}) =>
      rig.ask('identity.adminLogin', { org: there.slug, email: there.email, password }, null, { ...from(address), ...headers });
    const known = await login(there.password, '198.51.100.1');
    const cookie = known.headers
      .getSetCookie()
      .find((one) => one.startsWith('kd-admin-'))!
      .split(';')[0]!;
    const before = await comparisons('account');
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, place) => login(`guess ${round}-${place}`, `192.0.2.${place + 1}`)),
      );
      for (const { status, code } of answers) expect([401, 429], code).toContain(status);
    }
    expect((await comparisons('account')) - before).toBe(100);
    // Where the owner has been before, they get in; elsewhere not even the right password is looked at.
    expect((await login(there.password, '198.51.100.1', { cookie })).status).toBe(200);
    expect((await login(there.password, '198.51.100.2')).code).toBe('LOGIN_DELAYED');
    expect((await comparisons('account')) - before).toBe(101);
    await rig.get('identity.requestPasswordReset', { audience: 'admin', org: there.slug, login: there.email });
    const mail = (await rig.mails(there.email)).find(({ link }) => link?.includes('/reset#'))!;
    const password = 'kaze no toorimichi';
    await rig.get('identity.resetPassword', { token: tokenOf(mail.link!), password });
    expect((await login(password, '198.51.100.2')).status).toBe(200);
  });

  test('G12 T32: one address guessing at many accounts is stopped after a hundred', async () => {
    const before = (await comparisons('account')) + (await comparisons('nobody'));
    for (let index = 0; index < 130; index += 1) await asAdmin(`somebody${index}@example.jp`, 'guess guess guess', '203.0.113.3');
    expect((await comparisons('account')) + (await comparisons('nobody')) - before).toBe(100);
    expect(await asAdmin('somebody-else@example.jp', 'guess guess guess', '203.0.113.3')).toMatchObject({
      status: 429,
      code: 'LOGIN_DELAYED',
    });
  });

  test('T32 T35: whoever holds somebody’s open page cannot guess the password there either', async () => {
    const other = await rig.signUp();
    const before = await comparisons('account');
    const guess = (password: string) =>
      rig.ask(
        'identity.changePassword',
        { currentPassword: password, newPassword: 'kaze no toorimichi' },
        other.token,
        from('203.0.113.4'),
      );
    const codes: string[] = [];
    for (let index = 0; index < 8; index += 1) codes.push((await guess(`guess ${index}`)).code);
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'IDENTITY_MISMATCH'), ...Array.from({ length: 3 }, () => 'LOGIN_DELAYED')]);
    expect((await comparisons('account')) - before).toBe(5);
  });

  test('G12 T34: an unknown account, organisation or unconfirmed address answers as a known one and costs a comparison', async () => {
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
    const { provisional, memberNumber } = await rig.get(
      'members.create',
      { ...memberFields(membershipTypeId), issueProvisional: true },
      office.token,
    );
    const [hashed, decoyed] = [await comparisons('account'), await comparisons('nobody')];
    const right = await asAdmin(office.email, 'wrong wrong wrong', '203.0.113.10');
    expect([(await comparisons('account')) - hashed, (await comparisons('nobody')) - decoyed]).toEqual([1, 0]);
    const cases = [
      () => asAdmin('nobody@example.jp', 'wrong wrong wrong', '203.0.113.11'),
      () =>
        rig.ask(
          'identity.adminLogin',
          { org: 'no-such-org', email: office.email, password: 'wrong wrong wrong' },
          null,
          from('203.0.113.12'),
        ),
      () => asMember(memberNumber, 'wrong wrong wrong', '203.0.113.13'),
      () => asMember('9999-9999', 'wrong wrong wrong', '203.0.113.14'),
      () => asMember('nobody@example.jp', 'wrong wrong wrong', '203.0.113.15'),
      () => asMember(provisional.provisionalId, 'wrong wrong wrong', '203.0.113.16'),
    ];
    for (const ask of cases) {
      const before = [await comparisons('account'), await comparisons('nobody')] as const;
      const answer = await ask();
      expect(told(answer)).toEqual(told(right));
      // One comparison at the same cost, as for a known one: hashing is all but a hundredth of the time.
      expect([(await comparisons('account')) - before[0], (await comparisons('nobody')) - before[1]]).toEqual([0, 1]);
    }
  });

  test('T34: who asks for a mail waits as long for no as for yes, and is told the same', async () => {
    const { slug: org } = office;
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '準会員', annualFee: 0 }, office.token);
    const { termsVersion: _version, termsPublishedAt: _at, ...joining } = await rig.get('applications.settings', undefined, office.token);
    await rig.get('applications.saveSettings', { ...joining, open: true, membershipTypeIds: [membershipTypeId], terms: 'x' }, office.token);
    const { termsId } = await rig.get('applications.joinPage', { org });
    const person = { familyName: '髙﨑', givenName: '春子', familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', birthDate: '1980-01-01' };
    const known = 'kiyo@example.jp';
    await rig.get('members.create', { ...memberFields(membershipTypeId, { contactEmail: known }), issueProvisional: false }, office.token);
    const doors: Record<string, (address: string) => readonly [string, object]> = {
      'a forgotten password': (login) => ['identity.requestPasswordReset', { audience: 'admin', org, login }],
      'a code': (email) => ['identity.askForCode', { org, email }],
      'a forgotten log-in ID': (email) => ['identity.askForLoginId', { org, ...person, email, note: '' }],
      joining: (email) => ['applications.requestJoin', { org, email, termsId, agreed: true }],
      'a mail about an application': (email) => ['applications.mailAgain', { org, email }],
    };
    for (const [what, door] of Object.entries(doors)) {
      const answers = [];
      for (const address of [office.email, known, 'nobody@example.jp']) {
        const began = performance.now();
        answers.push(told(await rig.ask(...door(address), null, from('203.0.113.30'))));
        // A timer may be early by the part of a millisecond that it does not count.
        expect(performance.now() - began, what).toBeGreaterThanOrEqual(evenMs - 2);
      }
      expect(answers, what).toEqual([answers[0], answers[0], answers[0]]);
    }
  });

  test('T44: of sixty that want to be hashed at the same moment two are, fifty wait, and the others are sent away', async () => {
    const { platform } = rig.service;
    const all = await Promise.allSettled(Array.from({ length: 60 }, (_, at) => hashPassword(platform, `hotaru no yoru ${at}`)));
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as DomainError).code] : []));
    expect(refused).toEqual(Array.from({ length: 60 - 52 }, () => 'TOO_MANY_REQUESTS'));
    // Nobody's turn is lost with it.
    expect((await Promise.all(Array.from({ length: 52 }, () => hashPassword(platform, 'hotaru no yoru')))).length).toBe(52);
  });

  test('T44: a password of a megabyte is refused before anything is hashed', async () => {
    const before = (await comparisons('account')) + (await comparisons('nobody'));
    expect((await asAdmin(office.email, 'x'.repeat(1_000_000), '203.0.113.20')).status).toBe(413);
    expect((await asAdmin(office.email, 'x'.repeat(50_000), '203.0.113.20')).status).toBe(400);
    expect((await comparisons('account')) + (await comparisons('nobody'))).toBe(before);
  });
});
