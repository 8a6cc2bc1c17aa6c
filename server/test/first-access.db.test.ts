import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

async function addMember(changes: Record<string, unknown> = {}) {
  return rig.get('members.create', { ...memberFields(typeId, changes), issueProvisional: true }, office.token);
}
async function start(pair: { provisionalId: string; provisionalPassword: string }) {
  return rig.get('identity.firstAccessStart', {
    org: office.slug,
    provisionalId: pair.provisionalId,
    provisionalPassword: pair.provisionalPassword,
  });
}
const complete = (firstAccessToken: string, changes: Record<string, unknown> = {}) =>
  rig.ask('identity.firstAccessComplete', {
    org: office.slug,
    firstAccessToken,
    familyNameKana: 'たかさき',
    givenNameKana: 'ﾊﾙｺ',
    email: 'haruko@example.jp',
    password: 'hotaru-no-yoru',
    ...changes,
  });

describe('ACC-01: a member made by the office gets a provisional pair', () => {
  test('ACC-01: the pair exists once the member is saved, is readable on paper and can be mailed', async () => {
    const { memberNumber, memberId, provisional } = await addMember();
    expect(memberNumber).toMatch(/^\d{4}-0001$/);
    expect(provisional.provisionalId).toMatch(/^[A-HJ-NP-Z2-9]{10}$/);
    expect(provisional.provisionalPassword).toMatch(/^[A-HJ-NP-Za-km-z2-9]{12}$/);
    const kept = await rig.database.databases.server.collection('member_accounts').findOne({ memberId });
    expect(JSON.stringify(kept)).not.toContain(provisional.provisionalId);
    expect(JSON.stringify(kept)).not.toContain(provisional.provisionalPassword);
    const { to } = await rig.get('identity.mailProvisional', { memberId }, office.token);
    expect(to).toBe('haruko@example.jp');
    const [mail] = await rig.mails('haruko@example.jp');
    const mailed = { provisionalId: /仮ID：(\S+)/.exec(mail!.text)![1]!, provisionalPassword: /仮パスワード：(\S+)/.exec(mail!.text)![1]! };
    // A fresh pair replaces the one before it.
    expect(
      (await rig.ask('identity.firstAccessStart', { org: office.slug, ...provisional, memberId: undefined, expiresAt: undefined })).code,
    ).toBe('LOGIN_FAILED');
    expect((await start(mailed)).memberNumber).toBe(memberNumber);
  });

  test('ACC-01: a pair that is mailed again on the same day is mailed, one by one or to many', async () => {
    const email = 'mou-ichido@example.jp';
    const { memberId } = await addMember({ contactEmail: email });
    const sent = async (procedure: 'identity.mailProvisional' | 'identity.mailFirstAccess', input: object) => {
      await rig.get(procedure, input, office.token);
      return new Set((await rig.mails(email)).map(({ text }) => /仮ID：(\S+)/.exec(text)![1]!));
    };
    expect((await sent('identity.mailProvisional', { memberId })).size).toBe(1);
    expect((await sent('identity.mailProvisional', { memberId })).size).toBe(2);
    expect((await sent('identity.mailFirstAccess', { memberIds: [memberId] })).size).toBe(3);
    expect((await sent('identity.mailFirstAccess', { memberIds: [memberId] })).size).toBe(4);
  });

  test('ACC-01: without an address there is nothing to mail', async () => {
    const { memberId } = await addMember({ contactEmail: '' });
    expect((await rig.ask('identity.mailProvisional', { memberId }, office.token)).code).toBe('NO_LOGIN_WITHOUT_EMAIL');
  });
});

