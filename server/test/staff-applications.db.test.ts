import { randomUUID } from 'node:crypto';
import { newApplicationId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { followJoiningFees } from '../src/modules/applications/applications.jobs.ts';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const { admin, detail, member, collection, newestMail, decide, today, approve } = officeStories(() => rig);

describe('代理申請', () => {
  const byStaff = (email: string, changes: Record<string, unknown> = {}) =>
    admin('applications.submitByStaff', { email, fields: applicantFields(rig.typeId), agreed: true, ...changes });

  test('APP-07, case 14: refused while the person checks their own address, with the mail and its expiry; afterwards it goes', async () => {
    const email = 'stuck@example.jp';
    await rig.knock(email);
    const refused = await byStaff(email);
    expect(refused.code).toBe('ADDRESS_CHECK_PENDING');
    const { linkExpiresAt, applicationId } = await detail((await rig.find(email, 'other')).applicationId);
    // As it is kept: each language writes moments in its own way.
    expect(refused.data.params).toEqual({ email, until: new Date(linkExpiresAt).toISOString(), applicationId });
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
    const before = { joinedOn: addDays(today(), -1) };
    expect((await decide('approve', applicationId, before)).code).toBe('JOINED_BEFORE_APPLYING');
    expect((await detail(applicationId)).state).toBe('submitted');
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

  test('APP-01, T18: who has paid 入会金 is admitted behind any number of applications that only wait', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }], approval: 'staff' });
    const all = collection('applications');
    // Those of a neglectful office, older than the one that is paid.
    const { applicationId: pattern } = (await byStaff('neglected@example.jp')).data;
    const { _id: _own, ...row } = (await all.findOne({ _id: pattern }))!;
    const neglected = Array.from({ length: 1001 }, () => ({ ...row, _id: newApplicationId(), memberId: newMemberId() }));
    await all.insertMany(neglected);
    const { applicationId } = (await byStaff('behind-them@example.jp')).data;
    await approve(applicationId);
    const { billId } = (await detail(applicationId)).joiningFee;
    const paid = { amount: 3000, method: 'bank_transfer', receivedOn: today(), memo: '', idempotencyKey: randomUUID() };
    await rig.get('payments.recordOffline', { billId, ...paid }, rig.office.token);
    await followJoiningFees(rig.service.platform);
    expect((await detail(applicationId)).state).toBe('approved');
    await all.deleteMany({ _id: { $in: neglected.map(({ _id }) => _id) } });
    await rig.settings({ fees: [] });
  });

  test('the office cannot enter a present member again, nor without their consent', async () => {
    const email = 'present@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const open = await byStaff(email);
    expect([open.code, open.data.params]).toEqual(['APPLICATION_OPEN', { applicationId }]);
    await approve(applicationId);
    const { memberNumber: number } = await member(memberId);
    const taken = await byStaff(email);
    // Where it is in the way, the office is led to it.
    expect([taken.code, taken.data.params]).toEqual(['EMAIL_TAKEN', { memberId, number }]);
    expect((await byStaff('someone@example.jp', { agreed: false })).code).toBe('INVALID_INPUT');
  });

  test('case 23: who shares the mailbox that another logs in with is somebody new, whatever has become of that other', async () => {
    const called = (givenName: string, givenNameKana: string) => ({ fields: applicantFields(rig.typeId, { givenName, givenNameKana }) });
    const email = 'husband@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const wife = await byStaff(email, called('早苗', 'サナエ'));
    expect(wife.data).toMatchObject({ state: 'submitted', kind: 'new', lookalikes: [{ memberId }] });
    // One form a person all the same.
    const again = await byStaff(email, called('早苗', 'サナエ'));
    expect([again.code, again.data.params]).toEqual(['APPLICATION_OPEN', { applicationId: wife.data.applicationId }]);
    await approve(applicationId);
    expect((await byStaff(email, called('夏子', 'ナツコ'))).data).toMatchObject({ state: 'submitted', kind: 'new' });
    // They get what belongs to joining, and log in by their ID while the address is the other's.
    const enters = async (givenNameKana: string) => {
      const { text } = await newestMail(email);
      const [[, provisionalId], [, provisionalPassword]] = [/仮ID：(\S+)/.exec(text)!, /仮パスワード：(\S+)/.exec(text)!];
      const begun = await rig.get('identity.firstAccessStart', { org: rig.office.slug, provisionalId, provisionalPassword });
      const own = { firstAccessToken: begun.firstAccessToken, familyNameKana: 'タカサキ', givenNameKana, email, password };
      expect((await rig.ask('identity.firstAccessComplete', { org: rig.office.slug, ...own })).status).toBe(200);
    };
    await approve(wife.data.applicationId);
    await enters('サナエ');
    expect((await member(memberId)).account.loginEmail).toBe(email);
    expect((await member(wife.data.memberId)).account).toMatchObject({ state: 'verified', loginEmail: '' });
    rig.travel(5 * day);
    await admin('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: today(), reason: '転居' });
    const third = (await byStaff(email, called('秋子', 'アキコ'))).data;
    expect([third.kind, third.memberId === memberId]).toEqual(['new', false]);
    // Once that other has left, the address is of whoever enters with it (features.md 3 #8, docs/decisions/0080).
    await approve(third.applicationId);
    await enters('アキコ');
    expect((await member(memberId)).account.loginEmail).toBe('');
    expect((await member(third.memberId)).account).toMatchObject({ state: 'verified', loginEmail: email });
  });

  test('ACC-08, case 23: from the mailbox of a member who died the family gets the form, not a door that stays shut, and the office enters them', async () => {
    const email = 'family@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    await approve(applicationId);
    await rig.knock(email);
    expect((await newestMail(email)).link).toContain('/my/login');
    rig.travel(5 * day);
    await admin('members.changeStatus', { memberId, status: 'deceased', effectiveOn: today(), reason: '' });
    const widow = { fields: applicantFields(rig.typeId, { givenName: '早苗', givenNameKana: 'サナエ' }) };
    expect((await byStaff(email, widow)).data).toMatchObject({ state: 'submitted', kind: 'new' });
    await rig.knock(email);
    expect((await newestMail(email)).link).toContain('/join/form#token=');
    expect((await member(memberId)).status).toBe('deceased');
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

test('3.3: what the office put right in the record stays when a form comes back that says nothing else about it', async () => {
  const email = 'put-right@example.jp';
  const { applicationId, memberId } = await rig.apply(email, { phone: '0312345678' });
  const { memberNumber: _number, contactEmail: _email, ...fields } = memberFields(rig.typeId, { familyName: '高崎', phone: '0311112222' });
  const { version } = await member(memberId);
  await rig.get('members.update', { ...fields, contactEmail: 'hon-nin@example.jp', memberId, version }, rig.office.token);
  await decide('return', applicationId, { note: '所属をお書きください。' });
  const [token] = await rig.tokens(email);
  const corrected = { phone: '03-9876-5432', affiliation: '東都大学' };
  await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, corrected) });
  const kept = { familyName: '高崎', contactEmail: 'hon-nin@example.jp' };
  expect(await member(memberId)).toMatchObject({ ...kept, ...corrected });
  const { rows } = await rig.get('members.history', { memberId }, rig.office.token);
  expect(rows[0]).toMatchObject({ action: 'application.correct', fields: ['phone', 'affiliation'] });
});

test('case 23: of two applications from the mailbox of a family each correction opens with its own form and its own draft', async () => {
  const email = 'ie@example.jp';
  const named = [
    { givenName: '春子', givenNameKana: 'ハルコ' },
    { givenName: '夏子', givenNameKana: 'ナツコ' },
  ];
  const people = named.map((name) => applicantFields(rig.typeId, name));
  const links: string[] = [];
  for (const fields of people) {
    const { applicationId } = (await admin('applications.submitByStaff', { email, fields, agreed: true })).data;
    await decide('return', applicationId, { note: '所属をお書きください。' });
    links.push((await rig.tokens(email))[0]!);
  }
  const open = async (at: number) => (await rig.get('applications.joinForm', { token: links[at] })).values;
  const values = { ...(await open(0)), affiliation: '東都' };
  await rig.get('applications.saveDraft', { token: links[0], values });
  expect([await open(0), await open(1)]).toMatchObject([
    { givenName: '春子', affiliation: '東都' },
    { givenName: '夏子', affiliation: '' },
  ]);
  await rig.get('applications.submit', { token: links[1], fields: people[1] });
  expect(await open(0)).toMatchObject({ affiliation: '東都' });
});
