import { type Yen, formatYenFigure, sumYen } from '@tsudoi/shared/kernel/yen';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { numberName } from '../../platform/number-name.ts';
import type { PaperSettingsDocument } from './paper-settings.repository.ts';

const accountTypes = { ordinary: '普通', current: '当座', savings: '貯蓄' } as const;

interface Letter {
  readonly to: string;
  readonly organizationName: string;
  readonly memberName: string;
  readonly honorific: string;
  readonly memberNumber: string;
  /** Whether it only stands in the place of a number. */
  readonly awaitsNumber: boolean;
  readonly bills: readonly { readonly billName: string; readonly open: Yen }[];
  readonly settings: PaperSettingsDocument['settings'];
  readonly key: string;
}

/** Where to transfer what is open of a member; the remitter's name is to hold what the money is matched by (case 57). */
export function bankDetailsMail(letter: Letter): MailDraft {
  const { to, organizationName, memberName, honorific, memberNumber, awaitsNumber, bills, settings, key } = letter;
  const number = numberName(awaitsNumber);
  const { bankName, bankBranch, bankAccountType, bankAccountNumber, bankHolder } = settings;
  const text = `${memberName} ${honorific}

${organizationName} です。お支払い（${number} ${memberNumber}）のお振込先をご案内します。

${bills.map(({ billName, open }) => `  ${billName}　${formatYenFigure(open)}円`).join('\n')}
  合計　${formatYenFigure(sumYen(bills.map(({ open }) => open)))}円

お振込先
  ${[bankName, bankBranch].filter(Boolean).join(' ')}
  ${accountTypes[bankAccountType]} ${bankAccountNumber}
  口座名義　${bankHolder}

お振込のときは、振込依頼人名に${number}「${memberNumber}」か、会員のお名前を入れてください。会社などからまとめてお振込になるときも、同じようにお願いします。
行き違いですでにお支払いの場合は、ご容赦ください。
`;
  return {
    to,
    subject: shortSubject(organizationName, 'お振込先のご案内'),
    text,
    link: null,
    purpose: 'bank_details',
    idempotencyKey: `bank-details:${key}`,
  };
}
