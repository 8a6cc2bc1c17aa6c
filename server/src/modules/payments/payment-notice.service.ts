import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type Yen, formatYenFigure, maxYen, subtractYen, sumYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, factsOf, outstandingYen, writtenDate } from '../billing/billing.public.ts';
import { type MemberDocument, billingAddressOf, findMembers, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import type { Ledger } from './ledger.service.ts';
import { payerGreeting } from './pay-link.mail.ts';
import { findPayLinks } from './pay-link.repository.ts';
import { partLines, receiptKey } from './payment-notice.rules.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { heldByBill } from './posting.rules.ts';

/** Who opens My Page, where a mail about it goes to somebody else: of a body only its 連絡者 has a log-in (docs/decisions/0010). */
const readerBeside = (member: MemberDocument): string => (billingAddressOf(member) === member.contactEmail ? '' : '連絡者の方が');

/** A payment with where it lies: its part on each bill, and what is on none. */
export interface Received {
  readonly payment: PaymentDocument;
  readonly parts: readonly { readonly bill: BillDocument; readonly amount: Yen }[];
  readonly apart: Yen;
}

/** Where a payment lies as the ledger has it now. */
export function receivedIn(ledger: Ledger, payment: PaymentDocument): Received {
  const held = heldByBill(ledger.live(payment._id));
  const parts = [...held].map(([billId, amount]) => ({ bill: ledger.bill(billId)!, amount }));
  return { payment, parts, apart: subtractYen(subtractYen(payment.received, payment.reversed), sumYen([...held.values()])) };
}

const isSettled = ({ status }: BillDocument): boolean => status === 'paid' || status === 'overpaid';

interface StandingBill {
  readonly billName: string;
  readonly dueOn: JstDate;
  readonly status: BillStatus;
  readonly amount: number;
  readonly allocated: number;
}

/** A bill as it stands now: what it asks for, what is left of that and until when. */
export function standingLine({ billName, dueOn, status, amount, allocated }: StandingBill): string {
  if (status === 'cancelled') return `${billName}　取り消しました`;
  const rest = maxYen(zeroYen, subtractYen(yen(amount), yen(allocated)));
  const left = rest === 0 ? 'お支払いはありません' : `残り ${formatYenFigure(rest)}円（お支払い期限 ${writtenDate(dueOn)}）`;
  return `${billName}　${formatYenFigure(yen(amount))}円　${left}`;
}

/** 領収のお知らせ for money that has become final; the receipt itself is behind the log-in, so no token travels. */
export async function receiptNotices(platform: Platform, scope: OrgScope, received: readonly Received[]): Promise<MailDraft[]> {
  if (received.length === 0) return [];
  const ids = received.flatMap(({ payment }) => (payment.memberId ? [payment.memberId] : []));
  const [organization, found, titleOf] = await Promise.all([
    findOrganization(scope),
    findMembers(scope, [...new Set(ids)]),
    titlesOf(scope),
  ]);
  const members = new Map(found.map((member) => [member._id, member]));
  const byPayers = received.filter(({ payment }) => payment.payLinkId !== undefined);
  const paidForThem = byPayers.length === 0 ? [] : await payerNotices(platform, scope, { organization, titleOf }, byPayers);
  const own = received.flatMap(({ payment, parts, apart }): MailDraft[] => {
    const member = payment.memberId ? members.get(payment.memberId) : undefined;
    const settled = parts.find(({ bill }) => isSettled(bill))?.bill;
    if (!member || billingAddressOf(member) === '' || !settled) return [];
    const lines = partLines(
      parts.map(({ bill, amount }) => ({ billName: bill.billName, amount, left: outstandingYen(factsOf(bill)) })),
      apart,
    );
    const reader = readerBeside(member);
    const whole = reader === '' ? '領収書は' : '領収書は、';
    const whose = parts.every(({ bill }) => isSettled(bill)) ? whole : 'お支払いが済んだご請求の領収書は、';
    const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/pay/${settled._id}/result`;
    const text = `${fullName(member)} ${titleOf(member)}

${organization.name} です。お支払いを確認しました。ありがとうございます。

  ${lines.join('\n  ')}
  金額　${formatYenFigure(payment.received)}円
  お支払い日　${writtenDate(jstDateOf(payment.receivedAt))}
${payment.paymentNumber === '' ? '' : `  決済番号　${payment.paymentNumber}\n`}
${whose}${reader}マイページからダウンロードできます：
${link}
`;
    return [
      {
        to: billingAddressOf(member),
        subject: shortSubject(organization.name, '領収のお知らせ'),
        text,
        link,
        purpose: 'receipt',
        idempotencyKey: receiptKey(payment._id),
      },
    ];
  });
  return [...own, ...paidForThem];
}

/** What of a bill was paid, where the member had paid some of it before. */
const shareOf = (paid: Yen, asked: Yen): string =>
  paid < asked ? `${formatYenFigure(paid)}円（ご請求額 ${formatYenFigure(asked)}円のうち）` : `${formatYenFigure(asked)}円`;

interface Sender {
  readonly organization: { readonly name: string; readonly slug: string };
  readonly titleOf: Awaited<ReturnType<typeof titlesOf>>;
}

/** Somebody paid for members: each learns that it is settled and by whom, and the payer that the money has come. */
async function payerNotices(
  platform: Platform,
  scope: OrgScope,
  { organization, titleOf }: Sender,
  received: readonly Received[],
): Promise<MailDraft[]> {
  const db = platform.databases.server;
  const settled = received.flatMap(({ payment, parts }) =>
    parts.filter(({ bill }) => isSettled(bill)).map(({ bill, amount }) => ({ payment, bill, amount })),
  );
  const links = await findPayLinks(db, scope, [...new Set(received.flatMap(({ payment }) => payment.payLinkId ?? []))]);
  const members = new Map((await findMembers(scope, [...new Set(settled.map(({ bill }) => bill.memberId))])).map((one) => [one._id, one]));
  const toMembers = settled.flatMap(({ payment, bill, amount }): MailDraft[] => {
    const member = members.get(bill.memberId);
    if (!member || billingAddressOf(member) === '') return [];
    const reader = readerBeside(member);
    const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/pay/${bill._id}/result`;
    const text = `${fullName(member)} ${titleOf(member)}

${organization.name} です。次のご請求は、所属先（${payment.memberName}）からのお支払いで済みました。

  ${bill.billName}
  金額　${shareOf(amount, bill.amount)}
  お支払い日　${writtenDate(jstDateOf(payment.receivedAt))}

お支払いの記録は${reader === '' ? '' : `、${reader}`}マイページで確かめられます：
${link}
`;
    const subject = shortSubject(organization.name, '所属先払いのお知らせ');
    return [{ to: billingAddressOf(member), subject, text, link, purpose: 'receipt', idempotencyKey: receiptKey(payment._id, bill._id) }];
  });
  const toPayers = received.flatMap(({ payment, parts }): MailDraft[] => {
    const payLink = links.find(({ _id }) => _id === payment.payLinkId);
    if (!payLink || payLink.email === '') return [];
    const text = `${payerGreeting(payLink)}

${organization.name} です。お支払いを確認しました。ありがとうございます。

  ${parts.length}件
  金額　${formatYenFigure(payment.received)}円
  お支払い日　${writtenDate(jstDateOf(payment.receivedAt))}
${payment.paymentNumber === '' ? '' : `  決済番号　${payment.paymentNumber}\n`}
領収書は、ご案内したお支払いのページから、会員ごとにダウンロードできます。
`;
    const subject = shortSubject(organization.name, '領収のお知らせ');
    return [{ to: payLink.email, subject, text, link: null, purpose: 'receipt', idempotencyKey: receiptKey(payment._id) }];
  });
  return [...toMembers, ...toPayers];
}
