import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, openBill, openBills, payBill, plan, takeBack } from '../../../test/billing.factory.ts';
import { openOrganization } from '../../../test/organization.factory.ts';
import { type PdfReading, readPdf } from '../../../test/pdf-reader.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { billsOf } from '../billing/billing.public.ts';
import { downloadCreditNote, issueCreditNote } from './credit-note.service.ts';
import { downloadReceipt, issueReceipt } from './receipt.service.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

/** The receipt of a year's fee, read as the member's own program reads it. */
async function annualReceipt(names: object, addressee?: string): Promise<PdfReading> {
  const there = await openOrganization(server);
  const member = await there.addMember(names);
  const planned = await plan(server, there);
  await carryOut(server, there, planned._id);
  await openBills(server, there, planned._id);
  const bill = await billsOf(server.platform.databases.server, there.scope).findOne({ memberId: member._id });
  await payBill(server, there, bill!);
  const issued = await issueReceipt(server.platform, there.owner, bill!._id, addressee);
  return readPdf((await downloadReceipt(server.platform, there.owner, issued.receiptId)).bytes);
}

const close = (text: string) => text.replace(/\s+/g, '');

describe('the paper', () => {
  it('acceptance 28, REC-01: names who, what, how much and by which means, in the order a person reads it', async () => {
    const { text } = await annualReceipt({ familyName: '髙﨑', givenName: '𠮷乃' });
    let from = 0;
    for (const part of [
      '領収書',
      'R2026-000001',
      '髙﨑 𠮷乃',
      '様',
      '10,000',
      '2026年度 年会費として、上記の金額を領収しました。',
      '2026年4月1日〜2027年3月31日',
      '不課税',
      'コンビニエンスストア',
      '1234567890128',
      '日本睡眠検査技師会',
      '代表理事 𠮷田 健一',
    ]) {
      const at = close(text).indexOf(close(part), from);
      expect(at, `${part} behind what stands above it`).toBeGreaterThanOrEqual(from);
      from = at;
    }
    expect(text).not.toContain('適格');
  });

  it('acceptance 28, REC-01: says its title and language, and has a tree of tags for those who hear it', async () => {
    const { title, language, tagged, roles, silentFigures } = await annualReceipt({});
    expect(title).toBe('領収書 R2026-000001');
    expect(language).toBe('ja-JP');
    expect(tagged).toBe(true);
    for (const role of ['Document', 'H1', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure']) expect(roles).toContain(role);
    expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
    expect(silentFigures).toBe(0);
  });

  it('acceptance 28: draws every letter in faces that it brings along: no glyph is missing on the page', async () => {
    const rare = '株式会社髙島屋﨑陽軒𠮷野家 邉邊齋齊濵桒德栁葛󠄀㊞㋿①Ⅲ㈱〒ﾊﾝｶｸ 経理部';
    const { text, fonts } = await annualReceipt({ familyName: '髙﨑', givenName: '𠮷乃' }, rare);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) {
      expect(font.glyphs, font.name).toBeGreaterThan(0);
      expect(font, font.name).toMatchObject({ embedded: true, missing: 0 });
    }
    expect(close(text)).toContain(close(rare));
    expect(text).toContain('御中');
  });

  it('NUM-01, REC-01: what stands in the place of a member number is not called one, also once the member has one', async () => {
    const there = await openOrganization(server);
    const db = server.platform.databases.server;
    const { orgId } = there.scope;
    const text = async (memberNumber: string, between: (memberId: string) => Promise<unknown> = async () => null) => {
      const member = await there.addMember({ memberNumber });
      const bill = await openBill(server, there, member._id);
      await payBill(server, there, bill);
      await between(member._id);
      const { receiptId } = await issueReceipt(server.platform, there.owner, bill._id, undefined);
      return close((await readPdf((await downloadReceipt(server.platform, there.owner, receiptId)).bytes)).text);
    };
    const receptions = db.collection<{ _id: string; orgId: string; number: string }>('reception_numbers');
    await receptions.insertOne({ _id: `${orgId}:A2026-0077`, orgId, number: 'A2026-0077' });
    const waiting = await text('A2026-0077');
    expect(waiting).toContain('受付番号A2026-0077');
    expect(waiting).not.toContain('会員番号');
    const admitted = await text('A2026-0078', (memberId) =>
      db.collection<{ _id: string }>('members').updateOne({ _id: memberId }, { $set: { memberNumber: '2026-0042' } }),
    );
    expect(admitted).toContain('受付番号A2026-0078');
    expect(await text('A2026-0079')).toContain('会員番号A2026-0079');
  });

  it('NUM-01: a 返還請求書 calls the number what its receipt calls it', async () => {
    const there = await openOrganization(server);
    const { orgId } = there.scope;
    const receptions = server.platform.databases.server.collection<{ _id: string; orgId: string; number: string }>('reception_numbers');
    await receptions.insertOne({ _id: `${orgId}:A2026-0077`, orgId, number: 'A2026-0077' });
    const bill = await openBill(server, there, (await there.addMember({ memberNumber: 'A2026-0077' }))._id);
    const notice = await payBill(server, there, bill, { state: 'final' });
    const { receiptId } = await issueReceipt(server.platform, there.owner, bill._id, undefined);
    await takeBack(server, there, notice, { kind: 'refunded' });
    const { creditNoteId } = await issueCreditNote(server.platform, there.scope, there.owner, {
      receiptId,
      amount: PositiveYen.parse(10_000),
      returnedOn: jstDate('2026-05-19'),
      reason: '参加の取りやめ',
      idempotencyKey: randomUUID(),
    });
    const { bytes } = await downloadCreditNote(server.platform, there.owner, creditNoteId);
    expect(close((await readPdf(bytes)).text)).toContain('受付番号A2026-0077');
  });
});
