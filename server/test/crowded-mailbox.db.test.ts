import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

/** An office whose first members all have the same address of mail; whoever is added next is one more of them. */
async function withCrowd(email: string, count: number) {
  const office = await rig.signUp();
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
  const add = (givenName: string, changes: Record<string, unknown> = {}, issueProvisional = false) =>
    rig.get(
      'members.create',
      { ...memberFields(membershipTypeId, { givenName, contactEmail: email, ...changes }), issueProvisional },
      office.token,
    );
  const crowd = [];
  for (let index = 0; index < count; index += 1) crowd.push(await add(`人${index}`, { familyNameKana: 'ホカ', givenNameKana: 'ヒト' }));
  return { ...office, add, crowd };
}

describe('a mailbox that many members share', () => {
  test('ACC-05: a code lets in whoever agreed to share it, however many others have the address', async () => {
    const office = await withCrowd('ie@example.jp', 5);
    const agreed: string[] = [];
    const agreeing = { shared: true, proof: { by: 'password', password: 'hotaru-no-yoru' } };
    for (const givenName of ['六子', '七子']) {
      const { memberId, provisional } = await office.add(givenName, {}, true);
      const { provisionalId, provisionalPassword } = provisional;
      const pair = { org: office.slug, provisionalId, provisionalPassword };
      const { firstAccessToken } = await rig.get('identity.firstAccessStart', pair);
      const { accessToken } = await rig.get('identity.firstAccessComplete', {
        org: office.slug,
        firstAccessToken,
        familyNameKana: 'タカサキ',
        givenNameKana: 'ハルコ',
        email: `${memberId}@example.jp`,
        password: 'hotaru-no-yoru',
      });
      expect((await rig.ask('identity.shareMailbox', agreeing, accessToken)).status).toBe(200);
      agreed.push(memberId);
    }
    // The first five may have left long ago: they are among nobody's choices, and in nobody's way.
    await rig.get('identity.askForCode', { org: office.slug, email: 'ie@example.jp' });
    const [mail] = (await rig.mails('ie@example.jp')).filter(({ subject }) => subject.includes('コード'));
    const code = /コード：(\d{6})/.exec(mail?.text ?? '')?.[1] ?? '';
    const entered = await rig.get('identity.codeLogin', { org: office.slug, email: 'ie@example.jp', code });
    expect(entered.people.map((one: { memberId: string }) => one.memberId).sort()).toEqual([...agreed].sort());
    const last = { org: office.slug, ticket: entered.ticket, memberId: agreed[1] };
    expect((await rig.ask('identity.chooseMember', last)).status).toBe(200);
  });

  test('ACC-05: the desk for forgotten log-in IDs finds the one who agrees in all four', async () => {
    const office = await withCrowd('ie2@example.jp', 5);
    // As many with the same reading and another address do not hide them either.
    for (let index = 0; index < 5; index += 1) await office.add('春子', { contactEmail: `other${index}@example.jp` });
    const { memberId } = await office.add('春子', { birthDate: '1980-04-05' });
    await rig.get('identity.askForLoginId', {
      org: office.slug,
      familyName: '高崎',
      givenName: '春子',
      familyNameKana: 'たかさき',
      givenNameKana: 'はるこ',
      birthDate: '1980-04-05',
      email: 'ie2@example.jp',
      note: '',
    });
    const [row] = await rig.get('identity.loginInquiries', { view: 'open' }, office.token);
    const { candidates } = await rig.get('identity.loginInquiry', { inquiryId: row.inquiryId }, office.token);
    expect(candidates[0]).toMatchObject({ memberId, releasable: true });
    const released = await rig.ask('identity.releaseLoginId', { inquiryId: row.inquiryId, memberId }, office.token);
    expect(released.data).toEqual({ to: 'ie2@example.jp' });
  });
});
