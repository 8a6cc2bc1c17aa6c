import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noticePreview } from '../src/modules/dunning/dunning-notice.service.ts';
import { bouncedMembers, bouncingOf, noteAtAddress, trustAddress } from '../src/modules/mail/bounce.service.ts';
import { renewByOffice } from '../src/modules/renewals/renewal-make.service.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import { codeOf, openBill, payBill } from './billing.factory.ts';
import { billingMail as billing, bodyWith, liaisonMail as liaison } from './corporate.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { renewalDesk } from './renewal.factory.ts';
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

const mails = () => server.platform.databases.server.collection<MailRow>('mails').find({ orgId: org.scope.orgId }).toArray();
const told = async () => (await mails()).map(({ purpose, to }) => `${purpose} ${to}`).toSorted();

describe('請求先 of a corporate member', () => {
  it.each([
    ['with an address', billing, billing],
    ['empty', '', liaison],
  ])('MEM-05: %s: its bill, its reminder and its receipt go where they are to', async (_name, given, to) => {
    const desk = dunningDesk(server, org);
    const { _id } = await org.addMember(bodyWith(given));
    await openBill(server, org, _id);
    const late = await desk.bill(_id, '2026-06-01');
    expect((await noticePreview(server.platform, org.scope, _id)).notice).toMatchObject({ to });
    await desk.sendTo([_id]);
    await payBill(server, org, late);
    expect(await told()).toEqual([`bill_opened ${to}`, `bill_opened ${to}`, `dunning ${to}`, `receipt ${to}`]);
    const { text } = (await mails()).find(({ purpose }) => purpose === 'receipt')!;
    expect(text).toContain(`領収書は${to === billing ? '、連絡者の方が' : ''}マイページからダウンロードできます：`);
  });

  it('BIL-15: the bill of a renewal that the office makes goes there as well', async () => {
    const terms = renewalDesk(server, org);
    await terms.set(org.regular);
    const memberId = await terms.member('2026-06-30', null, bodyWith(billing));
    await renewByOffice(server.platform, org.owner, memberId);
    expect(await told()).toEqual([`bill_opened ${billing}`]);
  });

  it('MAI-05: an address of it that takes no mail is its own: reminders go by letter, the 連絡者 is written to as before', async () => {
    const desk = dunningDesk(server, org);
    const { platform } = server;
    const body = await org.addMember(bodyWith(billing, { postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' }));
    const other = await org.addMember(bodyWith(''));
    await desk.bill(body._id, '2026-06-01');
    const [mail] = await mails();
    await noteAtAddress(platform.databases.server, mail!, { at: new Date(), isLasting: true });
    expect((await desk.plan()).rows).toMatchObject([{ memberId: body._id, channels: ['letter'] }]);
    expect(await bouncingOf(platform, org.scope, body._id)).toEqual({ addresses: [billing] });
    expect(await bouncingOf(platform, org.scope, other._id)).toEqual({ addresses: [] });
    expect((await bouncedMembers(platform, org.scope)).rows).toMatchObject([{ memberId: body._id, address: billing }]);
    expect(await codeOf(trustAddress(platform, org.owner, { memberId: other._id, address: billing }))).toBe('NOT_FOUND');
    expect(await codeOf(trustAddress(platform, org.owner, { memberId: body._id, address: liaison }))).toBe('NOT_FOUND');
    await trustAddress(platform, org.owner, { memberId: body._id, address: billing });
    expect((await desk.plan()).rows).toMatchObject([{ memberId: body._id, channels: ['mail'] }]);
  });
});
