import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Member, enrollingOffice, password, proof } from './enrolling-office.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

const withOffice = (name: string) => enrollingOffice(rig, name);
const viewer = (token: string) => rig.get('identity.viewer', undefined, token);

describe('one person in several organisations', () => {
  async function two() {
    const here = await withOffice('東雲学会');
    const there = await withOffice('朝霧の会');
    const [mine, theirs] = [
      await here.enrol('春子', 'haruko@example.jp', 'haruko@example.jp'),
      await there.enrol('春子', 'haruko@example.jp', 'haruko@example.jp'),
    ];
    return { here, there, mine, theirs };
  }
  const link = (member: Member, org: string, given = password) =>
    rig.ask('identity.linkAccount', { org, login: 'haruko@example.jp', password: given, proof }, member.token);
  const change = (token: string, org: string, { memberId }: Pick<Member, 'memberId'>) =>
    rig.ask('identity.switchAccount', { org, memberId }, token);

  test('case 92: linked by both proofs, switched both ways without another log-in; no data crosses', async () => {
    const { here, there, mine, theirs } = await two();
    expect((await change(mine.token, there.slug, theirs)).code).toBe('NOT_FOUND');
    expect((await link(mine, there.slug, 'wrong wrong wrong')).code).toBe('LOGIN_FAILED');
    expect((await link(mine, here.slug)).code).toBe('INVALID_TRANSITION');
    expect((await link(mine, there.slug)).data).toMatchObject([
      { orgName: '東雲学会', current: true },
      { orgName: '朝霧の会', current: false },
    ]);
    const over = await change(mine.token, there.slug, theirs);
    expect(over.headers.get('set-cookie')).toContain(`rt-my-${there.slug}`);
    expect(await viewer(over.data.accessToken)).toMatchObject({ memberId: theirs.memberId, orgSlug: there.slug });
    expect((await change(over.data.accessToken, here.slug, mine)).status).toBe(200);
    const [row] = await rig.get('audit.list', {}, here.token).then(({ rows }) => rows);
    expect(row.action).toBe('account.link');
    expect(JSON.stringify(row)).not.toContain('朝霧');
  });

  test('case 92: an open page alone links nothing: this end is proven too, and both mailboxes and both logs have it', async () => {
    const { here, there, mine, theirs } = await two();
    const ask = (input: object) =>
      rig.ask('identity.linkAccount', { org: there.slug, login: theirs.email, password, ...input }, mine.token);
    const told = async () => (await rig.mails(mine.email)).filter(({ text }) => text.includes('つながりました')).map(({ text }) => text);
    const before = (await told()).length;
    const acts = async ({ token }: { readonly token: string }) =>
      (await rig.get('audit.list', {}, token)).rows
        .filter(({ action }: { action: string }) => action === 'account.link')
        .map(({ actorKind, subjectId }: Record<string, string>) => [actorKind, subjectId]);
    expect((await ask({})).code).toBe('INVALID_INPUT');
    expect((await ask({ proof: { by: 'password', password: 'guessed guessed' } })).code).toBe('IDENTITY_MISMATCH');
    expect(await rig.get('identity.linkedAccounts', undefined, mine.token)).toEqual([]);
    expect([await acts(here), (await told()).length]).toEqual([[], before]);
    // A wrong log-in at the other end leaves the code for the next try.
    await rig.get('identity.askForCode', { org: here.slug, email: mine.email });
    const code = (await rig.mails(mine.email)).flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? [])[0]!;
    const byCode = { proof: { by: 'code', code } };
    expect((await ask({ ...byCode, password: 'wrong wrong wrong' })).code).toBe('LOGIN_FAILED');
    expect((await ask(byCode)).status).toBe(200);
    expect(await acts(here)).toEqual([['member', mine.memberId]]);
    expect(await acts(there)).toEqual([['member', theirs.memberId]]);
    const texts = (await told()).slice(0, (await told()).length - before);
    expect(texts.filter((text) => text.includes('東雲学会') && !text.includes('朝霧の会'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('朝霧の会') && !text.includes('東雲学会'))).toHaveLength(1);
  });

  test('a changed password on either side, or a member who left, ends the switch; unlinked it is gone', async () => {
    const { here, there, mine, theirs } = await two();
    await link(mine, there.slug);
    await rig.get('identity.changePassword', { currentPassword: password, newPassword: 'kawagiri no hashi' }, theirs.token);
    expect((await change(mine.token, there.slug, theirs)).code).toBe('NOT_FOUND');
    expect((await link(mine, there.slug, 'kawagiri no hashi')).status).toBe(200);
    expect((await change(mine.token, there.slug, theirs)).status).toBe(200);
    const status = { memberId: theirs.memberId, status: 'withdrawn', effectiveOn: '2026-05-01', reason: '本人の希望' };
    await rig.get('members.changeStatus', status, there.token);
    expect((await change(mine.token, there.slug, theirs)).code).toBe('NOT_FOUND');
    expect(await rig.get('identity.linkedAccounts', undefined, mine.token)).toMatchObject([{ orgSlug: here.slug }]);
    expect((await rig.ask('identity.unlinkAccount', { org: there.slug, memberId: theirs.memberId }, mine.token)).status).toBe(200);
    expect(await rig.get('identity.linkedAccounts', undefined, mine.token)).toEqual([]);
  });

  test('case 92: of two memberships in one organisation, linked by way of another, each is opened and unlinked by itself', async () => {
    const { here, there, mine, theirs } = await two();
    const body = await here.enrol('春子', 'soumu@example.jp', 'soumu@example.jp');
    const stranger = await here.enrol('光', 'hikaru@example.jp', 'hikaru@example.jp');
    for (const one of [mine, body]) expect((await link(one, there.slug)).status).toBe(200);
    const shown = async (token: string) =>
      (await rig.get('identity.linkedAccounts', undefined, token)).map(({ memberId, current }: Record<string, unknown>) => [
        memberId,
        current,
      ]);
    const [me, us, them] = [mine.memberId, body.memberId, theirs.memberId];
    expect(await shown(body.token)).toEqual([
      [us, true],
      [me, false],
      [them, false],
    ]);
    expect((await shown(theirs.token)).filter(([, current]: [string, boolean]) => current)).toEqual([[them, true]]);
    for (const one of [mine, body]) {
      const { data } = await change(theirs.token, here.slug, one);
      expect((await viewer(data.accessToken)).memberId).toBe(one.memberId);
    }
    const aside = await change(mine.token, here.slug, body);
    expect((await viewer(aside.data.accessToken)).memberId).toBe(us);
    // Nobody is reached who is no end of the link, nor an end under another organisation's name.
    expect((await change(theirs.token, here.slug, stranger)).code).toBe('NOT_FOUND');
    expect((await change(theirs.token, there.slug, body)).code).toBe('NOT_FOUND');
    expect((await rig.ask('identity.unlinkAccount', { org: here.slug, memberId: us }, theirs.token)).status).toBe(200);
    expect(await shown(theirs.token)).toEqual([
      [them, true],
      [me, false],
    ]);
    expect(await shown(body.token)).toEqual([]);
    // One whose password has changed sees nothing of elsewhere, though another of its organisation still stands in the link.
    await link(body, there.slug);
    await rig.get('identity.changePassword', { currentPassword: password, newPassword: 'kawagiri no hashi' }, body.token);
    expect(await shown(body.token)).toEqual([]);
    expect(await shown(mine.token)).toEqual([
      [me, true],
      [them, false],
    ]);
  });

  describe('whoever came in by an account falls with it (case 92)', () => {
    const shown = async (token: string) =>
      (await rig.get('identity.linkedAccounts', undefined, token)).map(({ memberId }: { memberId: string }) => memberId);
    const changed = 'kawagiri no hashi';
    const changePassword = ({ token }: Member) =>
      rig.get('identity.changePassword', { currentPassword: password, newPassword: changed }, token);

    test('who linked themselves by a password that was found out reaches nobody any more once it is another one, whoever is linked anew', async () => {
      const { here, there, mine, theirs } = await two();
      const abroad = await withOffice('夕凪の会');
      const thief = await abroad.enrol('光', 'haruko@example.jp', 'haruko@example.jp');
      await link(mine, there.slug);
      expect((await link(thief, there.slug)).status).toBe(200);
      expect((await change(thief.token, here.slug, mine)).status).toBe(200);
      expect(await shown(thief.token)).toEqual([thief.memberId, theirs.memberId, mine.memberId]);
      await changePassword(theirs);
      for (const [org, member] of [
        [here, mine],
        [there, theirs],
      ] as const)
        expect((await change(thief.token, org.slug, member)).code).toBe('NOT_FOUND');
      expect(await shown(thief.token)).toEqual([thief.memberId]);
      expect(await shown(mine.token)).toEqual([mine.memberId]);
      expect(await shown(theirs.token)).toEqual([]);
      // The two that are one person's are linked anew: that vouches for nobody else.
      expect((await link(mine, there.slug, changed)).status).toBe(200);
      expect((await change(mine.token, there.slug, theirs)).status).toBe(200);
      expect((await change(theirs.token, here.slug, mine)).status).toBe(200);
      expect((await change(thief.token, here.slug, mine)).code).toBe('NOT_FOUND');
      expect(await shown(mine.token)).toEqual([mine.memberId, theirs.memberId]);
      expect(await rig.database.databases.server.collection('account_links').countDocuments({ 'ends.memberId': mine.memberId })).toBe(1);
    });

    test('a link of three from before falls as a whole, and is cut as a whole', async () => {
      const { here, there, mine, theirs } = await two();
      const body = await here.enrol('春子', 'soumu@example.jp', 'soumu@example.jp');
      const { server } = rig.database.databases;
      const links = server.collection<{ _id: string; ends: { memberId: string }[]; createdAt: Date }>('account_links');
      const ofThree = async () => {
        for (const one of [mine, body]) expect((await link(one, there.slug)).status).toBe(200);
        const rows = await links.find({ 'ends.memberId': theirs.memberId }).toArray();
        const ends = new Map(rows.flatMap((row) => row.ends).map((end) => [end.memberId, end]));
        await links.deleteMany({ 'ends.memberId': theirs.memberId });
        await links.insertOne({ _id: `lnk_${mine.memberId}`, ends: [...ends.values()], createdAt: new Date() });
      };
      await ofThree();
      expect((await change(mine.token, here.slug, body)).status).toBe(200);
      expect((await rig.ask('identity.unlinkAccount', { org: there.slug, memberId: theirs.memberId }, mine.token)).status).toBe(200);
      expect((await change(mine.token, here.slug, body)).code).toBe('NOT_FOUND');
      await ofThree();
      await changePassword(body);
      expect((await change(mine.token, there.slug, theirs)).code).toBe('NOT_FOUND');
      expect(await shown(mine.token)).toEqual([mine.memberId]);
    });
  });
});
