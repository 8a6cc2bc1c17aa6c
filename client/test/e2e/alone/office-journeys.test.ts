import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingTexts } from '../../../src/features/billing/texts.ts';
import { closingTexts } from '../../../src/features/identity/closing-texts.ts';
import { officeTexts } from '../../../src/features/identity/office-texts.ts';
import { identityTexts } from '../../../src/features/identity/texts.ts';
import { adminMemberTexts } from '../../../src/features/members/admin-texts.ts';
import { recordTexts } from '../../../src/features/members/record-texts.ts';
import { statusTexts } from '../../../src/features/members/status-texts.ts';
import { formatDateLong } from '../../../src/lib/dates.ts';
import { kitTexts } from '../../../src/lib/i18n/kit.ts';
import { ownPasswordTexts } from '../../../src/lib/i18n/own-password-words.ts';
import { refusals } from '../../../src/lib/i18n/refusals.ja.ts';
import { fill } from '../../../src/lib/words.ts';
import { field, fillIn, press, see, signInMember, signInOffice, until } from '../hands.ts';
import { type House, type Person, desk, openHouse, phone, stack } from '../house.ts';
import { faultsOf, settled } from '../soundness.ts';
import { type World, billFor, enrol, linkOf, openWorld, password } from '../world.ts';

const slug = 'shirakaba';
const people = officeTexts.ja;
const leaving = statusTexts.ja;
const statuses = adminMemberTexts.ja.detail.statuses;

let house: House;
let world: World;
let office: Person;

const days = (count: number) => fetch(`${stack().control}/clock/${count}`);

beforeAll(async () => {
  house = await openHouse();
  world = await openWorld(slug, '白樺の会');
  office = await house.person(desk);
  await signInOffice(office, slug, world.owner.email, world.owner.password);
});
afterAll(async () => {
  await days(0);
  await house.close();
});

describe('journey: hand over the office', () => {
  test('ADM-04 ADM-05: a successor is invited with a term, takes the office over, and both see the new values', async () => {
    const { page } = office;
    const email = `megumi@${slug}.example`;
    const secret = 'yamabiko no asa';
    const staff = `/${slug}/admin/settings/staff`;
    const name = '山本 恵';
    await page.goto(staff);
    await press(page, people.invite.action);
    const dialog = page.getByRole('dialog');
    await field(page, people.invite.familyName).fill('山本');
    await field(page, people.invite.givenName).fill('恵');
    await field(page, people.invite.email).fill(email);
    await dialog.getByText(kitTexts.ja.roles.owner, { exact: true }).click();
    await field(page, people.term.label).fill('2031-03-31');
    await field(page, ownPasswordTexts.ja.label).fill(world.owner.password);
    const faults = await faultsOf(page, 'an invitation with a term');
    await dialog.getByRole('button', { name: people.invite.submit }).click();
    await see(page, fill(people.invite.sent, { to: email }));

    const successor = await house.person(phone);
    await successor.page.goto(await linkOf(email));
    await see(successor.page, formatDateLong('2031-03-31'));
    await field(successor.page, people.join.familyNameKana).fill('やまもと');
    await field(successor.page, people.join.givenNameKana).fill('めぐみ');
    await successor.page.getByLabel(people.join.password, { exact: true }).fill(secret);
    await press(successor.page, people.join.submit);
    await successor.page.waitForURL(`**/${slug}/admin`);

    await page.reload();
    await press(page, fill(people.acts, { name }));
    await page.getByRole('menuitem', { name: people.handOver.action }).click();
    await field(page, ownPasswordTexts.ja.label).fill(world.owner.password);
    await page.getByRole('dialog').getByRole('button', { name: people.handOver.action }).click();
    await see(page, fill(people.handOver.done, { name }));

    await signInOffice(successor, slug, email, secret);
    const term = fill(people.term.until, { date: formatDateLong('2031-03-31') });
    for (const person of [office, successor]) {
      await person.page.goto(staff);
      const row = person.page.locator('tr, li').filter({ hasText: email }).filter({ visible: true }).first();
      await row.getByText(people.contact, { exact: true }).waitFor();
      await row.getByText(term, { exact: true }).waitFor();
      await person.page.goto(`/${slug}/admin/settings/security`);
      await see(person.page, fill(closingTexts.ja.contacts.fallback, { email }));
      expect(person.troubles).toEqual([]);
    }
    expect(faults).toEqual([]);
    await successor.context.close();
  });
});

