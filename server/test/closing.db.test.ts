import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

let serial = 0;
async function join(office: Office, role: 'owner' | 'admin') {
  serial += 1;
  const email = `hito${serial}@${office.slug}.example`;
  const names = { familyName: '山本', givenName: '恵' };
  const { userId } = await rig.get('identity.inviteUser', { email, ...names, role, password: office.password }, office.token);
  const token = tokenOf((await rig.mails(email))[0]!.link!);
  const password = 'yamabiko no asa';
  const reading = { familyNameKana: 'やまもと', givenNameKana: 'めぐみ' };
  const { accessToken } = await rig.get('identity.acceptInvitation', { token, ...names, ...reading, password });
  return { slug: office.slug, userId: userId as string, email, password, token: accessToken as string };
}
const contactsOf = (office: Office) => rig.get('organizations.emergencyContacts', undefined, office.token);
async function save(office: Office, contacts: readonly { name: string; email: string; phone: string }[]) {
  const { version } = await contactsOf(office);
  return rig.ask('organizations.saveEmergencyContacts', { contacts, version }, office.token);
}
const told = async (to: string) =>
  (await rig.mails(to)).filter(({ subject }) => subject.includes('重要なお知らせ')).map(({ text }) => text);
const closing = (office: Office) => rig.get('organizations.closing', undefined, office.token);

describe('emergency contacts', () => {
  test('ADM-06: an incident goes to the listed contacts, and to the contact owner only while the list is empty', async () => {
    const office = await rig.signUp();
    const second = await join(office, 'owner');
    expect(await contactsOf(office)).toMatchObject({ contacts: [], fallback: office.email });
    await rig.get('identity.resetSecondStep', { userId: second.userId, password: office.password }, office.token);
    expect(await told(office.email)).toHaveLength(1);
    const night = { name: '夜間の当番', email: `touban@${office.slug}.example`, phone: '03-1234-5678' };
    const vendor = { name: '保守の会社', email: `hoshu@${office.slug}.example`, phone: '' };
    expect((await save(office, [night, vendor])).data.contacts).toHaveLength(2);
    const before = (await told(office.email)).length;
    await rig.get('identity.resetSecondStep', { userId: second.userId, password: office.password }, office.token);
    for (const { email } of [night, vendor]) expect((await told(email)).at(0)).toContain('2段階認証が');
    expect(await told(office.email)).toHaveLength(before);
    expect(await told(second.email)).toEqual([]);
  });

  test('ADM-06: who is taken off the list is told of it, as are the new ones; with the first entry the contact owner', async () => {
    const office = await rig.signUp();
    const contact = (name: string) => ({ name, email: `${name}@${office.slug}.example`, phone: '' });
    const [guard, stays, stranger] = ['keibi', 'hoshu', 'dareka'].map(contact);
    const changes = async (email: string) => (await told(email)).filter((text) => text.includes('緊急の連絡先を変えました'));
    await save(office, [guard!, stays!]);
    for (const { email } of [office, guard!, stays!]) expect(await changes(email), email).toHaveLength(1);
    expect((await changes(office.email))[0]).toContain('緊急の連絡先でなくなった方');
    expect((await changes(guard!.email))[0]).toContain('緊急の連絡先になっている方');
    await save(office, [stranger!, stays!]);
    expect(await changes(guard!.email)).toHaveLength(2);
    expect((await changes(guard!.email)).filter((text) => text.includes('でなくなった方'))).toHaveLength(1);
    expect(await changes(stranger!.email)).toHaveLength(1);
    expect(await changes(office.email)).toHaveLength(1);
    // Saved as it was, nobody is told anything.
    await save(office, [stranger!, stays!]);
    expect(await changes(stays!.email)).toHaveLength(2);
  });

  test('ADM-06: the list is checked, has an end, and is changed by one at a time', async () => {
    const office = await rig.signUp();
    const contact = { name: '当番', email: 'touban@example.jp', phone: '' };
    expect((await save(office, [{ ...contact, email: 'no address' }])).code).toBe('INVALID_INPUT');
    expect(
      (
        await save(
          office,
          Array.from({ length: 11 }, () => contact),
        )
      ).code,
    ).toBe('INVALID_INPUT');
    const { version } = await contactsOf(office);
    await save(office, [contact]);
    expect((await rig.ask('organizations.saveEmergencyContacts', { contacts: [], version }, office.token)).code).toBe('CONFLICT');
  });

  test('ADM-05: a hand-over tells the emergency contacts, and both see the new contact', async () => {
    const office = await rig.signUp();
    const second = await join(office, 'owner');
    await save(office, [{ name: '当番', email: `touban@${office.slug}.example`, phone: '' }]);
    await rig.get('identity.handOverContact', { userId: second.userId, password: office.password }, office.token);
    expect((await told(`touban@${office.slug}.example`))[0]).toContain('山本 恵さんに替わりました');
    expect((await contactsOf(office)).fallback).toBe(second.email);
  });

  test('ADM-05, ADM-06: without a list who was the contact hears of another one as well', async () => {
    const office = await rig.signUp();
    const second = await join(office, 'owner');
    await rig.get('identity.handOverContact', { userId: second.userId, password: second.password }, second.token);
    for (const email of [office.email, second.email]) expect((await told(email))[0]).toContain('山本 恵さんに替わりました');
  });
});

