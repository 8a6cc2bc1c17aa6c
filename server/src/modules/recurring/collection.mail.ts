import { billLinkDays } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { type BillDocument, writtenDate } from '../billing/billing.public.ts';
import type { failingOf } from './collection.rules.ts';

export type CollectionNews = 'declined' | 'no_card' | 'past_due';
type Failing = ReturnType<typeof failingOf>;

interface Told {
  readonly news: CollectionNews;
  readonly failing: Failing;
  readonly to: string;
  readonly honorific: string;
  readonly organization: { readonly name: string; readonly slug: string };
  readonly bill: Pick<BillDocument, '_id' | 'memberId' | 'memberName' | 'billName'>;
  readonly amount: Yen;
  readonly nextTryOn: JstDate | null;
  readonly tryId: string;
  readonly publicUrl: string;
}

const subjects: Readonly<Record<CollectionNews, string>> = {
  declined: 'カード決済ができませんでした',
  no_card: 'カードのご登録のお願い',
  past_due: 'お支払いのお願い',
};

/** Nobody is told of tries that were never made. */
const whyPastDue: Readonly<Record<Failing, string>> = {
  declined: '登録されたカードでのお支払いを試みましたが、手続きができませんでした。',
  no_card: 'お支払いに使えるカードが登録されていないため、自動でのお支払いができませんでした。',
  not_offered: '自動でのお支払いができませんでした。',
};

const facts = ({ bill, amount }: Pick<Told, 'bill' | 'amount'>): string => `  ${bill.billName}\n  金額　${formatYenFigure(amount)}円`;

const toPay = `お支払い方法の選択はこちらから（ログインは要りません。${billLinkDays}日間お使いいただけます）：`;

function wordsOf(told: Told): { readonly said: string; readonly asked: string } {
  const again = told.nextTryOn === null ? '' : `${writtenDate(told.nextTryOn)}に、もう一度お支払いの手続きをします。`;
  if (told.news === 'past_due')
    return {
      said: `${whyPastDue[told.failing]}\n自動でのお支払いの手続きは終わりました。お手数ですが、お支払いをお願いいたします。\n\n${facts(told)}`,
      asked: toPay,
    };
  const said =
    told.news === 'declined'
      ? '登録されたカードで、次のお支払いの手続きができませんでした。'
      : '次のお支払いの手続きに使えるカードが登録されていません。';
  const asked =
    told.news === 'declined'
      ? 'カードを変更すると、すぐに手続きをやり直します。カードの変更はこちらから：'
      : 'カードを登録すると、すぐに手続きをします。カードの登録はこちらから：';
  return { said: `${said}${again}\n\n${facts(told)}`, asked };
}

const keyStart = 'collection:';

/** The bill that a mail is about, by its key; null where it is of another kind. */
export const billOfMail = (idempotencyKey: string): string | null =>
  idempotencyKey.startsWith(keyStart) ? (idempotencyKey.split(':')[1] ?? null) : null;

/** What a member is told about a try that failed: one mail a try, so that they come as far apart as the tries (ARR-03). */
export function collectionMail(told: Told): MailDraft {
  const { organization, bill, publicUrl } = told;
  const own = `${publicUrl}/${organization.slug}/my`;
  const isBill = told.news === 'past_due';
  const link = isBill ? `${own}/pay/${bill._id}` : `${own}/payment`;
  const { said, asked } = wordsOf(told);
  const text = `${bill.memberName} ${told.honorific}

${organization.name} です。${said}

${asked}
${link}

行き違いですでにお支払いの場合は、ご容赦ください。
このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  return {
    to: told.to,
    subject: shortSubject(organization.name, subjects[told.news]),
    text,
    link,
    ...(isBill ? { opens: { billId: bill._id, memberId: bill.memberId } } : {}),
    purpose: 'collection',
    idempotencyKey: `${keyStart}${bill._id}:${told.tryId}`,
  };
}

/** That the card was not charged on the day that was told, nor will be: the bill was held for too long (ARR-03). */
export function untoldMail({
  to,
  honorific,
  organization,
  bill,
  amount,
  toldOn,
  publicUrl,
}: Omit<Told, 'news' | 'failing' | 'nextTryOn' | 'tryId'> & { readonly toldOn: JstDate }): MailDraft {
  const link = `${publicUrl}/${organization.slug}/my/pay/${bill._id}`;
  const text = `${bill.memberName} ${honorific}

${organization.name} です。次のご請求は、${writtenDate(toldOn)}に登録されたカードからお支払いいただけませんでした。
自動でのお支払いの手続きは終わりました。お手数ですが、ご自身でお支払いをお願いいたします。

${facts({ bill, amount })}

${toPay}
${link}

行き違いですでにお支払いの場合は、ご容赦ください。
このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  const subject = shortSubject(organization.name, subjects.past_due);
  const opens = { billId: bill._id, memberId: bill.memberId };
  return { to, subject, text, link, opens, purpose: 'collection', idempotencyKey: `${keyStart}${bill._id}:untold` };
}
