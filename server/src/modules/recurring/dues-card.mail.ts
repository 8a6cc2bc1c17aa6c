import { BillId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { type BillDocument, writtenDate } from '../billing/billing.public.ts';

/** Of which bill a notice told, by its key; null where a mail is about something else. */
export function billOfNotice(idempotencyKey: string): BillId | null {
  const billId = BillId.safeParse(/^collection:([^:]+):dues$/.exec(idempotencyKey)?.[1]);
  return billId.success ? billId.data : null;
}

/** Before dues are charged to the card: sum, day, which card, and how to stop it. It is in vain once the bill is paid, as what is said of a try is. */
export function duesNoticeMail(told: {
  readonly to: string;
  readonly honorific: string;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly bill: Pick<BillDocument, '_id' | 'memberName' | 'billName'>;
  readonly amount: Yen;
  readonly on: JstDate;
  readonly lastFour: string;
  readonly publicUrl: string;
}): MailDraft {
  const { to, honorific, organization, bill, amount, on, lastFour, publicUrl } = told;
  const link = `${publicUrl}/${organization.slug}/my/payment`;
  const text = `${bill.memberName} ${honorific}

${organization.name} です。お選びいただいたとおり、次のご請求を登録されたカードからお支払いいただきます。お手続きは要りません。

  ${bill.billName}
  金額　${formatYenFigure(amount)}円
  お支払い日　${writtenDate(on)}
  お支払い方法　登録されたカード${lastFour === '' ? '' : `（末尾${lastFour}）`}

カードの変更と、カードでのお支払いの停止は、前日までにこちらから：
${link}

このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  const subject = shortSubject(organization.name, 'カードでのお支払いのご案内');
  return { to, subject, text, link, purpose: 'collection', idempotencyKey: `collection:${bill._id}:dues` };
}
