import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
let serial = 0;
const password = 'hotaru-no-yoru';
beforeAll(async () => {
  rig = await startServerRig({ MAILS_PER_ADDRESS: '1000' });
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

async function member() {
  serial += 1;
  const email = `mae${serial}@example.jp`;
  const made = await rig.get('members.create', { ...memberFields(typeId, { contactEmail: email }), issueProvisional: true }, office.token);
  const { provisionalId, provisionalPassword } = made.provisional;
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
  const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email, password };
  const { accessToken } = await rig.get('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...self });
  return { memberId: made.memberId as string, email, next: `ato${serial}@example.jp`, token: accessToken as string };
}
const logIn = (login: string) => rig.ask('identity.memberLogin', { org: office.slug, login, password });
const byPassword = { by: 'password', password };
const request = (token: string, email: string, proof: unknown = byPassword) =>
  rig.ask('identity.requestEmailChange', { email, proof }, token);
async function codeAt(email: string) {
  await rig.get('identity.askForCode', { org: office.slug, email });
  const texts = (await rig.mails(email)).map(({ text }) => /コード：(\d{6})/.exec(text)?.[1]);
  return { by: 'code', code: texts.find((code) => code !== undefined)! };
}
const confirm = (token: string, session: string | null = null) => rig.ask('identity.confirmEmailChange', { token }, session);
async function linkTo(address: string): Promise<string> {
  return tokenOf((await rig.mails(address))[0]!.link!);
}

describe('who asks for another address proves again who they are (security.md T41, 4.8)', () => {
  const asked = async (one: { memberId: string; next: string }) => [
    (await rig.mails(one.next)).length,
    await rig.database.databases.server.collection('mail_tokens').countDocuments({ purpose: 'member_email', subjectId: one.memberId }),
  ];

  test('T41 4.8: an open page alone gets no link, nor does a wrong password or code, and guessing waits as it does at the door', async () => {
    const one = await member();
    expect((await rig.ask('identity.requestEmailChange', { email: one.next }, one.token)).code).toBe('INVALID_INPUT');
    const wrong = { by: 'password', password: 'not the password' };
    for (const proof of [{ by: 'code', code: '000000' }, wrong, wrong, wrong, wrong])
      expect((await request(one.token, one.next, proof)).code).toBe('IDENTITY_MISMATCH');
    expect((await request(one.token, one.next)).code).toBe('LOGIN_DELAYED');
    expect(await asked(one)).toEqual([0, 0]);
  });

  test('T41 4.8: a code that went to the old address proves it, once; one of the new address or of somebody else does not', async () => {
    const [one, other] = [await member(), await member()];
    expect((await request(one.token, one.next, await codeAt(other.email))).code).toBe('IDENTITY_MISMATCH');
    const proof = await codeAt(one.email);
    // A taken address is told before: the code is still good.
    expect((await request(one.token, other.email, proof)).code).toBe('EMAIL_TAKEN');
    expect((await request(one.token, one.next, proof)).status).toBe(200);
    expect((await request(one.token, `x${one.next}`, proof)).code).toBe('IDENTITY_MISMATCH');
    expect(await asked(one)).toEqual([1, 1]);
    expect((await confirm(await linkTo(one.next), one.token)).data).toMatchObject({ outcome: 'changed' });
  });

  test('T41 4.8: who has no password after a forced reset proves it by the code', async () => {
    const one = await member();
    await rig.get('identity.forceMemberReset', { memberId: one.memberId }, office.token);
    const { code } = await codeAt(one.email);
    const { data } = await rig.ask('identity.codeLogin', { org: office.slug, email: one.email, code });
    expect((await request(data.accessToken, one.next)).code).toBe('IDENTITY_MISMATCH');
    expect((await request(data.accessToken, one.next, await codeAt(one.email))).status).toBe(200);
  });
});

describe('a new log-in address', () => {
  test('ACC-13, case 21: without the click the new one is refused as an unknown one is, and the old one works; with it, the other way round', async () => {
    const one = await member();
    expect((await request(one.token, one.next)).data).toEqual({ to: one.next });
    const told = async (login: string) => {
      const { status, body } = await logIn(login);
      return [status, body.replace(/"requestNumber":"\w*"/, '')];
    };
    expect((await logIn(one.next)).code).toBe('LOGIN_FAILED');
    expect(await told(one.next)).toEqual(await told('nobody-at-all@example.jp'));
    expect((await logIn(one.email)).status).toBe(200);
    expect((await confirm(await linkTo(one.next), one.token)).data).toMatchObject({ outcome: 'changed', email: one.next });
    expect((await logIn(one.next)).status).toBe(200);
    expect((await logIn(one.email)).code).toBe('LOGIN_FAILED');
    expect((await rig.get('members.get', { memberId: one.memberId }, office.token)).contactEmail).toBe(one.next);
    expect((await rig.mails(one.email)).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([expect.stringContaining('メールアドレスが変わりました')]),
    );
  });

  test('ACC-14, case 19: clicked while logged out, the next log-in under the old address completes it', async () => {
    const one = await member();
    await request(one.token, one.next);
    const link = await linkTo(one.next);
    expect((await confirm(link)).data).toMatchObject({ outcome: 'log_in' });
    expect((await logIn(one.next)).code).toBe('LOGIN_FAILED');
    const session = await logIn(one.email);
    expect((await rig.get('identity.viewer', undefined, session.data.accessToken)).email).toBe(one.next);
    expect((await logIn(one.next)).status).toBe(200);
    expect((await confirm(link)).code).toBe('TOKEN_USED');
  });

  test('ACC-14: somebody else who is signed in completes nothing by opening the link', async () => {
    const [one, other] = [await member(), await member()];
    await request(one.token, one.next);
    expect((await confirm(await linkTo(one.next), other.token)).data).toMatchObject({ outcome: 'log_in' });
    expect((await rig.get('identity.viewer', undefined, other.token)).email).toBe(other.email);
    expect((await logIn(one.email)).status).toBe(200);
  });

  test('ACC-11 ACC-10: the newest link counts, for 24 hours to the second', async () => {
    const one = await member();
    await request(one.token, one.next);
    const older = await linkTo(one.next);
    const second = `${one.next}.example`;
    const sending = [rig.service.platform.clock.now().getTime()];
    await request(one.token, second);
    sending.push(rig.service.platform.clock.now().getTime());
    expect((await confirm(older, one.token)).code).toBe('TOKEN_SUPERSEDED');
    const tokens = rig.database.databases.server.collection('mail_tokens');
    const row = (await tokens.findOne({ purpose: 'member_email', subjectId: one.memberId, live: true }))!;
    // Between what was read before and behind it: how long the request took is no part of a link's life.
    const sentAt = (row['expiresAt'] as Date).getTime() - 86_400_000;
    expect(sentAt).toBeGreaterThanOrEqual(sending[0]!);
    expect(sentAt).toBeLessThanOrEqual(sending[1]!);
    await tokens.updateOne({ _id: row._id }, { $set: { expiresAt: new Date(rig.service.platform.clock.now().getTime() - 1000) } });
    expect((await confirm(await linkTo(second), one.token)).code).toBe('TOKEN_EXPIRED');
    expect((await logIn(one.email)).status).toBe(200);
  });

  test('case 20: of two members who ask for one address the first confirmation wins, and the second is told so at the click', async () => {
    const [one, other, third] = [await member(), await member(), await member()];
    expect((await request(one.token, other.email)).code).toBe('EMAIL_TAKEN');
    const wanted = one.next;
    const linkOf = async (who: { token: string }) => {
      const before = new Set((await rig.mails(wanted)).map(({ link }) => link));
      expect((await request(who.token, wanted)).status).toBe(200);
      return tokenOf((await rig.mails(wanted)).find(({ link }) => !before.has(link))!.link!);
    };
    const links = [await linkOf(one), await linkOf(other), await linkOf(third)] as const;
    expect((await confirm(links[1], other.token)).data).toMatchObject({ outcome: 'changed', email: wanted });
    expect((await confirm(links[0], one.token)).code).toBe('EMAIL_TAKEN');
    // Clicked while logged out, the change is let go with the next log-in, which is under the old address.
    await confirm(links[2]);
    expect((await logIn(third.email)).status).toBe(200);
    for (const { token, email } of [one, third]) expect((await rig.get('identity.viewer', undefined, token)).email).toBe(email);
    const holders = await rig.database.databases.server.collection('member_accounts').find({ loginEmail: wanted }).toArray();
    expect(holders.map((account) => account['memberId'])).toEqual([other.memberId]);
  });

  test('case 20: also when both confirm at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = [await member(), await member()];
      await request(one.token, one.next);
      const first = await linkTo(one.next);
      await request(other.token, one.next);
      const second = (await rig.mails(one.next)).map(({ link }) => tokenOf(link!)).find((token) => token !== first)!;
      const answers = await Promise.all([confirm(first, one.token), confirm(second, other.token)]);
      expect(answers.map(({ code }) => code).toSorted()).toEqual(['', 'EMAIL_TAKEN']);
    }
  });

  test('case 20: nor does somebody get it who proves themselves for the first time at that moment', async () => {
    const one = await member();
    await request(one.token, one.next);
    const made = await rig.get('members.create', { ...memberFields(typeId), issueProvisional: true }, office.token);
    const { provisionalId, provisionalPassword } = made.provisional;
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
    const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email: one.next, password };
    const answers = await Promise.all([
      confirm(await linkTo(one.next), one.token),
      rig.ask('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...self }),
    ]);
    expect(answers.map(({ code }) => code).toSorted()).toEqual(['', 'EMAIL_TAKEN']);
  });
});

