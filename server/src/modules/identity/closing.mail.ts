import { type JstDate, partsOfDate } from '@tsudoi/shared/kernel/jst';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

interface ClosingFacts {
  readonly to: string;
  readonly name: string;
  readonly organizationName: string;
  readonly by: string;
  readonly effectiveOn: JstDate;
  readonly purgedBy: JstDate;
  readonly link: string;
  readonly key: string;
}

function day(date: JstDate): string {
  const { year, month, day: number } = partsOfDate(date);
  return `${year}年${month}月${number}日`;
}

/** To every owner: the end was asked for, when it comes, and until when it can be taken back. */
export function closingRequestedMail(facts: ClosingFacts): MailDraft {
  return {
    to: facts.to,
    subject: shortSubject(facts.organizationName, '利用終了の申請を受け付けました'),
    text: `${facts.name} 様

${facts.by} さんが、「${facts.organizationName}」の利用を終える申請をしました。

　利用できる最後の日：${day(facts.effectiveOn)}
　会員の情報を消し終える日：${day(facts.purgedBy)}

最後の日までは、いままでどおり使えます。それまでに、必要な名簿や帳票を書き出してください。
取りやめるときは、次のページから取り消せます。
${facts.link}
`,
    link: facts.link,
    purpose: 'closing',
    idempotencyKey: `closing-requested:${facts.key}`,
  };
}

/** To every owner: everything goes on. */
export function closingCancelledMail(facts: ClosingFacts): MailDraft {
  return {
    to: facts.to,
    subject: shortSubject(facts.organizationName, '利用終了の申請を取り消しました'),
    text: `${facts.name} 様

${facts.by} さんが、「${facts.organizationName}」の利用を終える申請を取り消しました。
いままでどおり使えます。何も消えません。

${facts.link}
`,
    link: facts.link,
    purpose: 'closing',
    idempotencyKey: `closing-cancelled:${facts.key}`,
  };
}

/** To every owner: it has ended, and when what is gone is gone. */
export function closingEndedMail(facts: ClosingFacts): MailDraft {
  return {
    to: facts.to,
    subject: shortSubject(facts.organizationName, '利用が終わりました'),
    text: `${facts.name} 様

「${facts.organizationName}」の利用は、${day(facts.effectiveOn)}で終わりました。会員も事務局も、もうログインできません。

会員の情報は、${day(facts.purgedBy)}までに消します。入金などの帳簿は氏名を伏せて、領収書の控えは発行したときのまま、法律で決められた期間残します。
長いあいだのご利用、ありがとうございました。
`,
    link: null,
    purpose: 'closing',
    idempotencyKey: `closing-ended:${facts.key}`,
  };
}
