import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type Yen, formatYenFigure, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { billingAddressOf, findMembers, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import type { CorrectionDocument } from './correction.repository.ts';
import { standingLine } from './payment-notice.service.ts';

const sayings = {
  done: { subject: 'ご請求の訂正のお知らせ', first: 'ご請求の内容を次のとおり訂正しました。' },
  undone: {
    subject: 'ご請求の訂正の取り消しのお知らせ',
    first: '先にお知らせしたご請求の訂正を取り消しました。いまのご請求は次のとおりです。',
  },
};

/** 請求の訂正のお知らせ, or that one was taken back: what the bills are now, and what became of the money. Nobody without an address is written to. */
export async function correctionMails(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  { _id, wrong, bills, moves }: CorrectionDocument,
): Promise<MailDraft[]> {
  const [organization, [member], titleOf] = await Promise.all([findOrganization(scope), findMembers(scope, [memberId]), titlesOf(scope)]);
  if (!member || billingAddressOf(member) === '') return [];
  const kept = moves.reduce((sum, { to, amount }) => (to === null ? ((sum + amount) as Yen) : sum), zeroYen);
  const { subject, first } = sayings[wrong === 'undo' ? 'undone' : 'done'];
  // What the correction had cancelled stays so, and is no news.
  const lines = bills
    .filter(({ before }) => before?.status !== 'cancelled')
    .map(({ billName, dueOn, after }) => `  ${standingLine({ ...after, billName, dueOn })}`);
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/bills`;
  const text = `${fullName(member)} ${titleOf(member)}

${organization.name} です。${first}

${lines.join('\n')}
${kept === 0 ? '' : `\nお支払いのうち ${formatYenFigure(kept)}円は、前受としてお預かりしています。\n`}
内容の確認はこちらから：
${link}

このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  const to = billingAddressOf(member);
  return [
    {
      to,
      subject: shortSubject(organization.name, subject),
      text,
      link,
      purpose: 'bill_corrected',
      idempotencyKey: `bill-corrected:${_id}`,
    },
  ];
}
