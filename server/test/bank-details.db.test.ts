import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mailBankDetails } from '../src/modules/documents/bank-details.service.ts';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import { keepReceptions } from '../src/modules/members/numbering.repository.ts';
import { codeOf, openBill, payBill } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const send = (memberId: string, email = '', idempotencyKey: string = randomUUID()) =>
  mailBankDetails(server.platform, org.scope, org.owner, { memberId: memberId as never, email: email as never, idempotencyKey });
const mails = () => server.platform.databases.server.collection<{ to: string; text: string; idempotencyKey: string }>('mails');

describe('the account by one mail', () => {
  it('PAY-20: tells the account that invoices need not print, and asks for the member’s number in the remitter’s name', async () => {
    const member = await org.addMember();
    expect(await codeOf(send(member._id))).toBe('BANK_DETAILS_MISSING');
    const { checkDigitFails: _hint, version, ...settings } = await paperSettings(server.platform, org.scope);
    const bank = { bankPrinted: false, bankName: 'ゆうちょ銀行', bankAccountNumber: '1234567', bankHolder: 'ニホンスイミン' };
    await updatePaperSettings(server.platform, org.scope, org.owner, { settings: { ...settings, ...bank } as never, version });
    expect(await codeOf(send(member._id))).toBe('BILL_NOT_PAYABLE');
    await openBill(server, org, member._id, 8000);
    await payBill(server, org, await openBill(server, org, member._id, 9000));
    const key = randomUUID();
    expect(await send(member._id, '', key)).toEqual({ to: member.contactEmail });
    await send(member._id, '', key);
    const sent = await mails()
      .find({ idempotencyKey: `bank-details:${key}` })
      .toArray();
    expect(sent).toHaveLength(1);
    for (const words of ['ゆうちょ銀行', '1234567', 'ニホンスイミン', '8,000円', `会員番号「${member.memberNumber}」`])
      expect(sent[0]!.text).toContain(words);
    expect(sent[0]!.text).not.toContain('9,000円');
    expect(await send(member._id, 'keiri@aoba.example')).toEqual({ to: 'keiri@aoba.example' });
    const { client, server: db } = server.platform.databases;
    const number = 'A2026-0012';
    const unnumbered = await org.addMember({ memberNumber: number });
    await inTransaction(client, (session) => keepReceptions(db, org.scope, [number], session));
    await openBill(server, org, unnumbered._id, 8000);
    const toUnnumbered = randomUUID();
    await send(unnumbered._id, '', toUnnumbered);
    const { text } = (await mails().findOne({ idempotencyKey: `bank-details:${toUnnumbered}` }))!;
    expect([text.includes(`（受付番号 ${number}）`), text.includes(`受付番号「${number}」`), text.includes('会員番号')]).toEqual([
      true,
      true,
      false,
    ]);
    // 入会金 that is paid ahead: an applicant has none either.
    const ahead = await org.addMember({ memberNumber: 'A2026-0013', status: 'applied' });
    await openBill(server, org, ahead._id, 8000);
    const toApplicant = randomUUID();
    await send(ahead._id, '', toApplicant);
    expect((await mails().findOne({ idempotencyKey: `bank-details:${toApplicant}` }))!.text).toContain('受付番号「A2026-0013」');
    const silent = await org.addMember({ contactEmail: '' as never });
    await openBill(server, org, silent._id, 8000);
    expect(await codeOf(send(silent._id))).toBe('NO_ADDRESS');
  });
});
