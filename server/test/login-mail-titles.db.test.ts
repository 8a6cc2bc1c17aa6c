import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactOf, corporate, noContact } from './corporate.factory.ts';
import { enrollingOffice, password } from './enrolling-office.ts';
import { type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let office: Awaited<ReturnType<typeof enrollingOffice>>;
beforeAll(async () => {
  rig = await startServerRig({ MAILS_PER_ADDRESS: '1000' });
  office = await enrollingOffice(rig, '東雲学会');
});
afterAll(() => rig.stop());

const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
/** What an address was written about, and how all of it begins. */
async function writtenTo(address: string) {
  const found = await rig.mails(address);
  const openings = [...new Set(found.map(({ text }) => text.split('\n')[0]))];
  return { openings, about: found.map(({ subject }) => subject.split('】')[1]!).toSorted() };
}

test('ACC-04, ACC-13, decision 0098: what is about a log-in calls a member as their type says', async () => {
  const { membershipTypeId } = office;
  await get('membershipTypes.update', {
    membershipTypeId,
    name: '名誉会員',
    annualFee: 1000,
    feeFrom: null,
    honorific: 'dono',
    version: 0,
  });
  const [first, second, third] = ['ichi@example.jp', 'ni@example.jp', 'san@example.jp'];
  const { memberId, token } = await office.enrol('春子', first!, first!);
  await rig.get('identity.requestPasswordReset', { org: office.slug, audience: 'my', login: first });
  await rig.get('identity.requestEmailChange', { email: second, proof: { by: 'password', password } }, token);
  await rig.get('identity.confirmEmailChange', { token: tokenOf((await rig.mails(second!))[0]!.link!) }, token);
  await get('identity.setLoginEmail', { memberId, email: third });
  const openings = ['髙﨑 春子 殿'];
  expect(await writtenTo(first!)).toEqual({ openings, about: ['パスワードの再設定', 'メールアドレスが変わりました'].toSorted() });
  expect(await writtenTo(second!)).toEqual({ openings, about: ['メールアドレスが変わりました', '新しいメールアドレスの確認'].toSorted() });
  expect(await writtenTo(third!)).toEqual({ openings, about: ['ログインのメールアドレスになりました'] });
});

test('ACC-01, MEM-07, decision 0098: 御中 is said to no person: a pair that goes to the 連絡者 of a body says 様', async () => {
  const { version } = await get('memberSettings.get');
  await get('memberSettings.save', { corporateMyPage: true, ranks: [], version });
  const { membershipTypeId } = await get('membershipTypes.create', { name: '賛助会員', annualFee: 1000, honorific: 'onchu' });
  const add = async (email: string): Promise<string> => {
    const contacts = { liaison: contactOf('田中', '一郎', { email }), representative: noContact, billing: noContact };
    const fields = corporate(membershipTypeId, { contacts, issueProvisional: false });
    return (await get('members.createCorporate', fields)).memberId;
  };
  const [alone, among] = ['tanaka@yama.example', 'tanaka@kawa.example'] as const;
  await get('identity.mailProvisional', { memberId: await add(alone) });
  await get('identity.mailFirstAccess', { memberIds: [await add(among)] });
  for (const address of [alone, among])
    expect(await writtenTo(address)).toEqual({ openings: ['田中 一郎 様'], about: ['マイページのご案内'] });
});
