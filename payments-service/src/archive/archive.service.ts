import type { ArchivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { archivedRow } from '@tsudoi/shared/service/archived-row';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { listMoneyEvents } from '../charges/charge.repository.ts';
import type { Platform } from '../platform/platform.ts';
import { type OwnedRow, pageOfRows } from './archive.repository.ts';

const pageSize = 200;

/** What moved a charge stands with it. */
async function withEvents(platform: Platform, scope: OrgScope, charges: readonly OwnedRow[]): Promise<OwnedRow[]> {
  const events = await listMoneyEvents(
    platform.databases.payments,
    scope,
    charges.map(({ _id }) => _id as ChargeId),
  );
  return charges.map((charge) => ({ ...charge, events: events.filter(({ chargeId }) => chargeId === charge._id) }));
}

/** A page of an organisation's own rows, as it takes them along (IMP-07). */
export async function archivePage(
  platform: Platform,
  scope: OrgScope,
  { collection, after }: { collection: ArchivedPayments; after: string | null },
): Promise<{ rows: Record<string, unknown>[]; next: string | null }> {
  const found = await pageOfRows(platform.databases.payments, scope, collection, after, pageSize);
  const rows = collection === 'charges' ? await withEvents(platform, scope, found) : found;
  return {
    rows: rows.map((row) => archivedRow(row) as Record<string, unknown>),
    next: found.length < pageSize ? null : String(found.at(-1)!._id),
  };
}
