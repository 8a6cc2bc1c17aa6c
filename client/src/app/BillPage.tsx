import { DunningPanel } from '../features/dunning/DunningPanel.tsx';
import { BillDetailScreen } from '../features/billing/bill-detail.screen.tsx';

/** One bill, with what was reminded of it. */
export function BillPage() {
  return <BillDetailScreen below={({ memberId, billId }) => <DunningPanel memberId={memberId} billId={billId} />} />;
}
