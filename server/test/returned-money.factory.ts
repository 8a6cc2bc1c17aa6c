import { randomUUID } from 'node:crypto';
import { PaperSettingsForm } from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { creditNotes, issueCreditNote } from '../src/modules/documents/credit-note.service.ts';
import { paperSettings, updatePaperSettings } from '../src/modules/documents/paper-settings.service.ts';
import { openBill } from './billing.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

/** For a note over money of a bill. */
export const ask = (billId: BillId, amount: number, more: object = {}) => ({
  billId,
  amount: PositiveYen.parse(amount),
  returnedOn: jstDate('2026-05-19'),
  reason: '開催の中止',
  idempotencyKey: randomUUID() as string,
  ...more,
});

/** What an office that is registered for the tax does with money that it gives back. */
export function returnDesk({ server, org }: { readonly server: TestServer; readonly org: TestOrganization }) {
  const { platform } = server;
  return {
    async register(): Promise<void> {
      const { version, checkDigitFails: _hint, ...settings } = await paperSettings(platform, org.scope);
      const form = PaperSettingsForm.parse({ ...settings, form: 'qualified', registrationNumber: 'T7000012050002' });
      await updatePaperSettings(platform, org.scope, org.owner, { settings: form, version });
    },
    /** A taxed bill of 11,000 yen. */
    async seat(memberId?: MemberId): Promise<BillDocument> {
      const bill = await openBill(server, org, memberId ?? (await org.addMember())._id, 11_000);
      const lines = [{ label: '講習会 受講料', amount: 11_000, taxCategory: 'standard_10' }] as never;
      await platform.databases.server.collection<BillDocument>('bills').updateOne({ _id: bill._id }, { $set: { lines, parts: [] } });
      return bill;
    },
    /** Acts of an office are not of one moment. */
    later: () => server.setNow(new Date(platform.clock.now().getTime() + 60_000).toISOString()),
    notesOf: (billId: BillId) => creditNotes(platform, org.scope, { billId }),
    give: (input: ReturnType<typeof ask>) => issueCreditNote(platform, org.scope, org.owner, input),
  };
}
