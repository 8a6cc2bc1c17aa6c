import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrollingOffice, proof } from './enrolling-office.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

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
  return { office, box, mother, share, sharing };
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
});
