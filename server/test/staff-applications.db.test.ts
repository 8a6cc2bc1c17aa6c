import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { followJoiningFees } from '../src/modules/applications/applications.jobs.ts';
import { freeMergedAddresses } from '../src/modules/members/members.migration.ts';
import { type JoiningRig, applicantFields, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const detail = (applicationId: string) => rig.get('applications.get', { applicationId }, rig.office.token);
const member = (memberId: string) => rig.get('members.get', { memberId }, rig.office.token);
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
const newestMail = async (email: string) => (await rig.mails(email))[0]!;
async function decide(what: 'approve' | 'return' | 'reject' | 'withdraw', applicationId: string, input: Record<string, unknown>) {
  const { version } = await detail(applicationId);
  return admin(`applications.${what}`, { applicationId, version, ...input });
}
const today = () => rig.service.platform.clock.today();
const statuses = async (memberId: string) =>
  (await member(memberId)).statusHistory.map((entry: Loose) => `${entry.effectiveOn} ${entry.status}`);
const approve = (applicationId: string) => decide('approve', applicationId, { joinedOn: today() });

describe('代理申請', () => {
  const byStaff = (email: string, changes: Record<string, unknown> = {}) =>
    admin('applications.submitByStaff', { email, fields: applicantFields(rig.typeId), agreed: true, ...changes });

  test('APP-07, case 14: refused while the person checks their own address, with the mail and its expiry; afterwards it goes', async () => {
    const email = 'stuck@example.jp';
    await rig.knock(email);
    const refused = await byStaff(email);
    expect(refused.code).toBe('ADDRESS_CHECK_PENDING');
    const { linkExpiresAt, applicationId } = await detail((await rig.find(email, 'other')).applicationId);
    const until = new Date(Date.parse(linkExpiresAt) + 9 * 3_600_000).toISOString().slice(0, 16).replaceAll('-', '/').replace('T', ' ');
    expect(refused.data.params).toEqual({ email, until, applicationId });
    expect(await collection('members').countDocuments({ contactEmail: email })).toBe(0);
    rig.travel(day + 1000);
    expect((await byStaff(email)).data).toMatchObject({ state: 'submitted', byStaff: true });
    expect((await byStaff(email)).code).toBe('APPLICATION_OPEN');
  });

  test('APP-08: staff finish the stuck one through itself; the applicant gets the mail, the log names the office, the link is used', async () => {
    const email = 'finished@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    const { applicationId } = await rig.find(email, 'other');
    expect((await byStaff('', { applicationId })).data).toMatchObject({ applicationId, state: 'submitted', byStaff: true, email });
    expect((await newestMail(email)).subject).toContain('受け付けました');
    const { rows } = await rig.get('audit.list', { subjectId: applicationId }, rig.office.token);
    expect(rows[0]).toMatchObject({ action: 'application.submit_by_staff', actorKind: 'user', actorName: '青木 玲子' });
    expect((await rig.ask('applications.joinForm', { token })).code).toBe('TOKEN_USED');
    // Nobody chose a password: the approval brings a provisional pair.
    const { data } = await approve(applicationId);
    const mail = await newestMail(email);
    const [, provisionalId] = /仮ID：(\S+)/.exec(mail.text)!;
    const [, provisionalPassword] = /仮パスワード：(\S+)/.exec(mail.text)!;
    expect((await rig.ask('identity.firstAccessStart', { org: rig.office.slug, provisionalId, provisionalPassword })).status).toBe(200);
    expect((await member(data.memberId)).account.state).toBe('provisional_issued');
  });

  test('without an address it is written down all the same (ACC-07), and cannot be sent back by mail', async () => {
    const { data } = await byStaff('', { fields: applicantFields(rig.typeId, { familyName: '郵便' }) });
    expect(data).toMatchObject({ state: 'submitted', email: '' });
    expect((await decide('return', data.applicationId, { note: 'x' })).code).toBe('NO_LOGIN_WITHOUT_EMAIL');
    expect((await approve(data.applicationId)).data.state).toBe('approved');
    expect((await member(data.memberId)).account.state).toBe('none');
  });

  test('3.3: approved after its due day, 入会金 may be paid for thirty days from then, with a reminder of that day; only then it ends', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const email = 'looked-at-late@example.jp';
    const { applicationId } = (await byStaff(email)).data;
    rig.travel(34 * day);
    const dueOn = addDays(today(), 30);
    expect((await approve(applicationId)).data).toMatchObject({ state: 'awaiting_payment', joiningFee: { dueOn, status: 'unpaid' } });
    const said = `期限：${dueOn.replaceAll('-', '/')}`;
    expect((await newestMail(email)).text).toContain(said);
    for (const [days, state, subject] of [
      [34, 'awaiting_payment', '入会金のお支払いのお願い'],
      [60, 'awaiting_payment', '期限が近づいています'],
      [66, 'expired', '期限が過ぎました'],
    ] as const) {
      rig.travel(days * day);
      await followJoiningFees(rig.service.platform);
      expect([(await detail(applicationId)).state, (await newestMail(email)).subject.includes(subject)]).toEqual([state, true]);
    }
    await rig.settings({ fees: [] });
  });

  test('the office cannot enter a present member again, nor without their consent', async () => {
    const email = 'present@example.jp';
    await approve((await rig.apply(email)).applicationId);
    expect((await byStaff(email)).code).toBe('EMAIL_TAKEN');
    expect((await byStaff('someone@example.jp', { agreed: false })).code).toBe('INVALID_INPUT');
  });
});

