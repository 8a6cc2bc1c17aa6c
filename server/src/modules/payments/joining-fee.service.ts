import type { ApplicationId, BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, minYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { JoiningFeeBill, JoiningFeeDue, Platform } from '../../platform/platform.ts';
import {
  billJoiningFee,
  factsOf,
  joiningFeeAt,
  joiningFeeOf,
  outstandingYen,
  retireInTransaction,
  setJoiningFeeAside,
} from '../billing/billing.public.ts';
import { Ledger } from './ledger.service.ts';
import { type PaymentDocument, allocationsOfBill, getPayment } from './payment.repository.ts';

const causeOf = (applicationId: ApplicationId): string => `application:${applicationId}`;

/** A ledger that knows a bill and what was paid for it. */
async function openedLedger(platform: Platform, scope: OrgScope, billId: BillId, paymentIds: readonly PaymentId[], session: ClientSession) {
  const db = platform.databases.server;
  const ledger = new Ledger(platform, scope, session);
  await ledger.loadBills([billId]);
  const payments: PaymentDocument[] = [];
  for (const paymentId of paymentIds) payments.push(await getPayment(db, scope, paymentId, session));
  await ledger.track(payments);
  return { ledger, payments };
}

/** A bill without its money: that lies on no bill then. What was waived of it ends with the ledger's writing. */
async function emptied(
  platform: Platform,
  scope: OrgScope,
  billId: BillId,
  causedBy: string,
  session: ClientSession,
): Promise<{ ledger: Ledger; released: Yen; money: readonly PaymentDocument[] }> {
  const rows = await allocationsOfBill(platform.databases.server, scope, billId, session);
  const paymentIds = [...new Set(rows.map((row) => row.paymentId))];
  const { ledger, payments } = await openedLedger(platform, scope, billId, paymentIds, session);
  return { ledger, released: ledger.release(billId, causedBy), money: payments.filter(({ method }) => method !== 'write_off') };
}

/** The office is asked what becomes of money that its bill no longer asks for. */
function askOffice(
  ledger: Ledger,
  causedBy: string,
  bill: { readonly billId: BillId; readonly amount: Yen },
  received: Yen,
  money: readonly PaymentDocument[],
): void {
  ledger.task({
    cause: causedBy,
    kind: 'joining_fee',
    reason: 'not_admitted',
    expected: bill.amount,
    received,
    paymentNumber: money.at(-1)?.paymentNumber ?? '',
    provider: money.at(-1)?.provider ?? '',
    chargeId: money.at(-1)?.chargeId ?? null,
    billId: bill.billId,
    memberId: money.at(-1)?.memberId ?? null,
  });
}

/**
 * Nobody joins on whose application 入会金 was asked for ahead. What was paid stays theirs as credit, and the office gets a
 * task to give it back; the bill is cancelled, so that nobody pays it any more. In the transaction of the decision.
 * @throws DomainError BILL_HAS_AUTHORIZED_CHARGE while a card is just being charged, CONFLICT
 */
export async function releaseJoiningFee(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  applicationId: ApplicationId,
  session: ClientSession,
): Promise<void> {
  const bill = await joiningFeeOf(platform.databases.server, scope, applicationId, session);
  if (!bill || bill.status === 'cancelled') return;
  const causedBy = causeOf(applicationId);
  const { ledger, released, money } = await emptied(platform, scope, bill.billId, causedBy, session);
  if (released > 0) askOffice(ledger, causedBy, bill, released, money);
  await ledger.save();
  await retireInTransaction(platform, scope, actor, bill.billId, '', session);
}

/** Puts what a cancelled bill had on the one in its place; what that does not ask for is credit with a task. */
async function carryOver(
  platform: Platform,
  scope: OrgScope,
  billId: BillId,
  causedBy: string,
  freed: readonly PaymentDocument[],
  session: ClientSession,
): Promise<void> {
  const ids = freed.map(({ _id }) => _id);
  const { ledger, payments } = await openedLedger(platform, scope, billId, ids, session);
  let left = zeroYen;
  for (const [index, payment] of payments.entries()) {
    const back = subtractYen(payment.unallocated, freed[index]!.unallocated);
    const carried = minYen(back, outstandingYen(factsOf(ledger.bill(billId)!)));
    if (carried > 0) ledger.allocate(payment._id, billId, carried, causedBy);
    left = addYen(left, subtractYen(back, carried));
  }
  if (left > 0) askOffice(ledger, causedBy, { billId, amount: ledger.bill(billId)!.amount }, left, payments);
  await ledger.save();
}

/**
 * An applicant wishes another type than the one whose 入会金 was asked for: that bill is cancelled, the new fee is billed where
 * it is due by now, and what was paid already goes on to it (domain.md 3.6). In the transaction that takes the correction.
 * @throws DomainError BILL_HAS_AUTHORIZED_CHARGE while a card is just being charged, CONFLICT
 */
export async function replaceJoiningFee(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  applicationId: ApplicationId,
  due: JoiningFeeDue | null,
  session: ClientSession,
): Promise<JoiningFeeBill | null> {
  const db = platform.databases.server;
  const old = await joiningFeeOf(db, scope, applicationId, session);
  // A type may be changed more than once: each of its bills is a cause of its own.
  const causedBy = `${causeOf(applicationId)}:${old?.billId ?? ''}`;
  let freed: readonly PaymentDocument[] = [];
  if (old && old.status !== 'cancelled') {
    const { ledger, released, money } = await emptied(platform, scope, old.billId, causedBy, session);
    if (released > 0 && !due) askOffice(ledger, causedBy, old, released, money);
    await ledger.save();
    freed = money;
    await retireInTransaction(platform, scope, actor, old.billId, '', session);
  }
  if (old) await setJoiningFeeAside(db, scope, old.billId, session);
  if (!due) return null;
  const { billId } = await billJoiningFee(platform, scope, actor, due, session);
  if (freed.length > 0) await carryOver(platform, scope, billId, causedBy, freed, session);
  return joiningFeeAt(db, scope, billId, session);
}
