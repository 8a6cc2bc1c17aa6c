import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addMyPasskey } from '../src/modules/identity/member-passkey.service.ts';
import { type Crafting, startAuthenticator } from './authenticator.factory.ts';
import { enrolMember, firstAccess, password, site } from './member-passkey.factory.ts';
import { type Office, type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let elsewhere: Office;
const types = new Map<string, string>();
beforeAll(async () => {
  rig = await startServerRig({ PUBLIC_URL: 'http://localhost:4000', MAILS_PER_ADDRESS: '1000' });
  [office, elsewhere] = [await rig.signUp(), await rig.signUp('朝霧の会')];
  for (const { slug, token } of [office, elsewhere])
    types.set(slug, (await rig.get('membershipTypes.create', { name: '会員', annualFee: 0, honorific: 'dono' }, token)).membershipTypeId);
});
afterAll(() => rig.stop());

const [byPassword, chosen] = [{ by: 'password', password }, 'kaze no toorimichi'];
/** A member with an account, and the device in their hand. */
const enrol = (at: Office = office, device = startAuthenticator(site)) => enrolMember(rig, at, types.get(at.slug)!, device);
type Person = Awaited<ReturnType<typeof enrol>>;

async function add({ device }: Pick<Person, 'device'>, token: string, crafting: Crafting = {}, proof: unknown = byPassword) {
  const offer = await rig.get('identity.offerMyPasskey', { proof }, token);
  const input = { challengeId: offer.challengeId, name: '自分のスマートフォン', response: device.register(offer.challenge, crafting) };
  return { offer, input, answer: await rig.ask('identity.addMyPasskey', input, token) };
}
async function withPasskey(at: Office = office) {
  const person = await enrol(at);
  const { answer } = await add(person, person.token);
  expect(answer.status).toBe(200);
  return { ...person, passkeyId: answer.data.passkeyId as string };
}
async function enter({ device }: Pick<Person, 'device'>, org = office.slug, crafting: Crafting = {}) {
  const offer = await rig.get('identity.offerPasskeyLogin', { org, audience: 'my' });
  const input = { org, audience: 'my', challengeId: offer.challengeId, response: device.assert(offer.challenge, crafting) };
  return { input, answer: await rig.ask('identity.passkeyLogin', input) };
}
const mine = (token: string) => rig.get('identity.myPasskeys', undefined, token);
const logIn = (login: string) => rig.ask('identity.memberLogin', { org: office.slug, login, password });

describe('a member’s passkey', () => {
  test('signs in as the password does: the same kind of session, listed, told by mail, in the log', async () => {
    const person = await enrol();
    const other = await logIn(person.email);
    const { offer } = await add(person, person.token);
    expect(offer).toMatchObject({ rpId: 'localhost', known: [], userName: `${person.loginId} (東雲学会)` });
    // A new way in signs other devices out (security.md 4.8), and a mail tells whoever did not do that.
    expect((await rig.ask('identity.viewer', undefined, other.data.accessToken)).code).toBe('UNAUTHENTICATED');
    const [mail] = await rig.mails(person.email);
    expect(mail!.text).toMatch(/^.+ 殿\n[^]*マイページへのログイン[^]*パスキーが登録されました/);
    expect(mail!.link).toBe(`http://localhost:4000/${office.slug}/my/login`);

    const { answer } = await enter(person);
    expect(answer.headers.get('set-cookie')).toContain(`rt-my-${office.slug}`);
    expect(await rig.get('identity.viewer', undefined, answer.data.accessToken)).toMatchObject({
      audience: 'my',
      memberId: person.memberId,
    });
    expect(await rig.get('identity.sessions', undefined, answer.data.accessToken)).toHaveLength(2);
    expect(await mine(answer.data.accessToken)).toMatchObject({ hasPassword: true, passkeys: [{ lastUsedAt: expect.any(String) }] });
    // The password goes on working: it is another way, not a second step.
    expect((await logIn(person.email)).data.outcome).toBe('signed_in');
    const log = await rig.get('audit.list', {}, office.token);
    expect(log.rows.find(({ action }: { action: string }) => action === 'account.passkey_add')).toMatchObject({
      subjectId: person.memberId,
    });
  });

  const crooked: readonly [string, Crafting][] = [
    ['another origin', { origin: 'https://localhost.example' }],
    ['another RP id', { rpId: 'evil.example' }],
    ['another challenge', { challenge: Buffer.from('a challenge of somebody else').toString('base64url') }],
    ['no user verification', { userVerified: false }],
    ['the wrong kind of reply', { type: 'webauthn.else' }],
    ['a spoiled signature', { spoiled: true }],
    ['a counter that does not rise', { counter: 0 }],
  ];
  test('T43: a log-in or a registration with anything crooked is refused', async () => {
    const person = await withPasskey();
    expect((await enter(person)).answer.status).toBe(200);
    const attempts = rig.database.databases.server.collection('login_attempts');
    for (const [what, crafting] of crooked) {
      expect((await enter(person, office.slug, crafting)).answer.code, what).toBe('LOGIN_FAILED');
      // Not the wait after the fifth is what refuses.
      await attempts.deleteMany({});
    }
    for (const [what, crafting] of crooked) {
      if (crafting.spoiled || crafting.counter !== undefined) continue;
      const answer = (await add({ device: startAuthenticator(site) }, person.token, crafting)).answer;
      expect(answer.code, what).toBe('PASSKEY_REFUSED');
    }
    expect((await mine(person.token)).passkeys).toHaveLength(1);
    expect((await enter(person, office.slug, { counter: 50 })).answer.status).toBe(200);
  });

  test('T43: a challenge answers once, within five minutes, at its door and to the one it was made for', async () => {
    const person = await withPasskey();
    const { input, answer } = await enter(person);
    expect(answer.status).toBe(200);
    expect((await rig.ask('identity.passkeyLogin', input)).code).toBe('LOGIN_FAILED');
    const late = await rig.get('identity.offerPasskeyLogin', { org: office.slug, audience: 'my' });
    const challenges = rig.database.databases.server.collection('passkey_challenges');
    await challenges.updateOne({ _id: late.challengeId as never }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const tooLate = { ...input, challengeId: late.challengeId, response: person.device.assert(late.challenge) };
    expect((await rig.ask('identity.passkeyLogin', tooLate)).code).toBe('LOGIN_FAILED');
    const console_ = await rig.get('identity.offerPasskeyLogin', { org: office.slug, audience: 'admin' });
    for (const audience of ['my', 'admin']) {
      const reply = { ...input, audience, challengeId: console_.challengeId, response: person.device.assert(console_.challenge) };
      expect((await rig.ask('identity.passkeyLogin', reply)).code, audience).toBe('LOGIN_FAILED');
    }
    const neighbour = await enrol();
    const offer = await rig.get('identity.offerMyPasskey', { proof: byPassword }, neighbour.token);
    const taken = { challengeId: offer.challengeId, name: 'x', response: startAuthenticator(site).register(offer.challenge) };
    expect((await rig.ask('identity.addMyPasskey', taken, person.token)).code).toBe('PASSKEY_REFUSED');
  });

  test('opens one account of one organisation: the host is one, the associations are many', async () => {
    const person = await withPasskey();
    expect((await enter(person, elsewhere.slug)).answer.code).toBe('LOGIN_FAILED');
    // The same device may hold one for each; each opens its own.
    const there = await enrol(elsewhere, person.device);
    expect((await add(there, there.token)).answer.status).toBe(200);
    const { answer } = await enter(there, elsewhere.slug);
    expect((await rig.get('identity.viewer', undefined, answer.data.accessToken)).memberId).toBe(there.memberId);
    // Nobody else of this organisation can make it theirs.
    const neighbour = await enrol(office, person.device);
    expect((await add(neighbour, neighbour.token)).answer.code).toBe('PASSKEY_REFUSED');
    for (const stranger of [neighbour, there]) {
      const { passkeyId } = person;
      expect((await rig.ask('identity.renameMyPasskey', { passkeyId, name: 'x' }, stranger.token)).code).toBe('NOT_FOUND');
      expect((await rig.ask('identity.removeMyPasskey', { passkeyId, proof: byPassword }, stranger.token)).code).toBe('NOT_FOUND');
    }
    expect((await enter(person)).answer.status).toBe(200);
  });
});

describe('one’s own passkeys', () => {
  test('are added, renamed and removed; adding and removing ask again who one is', async () => {
    const person = await withPasskey();
    const { passkeyId, token } = person;
    const ask = (procedure: string, input: unknown) => rig.ask(`identity.${procedure}`, input, token);
    const wrong = { by: 'password', password: 'not the password' };
    expect((await ask('offerMyPasskey', { proof: wrong })).code).toBe('IDENTITY_MISMATCH');
    expect((await ask('renameMyPasskey', { passkeyId, name: '' })).code).toBe('INVALID_INPUT');
    expect((await ask('renameMyPasskey', { passkeyId, name: '母の端末' })).status).toBe(200);
    expect((await mine(token)).passkeys).toMatchObject([{ passkeyId, name: '母の端末' }]);
    expect((await ask('removeMyPasskey', { passkeyId, proof: wrong })).code).toBe('IDENTITY_MISMATCH');
    expect((await ask('removeMyPasskey', { passkeyId, proof: byPassword })).status).toBe(200);
    expect((await ask('removeMyPasskey', { passkeyId, proof: byPassword })).code).toBe('NOT_FOUND');
    expect((await enter(person)).answer.code).toBe('LOGIN_FAILED');
    expect((await rig.mails(person.email))[0]!.text).toContain('パスキーが削除されました');
  });

  test('twenty are enough', async () => {
    const person = await withPasskey();
    const passkeys = rig.database.databases.server.collection<{ _id: string }>('passkeys');
    const row = (await passkeys.findOne({ _id: person.passkeyId }))!;
    await passkeys.insertMany(Array.from({ length: 19 }, (_, at) => ({ ...row, _id: `${row._id}${at}`, credentialId: `more${at}` })));
    expect((await add({ device: startAuthenticator(site) }, person.token)).answer.code).toBe('TOO_MANY_PASSKEYS');
  });

  test('are made with a mailed code where there is no password; a code proves once', async () => {
    const person = await enrol();
    const codes = async () => {
      await rig.get('identity.askForCode', { org: office.slug, email: person.email });
      const mails = await rig.mails(person.email);
      return { by: 'code', code: mails.flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? [])[0]! };
    };
    await rig.get('identity.forceMemberReset', { memberId: person.memberId }, office.token);
    const { code } = await codes();
    const { data } = await rig.ask('identity.codeLogin', { org: office.slug, email: person.email, code });
    expect(await mine(data.accessToken)).toEqual({ hasPassword: false, passkeys: [] });
    const proof = await codes();
    expect((await rig.ask('identity.offerMyPasskey', { proof: byPassword }, data.accessToken)).code).toBe('IDENTITY_MISMATCH');
    expect((await add(person, data.accessToken, {}, proof)).answer.status).toBe(200);
    expect((await rig.ask('identity.offerMyPasskey', { proof }, data.accessToken)).code).toBe('IDENTITY_MISMATCH');
    expect((await enter(person)).answer.status).toBe(200);
  });

  test('are nothing for who came in by a shared mailbox', async () => {
    const { memberId, passkeyId, token } = await withPasskey();
    await rig.get('identity.shareMailbox', { shared: true, proof: byPassword }, token);
    await rig.database.databases.server.collection('sessions').updateMany({ subjectId: memberId }, { $set: { viaMailbox: true } });
    const ask = (procedure: string, input: object) => rig.ask(`identity.${procedure}`, input, token);
    for (const answer of [
      await ask('offerMyPasskey', { proof: byPassword }),
      await ask('renameMyPasskey', { passkeyId, name: 'x' }),
      await ask('removeMyPasskey', { passkeyId, proof: byPassword }),
    ])
      expect(answer.code).toBe('OWN_LOGIN_NEEDED');
  });
});

describe('what becomes of passkeys', () => {
  const leftOf = async (memberId: string) => {
    const { server } = rig.database.databases;
    const account = (await server.collection('member_accounts').findOne({ memberId }))!;
    return server.collection('passkeys').countDocuments({ ownerId: account._id });
  };
  const status = (memberId: string, to: string, effectiveOn: string) =>
    rig.get('members.changeStatus', { memberId, status: to, effectiveOn, reason: '本人の希望' }, office.token);

  test('ACC-15 ACC-09: who has left is told so, as with the password; who comes back begins anew, without the old ones', async () => {
    const person = await withPasskey();
    await status(person.memberId, 'withdrawn', '2026-05-01');
    expect((await enter(person)).answer.code).toBe('MEMBERSHIP_ENDED');
    expect((await logIn(person.email)).code).toBe('MEMBERSHIP_ENDED');
    await status(person.memberId, 'active', '2026-06-01');
    expect((await enter(person)).answer.code).toBe('LOGIN_FAILED');
    const pair = await rig.get('identity.issueProvisional', { memberId: person.memberId }, office.token);
    const { token } = await firstAccess(rig, office.slug, pair, person.email);
    expect((await mine(token)).passkeys).toEqual([]);
    expect((await enter(person)).answer.code).toBe('LOGIN_FAILED');
  });

  test('ACC-23: a reset that the office forces and a fresh provisional pair end them, and one that is being added dies with its session', async () => {
    const person = await withPasskey();
    const offer = await rig.get('identity.offerMyPasskey', { proof: byPassword }, person.token);
    await rig.get('identity.forceMemberReset', { memberId: person.memberId }, office.token);
    expect(await leftOf(person.memberId)).toBe(0);
    // Elsewhere in the house the session may be known for some seconds; the change itself looks.
    const session = (await rig.database.databases.server.collection('sessions').findOne({ subjectId: person.memberId }))!;
    const actor = {
      kind: 'member',
      memberId: person.memberId,
      sessionId: session['_id'],
      name: '髙﨑 春子',
      scope: mintOrgScope(session['orgId']),
    };
    const input = { challengeId: offer.challengeId, name: 'x', response: startAuthenticator(site).register(offer.challenge) };
    await expect(addMyPasskey(rig.service.platform, actor as never, input as never)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await leftOf(person.memberId)).toBe(0);

    const another = await withPasskey();
    await rig.get('identity.issueProvisional', { memberId: another.memberId }, office.token);
    expect((await enter(another)).answer.code).toBe('LOGIN_FAILED');
    expect(await leftOf(another.memberId)).toBe(0);
  });

  test('ACC-23: of a forced reset and a passkey that is added in the same moment, none is left afterwards', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { memberId, device, token } = await enrol();
      const offer = await rig.get('identity.offerMyPasskey', { proof: byPassword }, token);
      const input = { challengeId: offer.challengeId, name: 'x', response: device.register(offer.challenge) };
      const [forced, added] = await Promise.all([
        rig.ask('identity.forceMemberReset', { memberId }, office.token),
        rig.ask('identity.addMyPasskey', input, token),
      ]);
      expect([forced.status, [200, 401].includes(added.status)], added.body).toEqual([200, true]);
      expect(await leftOf(memberId)).toBe(0);
    }
  });

  test('a new password and a new address leave them: they belong to the account', async () => {
    const person = await withPasskey();
    await rig.get('identity.requestPasswordReset', { audience: 'my', org: office.slug, login: person.email });
    const reset = (await rig.mails(person.email)).find(({ link }) => link?.includes('/reset#'))!;
    await rig.get('identity.resetPassword', { token: tokenOf(reset.link!), password: chosen });
    const { answer } = await enter(person);
    expect(answer.status).toBe(200);
    const next = `next-${person.email}`;
    await rig.get('identity.requestEmailChange', { email: next, proof: { by: 'password', password: chosen } }, answer.data.accessToken);
    expect(await rig.get('identity.confirmEmailChange', { token: tokenOf((await rig.mails(next))[0]!.link!) })).toMatchObject({
      outcome: 'log_in',
    });
    // A log-in with it is one under the old address, too.
    const again = await enter(person);
    expect((await rig.get('identity.viewer', undefined, again.answer.data.accessToken)).email).toBe(next);
  });

  test('of two records that become one, the passkeys follow the account that lives on; the way back restores both', async () => {
    const [kept, merged] = [await withPasskey(), await withPasskey()];
    const pair = { keptId: kept.memberId, mergedId: merged.memberId };
    const { fingerprint } = await rig.get('duplicates.planMerge', pair, office.token);
    const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'merged' };
    const { mergeId } = await rig.get('duplicates.merge', { ...pair, fingerprint, choices }, office.token);
    const { answer } = await enter(merged);
    expect((await rig.get('identity.viewer', undefined, answer.data.accessToken)).memberId).toBe(kept.memberId);
    expect((await enter(kept)).answer.status).toBeGreaterThanOrEqual(401);
    await rig.get('duplicates.undoMerge', { mergeId }, office.token);
    for (const person of [kept, merged]) {
      const back = (await enter(person)).answer;
      expect((await rig.get('identity.viewer', undefined, back.data.accessToken)).memberId).toBe(person.memberId);
    }
  });

  test('a passkey of the office opens no My Page, and counts for nobody’s second step but its owner’s', async () => {
    const device = startAuthenticator(site);
    const offer = await rig.get('identity.offerPasskey', { password: elsewhere.password }, elsewhere.token);
    const added = { challengeId: offer.challengeId, name: '事務室のPC', response: device.register(offer.challenge) };
    await rig.get('identity.addPasskey', added, elsewhere.token);
    expect((await enter({ device }, elsewhere.slug)).answer.code).toBe('LOGIN_FAILED');
    await withPasskey(elsewhere);
    const users = await rig.get('identity.users', undefined, elsewhere.token);
    expect(users.map(({ hasSecondStep }: { hasSecondStep: boolean }) => hasSecondStep)).toEqual([true]);
  });
});
