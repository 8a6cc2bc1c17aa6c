import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

interface Decision {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly accepted: boolean;
  /** What was asked of. */
  readonly labels: readonly string[];
  readonly reason: string;
  readonly link: string;
  readonly key: string;
}

/** What the office decided. Values stay on My Page: a mail goes through many hands. */
export function changeDecidedMail(decision: Decision): MailDraft {
  const { to, name, honorific, organizationName, accepted, labels, reason, link, key } = decision;
  const lead = accepted
    ? '申請いただいた登録内容の変更を承認し、登録を変えました。'
    : '申請いただいた登録内容の変更は、承認できませんでした。';
  const why = accepted ? '' : `\n理由：\n　${reason}\n`;
  return {
    to,
    subject: shortSubject(organizationName, accepted ? '変更の申請を承認しました' : '変更の申請を承認できませんでした'),
    text: `${name} ${honorific}

${lead}

${labels.map((label) => `　・${label}`).join('\n')}
${why}
くわしくはマイページで確認できます。

${link}
`,
    link,
    purpose: 'change_request',
    idempotencyKey: `change-request:${key}`,
  };
}