describe('the end of an organisation’s contract', () => {
  const request = (office: Office, password: string, version: number) =>
    rig.ask('organizations.requestClosing', { password, version }, office.token);

  test('an owner asks for it with the password, every owner and contact is told the days, and all goes on until then', async () => {
    const office = await rig.signUp();
    const [second, former, admin] = [await join(office, 'owner'), await join(office, 'owner'), await join(office, 'admin')];
    await rig.database.databases.server
      .collection<{ _id: string }>('org_users')
      .updateOne({ _id: former.userId }, { $set: { termEndsOn: '2020-03-31' } });
    const { version, ifToday } = await closing(office);
    expect((await request({ ...admin }, admin.password, version)).code).toBe('FORBIDDEN');
    expect((await request(office, 'not the password', version)).code).toBe('IDENTITY_MISMATCH');
    const { data } = await request(office, office.password, version);
    expect(data.requested).toMatchObject({ ...ifToday, requestedBy: '青木 玲子' });
    for (const { email } of [office, second]) {
      const [mail] = (await rig.mails(email)).filter(({ subject }) => subject.includes('利用終了の申請を受け付けました'));
      expect(mail!.text).toContain('利用できる最後の日');
    }
    // Whose term is over has no more to say, and is told no more.
    expect((await rig.mails(former.email)).filter(({ subject }) => subject.includes('利用終了'))).toEqual([]);
    expect((await told(office.email))[0]).toContain('利用を終える申請');
    expect((await rig.ask('membershipTypes.create', { name: '賛助会員', annualFee: 1 }, office.token)).status).toBe(200);
    expect(await rig.get('organizations.publicProfile', { slug: office.slug })).toMatchObject({ open: true });
    expect((await request(office, office.password, data.version)).code).toBe('INVALID_TRANSITION');
    const log = await rig.get('audit.list', {}, office.token);
    expect(log.rows.map((row: { action: string }) => row.action)).toContain('organization.closing_request');
  });

  test('a suspended organisation may ask and take back, gains no writes by it, and is suspended again afterwards', async () => {
    const office = await rig.signUp();
    const organizations = rig.database.databases.server.collection('organizations');
    await organizations.updateOne({ slug: office.slug }, { $set: { status: 'suspended' } });
    const login = { org: office.slug, email: office.email, password: office.password };
    const { accessToken: token } = await rig.get('identity.adminLogin', login);
    const now = { ...office, token };
    const { data } = await request(now, office.password, (await closing(now)).version);
    expect(data.requested).not.toBeNull();
    const { accessToken: after } = await rig.get('identity.adminLogin', login);
    expect((await rig.ask('membershipTypes.create', { name: '賛助会員', annualFee: 1 }, after)).code).toBe('ORGANIZATION_NOT_ACTIVE');
    expect(await rig.get('organizations.publicProfile', { slug: office.slug })).toMatchObject({ open: false });
    expect((await rig.ask('organizations.cancelClosing', { version: data.version }, after)).status).toBe(200);
    expect(await organizations.findOne({ slug: office.slug })).toMatchObject({ status: 'suspended', closing: null });
  });

  test('is taken back by an owner before the day has ended, and by nobody after', async () => {
    const office = await rig.signUp();
    const admin = await join(office, 'admin');
    expect((await rig.ask('organizations.cancelClosing', { version: 99 }, office.token)).code).toBe('INVALID_TRANSITION');
    const { data } = await request(office, office.password, (await closing(office)).version);
    expect((await rig.ask('organizations.cancelClosing', { version: data.version }, admin.token)).code).toBe('FORBIDDEN');
    const back = await rig.get('organizations.cancelClosing', { version: data.version }, office.token);
    expect(back.requested).toBeNull();
    expect((await rig.mails(office.email)).some(({ subject }) => subject.includes('取り消しました'))).toBe(true);
    const again = await request(office, office.password, back.version);
    await rig.database.databases.server
      .collection('organizations')
      .updateOne({ slug: office.slug }, { $set: { 'closing.effectiveOn': '2020-01-31' } });
    expect((await rig.ask('organizations.cancelClosing', { version: again.data.version }, office.token)).code).toBe('INVALID_TRANSITION');
  });
});
