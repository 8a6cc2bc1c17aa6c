import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

const ofOffice = {
  on: '2段階認証が設定されました。次のログインから、パスワードのほかにコードを尋ねます。',
  off: '2段階認証の認証アプリが外されました。',
  passkeyOn: 'パスキーが登録されました。次のログインから、パスワードだけでは入れません。',
  passkeyOff: 'パスキーが削除されました。',
  reset: '管理責任者が、2段階認証とパスキーを取り消しました。パスワードだけで入れます。入ったら、もう一度設定してください。',
} as const;

const ofMembers = {
  linked: 'ほかの団体のマイページとつながりました。どちらからも、ログインせずに、もう一方に切り替えられます。',
  mailboxShared:
    '連絡用のメールアドレスに届くコードで、ログインできるようになりました。そのメールを読める方は、だれでも入れます。マイページの設定で、いつでもやめられます。',
  passkeyOn: 'パスキーが登録されました。次から、パスワードを入れずにログインできます。',
  passkeyOff: 'パスキーが削除されました。',
} as const;

/** What a mail can say; what only the office has is said to nobody else. */
export type ToldOfWays = keyof typeof ofOffice | keyof typeof ofMembers;

/** How somebody logs in has changed: whoever did not do that themselves learns of it. */
export function secondStepMail(request: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly link: string;
  readonly what: ToldOfWays;
  readonly audience: Audience;
  readonly key: string;
}): MailDraft {
  const isMember = request.audience === 'my';
  const told = (isMember ? { ...ofOffice, ...ofMembers } : { ...ofMembers, ...ofOffice })[request.what];
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインの方法が変わりました'),
    text: `${request.name} ${request.honorific}

「${request.organizationName}」の${isMember ? 'マイページ' : '管理画面'}へのログインについてお知らせします。
${told}

${request.link}

お心当たりのない場合は、すぐにパスワードを変えて、${isMember ? '団体の事務局' : '団体の管理責任者'}に知らせてください。
`,
    link: request.link,
    purpose: 'second_step',
    idempotencyKey: `second-step:${request.key}`,
  };
}
