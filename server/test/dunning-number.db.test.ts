import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import { printLetters } from '../src/modules/dunning/dunning-letter.service.ts';
import { dropReceptions, keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { dunningDesk } from './dunning.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());

test('NUM-01, ARR-03: a reminder asks nobody for a number that they have yet to get, by mail or by post, nor after they have it', async () => {
  const { platform } = server;
  const db = platform.databases.server;
  const org = await openOrganization(server);
  const desk = dunningDesk(server, org);
  desk.at('2026-06-08');
  const { checkDigitFails: _hint, version, ...settings } = await paperSettings(platform, org.scope);
  const bank = { bankPrinted: true, bankName: 'ゆうちょ銀行', bankAccountNumber: '1234567', bankHolder: 'ニホンスイミン' };
  await updatePaperSettings(platform, org.scope, org.owner, { settings: { ...settings, ...bank } as never, version });
  const posted = { contactEmail: '' as never, address: '東京都千代田区神田錦町3丁目11番' };
  const numbers = ['A2026-0081', 'A2026-0082'] as const;
  const members = [
    await desk.whole('山田', { memberNumber: numbers[0] }),
    await desk.whole('阿部', { ...posted, memberNumber: numbers[1] }),
    await desk.whole('中村'),
  ];
  await inTransaction(platform.databases.client, (session) => keepReceptions(db, org.scope, numbers, session));
  for (const { _id } of members) await desk.bill(_id, '2026-06-01');
  await desk.sendTo(members.map(({ _id }) => _id));
  const asked = (await desk.mails()).map(({ to, text }) => [to, /振込名義に(.*?)か/.exec(text)?.[1]]);
  expect(asked.toSorted()).toEqual(
    [[members[0]!.contactEmail, '受付番号'] as const, [members[2]!.contactEmail, '会員番号'] as const].toSorted(),
  );
  await db.collection('members').updateOne({ _id: members[1]!._id as never }, { $set: { memberNumber: '1099' } });
  await inTransaction(platform.databases.client, (session) => dropReceptions(db, org.scope, [numbers[1]], session));
  const letter = (await readPdf(await printLetters(platform, org.owner, { about: null, stage: null }))).text.replace(/\s/g, '');
  expect([letter.includes(`受付番号${numbers[1]}`), letter.includes('振込名義に受付番号か'), letter.includes('会員番号')]).toEqual([
    true,
    true,
    false,
  ]);
});
