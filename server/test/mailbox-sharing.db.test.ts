import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrollingOffice, password, proof } from './enrolling-office.ts';
import { firstAccess } from './member-passkey.factory.ts';
import { type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig({ MAILS_PER_ADDRESS: '1000' });
});
afterAll(() => rig.stop());

/** Somebody whose contact address is a mailbox that others read, too. */
async function family() {
  const office = await enrollingOffice(rig, '東雲学会');
  const box = `kazoku@${office.slug}.example`;
  const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
  const share = (input: object) => rig.ask('identity.shareMailbox', input, mother.token);
  const sharing = async () => (await rig.get('identity.mailboxSharing', undefined, mother.token)).shared;
  /** Who reads the mailbox comes in by a code mailed there; none is mailed where it opens nothing. */
  const codes = async (): Promise<string[]> => {
    await rig.get('identity.askForCode', { org: office.slug, email: box });
    return (await rig.mails(box)).flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? []);
  };
  const enter = async (): Promise<string> => {
    const [code] = await codes();
    const { data } = await rig.ask('identity.codeLogin', { org: office.slug, email: box, code });
    expect(data.outcome).toBe('signed_in');
    return data.accessToken;
  };
  const moveTo = async (contactEmail: string) => {
    const { version } = await rig.get('members.get', { memberId: mother.memberId }, office.token);
    const { memberNumber: _number, ...fields } = memberFields(office.membershipTypeId, { contactEmail });
    await rig.get('members.update', { ...fields, memberId: mother.memberId, version }, office.token);
  };
  return { office, box, mother, share, sharing, codes, enter, moveTo };
}

