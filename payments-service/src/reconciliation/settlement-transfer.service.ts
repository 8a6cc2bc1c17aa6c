import type { TransferState } from '@tsudoi/shared/contracts/payments/settlement.contract';
import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import { messageOfDiscrepancy } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, type DiscrepancyReason, insertDiscrepancies } from './discrepancy.repository.ts';
import { raiseDiscrepancy } from './discrepancy.service.ts';
import { type SettlementDocument, moveTransfer } from './settlement.repository.ts';
import { isLate } from './settlement.rules.ts';

/** Money that the office waits for and that does not come: people are told, each time anew. */
const matters: Readonly<Partial<Record<TransferState, DiscrepancyReason>>> = {
  suspended: 'settlement_suspended',
  bounced: 'settlement_bounced',
  cancelled: 'settlement_cancelled',
};

/**
 * Writes down where the transfer of a settlement stands by now. Nothing is posted for it: its payments were, each by its own notice
 * (docs/decisions/0055). Told again, or by two at once, it is written once.
 */
export async function followTransfer(
  platform: Platform,
  scope: OrgScope,
  settlement: SettlementDocument,
  transfer: TransferState | null,
): Promise<void> {
  const { databases, clock, log } = platform;
  if (transfer === null || transfer === settlement.transfer) return;
  const heardAt = clock.now();
  const moved = await inTransaction(databases.client, async (session) => {
    if (!(await moveTransfer(databases.payments, scope, settlement, { state: transfer, heardAt }, session))) return false;
    const reason = matters[transfer];
    if (reason === undefined) return true;
    const matter = matterOf(settlement, reason, `${settlement._id}#${settlement.transfers.length}`);
    const row: DiscrepancyDocument = { ...matter, _id: newDiscrepancyId(), orgId: scope.orgId, raisedAt: heardAt };
    await insertDiscrepancies(databases.payments, scope, [row], session);
    await insertOutbox(databases.payments, [messageOfDiscrepancy(row, null, '', clock)], session);
    return true;
  });
  if (!moved) return;
  platform.nudgeOutbox();
  log.info({ settlementId: settlement._id, transfer }, 'the transfer of a settlement went on');
}

/** A transfer that has been on its way for too long is told of, once. */
export async function tellOfLateTransfer(platform: Platform, scope: OrgScope, settlement: SettlementDocument): Promise<void> {
  if (!isLate(settlement, platform.clock.now())) return;
  await raiseDiscrepancy(platform, scope, matterOf(settlement, 'settlement_late', `${settlement._id}#late`), null);
}

const matterOf = ({ provider, _id }: SettlementDocument, reason: DiscrepancyReason, inboxId: string) => ({
  inboxId,
  reason,
  provider,
  settlementId: _id,
  chargeId: null,
  expected: null,
  received: null,
});
