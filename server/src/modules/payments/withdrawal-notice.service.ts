import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type Yen, formatYenFigure, sumYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type MailDraft, dropWaiting, enqueueMails } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { writtenDate } from '../billing/billing.public.ts';
import { billingAddressOf, findMembers, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import type { Ledger } from './ledger.service.ts';
import { payerGreeting } from './pay-link.mail.ts';
import { findPayLinks } from './pay-link.repository.ts';
import { receiptKey } from './payment-notice.rules.ts';
import { type Received, standingLine } from './payment-notice.service.ts';
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
  const [organization, found, titleOf] = await Promise.all([
    findOrganization(scope),
    findMembers(scope, [...new Set(ids)]),
    titlesOf(scope),
  ]);
  const members = new Map(found.map((member) => [member._id, member]));
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my`;
  const drafts = payments.flatMap((payment): MailDraft[] => {
    const member = payment.memberId ? members.get(payment.memberId) : undefined;
    if (!member || billingAddressOf(member) === '') return [];
    const text = `${fullName(member)} ${titleOf(member)}

${organization.name} です。先にお店から届いたお支払いの速報が、お店から取り消されました。
このため、ご請求は未納にもどっています。レジでの打ち直しなどで起こることがあります。

  金額　${formatYenFigure(payment.received)}円
  決済番号　${payment.paymentNumber}

お支払いがお済みでないときは、期限内であれば同じ番号でお支払いいただけます：
${link}

代金を支払ったのにこのお知らせが届いたときは、お店の控えをご用意のうえ、事務局にお知らせください。
`;
    const subject = shortSubject(organization.name, 'お支払いの速報の取り消し');
    return [
      { to: billingAddressOf(member), subject, text, link, purpose: 'payment_withdrawn', idempotencyKey: `withdrawn:${payment._id}` },
    ];
  });
  await enqueueMails(platform.databases.server, scope, drafts, platform.clock.now(), session);
}

const takenBack = '事務局がその入金の記録を取り消しました。別の方のお支払いを取りちがえて記録したときなどに、取り消すことがあります。';
const lastWords = `この入金の領収書は無効になりました。お手元にあるときは、お使いにならないでください。

お支払いがお済みのときは、振込の控えなどをご用意のうえ、事務局にお知らせください。
`;
/** Without a sum where nothing of it lay on a bill any more. */
const sumAndDay = (amount: Yen, { receivedAt }: PaymentDocument): string =>
  `${amount === 0 ? '' : `  金額　${formatYenFigure(amount)}円\n`}  お支払い日　${writtenDate(jstDateOf(receivedAt))}`;

/**
 * What the office recorded it has taken back: whoever was told that the money had come learns that it has not, and what the bills ask
 * for now. Nobody else does, and a word that still waits does not go. `lay`: where the money lay before.
 */
export async function tellOfReversals(
  platform: Platform,
  scope: OrgScope,
  ledger: Ledger,
  lay: readonly Received[],
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const words = lay.flatMap((received) => wordsOf(ledger, received));
  const told = await dropWaiting(
    db,
    scope,
    [...words.flatMap(({ keys }) => keys), ...lay.map(({ payment }) => receiptKey(payment._id))],
    session,
  );
  if (told.size === 0) return;
  const [organization, found, titleOf, links] = await Promise.all([
    findOrganization(scope),
    findMembers(scope, [...new Set(words.map(({ memberId }) => memberId))]),
    titlesOf(scope),
    findPayLinks(db, scope, [...new Set(lay.flatMap(({ payment }) => payment.payLinkId ?? []))]),
  ]);
  const subject = shortSubject(organization.name, '入金記録の取り消しのお知らせ');
  const draft = (to: string, text: string, link: string | null, keys: readonly string[]): MailDraft[] => {
    const key = keys.find((one) => told.has(one));
    if (to === '' || key === undefined) return [];
    return [{ to, subject, text, link, purpose: 'payment_withdrawn', idempotencyKey: key.replace('receipt', 'withdrawn') }];
  };
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/bills`;
  const toMembers = words.flatMap(({ payment, memberId, parts, amount, said, keys }): MailDraft[] => {
    const member = found.find(({ _id }) => _id === memberId);
    if (!member) return [];
    const bills = parts.map(({ bill }) => `  ${standingLine(ledger.bill(bill._id)!)}\n`).join('');
    const text = `${fullName(member)} ${titleOf(member)}

${organization.name} です。先に${said}とお知らせしましたが、${takenBack}

${sumAndDay(amount, payment)}
${bills === '' ? '' : `\nいまのご請求は次のとおりです。\n${bills}`}
内容の確認はこちらから：
${link}

${lastWords}`;
    return draft(billingAddressOf(member), text, link, keys);
  });
  const toPayers = lay.flatMap(({ payment, parts }): MailDraft[] => {
    const payLink = links.find(({ _id }) => _id === payment.payLinkId);
    if (!payLink) return [];
    const isOpen = payLink.withdrawnAt === null && payLink.expiresOn >= platform.clock.today();
    const where = `ご請求は未納にもどっています。ご案内したお支払いのページ（期限 ${writtenDate(payLink.expiresOn)}）からお支払いいただけます。\n`;
    const text = `${payerGreeting(payLink)}

${organization.name} です。先に「お支払いを確認しました」とお知らせしましたが、${takenBack}

  ${parts.length}件
${sumAndDay(payment.received, payment)}

${isOpen ? where : ''}${lastWords}`;
    return draft(payLink.email, text, null, [receiptKey(payment._id)]);
  });
  await enqueueMails(db, scope, [...toMembers, ...toPayers], platform.clock.now(), session);
}

/**
 * The mails to members that told of a payment: one of their own money, one for each bill that somebody else paid. The bill may not be
 * there any more since a correction made it anew: whoever had a mail of any of theirs is told, and of those that hold the money now.
 */
function wordsOf(ledger: Ledger, { payment, parts }: Received) {
  if (payment.memberId) {
    const said = '「お支払いを確認しました」';
    return [{ payment, memberId: payment.memberId, parts, amount: payment.received, said, keys: [receiptKey(payment._id)] }];
  }
  const said = `、所属先（${payment.memberName}）からのお支払いで済んだ`;
  const paid = [...new Set(ledger.rowsOf(payment._id).map(({ billId }) => billId))].map((billId) => ledger.bill(billId)!);
  return [...new Set(paid.map(({ memberId }) => memberId))].map((memberId) => {
    const held = parts.filter(({ bill }) => bill.memberId === memberId);
    const keys = paid.filter((bill) => bill.memberId === memberId).map(({ _id }) => receiptKey(payment._id, _id));
    return { payment, memberId, parts: held, amount: sumYen(held.map((part) => part.amount)), said, keys };
  });
}
