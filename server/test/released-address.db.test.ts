import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields, tokenOf } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig({ MAILS_PER_ADDRESS: '1000' });
});
afterAll(() => rig.stop());

const { admin, member, collection, today, approve } = officeStories(() => rig);
let serial = 0;

/** Somebody invited, before their first access. */
async function invited(changes: Record<string, unknown>) {
  const fields = memberFields(rig.typeId, changes);
  const { memberId, provisional } = await rig.get('members.create', { ...fields, issueProvisional: true }, rig.office.token);
  const { provisionalId, provisionalPassword } = provisional;
  const enter = async (email: string) => {
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: rig.office.slug, provisionalId, provisionalPassword });
    const self = { familyNameKana: 'タカサキ', givenNameKana: fields.givenNameKana, email, password };
    return rig.get('identity.firstAccessComplete', { org: rig.office.slug, firstAccessToken, ...self });
  };
  return { memberId: memberId as string, enter };
}
async function enrolled(changes: Record<string, unknown> = {}) {
  serial += 1;
  const email = `kazoku${serial}@example.jp`;
  const { memberId, enter } = await invited({ contactEmail: email, ...changes });
  const { accessToken } = await enter(email);
  return { memberId, email, token: accessToken as string };
}
const status = (memberId: string, to: string, effectiveOn: string = today()) =>
  admin('members.changeStatus', { memberId, status: to, effectiveOn, reason: '本人または家族の申し出' });
const proof = { by: 'password', password };
const ask = (token: string, email: string) => rig.ask('identity.requestEmailChange', { email, proof }, token);
const give = (memberId: string, email: string) => admin('identity.setLoginEmail', { memberId, email });
const account = async (memberId: string) => (await collection('member_accounts').findOne({ memberId })) as Loose;
const released = async (memberId: string): Promise<Loose[]> =>
  (await admin('audit.list', { subjectId: memberId })).data.rows.filter((row: Loose) => row.action === 'account.email_release');

