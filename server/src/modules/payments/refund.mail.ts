import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** `waits`: somebody else has to agree; the others are told to whoever asked. */
export type RefundNews = 'waits' | 'approved' | 'declined';

const subjects: Readonly<Record<RefundNews, string>> = {
  waits: '返金の承認をお願いします',
  approved: '申請した返金が承認されました',
  declined: '申請した返金は取りやめになりました',
};

interface RefundMail {
  readonly to: string;
  readonly toName: string;
  readonly organizationName: string;
  readonly news: RefundNews;
  readonly amount: Yen;
  readonly way: 'provider' | 'transfer';
  /** Who asked, or who decided. */
  readonly by: string;
  readonly link: string;
  readonly key: string;
}

function bodyOf({ news, by, way }: RefundMail): string {
  if (news === 'waits')
    return `${by}さんが、承認の要る返金を申請しました。承認されるまで、お金は動きません。\n内容を確かめて、承認するか、取りやめてください。`;
  if (news === 'declined') return `${by}さんが、申請された返金を取りやめました。お金は動いていません。`;
  const next =
    way === 'provider' ? '決済会社での手続きが済むと、返金済みになります。' : '会員の口座へ振り込んでから、振込済みを記録してください。';
  return `${by}さんが、申請された返金を承認しました。\n${next}`;
}

/** A refund that needs two people: to those who may agree, and back to whoever asked. It names no member and no account. */
export function refundMail(mail: RefundMail): MailDraft {
  return {
    to: mail.to,
    subject: shortSubject(mail.organizationName, subjects[mail.news]),
    text: `${mail.toName} 様

${bodyOf(mail)}

　金額：${formatYenFigure(mail.amount)}円

返金の理由と進み具合は、次の画面で見られます。
${mail.link}
`,
    link: mail.link,
    purpose: 'refund',
    idempotencyKey: `refund:${mail.news}:${mail.key}`,
  };
}
