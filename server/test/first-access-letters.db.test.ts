import { type AccountId, OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { membersToInvite } from '../src/modules/identity/first-access-invitation.service.ts';
import { corporate } from './corporate.factory.ts';
import { importRoll } from './import.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

async function withMembers(count: number) {
  const office = await rig.signUp();
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
  const memberIds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const contactEmail = index === 0 ? '' : `kai${index}@${office.slug}.example`;
    const fields = memberFields(membershipTypeId, { givenName: `春子${index}`, contactEmail });
    memberIds.push((await rig.get('members.create', { ...fields, issueProvisional: false }, office.token)).memberId);
  }
  return { ...office, memberIds };
}
const page = (office: Office, wish: object) => rig.get('identity.membersToInvite', { view: 'none', ...wish }, office.token);
const waiting = async (office: Office, view: 'none' | 'issued') => (await page(office, { view })).rows;
const print = (office: Office, memberIds: readonly string[], token = office.token) =>
  fetch(`${rig.url}/downloads/first-access-letters`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ memberIds }),
  });
const start = (office: Office, [provisionalId, provisionalPassword]: readonly string[]) =>
  rig.ask('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword });

describe('telling many members at once how to begin', () => {
  test('ACC-01 ACC-07: letters for those with and without an address; the pairs printed open the door', async () => {
    const office = await withMembers(3);
    expect(await waiting(office, 'none')).toHaveLength(3);
    const response = await print(office, office.memberIds);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const text = (await readPdf(Buffer.from(await response.arrayBuffer()))).text.replace(/\s/g, '');
    expect(text).toContain('髙﨑春子0様');
    expect(text).toContain('マイページのご案内');
    const pairs = [...text.matchAll(/仮ID([A-Z2-9]{10})仮パスワード([A-Za-z2-9]{12})/g)].map(([, id, secret]) => [id!, secret!]);
    expect(pairs).toHaveLength(3);
    for (const pair of pairs) expect((await start(office, pair)).status).toBe(200);
    expect(await waiting(office, 'none')).toEqual([]);
    expect(await waiting(office, 'issued')).toMatchObject([{ contactEmail: '' }, {}, {}]);
    const log = await rig.get('audit.list', {}, office.token);
    expect(log.rows.filter((row: { action: string }) => row.action === 'account.provisional')).toHaveLength(3);
  });

  test('ACC-01, decision 0060: who can be invited is found behind any number who cannot, a page at a time, with or without an address', async () => {
    const office = await rig.signUp();
    await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
    const left = Array.from({ length: 201 }, (_, at) => `L-${at},退,${at},タイ,カイ,正会員,,2020/4/1,2024/3/31`);
    const here = ['R-1,在,一,ザイ,イチ,正会員,,2020/4/1,', 'R-2,在,二,ザイ,ニ,正会員,two@example.jp,2020/4/1,'];
    const csv = ['会員番号,姓,名,セイ,メイ,会員種別,メール,入会日,退会日', ...left, ...here, 'R-3,在,三,ザイ,サン,正会員,,2020/4/1,'].join(
      '\n',
    );
    expect((await importRoll(rig, { token: office.token, csv })).outcomes).toEqual({ added: 204 });
    const numbers = ({ rows }: { rows: { memberNumber: string }[] }) => rows.map(({ memberNumber }) => memberNumber);
    const whole = await page(office, {});
    expect([numbers(whole), whole.next]).toEqual([['R-1', 'R-2', 'R-3'], null]);
    expect(numbers(await page(office, { mail: 'with' }))).toEqual(['R-2']);
    expect(numbers(await page(office, { mail: 'without' }))).toEqual(['R-1', 'R-3']);

    // A request ends, also where nobody was found yet; each goes on where the one before ended, and nobody is shown twice.
    const organization = await rig.database.databases.server.collection('organizations').findOne({ slug: office.slug });
    const scope = mintOrgScope(OrgId.parse(organization!['_id']));
    const most = { rows: 2, batch: 50, looks: 100 };
    const pages: { rows: { memberNumber: string }[]; next: string | null }[] = [];
    let cursor: AccountId | null = null;
    do {
      const one = await membersToInvite(rig.service.platform, scope, { view: 'none', mail: 'all', cursor }, most);
      pages.push(one);
      cursor = one.next as AccountId | null;
    } while (cursor);
    expect(pages.map(numbers)).toEqual([[], [], ['R-1', 'R-2'], ['R-3']]);
  });

  test('ACC-02, decision 0060: a body whose 連絡者 came without a reading is named and given no pair, until the reading is entered', async () => {
    const office = await rig.signUp();
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '賛助会員', annualFee: 1000 }, office.token);
    const { version } = await rig.get('memberSettings.get', undefined, office.token);
    await rig.get('memberSettings.save', { corporateMyPage: true, ranks: [], version }, office.token);
    const csv = [
      '会員番号,法人名,法人名カナ,会員種別,連絡者,連絡者のフリガナ,連絡者のメール',
      `B-1,株式会社やま,ヤマ,賛助会員,総務部,,soumu@${office.slug}.example`,
      `B-2,株式会社かわ,カワ,賛助会員,田中 一郎,タナカ イチロウ,tanaka@${office.slug}.example`,
    ].join('\n');
    const { importJobId } = await importRoll(rig, { token: office.token, csv });
    const issued = await rig.get('memberImports.issuePairs', { importJobId, part: 0 }, office.token);
    expect([issued.pairs.map((pair: { memberNumber: string }) => pair.memberNumber), issued.unread]).toEqual([
      ['B-2'],
      [{ memberId: expect.any(String), memberNumber: 'B-1', name: '株式会社やま' }],
    ]);
    const { memberId } = issued.unread[0];
    expect(await waiting(office, 'none')).toMatchObject([{ memberId, familyName: '総務部', hasReading: false }]);
    expect(await waiting(office, 'issued')).toMatchObject([{ memberNumber: 'B-2', hasReading: true }]);
    for (const procedure of ['identity.issueProvisional', 'identity.mailProvisional'])
      expect((await rig.ask(procedure, { memberId }, office.token)).code, procedure).toBe('CONTACT_READING_MISSING');
    expect(await rig.get('identity.mailFirstAccess', { memberIds: [memberId] }, office.token)).toEqual({ mailed: 0, skipped: 1 });
    expect((await print(office, [memberId])).status).toBe(409);
    expect(await rig.mails(`soumu@${office.slug}.example`)).toEqual([]);

    const { memberNumber: _number, ...fields } = corporate(membershipTypeId);
    const before = await rig.get('members.get', { memberId }, office.token);
    await rig.get('members.updateCorporate', { ...fields, memberId, version: before.version }, office.token);
    const { provisionalId, provisionalPassword } = await rig.get('identity.issueProvisional', { memberId }, office.token);
    const { firstAccessToken } = (await start(office, [provisionalId, provisionalPassword])).data;
    const own = { email: 'tanaka@yama.example', password: 'hotaru-no-yoru' };
    const typed = { org: office.slug, firstAccessToken, familyNameKana: 'タナカ', givenNameKana: 'イチロウ', ...own };
    // A pair that was issued while there was none: what is the matter is said, and nobody is made to wait.
    const members = rig.database.databases.server.collection('members');
    const reading = (kana: string) => members.updateOne({ _id: memberId }, { $set: { 'contacts.liaison.givenNameKana': kana } });
    await reading('');
    for (let time = 0; time < 6; time += 1)
      expect((await rig.ask('identity.firstAccessComplete', typed)).code).toBe('CONTACT_READING_MISSING');
    await reading('イチロウ');
    expect((await rig.ask('identity.firstAccessComplete', typed)).status).toBe(200);
  });

  test('ACC-01: by mail to those who have an address; printed again, the pair before is dead', async () => {
    const office = await withMembers(2);
    expect(await rig.get('identity.mailFirstAccess', { memberIds: office.memberIds }, office.token)).toEqual({ mailed: 1, skipped: 1 });
    const [mail] = await rig.mails(`kai1@${office.slug}.example`);
    const pair = [/仮ID：(\S+)/.exec(mail!.text)![1]!, /仮パスワード：(\S+)/.exec(mail!.text)![1]!];
    expect((await start(office, pair)).status).toBe(200);
    expect((await print(office, office.memberIds)).status).toBe(200);
    expect((await start(office, pair)).code).toBe('LOGIN_FAILED');
  });

  test('who has a password of their own keeps it, and another organisation’s members are not found', async () => {
    const office = await withMembers(1);
    const { provisionalId, provisionalPassword } = await rig.get(
      'identity.issueProvisional',
      { memberId: office.memberIds[0] },
      office.token,
    );
    const { firstAccessToken } = (await start(office, [provisionalId, provisionalPassword])).data;
    const reading = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
    const own = { email: 'own@example.jp', password: 'hotaru-no-yoru' };
    await rig.get('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...reading, ...own });
    expect((await print(office, office.memberIds)).status).toBe(409);
    expect((await rig.ask('identity.memberLogin', { org: office.slug, login: own.email, password: own.password })).status).toBe(200);
    const elsewhere = await withMembers(1);
    expect((await print(office, elsewhere.memberIds)).status).toBe(404);
    expect((await print(office, office.memberIds, 'nobody')).status).toBe(401);
    expect(await waiting(elsewhere, 'none')).toHaveLength(1);
  });
});