test('the list is paged by keys in both directions, oldest first where it waits', async () => {
  const fields = (index: number) => applicantFields(rig.typeId, { familyName: `頁${String(index).padStart(2, '0')}` });
  for (let index = 0; index < 23; index += 1) {
    const { version, applicationId } = (await admin('applications.submitByStaff', { email: '', fields: fields(index), agreed: true })).data;
    expect(version).toBe(1);
    expect(applicationId).toMatch(/^apl_/);
  }
  const page = (input: Record<string, unknown>) => rig.get('applications.list', { q: '頁', size: 20, ...input }, rig.office.token);
  const first = await page({});
  expect(first.rows).toHaveLength(20);
  expect(first).toMatchObject({ total: 23, previousCursor: null });
  const second = await page({ cursor: first.nextCursor });
  expect(second.rows).toHaveLength(3);
  const back = await page({ cursor: second.previousCursor, direction: 'previous' });
  expect(back.rows).toEqual(first.rows);
  expect(new Set([...first.rows, ...second.rows].map((row: Loose) => row.applicationId)).size).toBe(23);
});

test('case 13: whom the office brought back while their rejoin waited keeps the log-in when that application is closed', async () => {
  const email = 'brought-back@example.jp';
  const become = (memberId: string, status: string) =>
    rig.get('members.changeStatus', { memberId, status, effectiveOn: today(), reason: '本人の申し出' }, rig.office.token);
  const { applicationId, memberId } = await rig.apply(email);
  await decide('approve', applicationId, { joinedOn: today() });
  rig.travel(5 * 86_400_000);
  await become(memberId, 'withdrawn');
  await rig.apply(email);
  const waiting = await rig.find(email);
  rig.travel(6 * 86_400_000);
  await become(memberId, 'active');
  expect((await decide('approve', waiting.applicationId, { joinedOn: today() })).code).toBe('STATUS_DATE_TAKEN');
  expect((await decide('reject', waiting.applicationId, { reason: '手続き済みのため' })).status).toBe(200);
  expect((await rig.get('members.get', { memberId }, rig.office.token)).status).toBe('active');
  expect((await rig.logIn(email)).status).toBe(200);
});

