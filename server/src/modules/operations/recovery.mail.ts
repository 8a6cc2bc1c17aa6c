import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

const moment = new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'long', timeStyle: 'short' });

/** To the emergency contacts and to everybody of the office: what is about to happen, and how to stop it. */
export function recoveryWarningMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly newOwner: string;
  readonly email: string;
  readonly until: Date;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '管理責任者を新しく迎える手続きが始まりました'),
    text: `「${request.organizationName}」の管理責任者がログインできなくなったという連絡を受け、運営が2人で本人確認をしました。
次の方を、新しい管理責任者として迎えます。

　お名前：${request.newOwner}
　メールアドレス：${request.email}
　リンクを送る日時：${moment.format(request.until)}

お心当たりのないときや、管理責任者がログインできるときは、この日時までに次のページで止めてください。止めると、だれも迎えません。

${request.link}
`,
    link: request.link,
    purpose: 'recovery',
    idempotencyKey: `recovery-warning:${request.key}`,
  };
}
