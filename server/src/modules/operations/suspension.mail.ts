import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** To every owner: what the operator has decided about their organisation, and why. */
export function suspensionMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly isSuspended: boolean;
  readonly reason: string;
  /** Whom they ask; empty where none was given. */
  readonly contact: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  const { to, organizationName, isSuspended, reason, contact, link, key } = request;
  const suspended = `運営が、「${organizationName}」の利用を一時停止しました。

　理由：${reason}

停止のあいだは、次のようになります。
　・これまでどおりログインして、見ることはできます。
　・登録や変更、新しい請求、支払い、メールの送信はできません。
　・会員の方も、支払いや変更はできません。
　・送信を待っているメールは、再開するまで送りません。
`;
  const resumed = `「${organizationName}」の利用を再開しました。今から、いままでどおりお使いいただけます。

　理由：${reason}

停止のあいだ送信を待っていたメールは、これから送ります。
`;
  const ask = contact === '' ? '' : `\nお問い合わせは、次へお願いします。\n${contact}\n`;
  return {
    to,
    subject: shortSubject(organizationName, isSuspended ? 'ご利用を一時停止しました' : 'ご利用を再開しました'),
    text: `${isSuspended ? suspended : resumed}${ask}
${link}
`,
    link,
    purpose: 'suspension',
    idempotencyKey: `suspension:${key}`,
  };
}
