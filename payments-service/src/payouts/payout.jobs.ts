import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { lastDayOfMonth } from '@tsudoi/shared/kernel/jst';
import type { Platform } from '../platform/platform.ts';
import { closeMonth } from './payout-close.service.ts';
import { organisationsWithEntries, organisationsWithOpenPayouts } from './payout.repository.ts';
import { monthToClose } from './payout.rules.ts';

/** Closes, for every organisation, the newest month that is to be closed. One that fails does not keep the others. */
export async function closePayouts(platform: Platform): Promise<void> {
  const month = monthToClose(platform.clock.today());
  const db = platform.databases.payments;
  const waiting = await organisationsWithEntries(db, lastDayOfMonth(month));
  for (const orgId of new Set([...waiting, ...(await organisationsWithOpenPayouts(db))]))
    await closeMonth(platform, mintOrgScope(orgId), month).catch((err: unknown) =>
      platform.log.error({ err, orgId, month }, 'a month could not be closed and is tried again later'),
    );
}
