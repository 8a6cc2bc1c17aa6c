import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { ProofReminder } from './proof.rules.ts';

interface Letter {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly typeName: string;
  readonly fallbackName: string;
  readonly dueOn: JstDate;
  readonly link: string;
  readonly key: string;
}

const shown = (date: JstDate): string => date.replaceAll('-', '/');

const leads = {
  first: '今年の証明書（学生証など）をお送りください。',
  again: '証明書（学生証など）がまだ届いていません。',
  refused: 'お送りいただいた証明書を確認できなかったため、もう一度お願いしています。',
};

/** Asks for the proof of this year, and again before the last day. Whenever the first one goes, it is no reminder. */
export function proofReminderMail(letter: Letter, reminder: ProofReminder, kind: keyof typeof leads): MailDraft {
  const lead = leads[kind];
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, `証明書のお願い（${shown(letter.dueOn)}まで）`),
    text: `${letter.name} ${letter.honorific}

${letter.typeName}の方に、年に1度お願いしている確認です。
${lead}
マイページから、スマートフォンで撮影した写真を送れます。

${letter.link}

　期限：${shown(letter.dueOn)}

期限までに確認できないときは、会員種別が「${letter.fallbackName}」に変わります。
送られた画像は、確認が済みしだい消去します。
`,
    link: letter.link,
    purpose: 'proof',
    idempotencyKey: `proof:${letter.key}:${reminder}`,
  };
}

/** What the office saw in it, and what to do. */
export function proofRefusedMail(letter: Letter & { readonly reason: string; readonly isOver: boolean }): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '証明書を確認できませんでした'),
    text: `${letter.name} ${letter.honorific}

お送りいただいた証明書は、次の理由で確認できませんでした。

　${letter.reason}

${letter.isOver ? `期限（${shown(letter.dueOn)}）を過ぎているため、会員種別は「${letter.fallbackName}」に変わりました。` : `${shown(letter.dueOn)}までに、もう一度お送りください。`}

${letter.link}
`,
    link: letter.link,
    purpose: 'proof',
    idempotencyKey: `proof-refused:${letter.key}`,
  };
}

/** The type has changed, and why. */
export function proofLapsedMail(letter: Letter): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '会員種別が変わりました'),
    text: `${letter.name} ${letter.honorific}

${shown(letter.dueOn)}までに証明書を確認できなかったため、会員種別が「${letter.typeName}」から「${letter.fallbackName}」に変わりました。
お心当たりのない場合は、事務局にお問い合わせください。

${letter.link}
`,
    link: letter.link,
    purpose: 'proof',
    idempotencyKey: `proof-lapsed:${letter.key}`,
  };
}
