import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** To the address on record, which the office has found to be the person's. */
export function loginIdMail(request: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly loginId: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインIDのお知らせ'),
    text: `${request.name} ${request.honorific}

お問い合わせのログインIDは、次のとおりです。

　ログインID：${request.loginId}

次のページからログインできます。パスワードをお忘れのときも、同じページから再設定できます。
${request.link}

お心当たりのない場合は、${request.organizationName} の事務局へ連絡してください。
`,
    link: request.link,
    purpose: 'login_id',
    idempotencyKey: `login-id:${request.key}`,
  };
}

/** To the office: somebody waits. Who it is stands in the console only. */
export function inquiryArrivedMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインIDの問い合わせが届きました'),
    text: `ログインIDを忘れた方から、問い合わせが届きました。
管理画面で登録と照らし合わせて、回答してください。

${request.link}
`,
    link: request.link,
    purpose: 'login_inquiry',
    idempotencyKey: `login-inquiry:${request.key}`,
  };
}
