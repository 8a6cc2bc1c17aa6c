import { type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { DuesCardListInput, duesCardColumns } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { type MemberId, newMemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { newCardWishId } from '@tsudoi/shared/kernel/recurring-ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stopDues } from '../src/modules/recurring/card-wish.service.ts';
import { duesCards, memberDuesCard } from '../src/modules/recurring/dues-card-list.service.ts';
import { chooseDues } from '../src/modules/recurring/dues-choice.service.ts';
import { exportAtOnce } from '../src/modules/reports/lists/list-export.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { codeOf } from './billing.factory.ts';
import { type TestOrganization, leavingOn, openOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  desk.at('2026-05-10');
});
afterAll(() => server.close());

const rows = (name: string) => server.platform.databases.server.collection(name);
const asMember = (memberId: MemberId) => ({ ...org.asMember(memberId), name: '髙橋 美咲' });
/** Somebody who chose a card; whether there is one is up to the test. */
async function chooser(familyName = '髙橋'): Promise<MemberId> {
  const { _id } = await org.addMember({ familyName });
  await chooseDues(server.platform, asMember(_id));
  return _id;
}
const page = (given: object = {}, of = org) => duesCards(server.platform, of.scope, DuesCardListInput.parse(given));
const listed = async (given: object = {}) => (await page(given)).rows.map(({ memberId, card }) => [memberId, card]);
async function fileOf(given: object, by: UserActor = org.owner): Promise<string[]> {
  const wish = ListExportInput.parse({ list: 'dues_cards', format: 'csv_utf8', columns: [...duesCardColumns], ...given });
  const pieces: Buffer[] = [];
  for await (const piece of exportAtOnce(server.platform, by, wish)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8').slice(1).trimEnd().split('\r\n');
}

describe('BIL-18: who chose a card for their dues and has not entered it', () => {
  it('BIL-18: stands in the office’s list, the newest first, until there is a card, the word is taken back or the member leaves', async () => {
    const [waits, saved, stopped, left] = [await chooser(), await chooser(), await chooser(), await chooser()];
    await org.addMember();
    desk.putCard(saved, 'requested');
    await stopDues(server.platform, asMember(stopped));
    await putRow(server, 'members', left, { ...leavingOn('2026-05-10'), status: 'withdrawn' });
    expect(await listed()).toEqual([[waits, 'waiting']]);
    expect(await listed({ show: 'all' })).toEqual([
      [saved, 'saved'],
      [waits, 'waiting'],
    ]);
    // Chosen once more it is one row, by the newest word.
    await chooseDues(server.platform, asMember(stopped));
    expect(await listed()).toEqual([
      [stopped, 'waiting'],
      [waits, 'waiting'],
    ]);
    expect((await page()).rows[1]).toMatchObject({ name: expect.stringContaining('髙橋'), chosenOn: '2026-05-10', byMail: true });
    await putRow(server, 'members', waits, { contactEmail: '' });
    expect((await page()).rows[1]).toMatchObject({ memberId: waits, byMail: false });
    expect((await page({ show: 'all' }, await openOrganization(server))).rows).toEqual([]);
  });

  it('BIL-18: a card that its provider charges no more is none', async () => {
    const memberId = await chooser();
    desk.putCard(memberId, 'requested');
    const { answers } = server.payments;
    const ofMembers = answers['cards.ofMembers'] as (input: object) => object[];
    answers['cards.ofMembers'] = (input: object) => ofMembers(input).map((card) => ({ ...card, state: 'stopped' }));
    expect(await listed()).toEqual([[memberId, 'waiting']]);
  });

  it('BIL-18: while nobody answers the list says that it cannot be told, and no file is made of guesses', async () => {
    const memberId = await chooser();
    desk.putCard(memberId, 'requested');
    delete server.payments.answers['cards.ofMembers'];
    for (const show of ['waiting', 'all'] as const) {
      expect(await listed({ show })).toEqual([[memberId, 'unknown']]);
      expect(await codeOf(fileOf({ show }))).toBe('PROVIDER_UNAVAILABLE');
    }
    expect(await memberDuesCard(server.platform, org.scope, memberId)).toMatchObject({ state: 'unknown', stopped: null });
  });

  it('BIL-18: comes in pages, asks for no more cards at once than it may, and names everybody once', async () => {
    const members = await org.addMembers(230);
    const wish = { orgId: org.scope.orgId, isOn: true, from: jstDate('2026-05-01'), by: '髙橋 美咲', at: new Date() };
    await rows('card_wishes').insertMany(members.map(({ _id: memberId }) => ({ ...wish, _id: newCardWishId() as never, memberId })));
    const savedOnes = members.filter((_, index) => index % 4 === 0);
    for (const { _id } of savedOnes) desk.putCard(_id, 'requested');
    for (const [show, count] of [
      ['all', 230],
      ['waiting', 230 - savedOnes.length],
    ] as const) {
      const found: string[] = [];
      const sizes: number[] = [];
      let cursor: string | null = null;
      do {
        const answer = await page({ show, cursor });
        sizes.push(answer.rows.length);
        found.push(...answer.rows.map(({ memberId }) => memberId));
        cursor = answer.next;
      } while (cursor !== null);
      expect([found.length, new Set(found).size, Math.max(...sizes)]).toEqual([count, count, 50]);
    }
    const asked = server.payments.calls.filter(({ procedure }) => procedure === 'cards.ofMembers');
    expect(Math.max(...asked.map(({ input }) => (input as { memberIds: string[] }).memberIds.length))).toBeLessThanOrEqual(200);
    expect(await fileOf({ show: 'waiting', columns: ['会員番号'] })).toHaveLength(1 + 230 - savedOnes.length);
  });

  it('BIL-18: leaves as a file with where they are reached, for whoever may see that', async () => {
    const [waits, saved] = [await chooser('青木'), await chooser('吉田')];
    await putRow(server, 'members', waits, { phone: '0312345678' });
    desk.putCard(saved, 'requested');
    const [head, row, ...more] = await fileOf({});
    expect(head).toBe(duesCardColumns.join(','));
    expect(row).toMatch(/,青木 美咲\d+,.*,2026\/05\/10,登録待ち,届きます,member\d+@example\.com,03-1234-5678$/);
    expect(more).toEqual([]);
    expect((await fileOf({ show: 'all', columns: ['会員', 'カード'] })).map((line) => line.split(',')[1])).toEqual([
      'カード',
      '登録済み',
      '登録待ち',
    ]);
    const without = (missing: Permission): UserActor => ({
      ...org.owner,
      role: 'staff',
      permissions: permissions.filter((each) => each !== missing),
    });
    for (const missing of ['members.export', 'billing.read', 'members.read'] as const)
      expect(await codeOf(fileOf({}, without(missing)))).toBe('FORBIDDEN');
  });

  it('BIL-18: the record of a member says since when, whether the card is there, and who stopped it', async () => {
    const of = (memberId: MemberId) => memberDuesCard(server.platform, org.scope, memberId);
    const { _id: never } = await org.addMember();
    expect(await of(never)).toBeNull();
    const memberId = await chooser();
    const chosen = { memberId, since: '2026-05-10', by: '髙橋 美咲', stopped: null };
    expect(await of(memberId)).toEqual({ ...chosen, state: 'waiting' });
    desk.putCard(memberId, 'requested');
    expect(await of(memberId)).toEqual({ ...chosen, state: 'saved' });
    desk.at('2026-05-20');
    await stopDues(server.platform, asMember(memberId));
    expect(await of(memberId)).toEqual({ ...chosen, state: 'stopped', stopped: { on: '2026-05-20', by: '髙橋 美咲' } });
    await chooseDues(server.platform, asMember(memberId));
    expect(await of(memberId)).toEqual({ ...chosen, since: '2026-05-20', state: 'saved' });
    await putRow(server, 'members', memberId, { ...leavingOn('2026-05-20'), status: 'withdrawn' });
    expect(await of(memberId)).toMatchObject({ state: 'left', stopped: null });
    expect(await codeOf(of(newMemberId()))).toBe('NOT_FOUND');
    expect(await codeOf(memberDuesCard(server.platform, (await openOrganization(server)).scope, memberId))).toBe('NOT_FOUND');
  });
});
