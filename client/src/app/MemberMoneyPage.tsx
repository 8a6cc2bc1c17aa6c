import { DunningPanel } from '../features/dunning/DunningPanel.tsx';
import { MemberMoneyScreen } from '../features/payments/member-money.screen.tsx';

/** One member's money, with what they were reminded of. */
export function MemberMoneyPage() {
  return <MemberMoneyScreen below={(memberId) => <DunningPanel memberId={memberId} />} />;
}
