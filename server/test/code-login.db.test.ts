import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../src/modules/identity/identity.migration.ts';
import { corporate } from './corporate.factory.ts';
import { type Member, enrollingOffice, password, proof } from './enrolling-office.ts';
import { type Office, type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig({ MAILS_PER_ADDRESS: '1000' });
});
afterAll(() => rig.stop());

const withOffice = (name = '東雲学会') => enrollingOffice(rig, name);
const share = (member: Member, shared = true) => rig.ask('identity.shareMailbox', shared ? { shared, proof } : { shared }, member.token);
const ask = (office: Office, email: string) => rig.ask('identity.askForCode', { org: office.slug, email });
async function codeAt(email: string): Promise<string> {
  const mails = (await rig.mails(email)).filter(({ subject }) => subject.includes('コード'));
  return /コード：(\d{6})/.exec(mails[0]?.text ?? '')?.[1] ?? '';
}
const enter = (office: Office, email: string, code: string) => rig.ask('identity.codeLogin', { org: office.slug, email, code });
const viewer = (token: string) => rig.get('identity.viewer', undefined, token);

describe('a code by mail', () => {
  test('lets in whose log-in address it is, once, and the newest code counts', async () => {
    const office = await withOffice();
    const email = `ichi@${office.slug}.example`;
    const member = await office.enrol('一郎', email, email);
    await ask(office, email);
    const older = await codeAt(email);
    await ask(office, email.toUpperCase());
    const code = await codeAt(email);
    if (older !== code) expect((await enter(office, email, older)).code).toBe('CODE_WRONG');
    const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const { data } = await enter(office, email, wide);
    expect(data.outcome).toBe('signed_in');
    expect((await viewer(data.accessToken)).memberId).toBe(member.memberId);
    expect((await enter(office, email, code)).code).toBe('CODE_WRONG');
  });

  test('answers strangers alike and mails them nothing; five wrong tries end the code', async () => {
    const office = await withOffice();
    const email = `ichi@${office.slug}.example`;
    await office.enrol('一郎', email, email);
    const told = [await ask(office, 'nobody@example.jp'), await ask(office, email), await ask({ ...office, slug: 'no-such-org' }, email)];
    expect(new Set(told.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(await rig.mails('nobody@example.jp')).toEqual([]);
    const code = await codeAt(email);
    const wrong = code === '000000' ? '111111' : '000000';
    const codes = rig.database.databases.server.collection('login_codes');
    for (let round = 0; round < 4; round += 1) expect((await enter(office, email, wrong)).code).toBe('CODE_WRONG');
    expect((await codes.findOne({ _id: new RegExp(email) as never }))?.['triesLeft']).toBe(1);
    await enter(office, email, wrong);
    await rig.database.databases.server.collection('login_attempts').deleteMany({});
    expect((await enter(office, email, code)).code).toBe('CODE_WRONG');
    expect(JSON.stringify(await codes.find().toArray())).not.toContain(code);
  });
});

describe('a link beside the code', () => {
  const tokenAt = async (email: string) => tokenOf((await rig.mails(email)).find(({ link }) => link?.includes('/my/login/code#'))!.link!);
  const look = (org: string, token: string) => rig.ask('identity.codeLink', { org, token });
  const use = (org: string, token: string) => rig.ask('identity.linkLogin', { org, token });

  test('T39: says whose mail it came from, and uses nothing up by being looked at; of many who press one gets in', async () => {
    const office = await withOffice();
    const email = `ichi@${office.slug}.example`;
    const member = await office.enrol('一郎', email, email);
    await ask(office, email);
    const [token, code] = [await tokenAt(email), await codeAt(email)];
    for (let time = 0; time < 3; time += 1) expect((await look(office.slug, token)).data).toEqual({ email });
    const answers = await Promise.all(Array.from({ length: 16 }, () => use(office.slug, token)));
    const entered = answers.filter(({ status }) => status === 200);
    expect(entered).toHaveLength(1);
    expect(entered[0]!.headers.get('set-cookie')).toContain(`rt-my-${office.slug}`);
    expect((await viewer(entered[0]!.data.accessToken)).memberId).toBe(member.memberId);
    expect(new Set(answers.filter(({ status }) => status !== 200).map((answer) => answer.code))).toEqual(new Set(['TOKEN_INVALID']));
    // One mail is one way in.
    expect((await enter(office, email, code)).code).toBe('CODE_WRONG');
    expect((await look(office.slug, token)).code).toBe('TOKEN_INVALID');
    const codes = rig.database.databases.server.collection('login_codes');
    await ask(office, email);
    expect(JSON.stringify(await codes.find().toArray())).not.toContain(await tokenAt(email));
  });

  test('dies with its code, its ten minutes and a newer mail, and opens nothing at another organisation', async () => {
    const [office, elsewhere] = [await withOffice(), await withOffice()];
    const email = `ichi@${office.slug}.example`;
    for (const one of [office, elsewhere]) await one.enrol('一郎', email, email);
    const codes = rig.database.databases.server.collection('login_codes');
    await ask(office, email);
    const older = await tokenAt(email);
    expect((await use(elsewhere.slug, older)).code).toBe('TOKEN_INVALID');
    expect((await look(elsewhere.slug, older)).code).toBe('TOKEN_INVALID');
    await ask(office, email);
    expect((await use(office.slug, older)).code).toBe('TOKEN_INVALID');
    const token = await tokenAt(email);
    await codes.updateMany({ email }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    for (const door of [look, use]) expect((await door(office.slug, token)).code).toBe('TOKEN_INVALID');
    await ask(office, email);
    const last = await tokenAt(email);
    expect((await enter(office, email, await codeAt(email))).status).toBe(200);
    expect((await use(office.slug, last)).code).toBe('TOKEN_INVALID');
  });

  test('of a shared mailbox asks who one is, as the code does', async () => {
    const office = await withOffice();
    const box = `kazoku@${office.slug}.example`;
    await office.enrol('一郎', box, box);
    const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
    await share(mother);
    await ask(office, box);
    const { data } = await use(office.slug, await tokenAt(box));
    expect(data.outcome).toBe('who_are_you');
    const chosen = await rig.get('identity.chooseMember', { org: office.slug, ticket: data.ticket, memberId: mother.memberId });
    expect((await rig.ask('identity.shareMailbox', { shared: false }, chosen.accessToken)).code).toBe('OWN_LOGIN_NEEDED');
  });
});

describe('without a password', () => {
  test('a code lets in who has none, and completes a change of address that waits for a log-in (ACC-14)', async () => {
    const office = await withOffice();
    const email = `ichi@${office.slug}.example`;
    const member = await office.enrol('一郎', email, email);
    const next = `atarashii@${office.slug}.example`;
    await rig.get('identity.forceMemberReset', { memberId: member.memberId }, office.token);
    const byCode = async () => {
      await ask(office, email);
      return enter(office, email, await codeAt(email));
    };
    const { accessToken } = (await byCode()).data;
    await ask(office, email);
    await rig.get('identity.requestEmailChange', { email: next, proof: { by: 'code', code: await codeAt(email) } }, accessToken);
    const token = tokenOf((await rig.mails(next))[0]!.link!);
    expect(await rig.get('identity.confirmEmailChange', { token })).toMatchObject({ outcome: 'log_in' });
    const { data } = await byCode();
    expect(data.outcome).toBe('signed_in');
    expect((await viewer(data.accessToken)).email).toBe(next);
  });
});

describe('members who share one mailbox', () => {
  test('who agreed is asked for: who are you? Who did not is not among them; the choice lets in one of them only', async () => {
    const office = await withOffice();
    const box = `kazoku@${office.slug}.example`;
    const father = await office.enrol('一郎', box, box);
    const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
    const child = await office.enrol('光', box, `hikaru@${office.slug}.example`);
    expect((await share(mother)).status).toBe(200);
    await ask(office, box);
    const { data } = await enter(office, box, await codeAt(box));
    expect(data.outcome).toBe('who_are_you');
    expect(data.people.map(({ memberId }: Member) => memberId)).toEqual([father.memberId, mother.memberId]);
    const choose = (memberId: string, org = office.slug, ticket = data.ticket) =>
      rig.ask('identity.chooseMember', { org, ticket, memberId });
    expect((await choose(child.memberId)).code).toBe('LOGIN_FAILED');
    expect((await choose(mother.memberId, (await rig.signUp()).slug)).code).toBe('SECOND_STEP_EXPIRED');
    expect((await choose(mother.memberId, office.slug, `${data.ticket.slice(0, -2)}xx`)).code).toBe('SECOND_STEP_EXPIRED');
    const entered = await choose(mother.memberId);
    expect((await viewer(entered.data.accessToken)).memberId).toBe(mother.memberId);
    await share(mother, false);
    expect((await choose(mother.memberId)).code).toBe('LOGIN_FAILED');
  });

  test('who came in by the shared mailbox reads, and changes nothing that makes the account one’s own', async () => {
    const office = await withOffice();
    const box = `kazoku@${office.slug}.example`;
    const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
    await share(mother);
    const there = await withOffice('朝霧の会');
    const theirs = await there.enrol('春子', 'haruko@example.jp', 'haruko@example.jp');
    const elsewhere = { org: there.slug, login: 'haruko@example.jp', password, proof };
    expect((await rig.ask('identity.linkAccount', elsewhere, mother.token)).data).toHaveLength(2);
    await ask(office, box);
    const { data } = await enter(office, box, await codeAt(box));
    const call = (procedure: string, input: unknown) => rig.ask(`identity.${procedure}`, input, data.accessToken);
    const refuses = async (procedure: string, input: unknown) => expect((await call(procedure, input)).code).toBe('OWN_LOGIN_NEEDED');
    expect((await viewer(data.accessToken)).memberId).toBe(mother.memberId);
    await refuses('requestEmailChange', { email: 'taken@example.jp', proof: { by: 'password', password } });
    await refuses('shareMailbox', { shared: false });
    // Whoever else reads the mailbox does not learn where the person is besides, cuts nothing and sends no proof for them.
    expect(await rig.get('identity.linkedAccounts', undefined, data.accessToken)).toEqual([]);
    for (const act of ['switchAccount', 'unlinkAccount']) await refuses(act, { org: there.slug, memberId: theirs.memberId });
    const authorization = `Bearer ${data.accessToken}`;
    const sent = await fetch(`${rig.url}/uploads/proof`, { method: 'POST', headers: { authorization }, body: new FormData() });
    expect(await sent.json()).toMatchObject({ domainCode: 'OWN_LOGIN_NEEDED' });
    expect(await rig.get('identity.linkedAccounts', undefined, mother.token)).toHaveLength(2);
    const { phone, postalCode, addressParts, affiliation, version } = await rig.get('members.myProfile', undefined, data.accessToken);
    const changed = { phone, postalCode, address: addressParts, affiliation, version };
    expect((await rig.ask('members.updateMyProfile', changed, data.accessToken)).code).toBe('OWN_LOGIN_NEEDED');
    const people = { contacts: corporate('').contacts, version };
    expect((await rig.ask('members.updateMyContacts', people, data.accessToken)).code).toBe('OWN_LOGIN_NEEDED');
    await refuses('linkAccount', { org: 'no-such-org', login: 'x', password: 'x', proof });
    const guess = { currentPassword: 'guessed guessed', newPassword: 'kawagiri no hashi' };
    expect((await call('changePassword', guess)).code).toBe('IDENTITY_MISMATCH');
  });

  test('M3, case 23: the consent is about one mailbox; it does not go along to another address of the record', async () => {
    const office = await withOffice();
    const [box, next] = [`kazoku@${office.slug}.example`, `kaisha@${office.slug}.example`];
    const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
    await share(mother);
    const { membershipTypeId, version } = await rig.get('members.get', { memberId: mother.memberId }, office.token);
    const { memberNumber: _number, ...fields } = memberFields(membershipTypeId, { contactEmail: next });
    await rig.get('members.update', { ...fields, memberId: mother.memberId, version }, office.token);
    await ask(office, next);
    expect(await codeAt(next)).toBe('');
    expect(await rig.get('identity.mailboxSharing', undefined, mother.token)).toEqual({ shared: false, contactEmail: next });
    // Agreed to anew it is the new one; what was mailed to the old one opens nothing.
    await share(mother);
    await ask(office, box);
    expect(await codeAt(box)).toBe('');
    await ask(office, next);
    expect((await enter(office, next, await codeAt(next))).status).toBe(200);
  });

  test('M3: who had agreed before addresses were kept shares the address of their record, however often it is filled in', async () => {
    const office = await withOffice();
    const box = `kazoku@${office.slug}.example`;
    const mother = await office.enrol('春子', box, `haruko@${office.slug}.example`);
    const { server } = rig.database.databases;
    await server.collection('member_accounts').updateOne({ memberId: mother.memberId }, { $set: { sharesMailbox: true } });
    const naming = migrations.find(({ id }) => id === '2026-11-27-shared-mailboxes-by-address')!;
    for (const _twice of [1, 2]) await naming.run(server);
    expect(await rig.get('identity.mailboxSharing', undefined, mother.token)).toEqual({ shared: true, contactEmail: box });
  });

  test('nobody can share a mailbox that is not there', async () => {
    const office = await withOffice();
    const member = await office.enrol('春子', '', `haruko@${office.slug}.example`);
    // The address given at the first access has become the contact address.
    await rig.database.databases.server.collection('members').updateOne({ _id: member.memberId as never }, { $set: { contactEmail: '' } });
    expect((await share(member)).code).toBe('NO_LOGIN_WITHOUT_EMAIL');
  });
});
