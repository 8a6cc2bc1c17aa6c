import type { ScreeningMethod, ScreeningStep } from '@tsudoi/shared/contracts/payments/screening.contract';
import type { MailDraft } from '../../../platform/mail-outbox.ts';
import { shortSubject } from '../../../platform/mail-subject.ts';

const names: Readonly<Record<ScreeningMethod, string>> = {
  card: 'クレジットカード',
  konbini: 'コンビニ',
  payeasy: 'ペイジー',
  virtual_account: '銀行振込（専用口座）',
};

const subjects: Readonly<Record<ScreeningStep, string>> = {
  submitted: '決済の申し込みを受け付けました',
  reviewing: '決済の審査が始まりました',
  docs_requested: '決済の審査で、書類のお願いがあります',
  answered: '審査の書類を受け付けました',
  approved: '支払い方法が承認されました',
  rejected: '支払い方法の審査の結果のお知らせ',
  live: '支払い方法が使えるようになりました',
  revoked: '支払い方法の利用停止のお知らせ',
};

const bodies: Readonly<Record<ScreeningStep, string>> = {
  submitted: 'お申し込みを受け付けました。審査には1か月ほどかかります。審査のあいだも、会員の管理や請求はすべて使えます。',
  reviewing: '審査が始まりました。結果が出しだい、支払い方法ごとにお知らせします。',
  docs_requested: '審査のために、次のものをお願いします。下のページから提出してください。',
  answered: 'ご提出ありがとうございます。審査を続けます。',
  approved: '次の支払い方法が承認されました。決済会社の準備ができしだい、マイページに自動で出ます。',
  rejected: '次の支払い方法は、見送りとなりました。',
  live: '次の支払い方法が、会員のマイページに出るようになりました。',
  revoked: '次の支払い方法は、使えなくなりました。会員のマイページには出ません。',
};

/** To everybody who may open the page of the application, at every step. */
export function screeningMail(request: {
  readonly to: string;
  readonly organizationName: string;
  readonly step: ScreeningStep;
  readonly methods: readonly ScreeningMethod[];
  readonly note: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  const note = request.note === '' ? '' : `\n${request.note}\n`;
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, subjects[request.step]),
    text: `${bodies[request.step]}

　支払い方法：${request.methods.map((method) => names[method]).join('、')}
${note}
申し込みの状況は、次のページで見られます。

${request.link}
`,
    link: request.link,
    purpose: 'screening',
    idempotencyKey: `screening:${request.key}`,
  };
}
