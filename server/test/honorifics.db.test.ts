import { MemberPaperInput } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { printLetters } from '../src/modules/dunning/dunning-letter.service.ts';
import { createMembershipType, membershipTypes, updateMembershipType } from '../src/modules/members/membership-type.service.ts';
import { memberPaper } from '../src/modules/members/paper.service.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { readPdf } from './pdf-reader.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
});
afterAll(() => server.close());
beforeEach(async () => {
  org = await openOrganization(server);
});

const posted = { contactEmail: '' as never, postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };
const annualFee = PriceYen.parse(5000);
const flat = (text: string) => text.replace(/\s/g, '');
const labels = async (kind: 'individual' | 'corporate' = 'individual') =>
  flat((await readPdf(await memberPaper(server.platform, org.owner, MemberPaperInput.parse({ paper: 'labels', kind })))).text);

test('IMP-03, decision 0098: the title of respect of a type stands on labels, in letters and in mails alike', async () => {
  const { platform } = server;
  const desk = dunningDesk(server, org);
  desk.at('2026-06-08');
  const { membershipTypeId } = await createMembershipType(platform, org.owner, { name: '名誉会員', annualFee, honorific: 'dono' });
  const members = [await desk.whole('山田', { ...posted, membershipTypeId }), await desk.whole('阿部', posted)];
  expect([(await labels()).includes('山田一殿'), (await labels()).includes('阿部一様')]).toEqual([true, true]);
  for (const { _id } of members) await desk.bill(_id, '2026-06-01');
  await desk.sendTo(members.map(({ _id }) => _id));
  const letters = flat((await readPdf(await printLetters(platform, org.owner, { about: null, stage: null }))).text);
  expect([letters.includes('山田一殿'), letters.includes('阿部一様'), letters.includes('山田一様')]).toEqual([true, true, false]);
  const titles = await Promise.all(members.map(async ({ _id }) => (await platform.hooks.memberCard(org.scope, _id))?.honorific));
  expect(titles).toEqual(['殿', '様']);
});

test('MEM-05, decision 0098: bodies of a type are called as the type says, the usual way where it says nothing; what was left out stays', async () => {
  const { platform } = server;
  const made = await createMembershipType(platform, org.owner, { name: '賛助会員', annualFee });
  expect(made.honorific).toBe('usual');
  const body = { ...posted, kind: 'corporate' as const, familyName: '株式会社あおい', givenName: '', contacts: null };
  await org.addMember({ ...body, membershipTypeId: made.membershipTypeId });
  expect(await labels('corporate')).toContain('株式会社あおい御中');
  const { membershipTypeId, name } = made;
  const changed = await updateMembershipType(platform, org.owner, { membershipTypeId, name, annualFee, honorific: 'sama', version: 0 });
  expect(await labels('corporate')).toContain('株式会社あおい様');
  await updateMembershipType(platform, org.owner, { membershipTypeId, name, annualFee, version: changed.version });
  const types = await membershipTypes(platform, org.scope);
  expect(types.find((type) => type.membershipTypeId === membershipTypeId)?.honorific).toBe('sama');
});
