import { randomUUID } from 'node:crypto';
import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { reopenLeftBehind } from '../src/modules/applications/applications.migration.ts';
import { applyScheduledStatuses } from '../src/modules/members/member-status.service.ts';
import { type JoiningRig, applicantFields, password, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const day = 86_400_000;
const today = () => rig.service.platform.clock.today();
const admin = (procedure: string, input?: unknown) => rig.ask(procedure, input, rig.office.token);
const detail = (applicationId: string) => rig.get('applications.get', { applicationId }, rig.office.token);
const member = (memberId: string) => rig.get('members.get', { memberId }, rig.office.token);
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
async function decide(what: 'approve' | 'return' | 'reject' | 'withdraw', applicationId: string, input: Record<string, unknown>) {
  const { version } = await detail(applicationId);
  return admin(`applications.${what}`, { applicationId, version, ...input });
}
const approve = (applicationId: string, joinedOn: string = today()) => decide('approve', applicationId, { joinedOn });
const newestMail = async (email: string) => (await rig.mails(email))[0]!;
const statuses = async (memberId: string) =>
  (await member(memberId)).statusHistory.map((entry: Loose) => `${entry.effectiveOn} ${entry.status}`);

describe('APP-01, ACC-03: apply, wait, be admitted', () => {
  test('ACC-03: before the approval right credentials answer 承認待ち and nothing else; wrong ones what they always answer', async () => {
    const email = 'pending@example.jp';
    await rig.apply(email);
    const right = await rig.logIn(email);
    expect([right.status, right.code]).toEqual([403, 'PENDING_APPROVAL']);
    // The number of the request is drawn and may look like anything.
    expect(right.body.replace(/"requestNumber":"\w+"/, '')).not.toMatch(/髙﨑|A20\d\d|mem_/);
    expect((await rig.logIn(email, 'wrong-password')).code).toBe('LOGIN_FAILED');
    expect((await rig.ask('identity.requestPasswordReset', { audience: 'my', org: rig.office.slug, login: email })).status).toBe(200);
    expect((await rig.mails(email)).some(({ subject }) => subject.includes('再設定'))).toBe(false);
  });

  test('APP-01: approved, 仮会員 is 正会員: own number, log-in with the own password, approval mail, audit, count', async () => {
    const email = 'joins@example.jp';
    const { waiting } = await rig.get('applications.counts', undefined, rig.office.token);
    const { applicationId, memberId } = await rig.apply(email, { familyName: '𠮷田' });
    expect((await rig.get('applications.counts', undefined, rig.office.token)).waiting).toBe(waiting + 1);
    expect((await rig.get('reports.dashboard', undefined, rig.office.token)).waitingApplications).toBe(waiting + 1);
    expect(await member(memberId)).toMatchObject({ status: 'applied', memberNumber: expect.stringMatching(/^A\d{4}-\d{4}$/) });
    expect((await approve(applicationId)).data).toMatchObject({ state: 'approved', memberStatus: 'active' });
    const joined = await member(memberId);
    expect(joined).toMatchObject({ status: 'active', familyName: '𠮷田', contactEmail: email, joinedOn: today() });
    expect(joined.memberNumber).toMatch(/^\d{4}-\d{4}$/);
    expect(joined.account.loginId).toBe(joined.memberNumber.replace('-', ''));
    expect((await rig.logIn(email)).data.outcome).toBe('signed_in');
    expect((await rig.logIn(joined.account.loginId)).status).toBe(200);
    const mail = await newestMail(email);
    expect(mail.subject).toContain('入会の手続きが済みました');
    expect(mail.text).toContain(joined.memberNumber);
    const { rows } = await rig.get('audit.list', { subjectId: applicationId }, rig.office.token);
    expect(rows.map((row: Loose) => row.action)).toEqual(['application.approve', 'application.submit']);
    expect((await rig.find(email, 'approved')).applicationId).toBe(applicationId);
    expect((await approve(applicationId)).code).toBe('INVALID_TRANSITION');
  });

  test('BIL-18: the wish for direct debit is seen by the office and goes on with the approval, not before', async () => {
    const email = 'by-bank@example.jp';
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    expect((await rig.ask('applications.joinForm', { token })).data).toMatchObject({ offersDebit: false, payBy: null });
    expect((await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password, payBy: 'cash' })).code).toBe(
      'INVALID_INPUT',
    );
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), password, payBy: 'direct_debit' });
    const { applicationId } = await rig.find(email);
    const { payBy, memberId } = await detail(applicationId);
    expect(payBy).toBe('direct_debit');
    const told = () =>
      collection('outbox')
        .find({ name: 'members.debit.wished', 'payload.memberId': memberId } as never)
        .toArray();
    expect(await told()).toHaveLength(0);
    expect((await approve(applicationId)).status).toBe(200);
    expect(await told()).toHaveLength(1);
    // Who wishes nothing pays themselves.
    const other = await rig.apply('by-hand@example.jp');
    expect((await detail(other.applicationId)).payBy).toBe('self');
  });

  test('with automatic approval the form itself admits, with one mail', async () => {
    await rig.settings({ approval: 'automatic' });
    const email = 'automatic@example.jp';
    const { memberId } = await rig.apply(email);
    await rig.settings({ approval: 'staff' });
    expect(await statuses(memberId)).toEqual([`${today()} active`]);
    expect((await rig.logIn(email)).status).toBe(200);
    expect((await rig.mails(email)).map(({ subject }) => subject)).toHaveLength(2);
  });

  test('of two admins who decide at once one wins and the other gets CONFLICT; one number is given', async () => {
    const { applicationId, memberId } = await rig.apply('conflict@example.jp');
    const { version } = await detail(applicationId);
    const answers = await Promise.all([
      admin('applications.approve', { applicationId, version, joinedOn: today() }),
      admin('applications.reject', { applicationId, version, reason: '定員のため' }),
      admin('applications.approve', { applicationId, version, joinedOn: today() }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ code }) => code))).toEqual(new Set(['CONFLICT']));
    expect(await statuses(memberId)).toHaveLength(1);
    const decided = (await rig.mails('conflict@example.jp')).filter(({ subject }) => /済みました|について/.test(subject));
    expect(decided).toHaveLength(1);
  });
});