describe('a recovered account keeps no change of address under way (security.md 4.8, 0073)', () => {
  const own = 'yamabiko-no-asa';
  type One = Awaited<ReturnType<typeof member>>;
  const lastLink = async (one: One) => tokenOf((await rig.mails(one.email)).find(({ subject }) => subject.includes('再設定'))!.link!);
  const setAnew = async (one: One) => rig.get('identity.resetPassword', { token: await lastLink(one), password: own });
  async function proveAnew(one: One) {
    const { provisionalId, provisionalPassword } = await rig.get('identity.issueProvisional', { memberId: one.memberId }, office.token);
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
    const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email: one.email, password: own };
    await rig.get('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...self });
  }
  const moveTo = (one: One, status: string, effectiveOn: string) =>
    rig.get('members.changeStatus', { memberId: one.memberId, status, effectiveOn, reason: '本人の希望' }, office.token);

  test.each<[string, (one: One) => Promise<unknown>]>([
    [
      'by the link of the owner',
      async (one) => {
        await rig.get('identity.requestPasswordReset', { audience: 'my', org: office.slug, login: one.email });
        await setAnew(one);
      },
    ],
    [
      'by the office',
      async (one) => {
        await rig.get('identity.forceMemberReset', { memberId: one.memberId }, office.token);
        await setAnew(one);
      },
    ],
    ['by a fresh pair', proveAnew],
    ['by a changed password', (one) => rig.get('identity.changePassword', { currentPassword: password, newPassword: own }, one.token)],
    [
      'by leaving and coming back',
      async (one) => {
        await moveTo(one, 'withdrawn', '2026-05-01');
        await moveTo(one, 'active', '2026-05-02');
        await proveAnew(one);
      },
    ],
  ])('M1, T41: %s, whether the link was opened before or is opened after', async (_way, recover) => {
    const [waits, opened] = [await member(), await member()];
    for (const one of [waits, opened]) await request(one.token, one.next);
    const link = await linkTo(waits.next);
    expect((await confirm(await linkTo(opened.next))).data).toMatchObject({ outcome: 'log_in' });
    for (const one of [waits, opened]) await recover(one);
    expect((await confirm(link)).code).toBe('TOKEN_EXPIRED');
    for (const one of [waits, opened]) {
      const { data } = await rig.ask('identity.memberLogin', { org: office.slug, login: one.email, password: own });
      expect((await rig.get('identity.viewer', undefined, data.accessToken)).email).toBe(one.email);
    }
  });

  test('M1, T41: a link to a new password that lies in the old mailbox dies with the change', async () => {
    const one = await member();
    await rig.get('identity.requestPasswordReset', { audience: 'my', org: office.slug, login: one.email });
    const tokens = rig.database.databases.server.collection('mail_tokens');
    await request(one.token, one.next);
    expect((await confirm(await linkTo(one.next), one.token)).status).toBe(200);
    const reset = async () => rig.ask('identity.resetPassword', { token: await lastLink(one), password: own });
    expect((await reset()).code).toBe('TOKEN_EXPIRED');
    // And one that no change has ended, because the address became another on another way.
    await tokens.updateMany({ purpose: 'member_reset', subjectId: one.memberId }, { $set: { live: true } });
    expect((await reset()).code).toBe('TOKEN_EXPIRED');
  });
});
