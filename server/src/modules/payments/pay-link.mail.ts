import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { writtenDate } from '../billing/billing.public.ts';
import type { PayLinkDocument } from './pay-link.repository.ts';

/** Whom a mail to a payer is to. */
export function payerGreeting({ payerName, contactName }: Pick<PayLinkDocument, 'payerName' | 'contactName'>): string {
  return contactName === '' ? `${payerName} 御中` : `${payerName}\n${contactName} 様`;
}

/** To the payer: how many bills, how much together, until when. Who the members are stands behind the link only. */
export function payLinkMail(
  to: string,
  organization: { readonly name: string; readonly contactEmail: string; readonly phone: string },
  link: Pick<PayLinkDocument, 'payerName' | 'contactName' | 'expiresOn' | 'lines' | 'members'>,
  open: Yen,
  url: string,
  key: string,
): MailDraft {
  const reach = [organization.contactEmail, organization.phone].filter(Boolean).join('　');
  const text = `${payerGreeting(link)}

${organization.name} です。会員${link.members}名分の会費等のお支払いのご案内です。

  ご請求　${link.lines.length}件
  合計　${formatYenFigure(open)}円
  お支払いのページの期限　${writtenDate(link.expiresOn)}

内訳の確認、請求書のダウンロード、お支払いはこちらから（ログインは要りません）：
${url}

このリンクを知っている方は、どなたでも内訳を見てお支払いできます。お支払いの担当の方のほかには転送しないでください。
${reach === '' ? '' : `お問い合わせ：${reach}\n`}`;
  return {
    to,
    subject: shortSubject(organization.name, '会費等のお支払いのご案内'),
    text,
    link: url,
    purpose: 'pay_link',
    idempotencyKey: `pay-link:${key}`,
  };
}