describe('the consent to a shared mailbox', () => {
  test('M3, ACC-05: is given by who proves to be the member, and told to them; an open page alone does not, and taking it back asks for nothing', async () => {
    const { office, mother, share, sharing } = await family();
    const told = async () => (await rig.mails(mother.email)).filter(({ text }) => text.includes('連絡用のメールアドレスに届くコードで'));
    expect((await share({ shared: true })).code).toBe('INVALID_INPUT');
    expect((await share({ shared: true, proof: { by: 'password', password: 'guessed guessed' } })).code).toBe('IDENTITY_MISMATCH');
    expect([await sharing(), await told()]).toEqual([false, []]);
    expect((await share({ shared: true, proof })).status).toBe(200);
    expect([await sharing(), (await told()).length]).toEqual([true, 1]);
    expect((await share({ shared: false })).status).toBe(200);
    expect(await sharing()).toBe(false);
    // By a code to the own address, not to the shared one.
    await rig.get('identity.askForCode', { org: office.slug, email: mother.email });
    const code = (await rig.mails(mother.email)).flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? [])[0]!;
    expect((await share({ shared: true, proof: { by: 'code', code } })).status).toBe(200);
    const { rows } = await rig.get('audit.list', { subjectId: mother.memberId }, office.token);
    const acts = rows.map(({ action }: { action: string }) => action).filter((action: string) => action.includes('mailbox'));
    expect(acts).toEqual(['account.mailbox_share', 'account.mailbox_unshare', 'account.mailbox_share']);
  });

  const viewer = async (token: string) => (await rig.ask('identity.viewer', undefined, token)).status;
  type Row = { readonly _id: string; readonly subjectId: string; readonly revokedAt: Date | null; readonly viaMailbox?: string | true };
  const sessions = () => rig.database.databases.server.collection<Row>('sessions');
  const live = (subjectId: string) => sessions().countDocuments({ subjectId, revokedAt: null });

  test('T41: taken back, it ends what the mailbox has opened, at once, and nothing else', async () => {
    const { mother, share, enter } = await family();
    await share({ shared: true, proof });
    const [seen, unseen] = [await enter(), await enter()];
    expect(await viewer(seen)).toBe(200);
    await share({ shared: false });
    expect([await viewer(seen), await viewer(unseen), await viewer(mother.token)]).toEqual([401, 401, 200]);
    expect(await live(mother.memberId)).toBe(1);
    // The same mailbox, agreed to anew, opens by a code and not by what was ended.
    await share({ shared: true, proof });
    expect([await viewer(seen), await viewer(await enter())]).toEqual([401, 200]);
  });

  test('T41: another contact address ends them, too, for good, and so it is with sessions that say no address', async () => {
    const { box, mother, share, enter, moveTo } = await family();
    await share({ shared: true, proof });
    const before = await enter();
    await sessions().updateMany({ subjectId: mother.memberId, viaMailbox: box }, { $set: { viaMailbox: true } });
    expect(await viewer(await enter())).toBe(200);
    const [first, second] = [await enter(), await enter()];
    await moveTo(`betsu-${box}`);
    expect([await viewer(before), await viewer(first), await viewer(mother.token)]).toEqual([401, 401, 200]);
    await moveTo(box);
    expect([await viewer(before), await viewer(first), await viewer(second)]).toEqual([401, 401, 200]);
    // Agreed about another mailbox since: what the first one opened is none of that.
    const third = await enter();
    await moveTo(`betsu-${box}`);
    await share({ shared: true, proof });
    expect(await viewer(third)).toBe(401);
  });

  const pairFor = (office: { readonly token: string }, memberId: string) =>
    rig.get('identity.issueProvisional', { memberId }, office.token);

  test('ACC-23: a reset that the office forces ends it, and the new password does not bring it back', async () => {
    const { office, mother, share, codes } = await family();
    await share({ shared: true, proof });
    await rig.get('identity.forceMemberReset', { memberId: mother.memberId }, office.token);
    expect(await codes()).toEqual([]);
    const reset = (await rig.mails(mother.email)).find(({ link }) => link?.includes('/reset#'))!;
    const next = 'asatsuyu no michi';
    await rig.get('identity.resetPassword', { token: tokenOf(reset.link!), password: next });
    expect(await codes()).toEqual([]);
    const { accessToken } = await rig.get('identity.memberLogin', { org: office.slug, login: mother.email, password: next });
    expect((await rig.get('identity.mailboxSharing', undefined, accessToken)).shared).toBe(false);
  });

  test('ACC-02, ACC-09: a fresh pair ends it, and so does coming back: who begins anew agrees anew', async () => {
    for (const comingBack of [false, true]) {
      const { office, mother, share, codes } = await family();
      const { memberId } = mother;
      await share({ shared: true, proof });
      const status = (to: string, effectiveOn: string) =>
        rig.get('members.changeStatus', { memberId, status: to, effectiveOn, reason: '本人の希望' }, office.token);
      if (comingBack) {
        await status('withdrawn', '2026-05-01');
        await status('active', '2026-06-01');
      }
      const pair = await pairFor(office, memberId);
      expect(await codes()).toEqual([]);
      const { token } = await firstAccess(rig, office.slug, pair, mother.email);
      expect(await codes()).toEqual([]);
      expect((await rig.get('identity.mailboxSharing', undefined, token)).shared).toBe(false);
    }
  });

  test('ACC-23: who has no log-in address is not sent a reset to the mailbox that others read, but gets a fresh pair', async () => {
    const { office, box } = await family();
    await office.enrol('一郎', box, box);
    const child = await office.enrol('光', box, box);
    await rig.get('identity.shareMailbox', { shared: true, proof }, child.token);
    const { account } = await rig.get('members.get', { memberId: child.memberId }, office.token);
    expect(account).toMatchObject({ state: 'verified', loginEmail: '' });
    const mails = (await rig.mails(box)).length;
    const forced = await rig.ask('identity.forceMemberReset', { memberId: child.memberId }, office.token);
    expect([forced.code, (await rig.mails(box)).length]).toEqual(['NO_RESET_WITHOUT_EMAIL', mails]);
    const logIn = () => rig.ask('identity.memberLogin', { org: office.slug, login: account.loginId, password });
    expect([await viewer(child.token), (await logIn()).status]).toEqual([200, 200]);
    const { provisionalId } = await pairFor(office, child.memberId);
    expect([typeof provisionalId, await viewer(child.token), (await logIn()).code]).toEqual(['string', 401, 'LOGIN_FAILED']);
  });
});
