import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import { messageOfDiscrepancy } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies } from './discrepancy.repository.ts';

type Facts = Omit<DiscrepancyDocument, '_id' | 'orgId' | 'raisedAt'>;

/** Raises a discrepancy that belongs to no charge move; a second one of the same source and reason is none. */
export async function raiseDiscrepancy(platform: Platform, scope: OrgScope, facts: Facts, charge: ChargeDocument | null): Promise<void> {
  const { databases, clock } = platform;
  const discrepancy: DiscrepancyDocument = { ...facts, _id: newDiscrepancyId(), orgId: scope.orgId, raisedAt: clock.now() };
  try {
    await inTransaction(databases.client, async (session) => {
      await insertDiscrepancies(databases.payments, scope, [discrepancy], session);
      await insertOutbox(databases.payments, [messageOfDiscrepancy(discrepancy, charge, '', clock)], session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  platform.nudgeOutbox();
}
