import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await get('membershipTypes.create', { name: '正会員', annualFee: 10_000 })).membershipTypeId;
});
afterAll(() => rig.stop());

const ask = (procedure: string, input?: unknown) => rig.ask(procedure, input, office.token);
const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
const password = 'hotaru-no-yoru';
const today = () => rig.service.platform.clock.today();

const add = (changes: Record<string, unknown>, issueProvisional = false): Promise<Loose> =>
  get('members.create', { ...memberFields(typeId, changes), issueProvisional });

/** Somebody with a log-in of their own. */
async function withLogin(givenName: string, contactEmail: string, email: string): Promise<Loose> {
  const made = await add({ givenName, contactEmail }, true);
  const { provisionalId, provisionalPassword } = made.provisional;
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });
  const self = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ', email, password };
  const done = await rig.ask('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...self });
  return { ...made, done, firstAccessToken };
}

async function billed(memberId: string): Promise<string> {
  const { billId } = await get('billing.createBill', {
    memberId,
    billName: '2026年度 年会費',
    amount: 10_000,
    dueOn: '2030-01-31',
    idempotencyKey: randomUUID(),
  });
  await get('billing.confirmBill', { billId });
  return billId;
}

describe('members who are reached by post', () => {
  test('case 22, ACC-07: without an address there is a valid record, no log-in, no mail and no way to pay online; paper and cash remain', async () => {
    const { memberId, memberNumber, provisional } = await add({
      contactEmail: '',
      address: '東京都千代田区千代田1-1',
      postalCode: '1000001',
    });
    expect(provisional).toBeNull();
    expect(await get('members.get', { memberId })).toMatchObject({ status: 'active', contactEmail: '', account: { state: 'none' } });
    // No door opens, and none of them mails anything.
    const loginId = memberNumber.replace('-', '');
    expect((await rig.ask('identity.memberLogin', { org: office.slug, login: loginId, password })).code).toBe('LOGIN_FAILED');
    await rig.get('identity.requestPasswordReset', { audience: 'my', org: office.slug, login: loginId });
    await rig.get('identity.askForCode', { org: office.slug, email: 'nobody@example.jp' });
    for (const procedure of ['identity.forceMemberReset', 'identity.mailProvisional'])
      if (procedure in rootRouter._def.procedures)
        expect((await ask(procedure, { memberId })).status, procedure).toBeGreaterThanOrEqual(400);
    expect(await get('identity.mailFirstAccess', { memberIds: [memberId] })).toEqual({ mailed: 0, skipped: 1 });
    // Paying online starts at My Page only: the office has no procedure for it, and this member no way in.
    const audiences = Object.entries(rootRouter._def.procedures as unknown as Record<string, { _def: { meta?: { audience: string } } }>)
      .filter(([path]) => path === 'payments.startCharge' || path === 'payments.methods')
      .map(([, procedure]) => procedure._def.meta?.audience);
    expect(audiences).toEqual(['my', 'my']);
    const mails = rig.database.databases.server.collection('mails');
    const before = await mails.countDocuments({});
    const billId = await billed(memberId);
    expect(await mails.countDocuments({})).toBe(before);
    const cash = { billId, amount: 10_000, method: 'cash', receivedOn: today(), memo: '', idempotencyKey: randomUUID() };
    expect((await ask('payments.recordOffline', cash)).status).toBe(200);
    expect((await get('billing.bill', { billId })).status).toBe('paid');
    expect(await mails.countDocuments({})).toBe(before);
    // Listed for post, and only they.
    await add({ givenName: '光', contactEmail: 'hikaru@example.jp', address: '東京都千代田区千代田1-2' });
    expect(await get('members.paperCheck', { paper: 'labels', withoutEmail: true })).toMatchObject({ members: 1, withoutAddressCount: 0 });
  });

  test('case 81: kanji outside of JIS are stored, listed, found and shown as they were typed', async () => {
    const typed = { familyName: '髙﨑𠮷', givenName: '辻\u{e0100}', affiliation: '渡邉齋藤鐵工所', contactEmail: '' };
    const { memberId } = await add(typed);
    expect(await get('members.get', { memberId })).toMatchObject(typed);
    const kept = await rig.database.databases.server.collection('members').findOne({ _id: memberId as never });
    expect(kept).toMatchObject(typed);
    expect((await get('members.list', { q: '髙﨑𠮷' })).rows).toMatchObject([{ memberId, familyName: '髙﨑𠮷', givenName: '辻\u{e0100}' }]);
    const file = await fetch(`${rig.url}/downloads/members`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
      body: JSON.stringify({ q: '髙﨑𠮷', format: 'csv_utf8', columns: ['姓', '名'] }),
    });
    expect(Buffer.from(await file.arrayBuffer()).toString()).toBe('\ufeff姓,名\r\n髙﨑𠮷,辻\u{e0100}\r\n');
  });

  test('case 23: a family with one mailbox: one logs in by it, the others by their ID or a code and “who are you”; bills go to each', async () => {
    const box = 'kazoku@example.jp';
    const father = await withLogin('一郎', box, box);
    expect(father.done.status).toBe(200);
    // The address may stand on every record, and opens one account.
    const mother = await withLogin('春子', box, box);
    expect(mother.done.data).toMatchObject({ loginEmail: null });
    const entered = mother.done.data;
    // Somebody else's address that is not on one's own record is not theirs to name.
    expect((await withLogin('秋子', 'akiko@example.jp', box)).done.code).toBe('EMAIL_TAKEN');
    const { contactEmail, account } = await get('members.get', { memberId: mother.memberId });
    expect(contactEmail).toBe(box);
    const who = async (token: string) => (await rig.get('identity.viewer', undefined, token)).memberId;
    const byId = await rig.get('identity.memberLogin', { org: office.slug, login: account.loginId, password });
    expect(await who(byId.accessToken)).toBe(mother.memberId);
    expect(await who((await rig.get('identity.memberLogin', { org: office.slug, login: box, password })).accessToken)).toBe(
      father.memberId,
    );
    // Without their word nothing that opens their account goes to a mailbox that others read.
    const forgotten = () => rig.get('identity.requestPasswordReset', { org: office.slug, audience: 'my', login: account.loginId });
    const resets = async () => (await rig.mails(box)).filter(({ link }) => link?.includes('/reset#'));
    await forgotten();
    expect(await resets()).toEqual([]);
    await rig.get('identity.shareMailbox', { shared: true, proof: { by: 'password', password } }, entered.accessToken);
    await forgotten();
    const [reset] = await resets();
    const next = 'asatsuyu no michi';
    await rig.get('identity.resetPassword', { token: tokenOf(reset!.link!), password: next });
    await rig.get('identity.memberLogin', { org: office.slug, login: account.loginId, password: next });
    await rig.get('identity.askForCode', { org: office.slug, email: box });
    const mail = (await rig.mails(box)).find(({ subject }) => subject.includes('コード'))!;
    const code = /コード：(\d{6})/.exec(mail.text)![1]!;
    const asked = await rig.get('identity.codeLogin', { org: office.slug, email: box, code });
    expect(asked).toMatchObject({ outcome: 'who_are_you' });
    expect(asked.people.map((one: Loose) => one.memberId).toSorted()).toEqual([father.memberId, mother.memberId].toSorted());
    // One mail for each bill, though they land in one box.
    await billed(father.memberId);
    await billed(mother.memberId);
    const told = (await rig.mails(box)).filter(({ subject }) => subject.includes('ご請求'));
    expect(told.map(({ text }) => /(一郎|春子)/.exec(text)?.[1]).toSorted()).toEqual(['一郎', '春子'].toSorted());
  });
});
