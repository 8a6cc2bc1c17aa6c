import { DunningPanel } from '../features/dunning/DunningPanel.tsx';
import { BillReturned } from '../features/documents/BillReturned.tsx';
import { BillDetailScreen } from '../features/billing/bill-detail.screen.tsx';
import type { BillDetail } from '../lib/views.ts';

/** One bill, with what was given back of it and what was reminded of it. */
export function BillPage() {
  return <BillDetailScreen below={(bill) => <Below bill={bill} />} />;
}

function Below({ bill }: { bill: BillDetail }) {
  return (
    <>
      <BillReturned bill={bill} />
      {bill.status === 'cancelled' ? null : <DunningPanel memberId={bill.memberId} billId={bill.billId} />}
    </>
  );
}
