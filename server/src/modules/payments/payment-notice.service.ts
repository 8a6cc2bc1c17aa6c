import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, shortSubject, writtenDate } from '../billing/billing.public.ts';
import { findMembers } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { PaymentDocument } from './payment.repository.ts';

interface Received {
  readonly payment: PaymentDocument;
  readonly bills: readonly BillDocument[];
}

/** 領収のお知らせ for money that has become final; the receipt itself is behind the log-in, so no token travels. */
export async function receiptNotices(platform: Platform, scope: OrgScope, received: readonly Received[]): Promise<MailDraft[]> {
  if (received.length === 0) return [];
  const ids = received.flatMap(({ payment }) => (payment.memberId ? [payment.memberId] : []));
  const [organization, found] = await Promise.all([findOrganization(scope), findMembers(scope, [...new Set(ids)])]);
  const members = new Map(found.map((member) => [member._id, member]));
  return received.flatMap(({ payment, bills }) => {
    const member = payment.memberId ? members.get(payment.memberId) : undefined;
    const settled = bills.find((bill) => bill.status === 'paid' || bill.status === 'overpaid');
    if (!member || member.contactEmail === '' || !settled) return [];
    const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/pay/${settled._id}/result`;
    const text = `${member.familyName} ${member.givenName} 様

${organization.name} です。お支払いを確認しました。ありがとうございます。

  ${bills.map((bill) => bill.billName).join('、')}
  金額　${formatYenFigure(payment.received)}円
  お支払い日　${writtenDate(jstDateOf(payment.receivedAt))}
${payment.paymentNumber === '' ? '' : `  決済番号　${payment.paymentNumber}\n`}
領収書はマイページからダウンロードできます：
${link}
`;
    return [
      {
        to: member.contactEmail,
        subject: shortSubject(organization.name, '領収のお知らせ'),
        text,
        link,
        purpose: 'receipt',
        idempotencyKey: `receipt:${payment._id}`,
      },
    ];
  });
}
