import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

const told = {
  familyName: '高崎',
  givenName: '春子',
  familyNameKana: 'たかさき',
  givenNameKana: 'はるこ',
  birthDate: '1980-04-05',
  email: 'haruko@example.jp',
  note: '引っ越しました',
};

async function withMember(changes: Record<string, unknown> = {}) {
  const office = await rig.signUp();
  const type = { name: '正会員', annualFee: 1000, honorific: 'dono' };
  const { membershipTypeId } = await rig.get('membershipTypes.create', type, office.token);
  const add = (more: Record<string, unknown>) =>
    rig.get(
      'members.create',
      { ...memberFields(membershipTypeId, { birthDate: '1980-04-05', ...more }), issueProvisional: false },
      office.token,
    );
  const { memberId } = await add(changes);
  return { ...office, memberId: memberId as string, add };
}
const ask = (office: Office, changes: Record<string, unknown> = {}) =>
  rig.ask('identity.askForLoginId', { org: office.slug, ...told, ...changes });
const list = (office: Office, view: 'open' | 'done' = 'open') => rig.get('identity.loginInquiries', { view }, office.token);
async function opened(office: Office) {
  const [row] = await list(office);
  return rig.get('identity.loginInquiry', { inquiryId: row.inquiryId }, office.token);
}

describe('the desk for forgotten log-in IDs', () => {
  test('ACC-05: all four agree with one member: the ID goes to the address on record, and the log has it', async () => {
    const office = await withMember();
    expect((await ask(office)).data).toEqual({ accepted: true });
    const { inquiry, candidates } = await opened(office);
    const all = { name: true, reading: true, birthDate: true, email: true };
    expect(candidates).toMatchObject([{ memberId: office.memberId, match: all, releasable: true }]);
    const { inquiryId } = inquiry;
    const { to } = await rig.get('identity.releaseLoginId', { inquiryId, memberId: office.memberId }, office.token);
    expect(to).toBe('haruko@example.jp');
    const { account } = await rig.get('members.get', { memberId: office.memberId }, office.token);
    const [mail] = await rig.mails(to);
    expect(mail!.text).toContain(`ログインID：${account.loginId}`);
    // Decision 0098: as their type says.
    expect(mail!.text).toMatch(/^髙﨑 春子 殿\n/);
    const log = await rig.get('audit.list', {}, office.token);
    expect(log.rows[0]).toMatchObject({ action: 'account.login_id_release', subjectId: office.memberId, actorName: '青木 玲子' });
    expect((await rig.ask('identity.releaseLoginId', { inquiryId, memberId: office.memberId }, office.token)).code).toBe(
      'INVALID_TRANSITION',
    );
    expect(await list(office)).toEqual([]);
    expect(await list(office, 'done')).toMatchObject([{ state: 'released', decidedBy: '青木 玲子' }]);
  });

  test.each([
    ['another name', { givenName: '夏子' }, 'name'],
    ['another reading', { givenNameKana: 'なつこ' }, 'reading'],
    ['another birth date', { birthDate: '1980-04-06' }, 'birthDate'],
    ['another address', { email: 'other@example.jp' }, 'email'],
  ])('ACC-05: with %s the ID is not released, and nothing is mailed', async (_what, changes, field) => {
    const office = await withMember();
    await ask(office, changes);
    const { inquiry, candidates } = await opened(office);
    const mailed = (await rig.mails(inquiry.email)).length;
    expect(candidates[0]).toMatchObject({ memberId: office.memberId, releasable: false });
    expect(candidates[0].match[field]).toBe(false);
    const { inquiryId } = inquiry;
    expect((await rig.ask('identity.releaseLoginId', { inquiryId, memberId: office.memberId }, office.token)).code).toBe(
      'INQUIRY_NO_MATCH',
    );
    expect(await rig.mails(inquiry.email)).toHaveLength(mailed);
    await rig.get('identity.closeLoginInquiry', { inquiryId, reason: '登録と合わない' }, office.token);
    expect(await list(office, 'done')).toMatchObject([{ state: 'closed', reason: '登録と合わない' }]);
  });

  test('ACC-05: two members who agree in all four, one who may not log in, or a birth date not on record: not released', async () => {
    const twins = await withMember();
    await twins.add({});
    await ask(twins);
    expect((await opened(twins)).candidates.map((one: { releasable: boolean }) => one.releasable)).toEqual([false, false]);
    const bare = await withMember({ birthDate: '' });
    await ask(bare);
    expect((await opened(bare)).candidates).toMatchObject([{ match: { birthDate: false }, releasable: false }]);
    const left = await withMember();
    const status = { memberId: left.memberId, status: 'withdrawn', effectiveOn: '2026-05-01', reason: '本人の希望' };
    await rig.get('members.changeStatus', status, left.token);
    await ask(left);
    expect((await opened(left)).candidates).toMatchObject([{ mayLogIn: false, releasable: false }]);
  });

  test('ACC-05: the answer is the same for a member, a stranger and an organisation that is none; asked again it is one inquiry', async () => {
    const office = await withMember();
    const answers = [
      await ask(office),
      await ask(office, { email: 'nobody@example.jp', familyName: '無名' }),
      await ask({ ...office, slug: 'no-such-org' }),
    ];
    const bare = ({ status, body }: { status: number; body: string }) => [status, body];
    expect(new Set(answers.map((answer) => JSON.stringify(bare(answer)))).size).toBe(1);
    await ask(office, { note: 'もう一度' });
    const rows = await list(office);
    expect(rows).toHaveLength(2);
    expect(rows.find((row: { email: string }) => row.email === told.email).note).toBe('もう一度');
    expect((await rig.mails(office.email)).filter(({ subject }) => subject.includes('問い合わせ'))).toHaveLength(2);
    expect((await rig.mails(office.email))[0]!.text).not.toContain('春子');
  });

  test('ACC-05: the address of the log-in counts as on record too, and shapes of one character are one name', async () => {
    const office = await withMember({ familyName: '髙﨑', contactEmail: '' });
    await rig.database.databases.server
      .collection('member_accounts')
      .updateOne({ memberId: office.memberId }, { $set: { loginEmail: told.email } });
    await ask(office, { familyName: '高　崎', email: 'ＨＡＲＵＫＯ@example.jp' });
    expect((await opened(office)).candidates).toMatchObject([{ memberId: office.memberId, releasable: true }]);
  });
});