describe('APP-04: days', () => {
  test('APP-04, case 26: joining on the day of applying edits the 申請中 row; a later day adds one; an earlier one is refused', async () => {
    const same = await rig.apply('same-day@example.jp');
    await approve(same.applicationId);
    expect(await statuses(same.memberId)).toEqual([`${today()} active`]);
    const later = await rig.apply('later@example.jp');
    const appliedOn = today();
    expect((await approve(later.applicationId, '2000-01-01')).code).toBe('JOINED_BEFORE_APPLYING');
    rig.travel(3 * day);
    await approve(later.applicationId);
    expect(await statuses(later.memberId)).toEqual([`${today()} active`, `${appliedOn} applied`]);
  });

  test('what the office corrected in the record before it approved stays', async () => {
    const { applicationId, memberId } = await rig.apply('corrected@example.jp');
    const { memberNumber: _number, contactEmail: _email, ...fields } = memberFields(rig.typeId, { familyName: '高崎', memo: '電話で確認' });
    const { version } = await member(memberId);
    await rig.get('members.update', { ...fields, contactEmail: 'corrected@example.jp', memberId, version }, rig.office.token);
    expect((await approve(applicationId)).status).toBe(200);
    expect(await member(memberId)).toMatchObject({ status: 'active', familyName: '高崎', memo: '電話で確認', joinedOn: today() });
    const { rows } = await rig.get('members.list', { q: '高崎 corrected@example.jp' }, rig.office.token);
    expect(rows[0].memberNumber).toMatch(/^\d{4}-/);
  });

  test('a day ahead keeps 承認待ち until it comes; by hand the office cannot go around the application', async () => {
    const email = 'next-month@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const byHand = { memberId, status: 'active', effectiveOn: today(), reason: '' };
    expect((await admin('members.changeStatus', byHand)).code).toBe('INVALID_TRANSITION');
    rig.travel(10 * day);
    const ahead = today();
    rig.travel(0);
    expect((await approve(applicationId, ahead)).data).toMatchObject({ state: 'approved', memberStatus: 'applied' });
    expect((await rig.logIn(email)).code).toBe('PENDING_APPROVAL');
    expect((await rig.get('members.list', { q: email }, rig.office.token)).rows[0].memberNumber).toMatch(/^\d{4}-/);
    rig.travel(10 * day);
    await applyScheduledStatuses(rig.service.platform);
    expect((await rig.logIn(email)).status).toBe(200);
  });
});

