import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestOrganization, addKeeper, openOrganization } from './organization.factory.ts';
import { renewalDesk, yearly } from './renewal.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { myTerm } from '../src/modules/renewals/renewal-standing.service.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof renewalDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  server.setNow('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = renewalDesk(server, org);
  await desk.set(org.regular);
});
afterAll(() => server.close());

const collection = (name: string) => server.platform.databases.server.collection(name);
const change = (name: string, id: string, $set: object) => collection(name).updateOne({ _id: id as never }, { $set });
const reprice = (annualFee: number) => change('membership_types', org.regular, { annualFee });
const toldOf = async (memberId: string) =>
  desk.mails((await collection('members').findOne({ _id: memberId as never }))!['contactEmail'] as string);

describe('what a member was told of the automatic renewal holds', () => {
  it('BIL-15: charged on the day that the notice named, though the office plans an earlier one since', async () => {
    const sooner = await org.addType('準会員', 10_000);
    await desk.set(sooner, { ...yearly, chargeDays: 25 });
    const stays = await desk.member('2026-06-30', 'requested');
    const moved = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await desk.set(org.regular, { ...yearly, chargeDays: 20 });
    await change('members', moved, { membershipTypeId: sooner });
    for (const day of ['2026-06-06', '2026-06-11', '2026-06-22']) await desk.day(day);
    for (const memberId of [stays, moved]) {
      expect(await desk.billsOf(memberId)).toEqual([]);
      expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ autoRenewal: { chargeOn: '2026-06-23' } });
    }
    await desk.day('2026-06-23');
    for (const memberId of [stays, moved]) expect(await desk.billsOf(memberId)).toMatchObject([{ amount: 10_000, status: 'unpaid' }]);
    expect(desk.cards.charges).toHaveLength(2);
  });

  it('BIL-15: a new sum is told with the day that is planned by now, and My Page names no day of the old one', async () => {
    const memberId = await desk.member('2026-06-30', 'requested');
    await desk.day('2026-05-31');
    await desk.set(org.regular, { ...yearly, chargeDays: 20 });
    await reprice(12_000);
    expect(await myTerm(server.platform, org.asMember(memberId))).toMatchObject({ autoRenewal: { chargeOn: '2026-06-10' } });
    await desk.day('2026-06-01');
    await desk.day('2026-06-10');
    expect(await desk.billsOf(memberId)).toMatchObject([{ amount: 12_000 }]);
  });

  it('BIL-15: terms switched off for the only type that had some: member and office are told once, and what was held is let go', async () => {
    const agreed = await desk.member('2026-06-30', 'requested');
    // By hand, without a price, and in the grace of the type: its renewal is held.
    const kept = await desk.member('2026-05-20');
    await reprice(0);
    await desk.day('2026-05-25');
    const keeper = await addKeeper(server, org);
    const heldOf = async (memberId: string) => (await collection('renewals').findOne({ memberId: memberId as never }))?.['held'] ?? null;
    expect(await heldOf(kept)).toMatchObject({ why: 'cannot_bill' });
    await desk.set(org.regular, { ...yearly, hasTerms: false });
    await desk.day('2026-05-30');
    expect(await toldOf(agreed)).toEqual([]);
    expect(await heldOf(kept)).toBeNull();
    for (const day of ['2026-05-31', '2026-06-01', '2026-06-23']) await desk.day(day);
    const [told, ...more] = await toldOf(agreed);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ subject: '自動更新ができません' });
    expect((await desk.mails(keeper)).map(({ subject }) => subject)).toEqual(['自動更新ができない会員がいます']);
    expect(await desk.billsOf(agreed)).toEqual([]);
  });

  it('BIL-15, NUM-01, decision 0098: the mail says what is so, whether the type or its setting has changed, calls them as their type says, and to the office a 受付番号 no 会員番号', async () => {
    const honorary = await org.addType('名誉会員', 10_000);
    await change('membership_types', honorary, { honorific: 'dono' });
    const number = 'A2026-0012';
    const { client, server: db } = server.platform.databases;
    await inTransaction(client, (session) => keepReceptions(db, org.scope, [number], session));
    const body = { kind: 'corporate', familyName: '株式会社あおい', givenName: '', contacts: null, memberNumber: number } as const;
    const stays = await desk.member('2026-06-30', 'requested', body);
    const moved = await desk.member('2026-06-30', 'requested', { familyName: '山田', givenName: '一', memberNumber: '2026-0777' });
    const keeper = await addKeeper(server, org);
    await desk.set(org.regular, { ...yearly, autoRenewal: false });
    await change('members', moved, { membershipTypeId: honorary });
    await desk.day('2026-05-31');
    for (const [memberId, type, opening] of [
      [stays, '正会員', '株式会社あおい 御中'],
      [moved, '名誉会員', '山田 一 殿'],
    ] as const) {
      const [told] = await toldOf(memberId);
      expect(told!.text.split('\n')[0]).toBe(opening);
      expect(told!.text).toContain(`いまの会員種別「${type}」では、自動更新を行っていません。2026年6月30日の有効期限に、`);
      expect(told!.text).not.toContain('変わ');
    }
    const named = (await desk.mails(keeper)).map(({ text }) => /^(\S+ \S+) の方は/m.exec(text)![1]);
    expect(named.toSorted()).toEqual(['会員番号 2026-0777', `受付番号 ${number}`].toSorted());
  });
});
