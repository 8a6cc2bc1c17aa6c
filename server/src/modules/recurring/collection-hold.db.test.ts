import { jstDate } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { billNow, openBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { payLinkDesk } from '../../../test/pay-link.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

it('case 55 94, domain 3.8: a hold that is let go again and again is a card that fails: four charges in all, a mail each, then past due', async () => {
  const desk = cardDesk(server, org);
  const { _id: memberId } = await org.addMember();
  desk.putCard(memberId, 'requested');
  const { _id: billId } = await openBill(server, org, memberId, 3000);
  await desk.start(billId, memberId, '2026-05-10');
  const charged: [string, number][] = [];
  for (let day = 0; day <= 14; day += 1) {
    const on = desk.after('2026-05-10', day);
    // From ten in the morning on, every two hours: a try that was only dropped would be made again within the day.
    for (const hour of ['01', '03', '05', '07']) {
      server.setNow(`${on}T${hour}:00:00Z`);
      const before = desk.chargesOf(billId).length;
      await desk.work();
      const made = desk.chargesOf(billId).slice(before);
      if (made.length > 0) charged.push([on, made.length]);
      for (const charge of made) await desk.letGo(charge);
    }
  }
  expect(charged).toEqual([
    ['2026-05-10', 1],
    ['2026-05-11', 1],
    ['2026-05-15', 1],
    ['2026-05-22', 1],
  ]);
  expect(await desk.collection(billId)).toMatchObject({ state: 'past_due', firstFailedOn: '2026-05-10', nextTryOn: null });
  expect((await billNow(server, billId)).collecting).toBe(false);
  expect((await desk.mails(billId)).map(({ subject }) => subject.split('】')[1])).toEqual([
    'カード決済ができませんでした',
    'カード決済ができませんでした',
    'カード決済ができませんでした',
    'お支払いのお願い',
  ]);
});

it('BIL-17 94, domain 3.8: what a provider does not let us charge is no failure of the card: no day is used up, nobody gets a mail, and it is charged later', async () => {
  const desk = cardDesk(server, org);
  const { _id: memberId } = await org.addMember();
  desk.putCard(memberId, 'not_taken');
  const { _id: billId } = await openBill(server, org, memberId, 3000);
  await desk.start(billId, memberId, '2026-05-10');
  const tries: [string, number][] = [];
  for (let day = 0; day <= 11; day += 1) {
    const on = desk.after('2026-05-10', day);
    for (let hour = 1; hour < 10; hour += 1) {
      server.setNow(`${on}T0${hour}:00:00Z`);
      await desk.work();
    }
    const made = (await desk.collection(billId)).tries.length - tries.reduce((sum, [, times]) => sum + times, 0);
    if (day < 3 || day === 11) tries.push([on, made]);
  }
  expect(tries.slice(0, 3)).toEqual([
    ['2026-05-10', 6],
    ['2026-05-11', 1],
    ['2026-05-12', 1],
  ]);
  expect(tries[3]).toEqual(['2026-05-21', 9]);
  expect(await desk.collection(billId)).toMatchObject({ state: 'waiting', firstFailedOn: null });
  expect(await desk.mails(billId)).toEqual([]);
  const cardId = desk.putCard(memberId, 'requested');
  desk.at('2026-05-22');
  await desk.work();
  expect(desk.chargesOf(billId)).toMatchObject([{ cardId }]);
});

it('decision 0042: what no provider lets us charge for as long as a series is a failure in the end, and left to the reminders', async () => {
  const desk = cardDesk(server, org);
  const { _id: memberId } = await org.addMember();
  desk.putCard(memberId, 'not_taken');
  const { _id: billId } = await openBill(server, org, memberId, 3000);
  await desk.start(billId, memberId, '2026-05-10');
  const days: string[] = [];
  for (let day = 0; day <= 30; day += 1) {
    const on = desk.after('2026-05-10', day);
    for (const hour of [1, 3, 5, 7, 9]) {
      server.setNow(`${on}T0${hour}:00:00Z`);
      await desk.work();
    }
    const { state, firstFailedOn } = await desk.collection(billId);
    if (firstFailedOn === on || (state === 'past_due' && days.length === 1)) days.push(on);
  }
  // Twelve days in vain, and as long again from the next day on: the second failure is behind the last day of the series.
  expect(days).toEqual(['2026-05-22', '2026-06-04']);
  expect(await desk.mails(billId)).toHaveLength(1);
});

it('ARR-03, decision 0099: what an employer’s link held for weeks is not charged without a word: it ends, and the member is told of it once', async () => {
  const desk = cardDesk(server, org);
  const links = payLinkDesk({ server, org });
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk.at('2026-05-10');
  const { _id: memberId } = await org.addMember();
  desk.putCard(memberId, 'requested');
  const bill = await openBill(server, org, memberId, 3000);
  await desk.start(bill._id, memberId, '2026-05-12');
  await links.open([bill], { expiresOn: jstDate('2026-05-30') });
  for (const day of ['2026-05-12', '2026-05-27', '2026-05-30']) {
    desk.at(day);
    await desk.work();
  }
  expect(await desk.collection(bill._id)).toMatchObject({ state: 'waiting', tries: [] });
  expect(await desk.mails(bill._id)).toEqual([]);
  for (const day of ['2026-05-31', '2026-06-01']) {
    desk.at(day);
    await desk.work();
  }
  expect(await desk.collection(bill._id)).toMatchObject({ state: 'ended', tries: [], lookAt: null });
  expect((await billNow(server, bill._id)).collecting).toBe(false);
  expect(desk.chargesOf(bill._id)).toEqual([]);
  const mails = await desk.mails(bill._id);
  expect(mails.map(({ subject }) => subject.split('】')[1])).toEqual(['お支払いのお願い']);
  expect(mails[0]!.text).toContain('2026年5月12日に登録されたカードからお支払いいただけませんでした');
  expect(mails[0]!.text).toContain(`/my/pay/${bill._id}`);
});

it('ARR-03, decision 0099: declined once and then held for weeks by an employer’s link, a card is not tried again without a word', async () => {
  const desk = cardDesk(server, org);
  const links = payLinkDesk({ server, org });
  server.payments.answers['charges.voidForPayables'] = { voided: true };
  desk.at('2026-05-10');
  const { _id: memberId } = await org.addMember();
  desk.putCard(memberId, 'card_declined');
  const bill = await openBill(server, org, memberId, 3000);
  await desk.start(bill._id, memberId, '2026-05-10');
  await desk.work();
  await links.open([bill], { expiresOn: jstDate('2026-05-30') });
  for (const day of ['2026-05-11', '2026-05-30', '2026-05-31']) {
    desk.at(day);
    await desk.work();
  }
  const { state, tries } = await desk.collection(bill._id);
  expect([state, tries.map(({ outcome }) => outcome)]).toEqual(['ended', ['declined']]);
  const mails = await desk.mails(bill._id);
  expect(mails.map(({ subject }) => subject.split('】')[1])).toEqual(['カード決済ができませんでした', 'お支払いのお願い']);
  expect(mails[1]!.text).toContain('2026年5月11日に');
});
