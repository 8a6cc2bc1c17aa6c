import { type MemberStatus, hasLeftSince } from '@tsudoi/shared/contracts/members/member-status.contract';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';

/** Which words on My Page a member agrees to; another date stands for other words. */
export const consentWording = '2026-11-27';

/** Whether a member's newest word is yes, and they have not left since: who comes back has to agree again. */
export function hasAgreed(
  newest: { readonly isOn: boolean; readonly at: Date } | null | undefined,
  statusEntries: readonly { readonly status: MemberStatus; readonly effectiveOn: JstDate }[],
  today: JstDate,
): boolean {
  return newest?.isOn === true && !hasLeftSince(statusEntries, jstDateOf(newest.at), today);
}
