import type { CancelPlan, KeptReason } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { type DomainErrorCode, DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { payableClosed } from '@tsudoi/shared/queue/billing.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { releaseAdjustments } from './adjustment.repository.ts';
import { pendingChargeOf } from './bill-charge.rules.ts';
import { assertCancellable, billStatus, isPayable } from './bill-status.rules.ts';
import { type BillDocument, findBills, getBill, retireBill } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';
import { keepOwingMembers } from './owing-members.service.ts';

/**
 * Cancels a bill without money in the caller's transaction; the message that closes its payable voids slips that are still out.
 * @throws DomainError NOT_FOUND, BILL_HAS_PAYMENT, BILL_HAS_AUTHORIZED_CHARGE, BILL_CANCELLED, CONFLICT
 */
export async function retireInTransaction(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  reason: string,
  session: ClientSession,
): Promise<BillDocument> {
  const bill = await getBill(platform.databases.server, scope, billId, session);
  expectCancellable(bill);
  const [saved] = await retireAll(platform, scope, actor, [bill], reason, session);
  return saved!;
}

/** What of a bill tells whether it may be cancelled. */
type Judged = Pick<BillDocument, 'amount' | 'allocated' | 'confirmedAt' | 'cancelledAt' | 'charges'>;

function expectCancellable(bill: Judged): void {
  assertCancellable(factsOf(bill), pendingChargeOf(bill.charges)?.state ?? null);
}

/** Bills that were read in this transaction and may be cancelled. */
async function retireAll(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  bills: readonly BillDocument[],
  reason: string,
  session: ClientSession,
): Promise<BillDocument[]> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const saved: BillDocument[] = [];
  for (const bill of bills) {
    const status = billStatus({ ...factsOf(bill), cancelled: true });
    saved.push(await retireBill(db, scope, bill, { status, cancelledAt: now, cancelReason: reason }, session));
  }
  const wereOpen = new Set(bills.filter((bill) => isPayable(bill.status)).map((bill) => bill._id));
  const closing = saved.filter((bill) => wereOpen.has(bill._id));
  if (closing.length > 0) await keepOwingMembers(db, scope, closing, session);
  await releaseAdjustments(
    db,
    scope,
    saved.map((bill) => bill._id),
    session,
  );
  const payableIds = saved.filter((bill) => bill.confirmedAt !== null && bill.amount > 0).map((bill) => bill._id);
  if (payableIds.length > 0) {
    const closed = outboxRow(payableClosed, scope.orgId, { payableIds, reason: 'cancelled' }, payableIds[0]!, platform.clock);
    await insertOutbox(db, [closed], session);
  }
  await recordAudits(
    platform,
    scope,
    actor,
    saved.map((bill) => ({
      action: 'bill.cancel',
      subjectKind: 'bill',
      subjectId: bill._id,
      subjectName: bill.billNumber,
      fields: ['status', 'cancelReason'],
    })),
    session,
  );
  await recordLive(
    db,
    scope,
    saved.map((bill) => ({ topic: 'bills', ref: bill._id, ...(bill.confirmedAt === null ? {} : { memberId: bill.memberId }) })),
    now,
    session,
  );
  return saved;
}

export interface CancelOutcome {
  readonly cancelled: readonly BillDocument[];
  readonly kept: readonly { readonly bill: BillDocument; readonly reason: KeptReason }[];
}

const reasons: Partial<Record<DomainErrorCode, KeptReason>> = {
  BILL_HAS_PAYMENT: 'BILL_HAS_PAYMENT',
  BILL_HAS_AUTHORIZED_CHARGE: 'BILL_HAS_AUTHORIZED_CHARGE',
  BILL_CANCELLED: 'BILL_CANCELLED',
};

/** Why a bill is left as it is when many are cancelled; null for one that goes (domain.md 3.6). */
function reasonToKeep(bill: Judged): KeptReason | null {
  try {
    expectCancellable(bill);
    return null;
  } catch (error) {
    const reason = error instanceof DomainError ? reasons[error.code] : undefined;
    if (!reason) throw error;
    return reason;
  }
}

/** What cancelling these bills would do: how many go, over how many yen, and how many stay and why. */
export function cancelPlanOf(): { readonly plan: CancelPlan; readonly count: (bill: Judged) => void } {
  const plan: CancelPlan = { count: 0, amount: 0, kept: { BILL_HAS_PAYMENT: 0, BILL_HAS_AUTHORIZED_CHARGE: 0, BILL_CANCELLED: 0 } };
  const count = (bill: Judged) => {
    const reason = reasonToKeep(bill);
    if (reason !== null) plan.kept[reason] += 1;
    else {
      plan.count += 1;
      plan.amount += bill.amount;
    }
  };
  return { plan, count };
}

/** Of payable bills, those whose card payment is under way; live slips of the others are voided at the provider. */
async function authorizedOf(platform: Platform, scope: OrgScope, payableIds: readonly BillId[]): Promise<Set<BillId>> {
  const payments = paymentsClient(platform, scope);
  const voided = async (ids: readonly BillId[]) => (await payments.call('charges.voidForPayables', { payableIds: [...ids] })).voided;
  if (payableIds.length === 0 || (await voided(payableIds))) return new Set();
  const authorized = new Set<BillId>();
  for (const id of payableIds) if (!(await voided([id]))) authorized.add(id);
  return authorized;
}

/**
 * Cancels several bills in one transaction, up to 200: those with money on them or under way stay and are named (BIL-08, BIL-10).
 * @throws DomainError NOT_FOUND when one is not the organisation's, CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function cancelTogether(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billIds: readonly BillId[],
  reason: string,
  within?: (outcome: CancelOutcome, session: ClientSession) => Promise<void>,
): Promise<CancelOutcome> {
  const db = platform.databases.server;
  const ids = [...new Set(billIds)];
  const found = await findBills(db, scope, ids);
  if (found.length !== ids.length) throw new DomainError('NOT_FOUND');
  const payable = found.filter((bill) => reasonToKeep(bill) === null && bill.confirmedAt !== null && bill.amount > 0);
  const authorized = await authorizedOf(
    platform,
    scope,
    payable.map((bill) => bill._id),
  );
  const outcome = await inTransaction(platform.databases.client, async (session) => {
    const judged = (await findBills(db, scope, ids, session)).map((bill) => ({
      bill,
      reason: reasonToKeep(bill) ?? (authorized.has(bill._id) ? 'BILL_HAS_AUTHORIZED_CHARGE' : null),
    }));
    const free = judged.filter((one) => one.reason === null).map((one) => one.bill);
    const kept = judged.flatMap((one) => (one.reason === null ? [] : [{ bill: one.bill, reason: one.reason }]));
    const cancelled = free.length === 0 ? [] : await retireAll(platform, scope, actor, free, reason, session);
    await within?.({ cancelled, kept }, session);
    return { cancelled, kept };
  });
  platform.nudgeOutbox();
  return outcome;
}
