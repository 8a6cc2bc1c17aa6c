import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, officeStories, startJoiningRig } from './joining.factory.ts';
import { tokenOf } from './server-rig.ts';

let rig: JoiningRig;
const { decide, detail, newestMail, today } = officeStories(() => rig);
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const again = (email: string, org = rig.office.slug) => rig.ask('applications.mailAgain', { org, email });
const fee = (time: 'before' | 'after') => ({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time }] });

describe('once joining is closed', () => {
  test('APP-02 ACC-08: whoever is waited for has their mail again, every other address has none, and the page says the same', async () => {
    const [asked, paying, unlooked, plain] = ['asked@example.jp', 'paying@example.jp', 'unlooked@example.jp', 'plain@example.jp'] as const;
    const returned = await rig.apply(asked);
    await decide('return', returned.applicationId, { note: '所属をお書きください。' });
    await rig.apply(plain);
    await rig.settings(fee('before'));
    const admitted = await rig.apply(paying);
    await decide('approve', admitted.applicationId, { joinedOn: today() });
    await rig.apply(unlooked);
    await rig.settings({ fees: [], open: false });
    const [lost] = await rig.tokens(asked);
    const addresses = [asked, paying, unlooked, plain, 'free@example.jp', rig.office.email];
    const before = await Promise.all(addresses.map(async (email) => (await rig.mails(email)).length));
    const answers = [];
    for (const email of addresses) answers.push(await again(email));
    for (const org of ['nobody-here', rig.office.slug]) answers.push(await again('free@example.jp', org));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set([`200 ${answers[0]?.body}`]));
    const after = await Promise.all(addresses.map(async (email) => (await rig.mails(email)).length));
    expect(after.map((count, at) => count - before[at]!)).toEqual([1, 1, 1, 1, 0, 0]);
    expect((await newestMail(paying)).subject).toContain('入会金のお支払いをお待ちしています');
    expect((await newestMail(unlooked)).text).toContain('入会金：3,000円');
    expect((await newestMail(plain)).text).toContain('いま、することはありません');
    const mail = await newestMail(asked);
    expect(mail.text).toContain('所属をお書きください。');
    // The link is a new one, and opens what the closed door does not.
    const token = tokenOf(mail.link!);
    expect((await rig.ask('applications.joinForm', { token: lost })).code).toBe('TOKEN_SUPERSEDED');
    const fields = applicantFields(rig.typeId, { affiliation: '東都大学' });
    expect((await rig.ask('applications.submit', { token, fields })).data).toMatchObject({ outcome: 'submitted' });
    expect((await detail(returned.applicationId)).state).toBe('submitted');
    expect((await rig.knock(asked)).code).toBe('JOINING_CLOSED');
    await rig.settings({ open: true });
  });

  test('APP-01: whoever asks to join once more and owes 入会金 before the decision is told so, not that there is nothing to do', async () => {
    const email = 'owes@example.jp';
    await rig.settings(fee('before'));
    await rig.apply(email);
    await rig.knock(email);
    const mails = await rig.mails(email);
    expect(mails).toHaveLength(3);
    expect(mails[0]!.text).toContain('入会金：3,000円');
    expect(mails[0]!.link).toContain('/p#token=');
    await rig.settings({ fees: [] });
  });
});
