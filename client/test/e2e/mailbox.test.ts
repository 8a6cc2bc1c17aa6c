import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeTexts } from '../../src/features/identity/code-texts.ts';
import { inquiryTexts } from '../../src/features/identity/inquiry-texts.ts';
import { field, fillIn, press, see, signInMember, signInOffice, until } from './hands.ts';
import { type House, desk, openHouse, phone } from './house.ts';
import { mailTexts } from '../../src/features/mail/texts.ts';
import { ownPasswordTexts } from '../../src/lib/i18n/own-password-words.ts';
import { faultsOf, mailFaults } from './soundness.ts';
import { enrol, linkOf, mailedCode, openWorld, password } from './world.ts';

const words = codeTexts.ja;
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('one mailbox, several people; one person, several organisations', () => {
  test('a code by mail asks who one is, and the person chosen comes in', async () => {
    const world = await openWorld('norikura', '乗鞍の会');
    const box = 'kazoku@norikura.example';
    await enrol(world, '髙﨑', '一郎', box);
    const mother = await enrol(world, '髙﨑', '春子', 'haruko@norikura.example');
    // The contact address of both is the family's; the second has agreed.
    const { memberId } = mother;
    const detail = await world.office.members.get.query({ memberId: memberId as never });
    await world.office.members.update.mutate({
      memberId: memberId as never,
      version: detail.version,
      familyName: '髙﨑',
      givenName: '春子',
      familyNameKana: 'ヨミ',
      givenNameKana: 'カタ',
      membershipTypeId: world.membershipTypeId as never,
      contactEmail: box,
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: '2020-04-01' as never,
      memo: '',
    });
    const person = await house.person(phone);
    const { page } = person;
    await signInMember(person, world.slug, mother.login, password);
    await page.goto(`/${world.slug}/my/settings`);
    await page.getByText(words.sharing.on, { exact: true }).click();
    await field(page, ownPasswordTexts.ja.label).fill(password);
    await press(page, words.sharing.submit);
    await see(page, words.sharing.saved);

    const visitor = await house.person(phone);
    const door = visitor.page;
    await door.goto(`/${world.slug}/my/login/code`);
    await fillIn(door, words.email, box);
    await press(door, words.send);
    await fillIn(door, words.code, await mailedCode(box));
    expect(await faultsOf(door, 'a code to type', { typed: [box] })).toEqual([]);
    await press(door, words.enter);
    await door.getByRole('heading', { name: words.who }).waitFor();
    expect(await faultsOf(door, 'who are you')).toEqual([]);
    await door.getByRole('button', { name: /髙﨑 春子/ }).click();
    await door.waitForURL(`**/${world.slug}/my`);

    // The link of the next mail, opened on another device: it says whose it is and waits for a press.
    const before = await linkOf(box);
    await door.goto(`/${world.slug}/my/login/code`);
    await fillIn(door, words.email, box);
    await press(door, words.send);
    const link = await until('the newer link', async () => ((await linkOf(box)) === before ? null : linkOf(box)));
    const elsewhere = await house.person(phone);
    await elsewhere.page.goto(link);
    await see(elsewhere.page, words.linkFor.replace('{{email}}', box));
    expect(new URL(elsewhere.page.url()).hash).toBe('');
    expect(await faultsOf(elsewhere.page, 'a link to press', { typed: [box] })).toEqual([]);
    await press(elsewhere.page, words.enter);
    await elsewhere.page.getByRole('button', { name: /髙﨑 一郎/ }).click();
    await elsewhere.page.waitForURL(`**/${world.slug}/my`);
    await elsewhere.page.goto(link);
    await see(elsewhere.page, words.linkDead);
    expect(await faultsOf(elsewhere.page, 'a link that is used')).toEqual([]);
    await press(elsewhere.page, words.linkAgain);
    await fillIn(elsewhere.page, words.email, box);
    await elsewhere.context.close();
    expect([...person.troubles, ...visitor.troubles]).toEqual([]);
    await person.context.close();
    await visitor.context.close();
  });

  test('row 31: a mail is legible at 320 px in both schemes, and the mailbox shows it as mail programs do', async () => {
    const [developer, reader] = [await house.person(phone), await house.person(phone)];
    const { page } = developer;
    for (const [to, said] of [
      ['owner@norikura.example', '青木 玲子 様'],
      ['kazoku@norikura.example', '乗鞍の会 のマイページで、ご本人であることを確かめるコードです。'],
    ] as const) {
      await page.goto(`/dev/mailbox?to=${to}`);
      await page.getByRole('button', { name: mailTexts.ja.laidOut }).first().click();
      await page.frameLocator('iframe').getByText(said).waitFor();
      const answer = await page.request.get((await page.locator('iframe').getAttribute('src'))!);
      expect(answer.headers()['content-security-policy']).toMatch(/^default-src 'none';.* sandbox allow-popups /);
      // Without the policy of its address: what looks at the mail has to run in it.
      await reader.page.setContent(await answer.text());
      for (const theme of ['light', 'dark'] as const) expect(await mailFaults(reader.page, theme)).toEqual([]);
    }
    expect([...developer.troubles, ...reader.troubles]).toEqual([]);
    await Promise.all([developer.context.close(), reader.context.close()]);
  });

  test('a linked organisation is switched to without a log-in', async () => {
    const [here, there] = [await openWorld('hotaka', '穂高の会'), await openWorld('yarigatake', '槍ヶ岳の会')];
    const mine = await enrol(here, '髙﨑', '光', 'hikaru@hotaka.example');
    const theirs = await enrol(there, '髙﨑', '光', 'hikaru@yarigatake.example');
    const person = await house.person(phone);
    const { page } = person;
    await signInMember(person, here.slug, mine.login, password);
    await page.goto(`/${here.slug}/my/switch`);
    await press(page, words.linked.add);
    await fillIn(page, words.linked.org, there.slug);
    await fillIn(page, words.linked.login, theirs.login);
    await fillIn(page, words.linked.password, password);
    await field(page, ownPasswordTexts.ja.label).fill(password);
    await press(page, words.linked.submit);
    await see(page, '槍ヶ岳の会');
    expect(await faultsOf(page, 'linked organisations', { typed: [there.slug, theirs.login] })).toEqual([]);
    await press(page, words.linked.goTo.replace('{{org}}', '槍ヶ岳の会'));
    await page.waitForURL(`**/${there.slug}/my`);
    // The page before names both, and stands for a moment under the new address.
    await page.getByText('穂高の会').first().waitFor({ state: 'detached' });
    await page.getByText('槍ヶ岳の会').first().waitFor();
    // Another membership at the first one, linked the same way: each row opens the account that it names.
    const other = await enrol(here, '髙﨑', '凪', 'nagi@hotaka.example');
    await other.me.identity.linkAccount.mutate({ org: there.slug, login: theirs.login, password, proof: { by: 'password', password } });
    const { memberNumber } = await here.office.members.get.query({ memberId: other.memberId as never });
    await page.goto(`/${there.slug}/my/switch`);
    const named = words.linked.oneOf.replace('{{org}}', '穂高の会').replace('{{number}}', words.number.replace('{{number}}', memberNumber));
    await press(page, words.linked.goTo.replace('{{org}}', named));
    await page.waitForURL(`**/${here.slug}/my`);
    await page.getByText('髙﨑 凪 さん', { exact: true }).waitFor();
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });

  test('ACC-01: the office chooses members and gets their letters as one file', async () => {
    const world = await openWorld('shirouma', '白馬の会');
    const types = { membershipTypeId: world.membershipTypeId as never };
    for (const givenName of ['一郎', '春子'])
      await world.office.members.create.mutate({
        familyName: '髙﨑',
        givenName,
        familyNameKana: 'タカサキ',
        givenNameKana: 'カタ',
        ...types,
        memberNumber: '',
        contactEmail: '',
        phone: '',
        postalCode: '',
        address: '',
        affiliation: '',
        birthDate: '',
        joinedOn: '2020-04-01' as never,
        memo: '',
        issueProvisional: false,
      });
    const { invite, tabs } = inquiryTexts.ja;
    const office = await house.person(desk);
    const { page } = office;
    await signInOffice(office, world.slug, world.owner.email, world.owner.password);
    await page.goto(`/${world.slug}/admin/members/first-access`);
    await see(page, '髙﨑 一郎');
    for (const box of await page.getByRole('table').getByRole('checkbox').all())
      if (!(await box.isChecked())) await box.check({ force: true });
    await press(page, invite.print);
    expect(await faultsOf(page, 'letters to confirm')).toEqual([]);
    const download = page.waitForEvent('download');
    await press(page, invite.printCount.replace('{{count}}', '2'));
    expect((await download).suggestedFilename()).toBe(invite.fileName);
    await see(page, invite.emptyTitle);
    await page.getByRole('link', { name: tabs.issued }).click();
    await see(page, '髙﨑 春子');
    expect(await faultsOf(page, 'members told how to begin')).toEqual([]);
    expect(office.troubles).toEqual([]);
    await office.context.close();
  });
});