describe('3.2: 申請中 ends with a decision', () => {
  test('APP-01: approved for a day to come, the fee, its year and the first log-in count from that day, and the mail says so', async () => {
    rig.travel(Date.parse('2030-02-20T03:00:00Z') - Date.now());
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000 }] });
    const approveFor = async (applicationId: string, joinedOn: string) => {
      const { version } = await detail(applicationId);
      expect((await admin('applications.approve', { applicationId, version, joinedOn })).status).toBe(200);
    };
    const [own, byStaff] = ['spring@example.jp', 'summer@example.jp'];
    const { applicationId, memberId } = await rig.apply(own);
    await approveFor(applicationId, '2030-04-01');
    expect(await collection('bills').findOne({ memberId })).toMatchObject({ dueOn: '2030-05-01', fiscalYear: 2030 });
    const { text } = await newestMail(own);
    expect(text).toContain('入会日の2030/04/01から、お申し込みのときに決めたパスワードで、マイページに入れます。');
    expect(text).toContain('2030/05/01 までに');
    const asked = { email: byStaff, fields: applicantFields(rig.typeId), agreed: true };
    await approveFor((await rig.get('applications.submitByStaff', asked, rig.office.token)).applicationId, '2030-07-01');
    expect((await newestMail(byStaff)).text).toMatch(/入会日の2030\/07\/01から、次のページで仮ID[^]+有効期限：2030\/09\/29/);
    await rig.settings({ fees: [] });
    rig.travel(0);
  });

  test('APP-01: an admission that is taken back before its day opens the application again: for another day with one number and one bill, or for none', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000 }] });
    const email = 'moved-day@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const in_ = (days: number) => addDays(today(), days);
    expect((await approve(applicationId, in_(10))).status).toBe(200);
    const { memberNumber } = await member(memberId);
    const takeBack = async () => {
      const { statusHistory } = await member(memberId);
      const { entryId } = statusHistory.find((entry: Loose) => entry.scheduled);
      return admin('members.cancelStatus', { memberId, entryId });
    };
    const { billId } = (await rig.get('billing.bills', { memberId }, rig.office.token)).rows[0];
    const part = { billId, amount: 1000, method: 'cash', receivedOn: today(), memo: '', idempotencyKey: randomUUID() };
    await rig.get('payments.recordOffline', part, rig.office.token);
    expect((await takeBack()).data).toMatchObject({ status: 'applied' });
    expect(await detail(applicationId)).toMatchObject({ state: 'submitted', memberStatus: 'applied' });
    // From the history of the record it cannot come back behind the application.
    const [newest] = (await rig.get('members.history', { memberId, size: 20 }, rig.office.token)).rows;
    expect([newest.action, newest.undo]).toEqual(['member.status_cancel', 'not_reversible']);
    expect((await admin('members.undoChange', { memberId, auditId: newest.auditId })).code).toBe('NOT_UNDOABLE');
    // As it was left before there was this way back.
    await collection('applications').updateOne({ _id: applicationId }, { $set: { state: 'approved' } });
    await reopenLeftBehind(rig.database.databases.server);
    await reopenLeftBehind(rig.database.databases.server);
    expect((await approve(applicationId, in_(20))).data.state).toBe('approved');
    await rig.settings({ fees: [] });
    expect(await member(memberId)).toMatchObject({ memberNumber, joinedOn: in_(20), status: 'applied' });
    const { steps } = await detail(applicationId);
    expect(steps.map((step: Loose) => step.what)).toEqual(['asked', 'submitted', 'approved', 'reopened', 'reopened', 'approved']);
    const told = (await rig.mails(email)).filter(({ subject }) => subject.includes('済みました'));
    expect(told.map(({ text }) => /入会金：(.+?円)/.exec(text)?.[1])).toEqual(['2,000円', '3,000円']);
    expect(told[0]!.text).toContain(in_(20).replaceAll('-', '/'));
    expect((await rig.get('billing.bills', { memberId }, rig.office.token)).rows).toMatchObject([{ status: 'partly_paid' }]);
    await takeBack();
    expect((await decide('withdraw', applicationId, { reason: '入会の前に辞退' })).data.state).toBe('withdrawn');
    expect(await member(memberId)).toMatchObject({ status: 'application_withdrawn' });
    expect((await rig.get('billing.bills', { memberId }, rig.office.token)).rows).toMatchObject([{ status: 'cancelled' }]);
    expect((await rig.logIn(email)).code).toBe('LOGIN_FAILED');
  });
});

