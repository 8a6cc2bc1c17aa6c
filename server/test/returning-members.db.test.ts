import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { applyScheduledStatuses } from '../src/modules/members/member-status.service.ts';
import { freeMergedAddresses } from '../src/modules/members/members.migration.ts';
import { contactOf, corporate, noContact } from './corporate.factory.ts';
import { type JoiningRig, applicantFields, officeStories, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const { admin, detail, member, collection, newestMail, decide, today, statuses, approve } = officeStories(() => rig);

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
    expect((await decide('approve', applicationId, { joinedOn: addDays(today(), -1) })).code).toBe('REJOINED_BEFORE_LEAVING');
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

  test('ACC-08, case 13: who is approved to come back on a later day and asks once more makes no second application', async () => {
    const email = 'later-on@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    await approve(applicationId);
    rig.travel(2 * day);
    await admin('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: today(), reason: '転居' });
    rig.travel(4 * day);
    const again = await rig.apply(email);
    await decide('approve', again.applicationId, { joinedOn: addDays(today() as never, 10) });
    const mailed = (await rig.tokens(email)).length;
    await rig.knock(email);
    expect((await newestMail(email)).text).toContain('すでに');
    expect(await rig.tokens(email)).toHaveLength(mailed);
    rig.travel(14 * day);
    await applyScheduledStatuses(rig.service.platform);
    expect((await rig.logIn(email)).status).toBe(200);
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

  test('ACC-09, MEM-05: a person who applies from the mailbox of a body that left does not become that body', async () => {
    const liaison = contactOf('田中', '一郎', { email: 'soumu@example.jp' });
    const contacts = { liaison, representative: noContact, billing: noContact };
    const { memberId } = await rig.get('members.createCorporate', corporate(rig.typeId, { contacts }), rig.office.token);
    await admin('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: today(), reason: '解散' });
    const body = async () => collection('members').findOne({ _id: memberId });
    const before = await body();
    await rig.knock('soumu@example.jp');
    const [token] = await rig.tokens('soumu@example.jp');
    expect(await rig.get('applications.joinForm', { token })).toMatchObject({ kind: 'new', values: { familyName: '' } });
    expect((await rig.apply('soumu@example.jp')).memberId).not.toBe(memberId);
    // With a log-in of its own the office sees that somebody tried.
    await collection('member_accounts').updateOne({ memberId }, { $set: { loginEmail: 'houjin@example.jp' } });
    await rig.knock('houjin@example.jp');
    expect(await rig.tokens('houjin@example.jp')).toEqual([]);
    expect(await body()).toEqual(before);
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

  test('domain.md 3.2: an admission that has begun is not taken out of the history: it is the application’s', async () => {
    const memberId = await make('stays-admitted@example.jp', true);
    const { applicationId } = await rig.apply('stays-admitted@example.jp');
    expect((await approve(applicationId)).status).toBe(200);
    const { statusHistory } = await member(memberId);
    // The office is told which it is, and asks for nothing that is refused.
    expect(statusHistory.map(({ ofApplication }: Loose) => ofApplication)).toEqual([true, false, false]);
    const [{ entryId }, leaving] = statusHistory;
    expect((await admin('members.cancelStatus', { memberId, entryId, begun: true })).code).toBe('STATUS_OF_APPLICATION');
    expect((await admin('members.cancelStatus', { memberId, entryId: leaving.entryId, begun: true })).code).toBe('STATUS_CARRIES_NEXT');
    expect((await member(memberId)).statusHistory).toHaveLength(3);
  });

  test('ACC-09, domain.md 3.5: a pair from before somebody left opens nothing once they came back by the form', async () => {
    const email = 'old-letter@example.jp';
    const fields = { ...memberFields(rig.typeId, { contactEmail: email }), issueProvisional: true };
    const { memberId, provisional } = await rig.get('members.create', fields, rig.office.token);
    await admin('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: '2024-04-01', reason: '転居' });
    const kept = async () => {
      const account = (await collection('member_accounts').findOne({ memberId }))!;
      const { provisionalIdHash, provisionalPasswordHash, provisionalExpiresAt } = account;
      return { provisionalIdHash, provisionalPasswordHash, provisionalExpiresAt };
    };
    const before = await kept();
    const applied = await rig.apply(email);
    expect(applied.memberId).toBe(memberId);
    expect((await approve(applied.applicationId)).status).toBe(200);
    expect(await kept()).toEqual({ provisionalIdHash: null, provisionalPasswordHash: null, provisionalExpiresAt: null });
    // Nor does one that an account kept from before there was this rule.
    await collection('member_accounts').updateOne({ memberId }, { $set: before });
    const { provisionalId, provisionalPassword } = provisional;
    const pair = { org: rig.office.slug, provisionalId, provisionalPassword };
    expect((await rig.ask('identity.firstAccessStart', pair)).code).toBe('LOGIN_FAILED');
    expect((await rig.logIn(email)).status).toBe(200);
  });

  test('ACC-09, MEM-03: who left and came in again by a second record is in, with the years before, once both are one', async () => {
    const keptId = await make('before-2024@example.jp', true, { birthDate: '1971-05-06' });
    const { applicationId, memberId: mergedId } = await rig.apply('since-2026@example.jp', { birthDate: '1971-05-06' });
    rig.travel(3 * day);
    expect((await approve(applicationId)).status).toBe(200);
    const pair = { keptId, mergedId };
    const plan = await rig.get('duplicates.planMerge', pair, rig.office.token);
    expect(plan).toMatchObject({ historiesJoin: true, kept: { status: 'withdrawn' }, merged: { status: 'active' } });
    const choices = { fromMerged: [], customFromMerged: [], tags: 'both', history: 'both', account: 'merged' };
    await rig.get('duplicates.merge', { ...pair, fingerprint: plan.fingerprint, choices }, rig.office.token);
    const { status, statusHistory } = await member(keptId);
    expect([status, statusHistory.map((entry: Loose) => entry.status)]).toEqual(['active', ['active', 'withdrawn', 'active']]);
    expect((await rig.logIn('since-2026@example.jp')).status).toBe(200);
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
