import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

const told = {
  on: '2段階認証が設定されました。次のログインから、パスワードのほかにコードを尋ねます。',
  off: '2段階認証の認証アプリが外されました。',
  passkeyOn: 'パスキーが登録されました。次のログインから、パスワードだけでは入れません。',
  passkeyOff: 'パスキーが削除されました。',
  reset: '管理責任者が、2段階認証とパスキーを取り消しました。パスワードだけで入れます。入ったら、もう一度設定してください。',
} as const;

/** How somebody logs in has changed: whoever did not do that themselves learns of it. */
export function secondStepMail(request: {
  readonly to: string;
  readonly name: string;
  readonly organizationName: string;
  readonly link: string;
  readonly what: keyof typeof told;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインの方法が変わりました'),
    text: `${request.name} 様

「${request.organizationName}」の管理画面へのログインについてお知らせします。
${told[request.what]}

${request.link}

お心当たりのない場合は、すぐにパスワードを変えて、団体の管理責任者に知らせてください。
`,
    link: request.link,
    purpose: 'second_step',
    idempotencyKey: `second-step:${request.key}`,
  };
}
