import { noAddress, splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberHistory, undoChange } from '../src/modules/members/member-history.service.ts';
import { type MemberDocument, changeMember, findMember } from '../src/modules/members/member.repository.ts';
import { splitAddresses } from '../src/modules/members/members.migration.ts';
import { getMyProfile, updateMyProfile } from '../src/modules/members/my-profile.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const home = { ...noAddress, prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル' } as const;
const abroad = { ...noAddress, street: '221B Baker Street', city: 'London', country: 'United Kingdom' };
const read = (memberId: MemberDocument['_id']) => findMember(org.scope, memberId);
const own = { phone: '', postalCode: '', affiliation: '', custom: {} } as const;

describe('row 14: the address of a record', () => {
  test('parts are the truth, the text follows; the history shows one address, and undo brings the very parts back', async () => {
    const { _id } = await org.addMember();
    const me = org.asMember(_id);
    expect(await updateMyProfile(server.platform, me, { ...own, address: home, version: 0 })).toMatchObject({
      address: '東京都千代田区千代田1-1 水門ビル',
      addressParts: home,
    });
    // The same letters in other parts are another address.
    const moved = { ...home, street: '千代田1-1 水門ビル', building: '' };
    await updateMyProfile(server.platform, me, { ...own, address: moved, version: 1 });
    expect(await read(_id)).toMatchObject({ address: '東京都千代田区千代田1-1 水門ビル', addressParts: moved });
    const { rows } = await memberHistory(server.platform, org.scope, { memberId: _id, size: 20 });
    expect(rows.map(({ changes }) => changes)).toEqual([
      [{ field: 'addressParts', before: '東京都 千代田区 千代田1-1 水門ビル', after: '東京都 千代田区 千代田1-1 水門ビル' }],
      [{ field: 'addressParts', before: null, after: '東京都 千代田区 千代田1-1 水門ビル' }],
    ]);
    await undoChange(server.platform, org.owner, { memberId: _id, auditId: rows[0]!.auditId });
    expect(await read(_id)).toMatchObject({ addressParts: home });
  });

  test('an address abroad is kept, printed, and saved again as it is; saving it unchanged is no change of it', async () => {
    const { _id } = await org.addMember();
    const me = org.asMember(_id);
    await updateMyProfile(server.platform, me, { ...own, address: abroad, version: 0 });
    const { address, addressParts } = await getMyProfile(server.platform, me);
    expect([address, addressParts]).toEqual(['221B Baker Street, London, United Kingdom', abroad]);
    await updateMyProfile(server.platform, me, { ...own, phone: '0312345678', address: addressParts, version: 1 } as never);
    const { rows } = await memberHistory(server.platform, org.scope, { memberId: _id, size: 20 });
    expect(rows[0]!.changes!.map(({ field }) => field)).toEqual(['phone']);
    expect(await read(_id)).toMatchObject({ addressParts: abroad });
  });

  test('a change from before there were parts is set back as its text, in parts', async () => {
    const { _id } = await org.addMember({ address: '大阪府大阪市北区1-1' });
    await inTransaction(server.platform.databases.client, (session) =>
      changeMember(org.scope, _id, 0, { address: '東京都 千代田区 千代田1-1' }, session),
    );
    expect(await read(_id)).toMatchObject({ addressParts: splitAddress('東京都千代田区千代田1-1') });
  });

  test('the migration splits what has no parts yet, may be run again, and leaves alone whoever has parts', async () => {
    const members = server.platform.databases.server.collection<MemberDocument>('members');
    const [old, empty, kept] = await org.addMembers(3);
    await members.updateOne({ _id: old!._id }, { $set: { address: '神奈川県　横浜市中区 山下町1 桜ビル' }, $unset: { addressParts: 1 } });
    await members.updateOne({ _id: empty!._id }, { $set: { address: '' }, $unset: { addressParts: 1 } });
    await members.updateOne({ _id: kept!._id }, { $set: { address: '東京都千代田区千代田1-1 水門ビル', addressParts: home } });
    // Another process may write such a record at any time: it is read as the migration would split it, and edited.
    const split = { ...noAddress, prefecture: '神奈川県', city: '横浜市中区', street: '山下町1 桜ビル' };
    expect((await getMyProfile(server.platform, org.asMember(old!._id))).addressParts).toEqual(split);
    for (let run = 0; run < 2; run += 1) {
      await splitAddresses(server.platform.databases.server);
      expect(await read(old!._id)).toMatchObject({ address: '神奈川県横浜市中区山下町1 桜ビル', addressParts: split, version: 0 });
      expect(await read(empty!._id)).toMatchObject({ address: '', addressParts: noAddress });
      expect(await read(kept!._id)).toMatchObject({ addressParts: home });
    }
  });
});
