import { BillId, type MailId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { isStillAsked } from './bill-status.rules.ts';
import { type BillDocument, findBills } from './bill.repository.ts';

/** Of mails that are each about one bill, those that are to be sent no more: the bill is gone, or not as it has to be. */
export async function mailsInVain(
  platform: Platform,
  mails: readonly MailRow[],
  billOf: (mail: MailRow) => string | null,
  isWanted: (bill: BillDocument) => boolean,
): Promise<Set<MailId>> {
  const unwanted = new Set<MailId>();
  for (const orgId of new Set(mails.map((mail) => mail.orgId))) {
    const own = mails.flatMap((mail) => {
      const billId = BillId.safeParse(billOf(mail));
      return mail.orgId === orgId && billId.success ? [{ mailId: mail._id, billId: billId.data }] : [];
    });
    const bills = await findBills(platform.databases.server, mintOrgScope(orgId), [...new Set(own.map(({ billId }) => billId))]);
    const wanted = new Set(bills.filter(isWanted).map(({ _id }) => _id));
    for (const { mailId, billId } of own) if (!wanted.has(billId)) unwanted.add(mailId);
  }
  return unwanted;
}

/**
 * Notices of bills that were taken back before they left: nobody is told to pay what is not asked for. One that was paid
 * meanwhile still says what was asked for.
 */
export const unwantedBillNotices = (platform: Platform, mails: readonly MailRow[]): Promise<Set<MailId>> =>
  mailsInVain(
    platform,
    mails,
    ({ opens }) => opens?.billId ?? null,
    ({ status }) => isStillAsked(status),
  );