describe('sent back, refused, taken back', () => {
  test('差戻し: the applicant answers through a link of 30 days, the same member, and the password stays', async () => {
    const email = 'returned@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    expect((await decide('return', applicationId, { note: '所属をお書きください。' })).data.state).toBe('returned');
    expect((await approve(applicationId)).code).toBe('INVALID_TRANSITION');
    const mail = await newestMail(email);
    expect(mail.text).toContain('所属をお書きください。');
    const [lost] = await rig.tokens(email);
    // Once more where the mail was lost; the older link is dead.
    expect((await decide('return', applicationId, { note: '所属をお書きください。' })).data.state).toBe('returned');
    expect((await rig.ask('applications.joinForm', { token: lost })).code).toMatch(/^TOKEN_/);
    rig.travel(29 * day);
    const [token] = await rig.tokens(email);
    const opened = (await rig.ask('applications.joinForm', { token })).data;
    expect(opened).toMatchObject({
      purpose: 'correct',
      note: '所属をお書きください。',
      asksPassword: false,
      values: { familyName: '髙﨑' },
    });
    const corrected = await rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId, { affiliation: '東都大学' }) });
    expect(corrected.data.outcome).toBe('submitted');
    expect((await rig.ask('applications.joinForm', { token })).code).toBe('TOKEN_USED');
    expect(await member(memberId)).toMatchObject({ status: 'applied', affiliation: '東都大学' });
    const { steps, fields } = await detail(applicationId);
    expect(steps.map((step: Loose) => step.what)).toEqual(['asked', 'submitted', 'returned', 'returned', 'corrected']);
    expect(fields.affiliation).toBe('東都大学');
    await approve(applicationId);
    expect((await rig.logIn(email)).status).toBe(200);
  });

  test('a link of a sent-back application that was lost is asked for again on the ordinary page', async () => {
    const email = 'lost@example.jp';
    const { applicationId } = await rig.apply(email);
    await decide('return', applicationId, { note: 'お名前を確かめてください。' });
    const [older] = await rig.tokens(email);
    await rig.knock(email);
    const newer = (await rig.tokens(email))[0];
    expect(newer).not.toBe(older);
    expect((await rig.ask('applications.joinForm', { token: older })).code).toBe('TOKEN_SUPERSEDED');
    expect((await rig.ask('applications.joinForm', { token: newer })).data.note).toBe('お名前を確かめてください。');
    rig.travel(31 * day);
    expect((await rig.ask('applications.joinForm', { token: newer })).code).toBe('TOKEN_EXPIRED');
  });

  test('不承認 mails the reason and ends the password; the same person may apply anew on the same record', async () => {
    const email = 'refused@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    expect((await decide('reject', applicationId, { reason: '' })).code).toBe('INVALID_INPUT');
    expect((await decide('reject', applicationId, { reason: '推薦者がいないため' })).data.state).toBe('rejected');
    expect((await newestMail(email)).text).toContain('推薦者がいないため');
    expect(await member(memberId)).toMatchObject({ status: 'rejected' });
    expect((await rig.logIn(email)).code).toBe('LOGIN_FAILED');
    const again = await rig.apply(email);
    expect(again.memberId).toBe(memberId);
    expect(again.applicationId).not.toBe(applicationId);
    await approve(again.applicationId);
    expect((await rig.logIn(email)).status).toBe(200);
  });

  test('APP-03: 申請取下 leaves the queue and stays searchable, the application and the member', async () => {
    const email = 'mistake@example.jp';
    const { applicationId, memberId } = await rig.apply(email, { familyName: '取下', familyNameKana: 'トリサゲ' });
    expect((await decide('withdraw', applicationId, { reason: '二重に申し込んだため' })).data.state).toBe('withdrawn');
    expect(await rig.find(email)).toBeUndefined();
    expect(await rig.find(email, 'other')).toMatchObject({ state: 'withdrawn', name: '取下 春子' });
    const { rows } = await rig.get('applications.list', { view: 'other', q: 'とりさげ' }, rig.office.token);
    expect(rows).toHaveLength(1);
    const found = await rig.get('members.list', { q: '取下' }, rig.office.token);
    expect(found.rows[0]).toMatchObject({ memberId, status: 'application_withdrawn' });
    const returned = await rig.apply('returned-mistake@example.jp');
    await decide('return', returned.applicationId, { note: 'ご確認ください。' });
    expect((await decide('withdraw', returned.applicationId, { reason: '' })).data.state).toBe('withdrawn');
  });
});
