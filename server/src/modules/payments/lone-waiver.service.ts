import type { BillId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { Ledger } from './ledger.service.ts';

/**
 * Ends waivers that have outlived their money: since rows of before the ledger did so stayed behind (docs/decisions/0027). A bill a
 * transaction, today; one to which money has come meanwhile stays as it is, and what is not done is found again the next day.
 */
export async function endLoneWaivers(platform: Platform, scope: OrgScope, billIds: Iterable<BillId>): Promise<void> {
  for (const billId of billIds) {
    await inTransaction(platform.databases.client, async (session) => {
      const ledger = new Ledger(platform, scope, session);
      await ledger.loadBills([billId]);
      ledger.endLoneWaivers(billId, 'waiver:alone');
      await ledger.save();
    });
    platform.nudgeOutbox();
  }
}
