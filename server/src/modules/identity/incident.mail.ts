import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** To the emergency contacts of an organisation, and to who has just ceased to be one. */
export function incidentMail(request: {
  readonly to: string;
  readonly isFormer: boolean;
  readonly organizationName: string;
  readonly what: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '重要なお知らせ'),
    text: `「${request.organizationName}」の緊急の連絡先${request.isFormer ? 'でなくなった' : 'になっている'}方に、お知らせします。

${request.what}

管理画面：${request.link}

お心当たりのない場合は、すぐに団体の管理責任者に確かめてください。
`,
    link: request.link,
    purpose: 'incident',
    idempotencyKey: `incident:${request.key}`,
  };
}
