import type { AdjustBillInput, BillDetail } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { PriceYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { payableChanged } from '@tsudoi/shared/queue/billing.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { withBillAdjustment } from './bill-amount.rules.ts';
import { pendingChargeOf } from './bill-charge.rules.ts';
import { payableOf } from './bill-member.rules.ts';
import { tellingWhatHappened } from './bill-happening.service.ts';
import { billStatus } from './bill-status.rules.ts';
import { type BillDocument, getBill, saveBills } from './bill.repository.ts';
import { billDetailOf } from './bill-detail.service.ts';
import { factsOf } from './bill.view.ts';
import { keepOwingMembers } from './owing-members.service.ts';
import { groupsOf, sharesOf } from './tax.rules.ts';

type Input = z.output<typeof AdjustBillInput>;
type Detail = z.output<typeof BillDetail>;

/** @throws DomainError BILL_CANCELLED, BILL_AMOUNT_FIXED, CHARGE_IN_PROGRESS (domain.md 3.6) */
function expectAdjustable(bill: BillDocument): void {
  if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
  if (bill.allocated !== zeroYen) throw new DomainError('BILL_AMOUNT_FIXED');
  if (pendingChargeOf(bill.charges)) throw new DomainError('CHARGE_IN_PROGRESS');
}

/** The bill's own adjustment as lines, shared among its tax categories by size (domain.md 5.4). */
function addedLines(bill: BillDocument, amount: BillDocument['amount']): BillDocument['lines'] {
  const groups = groupsOf(bill.lines);
  const shares = sharesOf(subtractYen(amount, bill.amount), groups);
  const added = groups.map(({ taxCategory }, index) => ({ label: '請求の調整', amount: shares[index]!, taxCategory }));
  return added.filter((line) => line.amount !== 0);
}

/**
 * 請求調整額 (ADJ-02): a sum on or off one bill, with the reason, while nothing has been paid and no slip is out. What is
 * open, the state and the payments-service follow in the same transaction.
 * @throws DomainError NOT_FOUND, CONFLICT, BILL_CANCELLED, BILL_AMOUNT_FIXED, CHARGE_IN_PROGRESS, INVALID_INPUT over the ceiling
 */
export function adjustBill(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<Detail> {
  return tellingWhatHappened(platform, scope, [input.billId], () => adjust(platform, scope, actor, input));
}

async function adjust(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<Detail> {
  const db = platform.databases.server;
  const saved = await inTransaction(platform.databases.client, async (session) => {
    const bill = await getBill(db, scope, input.billId, session);
    expectAdjustable(bill);
    if (bill.version !== input.version) throw new DomainError('CONFLICT');
    const { amount, parts } = withBillAdjustment(bill.parts, input.amount, input.reason);
    if (!PriceYen.safeParse(amount).success) throw new DomainError('INVALID_INPUT', {}, [{ path: ['amount'], code: 'too_big' }]);
    const status = billStatus({ ...factsOf(bill), amount });
    const added = addedLines(bill, amount);
    const amendments = [...(bill.amendments ?? []), { at: platform.clock.now(), lines: added }];
    const change = { amount, parts, lines: [...bill.lines, ...added], status, ...(bill.confirmedAt === null ? {} : { amendments }) };
    await saveBills(db, scope, [{ bill, change }], session);
    const after: BillDocument = { ...bill, ...change, version: bill.version + 1 };
    if (bill.confirmedAt !== null) {
      await keepOwingMembers(db, scope, [after], session);
      const payload = { payable: payableOf(after), revision: after.version };
      await insertOutbox(db, [outboxRow(payableChanged, scope.orgId, payload, bill._id, platform.clock)], session);
    }
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'bill.adjust', subjectKind: 'bill', subjectId: bill._id, subjectName: bill.billNumber, fields: ['amount', 'reason'] },
      session,
    );
    const whose = bill.confirmedAt === null ? {} : { memberId: bill.memberId };
    await recordLive(db, scope, [{ topic: 'bills', ref: bill._id, ...whose }], platform.clock.now(), session);
    return after;
  });
  platform.nudgeOutbox();
  return billDetailOf(platform, scope, saved);
}
