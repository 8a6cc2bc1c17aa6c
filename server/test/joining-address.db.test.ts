import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { importRoll } from './import.factory.ts';
import { type JoiningRig, applicantFields, officeStories, startJoiningRig } from './joining.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const { admin, detail, member, collection, newestMail, decide, today, approve, putRight, takeBack } = officeStories(() => rig);
const byStaff = async (email: string, changes: Record<string, unknown> = {}) =>
  (await admin('applications.submitByStaff', { email, fields: applicantFields(rig.typeId, changes), agreed: true })).data;
const subjects = async (email: string): Promise<string[]> => (await rig.mails(email)).map(({ subject }) => subject);
const pairIn = (text: string) => [/仮ID：(\S+)/.exec(text)?.[1], /仮パスワード：(\S+)/.exec(text)?.[1]];
const ask = { note: '所属をお書きください。' };

describe('APP-07: what the office typed for somebody and put right', () => {
  test('APP-07: the pair, the number and the name go where the record says by then, and to nobody at the mistyped address', async () => {
    const [wrong, right] = ['misuzu@exmaple.jp', 'misuzu@example.jp'];
    const { applicationId, memberId } = await byStaff(wrong);
    expect((await putRight(memberId, { contactEmail: right, familyName: '高崎' })).status).toBe(200);
    expect(await detail(applicationId)).toMatchObject({ email: right, state: 'submitted' });
    expect((await rig.find(right)).applicationId).toBe(applicationId);
    expect(await rig.find(wrong)).toBeUndefined();
    const byName = await rig.get('applications.list', { view: 'waiting', q: '高崎' }, rig.office.token);
    expect(byName.rows).toMatchObject([{ applicationId }]);
    const told = await subjects(wrong);
    expect((await approve(applicationId)).status).toBe(200);
    expect(await subjects(wrong)).toEqual(told);
    const { text } = await newestMail(right);
    expect(text).toContain('高崎 春子');
    const [provisionalId, provisionalPassword] = pairIn(text);
    const first = { org: rig.office.slug, provisionalId, provisionalPassword };
    expect((await rig.ask('identity.firstAccessStart', first)).status).toBe(200);
  });

  test('APP-07: a link to the form that went to the mistyped address is over; the next one goes where the record says', async () => {
    const [wrong, right] = ['chidori@exmaple.jp', 'chidori@example.jp'];
    const { applicationId, memberId } = await byStaff(wrong);
    await decide('return', applicationId, ask);
    const [lost] = await rig.tokens(wrong);
    expect((await rig.ask('applications.joinForm', { token: lost })).status).toBe(200);
    const told = await subjects(wrong);
    await putRight(memberId, { phone: '03-1111-2222' });
    expect((await rig.ask('applications.joinForm', { token: lost })).status).toBe(200);
    await putRight(memberId, { contactEmail: right, familyName: '高崎' });
    expect((await rig.ask('applications.joinForm', { token: lost })).code).toBe('TOKEN_EXPIRED');
    expect(await detail(applicationId)).toMatchObject({ state: 'returned', email: right, linkExpiresAt: null });
    expect((await decide('return', applicationId, ask)).status).toBe(200);
    expect((await newestMail(right)).text).toContain('高崎 春子');
    const [token] = await rig.tokens(right);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, { affiliation: '東都大学' }) });
    expect(await rig.find(right)).toMatchObject({ applicationId });
    expect((await rig.get('applications.list', { view: 'waiting', q: '高崎' }, rig.office.token)).rows).toMatchObject([{ applicationId }]);
    await decide('reject', applicationId, { reason: '資格がないため' });
    expect((await newestMail(right)).text).toMatch(/高崎 春子[^]+資格がないため/);
    expect(await subjects(wrong)).toEqual(told);
  });

  test('ACC-01: an address that the office writes down later gets the question and the pair; where there is none, none is drawn', async () => {
    const { applicationId, memberId } = await byStaff('', { familyName: '後日' });
    const email = 'written-later@example.jp';
    await putRight(memberId, { contactEmail: email });
    expect((await decide('return', applicationId, ask)).status).toBe(200);
    const [token] = await rig.tokens(email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, { familyName: '後日' }) });
    await approve(applicationId);
    expect(pairIn((await newestMail(email)).text)).toEqual([expect.any(String), expect.any(String)]);
    expect((await member(memberId)).account.state).toBe('provisional_issued');

    const without = await byStaff('taken-out@example.jp');
    await putRight(without.memberId, { contactEmail: '' });
    expect((await decide('return', without.applicationId, ask)).code).toBe('NO_LOGIN_WITHOUT_EMAIL');
    await approve(without.applicationId);
    expect((await member(without.memberId)).account.state).toBe('none');
  });

  test('domain.md 3.5: an address that its owner has proven stays theirs, whatever the office writes down for notices', async () => {
    const [own, other] = ['proven@example.jp', 'for-notices@example.jp'];
    const { applicationId, memberId } = await rig.apply(own);
    await putRight(memberId, { contactEmail: other, familyName: '高崎' });
    expect(await detail(applicationId)).toMatchObject({ email: own });
    await decide('return', applicationId, ask);
    const [token] = await rig.tokens(own);
    await putRight(memberId, { contactEmail: '' });
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId) });
    await approve(applicationId);
    expect(await subjects(other)).toEqual([]);
    expect((await newestMail(own)).text).toContain('高崎 春子');
    expect((await rig.logIn(own)).status).toBe(200);
  });

  test('docs/decisions/0080: put right while the admission is planned, the address holds once that plan is taken back', async () => {
    const [wrong, right] = ['planned@exmaple.jp', 'planned@example.jp'];
    const { applicationId, memberId } = await byStaff(wrong);
    await decide('approve', applicationId, { joinedOn: addDays(today(), 10) });
    await putRight(memberId, { contactEmail: right });
    await takeBack(memberId);
    expect(await detail(applicationId)).toMatchObject({ state: 'submitted', email: right });
    const told = await subjects(wrong);
    await decide('approve', applicationId, { joinedOn: addDays(today(), 20) });
    expect([await subjects(wrong), (await subjects(right)).length]).toEqual([told, 1]);
    expect((await member(memberId)).account.state).toBe('provisional_issued');
  });

  test('ACC-01, docs/decisions/0080: a pair of an approval that was taken back opens nothing where the next one goes elsewhere, or to nobody', async () => {
    const wrong = 'first-pair@exmaple.jp';
    const { applicationId, memberId } = await byStaff(wrong);
    await decide('approve', applicationId, { joinedOn: addDays(today(), 10) });
    const [provisionalId, provisionalPassword] = pairIn((await newestMail(wrong)).text);
    const accounts = collection('member_accounts');
    const { state, provisionalIdHash, provisionalPasswordHash, provisionalExpiresAt } = await accounts.findOne({ memberId });
    expect([state, provisionalId]).toEqual(['provisional_issued', expect.any(String)]);
    await takeBack(memberId);
    await putRight(memberId, { contactEmail: '' });
    expect((await member(memberId)).account.state).toBe('none');
    // As it was left before another address ended the pair.
    await accounts.updateOne({ memberId }, { $set: { state, provisionalIdHash, provisionalPasswordHash, provisionalExpiresAt } });
    await approve(applicationId);
    expect((await member(memberId)).account.state).toBe('none');
    const first = { org: rig.office.slug, provisionalId, provisionalPassword };
    expect((await rig.ask('identity.firstAccessStart', first)).code).toBe('LOGIN_FAILED');

    const other = await byStaff('second-pair@exmaple.jp');
    await decide('approve', other.applicationId, { joinedOn: addDays(today(), 10) });
    await putRight(other.memberId, { contactEmail: 'second-pair@example.jp' });
    await takeBack(other.memberId);
    expect((await member(other.memberId)).account.state).toBe('none');
  });

  test('docs/decisions/0080: an address whose log-in a refusal has shut is no proof any more: what the office puts right is followed', async () => {
    const [old, right] = ['shut-login@example.jp', 'shut-login@example.com'];
    const first = await rig.apply(old);
    await decide('reject', first.applicationId, { reason: '資格がないため' });
    const { applicationId, memberId } = await byStaff(old);
    expect(memberId).toBe(first.memberId);
    await putRight(memberId, { contactEmail: right });
    expect(await detail(applicationId)).toMatchObject({ email: right });
    const told = await subjects(old);
    await approve(applicationId);
    expect(await subjects(old)).toEqual(told);
    expect(pairIn((await newestMail(right)).text)).toEqual([expect.any(String), expect.any(String)]);
  });

  test('docs/decisions/0080: what was put right before applications followed is followed by whatever is decided', async () => {
    /** As the office had put it right then: on the record alone. */
    const putRightThen = async (name: string) => {
      const [wrong, right] = [`${name}-then@exmaple.jp`, `${name}-then@example.jp`];
      const { applicationId, memberId } = await byStaff(wrong);
      await putRight(memberId, { contactEmail: right });
      await collection('applications').updateOne({ memberId }, { $set: { email: wrong } });
      return { wrong, right, applicationId: applicationId as string };
    };
    const decisions = [
      ['return', ask],
      ['reject', { reason: '資格がないため' }],
      ['withdraw', { reason: '' }],
      ['approve', { joinedOn: today() }],
    ] as const;
    for (const [what, input] of decisions) {
      const { wrong, right, applicationId } = await putRightThen(what);
      const told = await subjects(wrong);
      expect((await decide(what, applicationId, input)).status, what).toBe(200);
      expect([await subjects(wrong), (await subjects(right)).length], what).toEqual([told, 1]);
      expect(await detail(applicationId), what).toMatchObject({ email: right });
    }
    expect(await rig.tokens('return-then@example.jp')).toHaveLength(1);
    expect(pairIn((await newestMail('approve-then@example.jp')).text)).toEqual([expect.any(String), expect.any(String)]);

    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const { wrong, right, applicationId } = await putRightThen('unpaid');
    const told = await subjects(wrong);
    await approve(applicationId);
    expect(await detail(applicationId)).toMatchObject({ state: 'awaiting_payment', email: right });
    expect([await subjects(wrong), (await subjects(right)).length]).toEqual([told, 1]);
    await rig.settings({ fees: [] });
  });

  test('IMP-01: an address that a file puts right is followed as one that is typed, and back with its undo', async () => {
    const [wrong, right] = ['by-file@exmaple.jp', 'by-file@example.jp'];
    const { applicationId, memberId } = await byStaff(wrong);
    const { memberNumber } = await member(memberId);
    await decide('return', applicationId, ask);
    const [lost] = await rig.tokens(wrong);
    const csv = ['会員番号,姓,名,セイ,メイ,会員種別,メール', `${memberNumber},髙﨑,春子,タカサキ,ハルコ,正会員,${right}`].join('\n');
    const { importJobId } = await importRoll(rig, { token: rig.office.token, csv, match: 'memberNumber' });
    expect(await detail(applicationId)).toMatchObject({ email: right });
    expect((await rig.ask('applications.joinForm', { token: lost })).code).toBe('TOKEN_EXPIRED');
    await rig.get('memberImports.undo', { importJobId }, rig.office.token);
    await expect.poll(async () => (await detail(applicationId)).email).toBe(wrong);
  });
});
