import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type Yen, formatYenFigure, maxYen, subtractYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import { writtenDate } from '../billing/billing.public.ts';
import { findMembers, mailAddressOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import type { CorrectedBillNote, CorrectionDocument } from './correction.repository.ts';

function lineOf({ billName, dueOn, after }: CorrectedBillNote): string {
  if (after.status === 'cancelled') return `  ${billName}　取り消しました`;
  const rest = maxYen(zeroYen, subtractYen(yen(after.amount), yen(after.allocated)));
  const left = rest === 0 ? 'お支払いはありません' : `残り ${formatYenFigure(rest)}円（お支払い期限 ${writtenDate(dueOn)}）`;
  return `  ${billName}　${formatYenFigure(yen(after.amount))}円　${left}`;
}

/** 請求の訂正のお知らせ: what the bills are now, and what became of the money. Nobody without an address is written to. */
export async function correctionMails(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  { _id, bills, moves }: CorrectionDocument,
): Promise<MailDraft[]> {
  const [organization, [member]] = await Promise.all([findOrganization(scope), findMembers(scope, [memberId])]);
  if (!member || mailAddressOf(member) === '') return [];
  const kept = moves.reduce((sum, { to, amount }) => (to === null ? ((sum + amount) as Yen) : sum), zeroYen);
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/my/bills`;
  const text = `${member.familyName} ${member.givenName} 様

${organization.name} です。ご請求の内容を次のとおり訂正しました。

${bills.map(lineOf).join('\n')}
${kept === 0 ? '' : `\nお支払いのうち ${formatYenFigure(kept)}円は、前受としてお預かりしています。\n`}
内容の確認はこちらから：
${link}

このメールに心当たりがないときは、${organization.name} の事務局へお知らせください。
`;
  const subject = shortSubject(organization.name, 'ご請求の訂正のお知らせ');
  return [{ to: mailAddressOf(member), subject, text, link, purpose: 'bill_corrected', idempotencyKey: `bill-corrected:${_id}` }];
}
