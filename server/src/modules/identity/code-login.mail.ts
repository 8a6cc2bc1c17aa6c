import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** Six figures, and a link, that let in whoever reads this mailbox, for ten minutes. */
export function loginCodeMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly code: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインのコード'),
    text: `${request.organizationName} のマイページで、ご本人であることを確かめるコードです。
画面に入れてください（10分有効、一度だけ使えます）。

　コード：${request.code}

ログインには、コードの代わりに次のページも使えます。
${request.link}

コードもこのアドレスも、だれかに尋ねられても、教えないでください。
お心当たりのない場合は、このメールを破棄してください。何も変わりません。
`,
    link: request.link,
    purpose: 'login_code',
    idempotencyKey: `login-code:${request.key}`,
  };
}
