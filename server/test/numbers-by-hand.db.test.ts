import { addDays } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corporate } from './corporate.factory.ts';
import { checkRoll, rowsOf } from './import.factory.ts';
import { migrations } from '../src/modules/members/members.migration.ts';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';
import { readPdf } from './pdf-reader.ts';
import type { Loose } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
  await settings('by_hand');
});
afterAll(() => rig.stop());

const { admin, approve, collection, decide, member, newestMail, today } = officeStories(() => rig);
const settings = async (mode: string): Promise<void> => {
  const { version, ...kept } = await rig.get('members.numbering', undefined, rig.office.token);
  await rig.get('members.saveNumbering', { ...kept, mode, version }, rig.office.token);
};
const give = (memberId: string, number: string): Promise<Loose> =>
  rig.get('members.assignNumbers', { rows: [{ memberId, number }], tell: true }, rig.office.token);

describe('NUM-01: an office that gives its numbers by hand', () => {
  test('the mail of admission names no number, since there is none; the one that is given is told, with what it stands for', async () => {
    const email = 'by-hand@example.jp';
    const { applicationId, memberId } = await rig.apply(email, { familyName: '葉室' });
    expect((await approve(applicationId)).status).toBe(200);
    const { memberNumber: reception } = await member(memberId);
    const admitted = await newestMail(email);
    expect(admitted.subject).toContain('入会の手続きが済みました');
    expect(admitted.text).toContain('会員番号：これから決まります');
    expect(admitted.text).not.toContain(reception);
    expect(await give(memberId, '1043')).toEqual({ assigned: 1, mailed: 1, problems: [] });
    const told = await newestMail(email);
    expect(told.subject).toContain('会員番号が決まりました');
    expect(told.text).toContain('会員番号：1043');
    expect(told.text).toContain(reception);
  });

  test('My Page knows that there is no number yet, and when there is one', async () => {
    const email = 'my-page@example.jp';
    const { applicationId, memberId } = await rig.apply(email, { familyName: '待' });
    await approve(applicationId);
    const { accessToken } = (await rig.logIn(email)).data;
    const told = async () => {
      const [viewer, profile] = [
        await rig.get('identity.viewer', undefined, accessToken),
        await rig.get('members.myProfile', undefined, accessToken),
      ];
      return [viewer.awaitsNumber, profile.awaitsNumber];
    };
    expect(await told()).toEqual([true, true]);
    await give(memberId, '1041');
    expect(await told()).toEqual([false, false]);
  });

  test('the letter of the first access calls what stands in the place of a number by its name', async () => {
    const fields = { familyName: '紙', givenName: '便り', familyNameKana: 'カミ', givenNameKana: 'タヨリ' };
    const { applicationId, memberId } = await rig.apply('letter@example.jp', fields);
    await approve(applicationId);
    await rig.database.databases.server
      .collection<Loose>('member_accounts')
      .updateOne({ memberId }, { $set: { state: 'none', passwordHash: null } });
    const { memberNumber: reception } = await member(memberId);
    const printed = async () => {
      const response = await fetch(`${rig.url}/downloads/first-access-letters`, {
        method: 'POST',
        headers: { authorization: `Bearer ${rig.office.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ memberIds: [memberId] }),
      });
      return (await readPdf(Buffer.from(await response.arrayBuffer()))).text.replace(/\s/g, '');
    };
    expect(await printed()).toContain(`受付番号${reception}`);
    await give(memberId, '1044');
    expect(await printed()).toContain('会員番号1044');
  });

  test('IMP-01: a file that was saved under the number before means the same person, who is not added once more', async () => {
    const { applicationId, memberId } = await rig.apply('file@example.jp', { familyName: '名簿' });
    await approve(applicationId);
    const { memberNumber: reception } = await member(memberId);
    await give(memberId, '1045');
    const csv = `会員番号,電話\n${reception},090-1111-3333`;
    const job = await checkRoll(rig, { token: rig.office.token, csv, match: 'memberNumber' });
    expect(job.counts).toEqual({ new: 0, changed: 1, unchanged: 0, error: 0 });
    expect(await rowsOf(rig, rig.office.token, job.importJobId, 'changed')).toMatchObject([{ memberId, memberNumber: '1045' }]);
  });

  test('IMP-01: of a record from before former numbers were looked up by, the migration makes it so', async () => {
    const members = collection('members');
    const numbered = { formerNumbers: { $size: 1 } };
    const kept = await members.find(numbered).toArray();
    const keysOf = ({ formerNumbers }: Loose): string[] => formerNumbers.map((number: string) => `=n${number}`);
    for (const { _id, ...row } of kept) {
      const searchKeys = row.searchKeys.filter((key: string) => !keysOf(row).includes(key));
      await members.updateOne({ _id }, { $set: { searchKeys } });
    }
    await migrations.find(({ id }) => id === '2026-11-29-members-former-numbers')!.run(rig.database.databases.server);
    expect(kept.length).toBeGreaterThan(0);
    expect(await members.find(numbered).toArray()).toEqual(kept);
  });

  test('case 23: who logs in with an ID of their own is told that it stays, where the number does not open My Page', async () => {
    const email = 'household@example.jp';
    const husband = await rig.apply(email, { familyName: '東' });
    await approve(husband.applicationId);
    const fields = applicantFields(rig.typeId, { familyName: '東', givenName: '早苗', familyNameKana: 'アズマ', givenNameKana: 'サナエ' });
    const wife = (await admin('applications.submitByStaff', { email, fields, agreed: true })).data;
    await approve(wife.applicationId);
    const { text } = await newestMail(email);
    const [[, provisionalId], [, provisionalPassword]] = [/仮ID：(\S+)/.exec(text)!, /仮パスワード：(\S+)/.exec(text)!];
    const org = rig.office.slug;
    const { firstAccessToken, awaitsNumber } = await rig.get('identity.firstAccessStart', { org, provisionalId, provisionalPassword });
    const own = { firstAccessToken, familyNameKana: 'アズマ', givenNameKana: 'サナエ', email, password };
    expect((await rig.ask('identity.firstAccessComplete', { org, ...own })).status).toBe(200);
    const { loginId } = (await member(wife.memberId)).account;
    expect(awaitsNumber).toBe(true);
    await give(wife.memberId, '1046');
    expect((await newestMail(email)).text).toContain(
      `ログインには、この番号ではなく、これまでどおりログインID「${loginId}」をお使いください`,
    );
    expect((await rig.logIn(loginId)).status).toBe(200);
    const his = (await member(husband.memberId)).account.loginId;
    await give(husband.memberId, '1047');
    expect((await newestMail(email)).text).toContain(`これまでどおりメールアドレスかログインID「${his}」をお使いください`);
    // Who has no password yet logs in with the number that was given.
    const later = await rig.apply('no-password@example.jp', { familyName: '西' });
    await approve(later.applicationId);
    await collection('member_accounts').updateOne({ memberId: later.memberId }, { $set: { state: 'none', passwordHash: null } });
    await give(later.memberId, '1048');
    expect((await newestMail('no-password@example.jp')).text).not.toContain('ログインID');
  });

  test('MEM-07: who cannot pass the door of My Page is told the number without being sent there, a body as one', async () => {
    const body = corporate(rig.typeId, { memberNumber: '' });
    const { memberId } = (await admin('members.createCorporate', body)).data;
    const toBody = body.contacts.liaison.email;
    await give(memberId, '1051');
    const told = await newestMail(toBody);
    expect([told.text.split('\n')[0], told.link, told.text.includes('/my')]).toEqual([`${body.corporateName} 御中`, null, false]);
    const { version } = (await admin('memberSettings.get')).data;
    await admin('memberSettings.save', { corporateMyPage: true, ranks: [], version });
    const other = (await admin('members.createCorporate', body)).data;
    await give(other.memberId, '1052');
    expect((await newestMail(toBody)).link).toContain('/my');
    // Admitted for a day to come: until then it stays shut.
    const planned = await rig.apply('planned@example.jp', { familyName: '予定' });
    expect((await decide('approve', planned.applicationId, { joinedOn: addDays(today(), 7) })).status).toBe(200);
    expect(await give(planned.memberId, '1053')).toMatchObject({ mailed: 1 });
    const ahead = await newestMail('planned@example.jp');
    expect([ahead.text.includes('会員番号：1053'), ahead.link]).toEqual([true, null]);
  });
});

test('NUM-01, IMP-01: where numbers come by themselves, too, whoever was admitted is found by what stood in the place of theirs', async () => {
  await settings('automatic');
  const { applicationId, memberId } = await rig.apply('automatic@example.jp', { familyName: '自動' });
  const { memberNumber: reception } = await member(memberId);
  await approve(applicationId);
  const { memberNumber } = await member(memberId);
  expect([reception, memberNumber]).toEqual([expect.stringMatching(/^A\d{4}-/), expect.stringMatching(/^\d{4}-/)]);
  const csv = `会員番号,電話\n${reception},090-1111-4444`;
  const job = await checkRoll(rig, { token: rig.office.token, csv, match: 'memberNumber' });
  expect(job.counts).toEqual({ new: 0, changed: 1, unchanged: 0, error: 0 });
  const { rows } = await rig.get('members.list', { q: reception }, rig.office.token);
  expect(rows).toMatchObject([{ memberId, memberNumber }]);
  // Deposits under it are theirs (docs/decisions/0088).
  expect((await collection('members').findOne({ _id: memberId }))!.formerNumbers).toEqual([reception]);
});
