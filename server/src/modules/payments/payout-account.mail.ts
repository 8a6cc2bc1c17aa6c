import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** To every owner: where the organisation's money goes is another account now. Of its number only the end is named. */
export function payoutAccountMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly by: string;
  readonly bank: string;
  readonly tail: string;
  /** None where nobody of the organisation can enter any more. */
  readonly link: string | null;
  readonly key: string;
}): MailDraft {
  const where =
    request.link === null
      ? 'すぐに運営に知らせてください。'
      : `すぐに次のページで口座を確かめ、ほかの管理責任者と運営に知らせてください。\n\n${request.link}`;
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '振込先の口座が変わりました'),
    text: `「${request.organizationName}」の売上金の振込先が、次の口座に変わりました。次の回の振込から使います。

　口座：${request.bank}（番号の末尾 ${request.tail}）
　変えた人：${request.by}

お心当たりのないときは、${where}
`,
    link: request.link,
    purpose: 'payout_account',
    idempotencyKey: `payout-account:${request.key}`,
  };
}
