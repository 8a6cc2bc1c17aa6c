import { afterAll, beforeAll, expect, test } from 'vitest';
import { dismissDuplicate, listDuplicates } from '../src/modules/members/duplicate.service.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

const digits = (place: number) => String(place).padStart(4, '0');
/** A reading of its own for every number. */
const kana = (place: number) => [...digits(place)].map((digit) => 'アイウエオカキクケコ'[Number(digit)]).join('');

test('issue 5: behind hundreds of families and namesakes a real duplicate is found, and what was dismissed brings up the next', async () => {
  const org = await openOrganization(server);
  const families = await org.addMembers(640);
  const [one, other] = await org.addMembers(2, {
    familyName: '渡辺',
    familyNameKana: 'ワタナベ',
    givenName: '太郎',
    givenNameKana: 'タロウ',
    birthDate: '1970-03-04' as never,
  });
  // Two of a house share the telephone and the mailbox; every fourth is a namesake of somebody else.
  const changes = families.map(({ _id }, at) => ({
    updateOne: {
      filter: { _id },
      update: {
        $set: {
          familyNameKana: at % 4 === 0 ? 'スズキ' : kana(at),
          givenNameKana: at % 4 === 0 ? 'ハナコ' : kana(at + 1000),
          familyName: at % 4 === 0 ? '鈴木' : kana(at),
          givenName: at % 4 === 0 ? '花子' : kana(at + 1000),
          birthDate: `1950-01-${String(1 + (at % 28)).padStart(2, '0')}`.replace('1950', String(1930 + Math.floor(at / 28))),
          phone: `03${digits(Math.floor(at / 2))}0000`,
          contactEmail: `ie${Math.floor(at / 2)}@example.jp`,
        },
      },
    },
  }));
  await server.platform.databases.server.collection<MemberDocument>('members').bulkWrite(changes as never);
  const shown = async () =>
    (await listDuplicates(server.platform, org.scope)).pairs.map(({ sides }) => sides.map(({ memberId }) => memberId));
  expect((await shown()).map((pair) => pair.toSorted())).toEqual([[one!._id, other!._id].toSorted()]);
  const [next] = await org.addMembers(1, {
    familyName: '渡辺',
    familyNameKana: 'ワタナベ',
    givenName: '太郎',
    givenNameKana: 'タロウ',
    birthDate: '1970-03-04' as never,
  });
  await dismissDuplicate(server.platform, org.owner, [one!._id, other!._id]);
  expect((await shown()).map((pair) => pair.toSorted())).toEqual(
    [[one!._id, next!._id].toSorted(), [other!._id, next!._id].toSorted()].toSorted(),
  );
});