describe('journey: schedule a withdrawal and see the login end', () => {
  test('ACC-15 APP-06 APP-09: 退会 is booked for a day ahead; on it the open page ends and the log-in says why', async () => {
    const { page } = office;
    const login = `yoshihiko@${slug}.example`;
    const { memberId } = await enrol(world, '勅使河原', '𠮷彦', login);
    const member = await house.person(phone);
    await signInMember(member, slug, login, password);
    // Two days on, as tomorrow may be today by the time it is pressed.
    const last = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(Date.now() + 2 * 86_400_000);

    await page.goto(`/${slug}/admin/members/${memberId}`);
    await press(page, adminMemberTexts.ja.detail.changeStatus);
    await field(page, leaving.newStatus).selectOption({ label: statuses.withdrawn });
    await field(page, leaving.effectiveOn).fill(last);
    await field(page, leaving.reason).fill('本人の申し出');
    await page.getByText(leaving.steps.take_back_card, { exact: true }).click();
    await press(page, leaving.check);
    await see(page, fill(leaving.loginOf.leaves, { count: 1 }));
    await press(page, fill(leaving.apply, { status: statuses.withdrawn }));
    await see(page, fill(leaving.planned, { date: formatDateLong(last), status: statuses.withdrawn }));
    await member.page.goto(`/${slug}/my/bills`);
    await member.page.getByRole('heading', { level: 1 }).waitFor();

    // Asked again each time: a look that was under way is still of today, and the next one a minute away.
    await until('the end of the membership', async () => {
      await days(2);
      return (await world.office.members.get.query({ memberId: memberId as never })).status === 'withdrawn' ? true : null;
    });
    // What was open before asks again, as a page does that somebody comes back to.
    await until('the end of the session', async () => {
      await member.page.reload();
      await settled(member);
      return new URL(member.page.url()).pathname === `/${slug}/my/login` ? true : null;
    });
    await fillIn(member.page, identityTexts.ja.login.login, login);
    await fillIn(member.page, identityTexts.ja.login.password, password);
    await press(member.page, identityTexts.ja.login.submit);
    await see(member.page, refusals.MEMBERSHIP_ENDED);
    expect(await faultsOf(member.page, 'a refused log-in')).toEqual([]);
    await page.goto(`/${slug}/admin/members/${memberId}`);
    const { statusHistory } = await world.office.members.get.query({ memberId: memberId as never });
    expect(statusHistory.map(({ status, scheduled }) => [status, scheduled])).toEqual([
      ['withdrawn', false],
      ['active', false],
    ]);
    await page.getByText(leaving.steps.take_back_card, { exact: false }).first().waitFor();
    expect([office.troubles, member.troubles]).toEqual([[], []]);
  });
});

describe('journey: a company is a member', () => {
  const letMyPage = async (corporateMyPage: boolean) => {
    const { ranks, version } = await world.office.memberSettings.get.query();
    await world.office.memberSettings.save.mutate({ corporateMyPage, ranks: [...ranks], version });
  };
  const nobody = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' };
  const email = `mizuhara@${slug}.example`;
  const liaison = { ...nobody, familyName: '水原', givenName: '涼', familyNameKana: 'ミズハラ', givenNameKana: 'リョウ', email };

  test('MEM-05 MEM-07: its 連絡者 sees its record, its people and its bill on My Page; once the office closes that, the log-in says so', async () => {
    const first = identityTexts.ja.first;
    await letMyPage(true);
    const { memberId, provisional } = await world.office.members.createCorporate.mutate({
      corporateName: '株式会社かすみ',
      corporateNameKana: 'カスミ',
      membershipTypeId: world.membershipTypeId as never,
      memberNumber: '',
      phone: '',
      postalCode: '',
      address: '',
      joinedOn: '2024-04-01' as never,
      memo: '',
      contacts: {
        liaison,
        representative: { ...nobody, familyName: '川名', givenName: '徹', familyNameKana: 'カワナ', givenNameKana: 'トオル' },
        billing: nobody,
      },
      issueProvisional: true,
    });
    await billFor(world, { memberId }, '賛助会費', 50_000);
    const person = await house.person(phone);
    const { page } = person;
    await page.goto(`/${slug}/my/login`);
    await fillIn(page, identityTexts.ja.login.login, provisional!.provisionalId);
    await fillIn(page, identityTexts.ja.login.password, provisional!.provisionalPassword);
    await press(page, identityTexts.ja.login.submit);
    await see(page, first.selfTitle);
    await fillIn(page, first.familyNameKana, 'みずはら');
    await fillIn(page, first.givenNameKana, 'りょう');
    await fillIn(page, first.password, password);
    await press(page, first.submit);
    await see(page, first.doneTitle);
    await page.goto(`/${slug}/my`);
    await page.getByText('賛助会費').first().waitFor();
    await page.getByRole('link', { name: billingTexts.ja.home.pay }).first().waitFor();
    await page.goto(`/${slug}/my/profile`);
    for (const name of ['株式会社かすみ', '水原 涼', '川名 徹']) await page.getByText(name).first().waitFor();
    await page.getByRole('button', { name: recordTexts.ja.my.edit }).waitFor();
    await settled(person);
    expect(await faultsOf(page, 'the details of a company')).toEqual([]);

    await letMyPage(false);
    await page.goto(`/${slug}/my/login`);
    await fillIn(page, identityTexts.ja.login.login, email);
    await fillIn(page, identityTexts.ja.login.password, password);
    await press(page, identityTexts.ja.login.submit);
    await see(page, refusals.MY_PAGE_CLOSED);
    expect(await faultsOf(page, 'a My Page that is closed')).toEqual([]);
    expect(person.troubles).toEqual([]);
    await person.context.close();
  });
});
