import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type MailDraft, enqueueMails } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMembers, mailAddressOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import type { PaymentDocument } from './payment.repository.ts';

/**
 * 速報取消: whoever saw the bill as paid learns by mail that the shop took its report back, and that it can be paid again
 * (provider case 13). One mail per payment, written in the transaction that takes it back.
 */
export async function tellOfWithdrawals(
  platform: Platform,
  scope: OrgScope,
  payments: readonly PaymentDocument[],
  session: ClientSession,
): Promise<void> {
  const ids = payments.flatMap(({ memberId }) => memberId ?? []);
  if (ids.length === 0) return;
  const [organization, found] = await Promise.all([findOrganization(scope), findMembers(scope, [...new Set(ids)])]);
  const members = new Map(found.map((member) => [member._id, member]));
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my`;
  const drafts = payments.flatMap((payment): MailDraft[] => {
    const member = payment.memberId ? members.get(payment.memberId) : undefined;
    if (!member || mailAddressOf(member) === '') return [];
    const text = `${member.familyName} ${member.givenName} 様

${organization.name} です。先にお店から届いたお支払いの速報が、お店から取り消されました。
このため、ご請求は未納にもどっています。レジでの打ち直しなどで起こることがあります。

  金額　${formatYenFigure(payment.received)}円
  決済番号　${payment.paymentNumber}

お支払いがお済みでないときは、期限内であれば同じ番号でお支払いいただけます：
${link}

代金を支払ったのにこのお知らせが届いたときは、お店の控えをご用意のうえ、事務局にお知らせください。
`;
    const subject = shortSubject(organization.name, 'お支払いの速報の取り消し');
    return [{ to: mailAddressOf(member), subject, text, link, purpose: 'payment_withdrawn', idempotencyKey: `withdrawn:${payment._id}` }];
  });
  await enqueueMails(platform.databases.server, scope, drafts, platform.clock.now(), session);
}