describe('features.md 3 #8, case 23: the address of whoever is gone is released, never falsified', () => {
  test('the widow changes to the family’s only mailbox by the link, the log says so, and an undo of the status gives nothing back', async () => {
    const [one, widow] = [await enrolled(), await enrolled({ givenName: '花子' })];
    expect((await ask(widow.token, one.email)).code).toBe('EMAIL_TAKEN');
    await status(one.memberId, 'withdrawn');
    expect((await account(one.memberId)).loginEmail).toBe(one.email);
    expect((await ask(widow.token, one.email)).status).toBe(200);
    // Until the link is opened it is nobody else's.
    expect((await account(one.memberId)).loginEmail).toBe(one.email);
    const link = tokenOf((await rig.mails(one.email)).find(({ link: to }) => to?.includes('/my/email'))!.link!);
    expect((await rig.ask('identity.confirmEmailChange', { token: link }, widow.token)).data).toMatchObject({ outcome: 'changed' });
    expect(await account(one.memberId)).toMatchObject({ state: 'disabled', loginEmail: null });
    expect((await account(widow.memberId)).loginEmail).toBe(one.email);
    expect(await released(one.memberId)).toMatchObject([{ fields: ['loginEmail'], subjectId: one.memberId }]);
    expect((await rig.logIn(one.email)).status).toBe(200);
    const { statusHistory } = await member(one.memberId);
    const { entryId } = statusHistory.find((entry: Loose) => entry.status === 'withdrawn');
    expect((await admin('members.cancelStatus', { memberId: one.memberId, entryId, begun: true })).status).toBe(200);
    expect(await account(one.memberId)).toMatchObject({ state: 'none', loginEmail: null });
  });

  test('so does the office, of whoever died or was expelled; in both orders at once the address has one holder', async () => {
    for (const how of ['deceased', 'expelled']) {
      const [one, other, third] = [await enrolled(), await enrolled({ givenName: '花子' }), await enrolled({ givenName: '夏子' })];
      expect((await give(other.memberId, one.email)).code).toBe('EMAIL_TAKEN');
      await status(one.memberId, how);
      const both = await Promise.all([give(other.memberId, one.email), give(third.memberId, one.email)]);
      expect(both.map(({ status: answered }) => answered).toSorted()).toEqual([200, 409]);
      expect((await account(one.memberId)).loginEmail).toBeNull();
      expect(await collection('member_accounts').countDocuments({ loginEmail: one.email })).toBe(1);
      expect(await released(one.memberId)).toHaveLength(1);
    }
  });

  test('ACC-02: at the first access the address of the own record is the log-in at once', async () => {
    const one = await enrolled();
    await status(one.memberId, 'deceased');
    const widow = await invited({ contactEmail: one.email, givenName: '花子', givenNameKana: 'ハナコ' });
    expect(await widow.enter(one.email)).toMatchObject({ loginEmail: one.email });
    expect((await account(one.memberId)).loginEmail).toBeNull();
    expect(await released(one.memberId)).toHaveLength(1);
  });

  test('whoever rests, is to be back on a day to come, asks to be let in again, or is shut out otherwise keeps it', async () => {
    const [resting, returning, asking, shut] = [await enrolled(), await enrolled(), await enrolled(), await enrolled()];
    await status(resting.memberId, 'suspended');
    await status(returning.memberId, 'withdrawn', '2024-04-01');
    await status(returning.memberId, 'active', addDays(today(), 20));
    await status(asking.memberId, 'withdrawn', '2024-04-01');
    await rig.knock(asking.email);
    const [token] = await rig.tokens(asking.email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), password });
    await collection('member_accounts').updateMany(
      { memberId: { $in: [asking.memberId, shut.memberId] } },
      { $set: { state: 'disabled' } },
    );
    const other = await enrolled({ givenName: '花子' });
    for (const { memberId, email } of [resting, returning, asking, shut]) {
      expect((await ask(other.token, email)).code, email).toBe('EMAIL_TAKEN');
      expect((await give(other.memberId, email)).code, email).toBe('EMAIL_TAKEN');
      expect((await account(memberId)).loginEmail).toBe(email);
    }
  });

  test('ACC-08, ACC-09: so it is on the public form: who is called otherwise is somebody new and logs in with it, whatever became of that other', async () => {
    for (const how of ['withdrawn', 'deceased', 'expelled']) {
      const one = await enrolled();
      await status(one.memberId, how, '2024-04-01');
      const widow = await rig.apply(one.email, { givenName: '早苗', givenNameKana: 'サナエ' });
      expect(widow.memberId, how).not.toBe(one.memberId);
      expect((await account(one.memberId)).loginEmail, how).toBeNull();
      expect(await released(one.memberId)).toHaveLength(1);
      expect((await approve(widow.applicationId)).status).toBe(200);
      expect((await rig.logIn(one.email)).status).toBe(200);
      expect(await account(widow.memberId)).toMatchObject({ state: 'verified', loginEmail: one.email });
      expect(await member(one.memberId)).toMatchObject({ status: how, givenName: '春子' });
    }
    // Whoever was expelled is not let in by a form of their own, and it takes nothing.
    const expelled = await enrolled();
    await status(expelled.memberId, 'expelled', '2024-04-01');
    await rig.knock(expelled.email);
    const [token] = await rig.tokens(expelled.email);
    expect((await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password })).code).toBe('EMAIL_TAKEN');
    expect((await account(expelled.memberId)).loginEmail).toBe(expelled.email);
  });

  test('ACC-09: who gave the address away so applies again by the contact address on record, and is the same member', async () => {
    const contactEmail = 'oshirase-ni-tsukau@example.jp';
    const [one, other] = [await enrolled(), await enrolled({ givenName: '花子' })];
    const { version, ...known } = await member(one.memberId);
    const { memberNumber: _number, ...fields } = memberFields(rig.typeId, { contactEmail });
    expect((await admin('members.update', { ...fields, joinedOn: known.joinedOn, memberId: one.memberId, version })).status).toBe(200);
    await status(one.memberId, 'withdrawn', '2024-04-01');
    expect((await give(other.memberId, one.email)).status).toBe(200);
    const again = await rig.apply(contactEmail);
    expect(again.memberId).toBe(one.memberId);
    expect((await approve(again.applicationId)).status).toBe(200);
    expect((await rig.logIn(contactEmail)).status).toBe(200);
    expect(await account(one.memberId)).toMatchObject({ state: 'verified', loginEmail: contactEmail });
    expect((await rig.logIn(one.email)).status).toBe(200);
    expect((await account(other.memberId)).loginEmail).toBe(one.email);
  });

  test('ACC-09: where the released address is their contact address as well, the office types the form, and they come in by ID', async () => {
    const [one, other] = [await enrolled(), await enrolled({ givenName: '花子', givenNameKana: 'ハナコ' })];
    await status(one.memberId, 'withdrawn', '2024-04-01');
    expect((await give(other.memberId, one.email)).status).toBe(200);
    await rig.knock(one.email);
    const [{ subject, link }] = (await rig.mails(one.email)) as [Loose];
    expect([subject.includes('このアドレスは登録されています'), link.endsWith('/my/login')]).toEqual([true, true]);
    const typed = await admin('applications.submitByStaff', { email: one.email, fields: applicantFields(rig.typeId), agreed: true });
    expect(typed.data).toMatchObject({ kind: 'rejoin', memberId: one.memberId });
    expect((await approve(typed.data.applicationId)).status).toBe(200);
    const [{ text }] = (await rig.mails(one.email)) as [Loose];
    const [[, provisionalId], [, provisionalPassword]] = [/仮ID：(\S+)/.exec(text)!, /仮パスワード：(\S+)/.exec(text)!];
    const begun = await rig.get('identity.firstAccessStart', { org: rig.office.slug, provisionalId, provisionalPassword });
    const self = {
      firstAccessToken: begun.firstAccessToken,
      familyNameKana: 'タカサキ',
      givenNameKana: 'ハルコ',
      email: one.email,
      password,
    };
    expect(await rig.get('identity.firstAccessComplete', { org: rig.office.slug, ...self })).toMatchObject({ loginEmail: null });
    expect((await rig.logIn((await account(one.memberId)).loginId)).status).toBe(200);
    expect((await account(other.memberId)).loginEmail).toBe(one.email);
  });
});
