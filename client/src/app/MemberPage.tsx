import { MemberDetailScreen } from '../features/members/member-detail.screen.tsx';
import { TermPanel } from '../features/renewals/TermPanel.tsx';

/** One member, with the terms of the membership. */
export function MemberPage() {
  return <MemberDetailScreen terms={(memberId) => <TermPanel memberId={memberId} />} />;
}
