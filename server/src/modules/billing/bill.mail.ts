import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { billLinkDays } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { BillDocument } from './bill.repository.ts';

export interface MailSender {
  readonly name: string;
  readonly slug: string;
}

export function writtenDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

/** 請求のお知らせ: what is asked for, until when, and where to pay. */
export function billOpenedMail(
  { to, honorific }: { readonly to: string; readonly honorific: string },
  organization: MailSender,
  bill: Pick<BillDocument, '_id' | 'memberId' | 'memberName' | 'billName' | 'billNumber' | 'amount' | 'dueOn'>,
  publicUrl: string,
): MailDraft {
  const link = `${publicUrl}/${organization.slug}/my/pay/${bill._id}`;
  const text = `${bill.memberName} ${honorific}

${organization.name} です。次のご請求をマイページに掲載しました。

  ${bill.billName}
  金額　${formatYenFigure(bill.amount)}円
  お支払い期限　${writtenDate(bill.dueOn)}
  請求番号　${bill.billNumber}

お支払いはこちらから（ログインは要りません。${billLinkDays}日間お使いいただけます）：
${link}

このリンクでできるのは、このご請求のお支払いだけです。領収書やほかのご請求は、マイページで確かめられます。

行き違いですでにお支払いの場合は、ご容赦ください。
このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  return {
    to,
    subject: shortSubject(organization.name, 'ご請求のお知らせ'),
    text,
    link,
    opens: { billId: bill._id, memberId: bill.memberId },
    purpose: 'bill_opened',
    idempotencyKey: `bill-opened:${bill._id}`,
  };
}
