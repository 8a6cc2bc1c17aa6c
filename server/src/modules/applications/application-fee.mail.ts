import { billLinkDays } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import type { BillOpened, MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

export interface Letter {
  readonly to: string;
  readonly organizationName: string;
  readonly key: string;
}
export interface Named extends Letter {
  readonly name: string;
}

/** 入会金 that is asked for ahead, and where it is paid. */
export interface FeeToPay {
  /** With its unit. */
  readonly amount: string;
  readonly dueOn: string;
  readonly link: string;
  readonly opens: BillOpened;
}

export const asked = ({ amount, dueOn }: FeeToPay): string => `　入会金：${amount}
　お支払いの期限：${dueOn}
`;
/** The bill's own door: a form that the office typed has no password. */
export const howToPay = `次のページからお支払いいただけます（ログインは要りません。${billLinkDays}日間お使いいただけます）。`;

const expires = '期限を過ぎると、お申し込みは取り消されます。';

const paymentWords = {
  received: {
    subject: '入会のお申し込みを受け付けました',
    text: '入会のお申し込みを受け付けました。入会金のお支払いをもって、入会の手続きが済みます。',
  },
  approved: {
    subject: '入会金のお支払いのお願い',
    text: '入会のお申し込みが認められました。入会金のお支払いをもって、入会の手続きが済みます。',
  },
  reminder: {
    subject: '入会金のお支払いの期限が近づいています',
    text: '入会金のお支払いが、まだ確かめられていません。行き違いでしたらお許しください。',
  },
  asked_again: {
    subject: '入会金のお支払いをお待ちしています',
    text: '入会のお申し込みは届いています。入会金のお支払いをもって、入会の手続きが済みます。',
  },
} as const;

/** 入会金 is waited for: with the form where nobody looks at it, with the approval, a week before the due day, or because somebody asked to join once more. */
export function applicationPaymentMail(
  letter: Named & {
    readonly about: keyof typeof paymentWords;
    readonly fee: FeeToPay;
  },
): MailDraft {
  const { subject, text } = paymentWords[letter.about];
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, subject),
    text: `${letter.name} 様

${text}

${asked(letter.fee)}
${howToPay}${expires}

${letter.fee.link}
`,
    link: letter.fee.link,
    opens: letter.fee.opens,
    purpose: 'application_payment',
    idempotencyKey: `application-payment:${letter.about}:${letter.key}`,
  };
}

/** The office has put the type right: another sum is to be paid ahead, or none any more, or only once they are in. */
export function applicationRetypedMail(
  letter: Named & {
    readonly typeName: string;
    readonly fee: FeeToPay | null;
    /** With its unit, where it is asked for once they are in. */
    readonly feeLater: string | null;
    /** Where only the money is waited for, its day ends the application. */
    readonly endsUnpaid: boolean;
  },
): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, 'お申し込みの会員種別が変わりました'),
    text: `${letter.name} 様

お申し込みの会員種別を「${letter.typeName}」に改めました。
${
  letter.fee
    ? `入会金は次のとおりです。前にご案内した額があれば、そちらではお支払いにならないでください。

${asked(letter.fee)}
${howToPay}${letter.endsUnpaid ? expires : ''}

${letter.fee.link}
`
    : `前にご案内した入会金は、お支払いいただく必要がなくなりました。
${letter.feeLater ? `「${letter.typeName}」の入会金（${letter.feeLater}）は、入会の手続きが済んでから、あらためてご案内します。\n` : ''}`
}`,
    link: letter.fee?.link ?? null,
    ...(letter.fee ? { opens: letter.fee.opens } : {}),
    purpose: 'application_payment',
    idempotencyKey: `application-retyped:${letter.key}`,
  };
}
