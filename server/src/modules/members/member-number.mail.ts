import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { KeptLogin } from '../identity/identity.public.ts';

/** Else they would try the number: most log in with theirs. */
const loginWords = (kept: KeptLogin | null): string =>
  kept === null
    ? ''
    : `マイページへのログインには、この番号ではなく、これまでどおり${kept.byEmail ? 'メールアドレスか' : ''}ログインID「${kept.loginId}」をお使いください。\n`;

/** The office has given a number to somebody who stood under a 受付番号 until then (NUM-01). */
export function numberGivenMail(letter: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly memberNumber: string;
  readonly reception: string;
  readonly keptLogin: KeptLogin | null;
  readonly link: string | null;
  readonly key: string;
}): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '会員番号が決まりました'),
    text: `${letter.name} ${letter.honorific}

${letter.organizationName} での会員番号が決まりました。

　会員番号：${letter.memberNumber}

これまでの受付番号（${letter.reception}）に代わる番号です。お問い合わせやお振込のときは、この番号をお使いください。
${letter.link === null ? '' : `${loginWords(letter.keptLogin)}\n${letter.link}\n`}`,
    link: letter.link,
    purpose: 'member_number',
    idempotencyKey: `member-number:${letter.key}`,
  };
}
