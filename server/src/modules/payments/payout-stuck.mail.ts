import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { payoutStuck } from '@tsudoi/shared/queue/payments.messages';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;

/** To whoever keeps the settings: a payout waits for the account of the organisation (case 89). Without a link nobody can enter any more. */
export function payoutStuckMail(
  { payoutId, sequence, why, closeMonth, net }: PayloadOf<typeof payoutStuck>,
  organizationName: string,
  keeper: { readonly email: string; readonly name: string },
  link: string | null,
): MailDraft {
  const what =
    why === 'returned'
      ? '次の振込が、銀行から組戻しになりました。振込先の口座が正しいか確かめて、直してください。口座が変わると、もう一度振り込みます。'
      : '次の月を締めましたが、振込先の口座が登録されていません。登録されるまで、振り込めません。';
  const where = link ?? 'ご契約が終わり、管理画面には入れません。正しい振込先の口座を、運営にお知らせください。';
  return {
    to: keeper.email,
    subject: shortSubject(organizationName, why === 'returned' ? '振込が銀行から戻りました' : '振込先の口座を登録してください'),
    text: `${keeper.name} 様

${what}

　団体：${organizationName}
　振込：${monthText(closeMonth)}分　${formatYenFigure(net)}円

${where}
`,
    link,
    purpose: 'payout_stuck',
    idempotencyKey: `payout-stuck:${payoutId}:${sequence}:${keeper.email}`,
  };
}
