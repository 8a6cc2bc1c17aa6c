import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** To the applicant: what the operator has decided. With a reason it is refused. */
export function signUpReviewMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly reason: string | null;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  const { to, organizationName, reason, link, key } = request;
  const approved = `「${organizationName}」のお申し込みを確かめました。今からお使いいただけます。
次のページで、お申し込みのときのメールアドレスとパスワードを入れて、ログインしてください。

${link}
`;
  const refused = `「${organizationName}」のお申し込みを確かめました。申し訳ありませんが、今回は見送らせていただきます。

　理由：${reason}
`;
  return {
    to,
    subject: shortSubject(organizationName, reason === null ? 'ご利用を始められます' : 'お申し込みの結果のお知らせ'),
    text: reason === null ? approved : refused,
    link: reason === null ? link : null,
    purpose: 'sign_up_review',
    idempotencyKey: `sign-up-review:${key}`,
  };
}
