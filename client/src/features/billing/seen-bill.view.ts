import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail } from '../../lib/views.ts';

/**
 * The bill as it was when its dialog opened: what comes live since does not change what is pressed. Where the server refuses it, the
 * bill is read anew, so that the next press knows of what happened.
 */
export function useSeenBill(bill: BillDetail) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [seen, setSeen] = useState(bill);
  const lookAgain = async (error: unknown): Promise<never> => {
    if (domainCodeOf(error) !== null) {
      const now = queries.fetchQuery({ ...trpc.billing.bill.queryOptions({ billId: bill.billId }), staleTime: 0 });
      await now.then(setSeen, () => undefined);
    }
    throw error;
  };
  return { seen, lookAgain };
}
