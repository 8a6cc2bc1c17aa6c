import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** The office has given a number to somebody who stood under a 受付番号 until then (NUM-01). */
export function numberGivenMail(letter: {
  readonly to: string;
  readonly name: string;
  readonly organizationName: string;
  readonly memberNumber: string;
  readonly reception: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '会員番号が決まりました'),
    text: `${letter.name} 様

${letter.organizationName} での会員番号が決まりました。

　会員番号：${letter.memberNumber}

これまでの受付番号（${letter.reception}）に代わる番号です。お問い合わせやお振込のときは、この番号をお使いください。

${letter.link}
`,
    link: letter.link,
    purpose: 'member_number',
    idempotencyKey: `member-number:${letter.key}`,
  };
}