describe('ACC-09: somebody who left comes back', () => {
  const make = async (contactEmail: string, left: boolean, changes: Record<string, unknown> = {}) => {
    const { memberId } = await rig.get(
      'members.create',
      { ...memberFields(rig.typeId, { contactEmail, ...changes }), issueProvisional: false },
      rig.office.token,
    );
    if (left) await admin('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: '2024-04-01', reason: '転居' });
    return memberId as string;
  };

  test('ACC-09, case 13: rejoin is offered by mail; approval adds 入会 to the old record; no second record, history and number kept', async () => {
    const email = 'returns@example.jp';
    const first = await rig.apply(email);
    await approve(first.applicationId);
    const before = await member(first.memberId);
    rig.travel(40 * day);
    const leaving = { memberId: first.memberId, status: 'withdrawn', effectiveOn: today(), reason: '本人の申し出' };
    expect((await admin('members.changeStatus', leaving)).status).toBe(200);
    expect((await rig.logIn(email)).code).toBe('MEMBERSHIP_ENDED');
    await rig.knock(email);
    expect((await newestMail(email)).subject).toContain('再入会');
    const [token] = await rig.tokens(email);
    const opened = (await rig.ask('applications.joinForm', { token })).data;
    expect(opened).toMatchObject({ kind: 'rejoin', values: { familyName: '髙﨑', phone: '' } });
    const fields = applicantFields(rig.typeId, { affiliation: '新しい勤め先' });
    await rig.get('applications.submit', { token, fields, password: 'asagiri-no-mori' });
    // Waiting again: 承認待ち, and the record is as it was left.
    expect((await rig.logIn(email, 'asagiri-no-mori')).code).toBe('PENDING_APPROVAL');
    expect(await member(first.memberId)).toMatchObject({ status: 'withdrawn', affiliation: '' });
    const { applicationId } = await rig.find(email);
    expect((await approve(applicationId)).code).toBe('STATUS_DATE_TAKEN');
    rig.travel(41 * day);
    expect((await approve(applicationId)).status).toBe(200);
    const after = await member(first.memberId);
    expect(after).toMatchObject({
      status: 'active',
      memberNumber: before.memberNumber,
      joinedOn: before.joinedOn,
      affiliation: '新しい勤め先',
    });
    expect(after.statusHistory.map((entry: Loose) => entry.status)).toEqual(['active', 'withdrawn', 'active']);
    expect(await collection('members').countDocuments({ contactEmail: email })).toBe(1);
    expect((await rig.logIn(email, 'asagiri-no-mori')).status).toBe(200);
  });

  test('ACC-09: a member whom the office once wrote down, without an account, comes back too; a family address is nobody in particular', async () => {
    const old = await make('paper@example.jp', true);
    const { memberId } = await rig.apply('paper@example.jp');
    expect(memberId).toBe(old);
    await make('family@example.jp', true);
    await make('family@example.jp', false);
    const child = await rig.apply('family@example.jp', { givenName: '若葉', givenNameKana: 'ワカバ' });
    expect((await detail(child.applicationId)).kind).toBe('new');
    expect((await detail(child.applicationId)).lookalikes).toHaveLength(2);
  });

  test('case 13, case 23: from the mailbox of a former member, who has another name is somebody new, and the office is shown both', async () => {
    const old = await make('kazoku@example.jp', true);
    const history = await statuses(old);
    const called = (givenName: string, givenNameKana: string) => ({ givenName, givenNameKana });
    const { applicationId, memberId } = await rig.apply('kazoku@example.jp', called('早苗', 'サナエ'));
    expect(memberId).not.toBe(old);
    expect(await detail(applicationId)).toMatchObject({ kind: 'new', lookalikes: [{ memberId: old, status: 'withdrawn' }] });
    await approve(applicationId);
    expect(await member(old)).toMatchObject({ givenName: '春子', status: 'withdrawn' });
    expect(await statuses(old)).toEqual(history);
    // By the office it is the same; who is called alike goes on with the record, also after a marriage.
    const byStaff = async (email: string, changes: Record<string, unknown>) =>
      (await admin('applications.submitByStaff', { email, fields: applicantFields(rig.typeId, changes), agreed: true })).data;
    const other = await make('kazoku2@example.jp', true);
    expect(await byStaff('kazoku2@example.jp', called('奈々', 'ナナ'))).toMatchObject({ kind: 'new', lookalikes: [{ memberId: other }] });
    const married = await make('married@example.jp', true, { birthDate: '1980-02-03' });
    const renamed = { familyName: '山田', familyNameKana: 'ヤマダ', birthDate: '1980-02-03' };
    expect(await byStaff('married@example.jp', renamed)).toMatchObject({ kind: 'rejoin', memberId: married, memberName: '髙﨑 春子' });
  });

  test('ACC-09: a form that comes after the office has brought the member back changes neither password nor address', async () => {
    const email = 'here-again@example.jp';
    const first = await rig.apply(email);
    await approve(first.applicationId);
    const move = (status: string, effectiveOn: string) =>
      admin('members.changeStatus', { memberId: first.memberId, status, effectiveOn, reason: '本人の申し出' });
    rig.travel(2 * day);
    await move('withdrawn', today());
    rig.travel(4 * day);
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    expect((await move('active', today())).status).toBe(200);
    const account = await collection('member_accounts').findOne({ memberId: first.memberId });
    const sent = await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password: 'asagiri-no-mori' });
    expect(sent.code).toBe('EMAIL_TAKEN');
    expect(await collection('member_accounts').findOne({ memberId: first.memberId })).toEqual(account);
  });

  test('ACC-08, case 13: the address of a withdrawn application that was merged into another record is free, and comes back with the undo', async () => {
    const email = 'merged-away@example.jp';
    const { applicationId, memberId: mergedId } = await rig.apply(email);
    await decide('withdraw', applicationId, { reason: '' });
    const keptId = await make('', false);
    const pair = { keptId, mergedId };
    const merge = async () => {
      const { fingerprint } = await rig.get('duplicates.planMerge', pair, rig.office.token);
      const choices = { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' };
      return (await rig.get('duplicates.merge', { ...pair, fingerprint, choices }, rig.office.token)).mergeId as string;
    };
    const accounts = collection('member_accounts');
    const address = async () => (await accounts.findOne({ memberId: mergedId }))!['loginEmail'];
    const first = await merge();
    expect(await address()).toBeNull();
    await rig.get('duplicates.undoMerge', { mergeId: first }, rig.office.token);
    expect(await address()).toBe(email);
    const second = await merge();
    // As a merge left it before: the address on the shut account, and unknown to the merge.
    const { accounts: held } = (await collection('member_merges').findOne({ _id: second }))!;
    const former = held.map(({ accountId, memberId, state }: Loose) => ({ accountId, memberId, state }));
    await collection('member_merges').updateOne({ _id: second }, { $set: { accounts: former } });
    await accounts.updateOne({ memberId: mergedId }, { $set: { loginEmail: email } });
    await freeMergedAddresses(rig.database.databases.server);
    await freeMergedAddresses(rig.database.databases.server);
    const anew = await rig.apply(email);
    expect([mergedId, keptId]).not.toContain(anew.memberId);
    expect((await approve(anew.applicationId)).status).toBe(200);
    await rig.get('duplicates.undoMerge', { mergeId: second }, rig.office.token);
    expect(await address()).toBeNull();
    expect((await rig.logIn(email)).status).toBe(200);
  });

  test.each(['by_hand', 'automatic'])(
    'NUM-02, case 34: approved for a later day, taken back, refused and approved anew is one number, or one wait for it (%s)',
    async (mode) => {
      const numbering = await rig.get('members.numbering', undefined, rig.office.token);
      expect((await admin('members.saveNumbering', { ...numbering, mode })).status).toBe(200);
      const email = `twice-${mode.replace('_', '-')}@example.jp`;
      const { memberId } = await rig.apply(email);
      const waiting = async () =>
        (await rig.get('members.numbersToGive', undefined, rig.office.token)).rows.filter((row: Loose) => row.memberId === memberId).length;
      const approved = async () => {
        const joinedOn = addDays(today(), 10);
        expect((await decide('approve', (await rig.find(email)).applicationId, { joinedOn })).status).toBe(200);
        expect(await waiting()).toBe(mode === 'by_hand' ? 1 : 0);
        return member(memberId);
      };
      const { memberNumber, statusHistory } = await approved();
      await rig.get(
        'members.cancelStatus',
        { memberId, entryId: statusHistory.find((entry: Loose) => entry.scheduled).entryId },
        rig.office.token,
      );
      expect(await waiting()).toBe(0);
      expect((await decide('reject', (await rig.find(email)).applicationId, { reason: '資格がないため' })).status).toBe(200);
      expect(await waiting()).toBe(0);
      await rig.apply(email);
      expect((await approved()).memberNumber).toBe(memberNumber);
    },
  );
  test('ACC-09, APP-01: a planned rejoin that is taken back opens its application again; a return planned by hand opens none', async () => {
    const email = 'plans-to-return@example.jp';
    const memberId = await make(email, true);
    const { applicationId } = await rig.apply(email);
    const newest = async () => (await rig.get('members.history', { memberId, size: 20 }, rig.office.token)).rows[0];
    const takeBack = async () => {
      const { entryId } = (await member(memberId)).statusHistory.find((entry: Loose) => entry.scheduled);
      return (await admin('members.cancelStatus', { memberId, entryId })).status;
    };
    for (const days of [10, 20]) {
      expect((await decide('approve', applicationId, { joinedOn: addDays(today(), days) })).data.state).toBe('approved');
      expect((await newest()).undo).toBe('not_reversible');
      expect([await takeBack(), (await detail(applicationId)).state, (await newest()).undo]).toEqual([200, 'submitted', 'not_reversible']);
    }
    await decide('reject', applicationId, { reason: '辞退のため' });
    const byHand = { memberId, status: 'active', effectiveOn: addDays(today(), 30), reason: '' };
    expect((await admin('members.changeStatus', byHand)).status).toBe(200);
    expect([await takeBack(), (await detail(applicationId)).state, (await newest()).undo]).toEqual([200, 'rejected', 'possible']);
  });

  test('a rejoin that is refused leaves the record as it was', async () => {
    const email = 'unwelcome@example.jp';
    const first = await rig.apply(email);
    await approve(first.applicationId);
    rig.travel(5 * day);
    await admin('members.changeStatus', { memberId: first.memberId, status: 'withdrawn', effectiveOn: today(), reason: '転居' });
    const history = await statuses(first.memberId);
    await rig.apply(email);
    await decide('reject', (await rig.find(email)).applicationId, { reason: '会費が納められていないため' });
    expect(await statuses(first.memberId)).toEqual(history);
    expect((await rig.logIn(email)).code).toBe('LOGIN_FAILED');
  });
});