describe('ACC-02: the first access proves the person', () => {
  test('ACC-02: a pair that expires in the middle of the first access is dead', async () => {
    const { provisional, memberId } = await addMember({ contactEmail: 'late@example.jp' });
    const begun = await start(provisional);
    await rig.database.databases.server
      .collection('member_accounts')
      .updateOne({ memberId }, { $set: { provisionalExpiresAt: new Date(Date.now() - 1000) } });
    expect((await complete(begun.firstAccessToken, { email: 'late@example.jp' })).code).toBe('TOKEN_EXPIRED');
  });

  test('ACC-02: spaces, middle dots and long-vowel marks do not make another person', async () => {
    const fields = { familyNameKana: 'ファン ダイク', givenNameKana: 'ローズ', contactEmail: 'rose@example.jp' };
    const { provisional } = await addMember(fields);
    const { firstAccessToken } = await start(provisional);
    const typed = { familyNameKana: 'ファン・ダイク', givenNameKana: 'ロオズ', email: 'rose@example.jp' };
    expect((await complete(firstAccessToken, { ...typed, givenNameKana: 'ローラ' })).code).toBe('IDENTITY_MISMATCH');
    expect((await complete(firstAccessToken, typed)).status).toBe(200);
  });

  test('ACC-02: pair, reading, own password; then the pair is dead', async () => {
    const { provisional, memberNumber } = await addMember({ contactEmail: 'second@example.jp' });
    const begun = await start(provisional);
    expect(begun).toMatchObject({ familyName: '髙﨑', email: 'second@example.jp', loginId: memberNumber.replace('-', '') });
    expect((await complete(begun.firstAccessToken, { givenNameKana: 'ナツコ', email: 'second@example.jp' })).code).toBe(
      'IDENTITY_MISMATCH',
    );
    expect((await complete(begun.firstAccessToken, { password: 'short', email: 'second@example.jp' })).code).toBe('PASSWORD_TOO_SHORT');
    expect((await complete(begun.firstAccessToken, { password: begun.loginId, email: 'second@example.jp' })).code).toBe(
      'PASSWORD_TOO_COMMON',
    );
    const done = await complete(begun.firstAccessToken, { email: 'second@example.jp' });
    expect(done.status).toBe(200);
    expect((await rig.get('identity.viewer', undefined, done.data.accessToken)).memberNumber).toBe(memberNumber);
    expect((await complete(begun.firstAccessToken, { email: 'second@example.jp' })).code).toBe('TOKEN_USED');
    expect(
      (
        await rig.ask('identity.firstAccessStart', {
          org: office.slug,
          provisionalId: provisional.provisionalId,
          provisionalPassword: provisional.provisionalPassword,
        })
      ).code,
    ).toBe('LOGIN_FAILED');
    for (const login of [
      begun.loginId,
      begun.loginId.replace(/\d/g, (digit: string) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
      'Second@Example.JP',
    ]) {
      expect((await rig.ask('identity.memberLogin', { org: office.slug, login, password: 'hotaru-no-yoru' })).data).toMatchObject({
        outcome: 'signed_in',
      });
    }
  });

  test('a pair typed at the ordinary log-in leads to the first access', async () => {
    const { provisional } = await addMember({ contactEmail: 'third@example.jp' });
    const answer = await rig.get('identity.memberLogin', {
      org: office.slug,
      login: provisional.provisionalId.toLowerCase(),
      password: provisional.provisionalPassword,
    });
    expect(answer).toEqual({ outcome: 'first_access' });
  });

  test('one address of mail logs in one member', async () => {
    const { provisional } = await addMember();
    const begun = await start(provisional);
    expect((await complete(begun.firstAccessToken, { email: 'second@example.jp' })).code).toBe('EMAIL_TAKEN');
  });

  test('a member without an address becomes an online member by giving one', async () => {
    const { memberId, provisional } = await addMember({ contactEmail: '' });
    const begun = await start(provisional);
    expect((await complete(begun.firstAccessToken, { email: 'fourth@example.jp' })).status).toBe(200);
    expect((await rig.get('members.get', { memberId }, office.token)).contactEmail).toBe('fourth@example.jp');
  });

  test('ACC-01, domain.md: the day that a pair names as its last counts to its end', async () => {
    const { provisional } = await addMember({ contactEmail: 'last-day@example.jp' });
    const expiresAt = new Date(provisional.expiresAt);
    const lastDay = addDays(rig.service.platform.clock.today(), 90);
    expect(jstDateOf(expiresAt)).toBe(lastDay);
    expect(endOfJstDateExclusive(lastDay).getTime() - expiresAt.getTime()).toBe(1);
  });

  test('pairs of ninety days ago are dead', async () => {
    const { memberId, provisional } = await addMember();
    await rig.database.databases.server
      .collection('member_accounts')
      .updateOne({ memberId }, { $set: { provisionalExpiresAt: new Date(Date.now() - 1000) } });
    expect(
      (
        await rig.ask('identity.firstAccessStart', {
          org: office.slug,
          provisionalId: provisional.provisionalId,
          provisionalPassword: provisional.provisionalPassword,
        })
      ).code,
    ).toBe('LOGIN_FAILED');
  });

  test('whoever leaves today is signed out and cannot come back', async () => {
    const { memberId, provisional } = await addMember({ contactEmail: 'fifth@example.jp' });
    const begun = await start(provisional);
    const { accessToken } = (await complete(begun.firstAccessToken, { email: 'fifth@example.jp' })).data;
    const today = rig.service.platform.clock.today();
    await rig.get('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: today, reason: '転居のため' }, office.token);
    expect((await rig.ask('identity.viewer', undefined, accessToken)).status).toBe(401);
    expect((await rig.ask('identity.memberLogin', { org: office.slug, login: 'fifth@example.jp', password: 'hotaru-no-yoru' })).code).toBe(
      'MEMBERSHIP_ENDED',
    );
  });
});
