import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../platform/platform.ts';
import { followEndedContracts } from './contract-end.service.ts';
import { openCollection } from './collection.service.ts';
import { dropUnsent } from './collection-drop.service.ts';
import { approvedContracts } from './debit-contract.repository.ts';
import { collectionsDue } from './debit.rules.ts';

/** Closes the lists whose day has come, each once, gives up lists that were never sent, and ends what an ended contract leaves (BIL-18). */
export async function runDebits(platform: Platform): Promise<void> {
  await dropUnsent(platform);
  await followEndedContracts(platform);
  const today = platform.clock.today();
  for (const contract of await approvedContracts(platform.databases.payments)) {
    for (const { month } of collectionsDue(today, contract, bankDayFrom)) {
      // One organisation's trouble is not the others'.
      await openCollection(platform, mintOrgScope(contract.orgId), month).catch((err: unknown) =>
        platform.log.error({ err, orgId: contract.orgId, month }, 'a list of direct debits could not be closed'),
      );
    }
  }
}
