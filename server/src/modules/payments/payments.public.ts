import type { BillId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, subtractYen, sumYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, isPayable, payLinkOf } from '../billing/billing.public.ts';
import { findPayLinks } from './pay-link.repository.ts';
import { type PaymentDocument, allocationsOfBill, allocationsOfPayments, findPayments } from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';
import { givenBack, surplusOf } from './returned-money.rules.ts';
import { payingShares } from './split.rules.ts';

export { openCharge } from './charge.service.ts';
export { endDebit } from './debit-end.service.ts';
export { assertMayDebit, myMandate, offersDebit, uploadDebitResult } from './debit.service.ts';
export { releaseJoiningFee, replaceJoiningFee } from './joining-fee.service.ts';
export { type MoneyMoves, registerMoneyMovedHook, registerMoneyReversedHook } from './ledger-hooks.service.ts';
export { allocationRows, paymentRows, taskRows } from './member-rows.service.ts';
export { type PayLinkFacts, type PayLinkPart, factsOfLink, factsOfLinks } from './pay-link-facts.service.ts';
export { isPayable as isPayLinkOpen } from './pay-link.rules.ts';
export { type OpenedLink, openedLink, payerActor } from './payer-page.service.ts';
export {
  type AllocationDocument,
  type PaymentDocument,
  allocationsOfBills,
  allocationsOfPayments,
  findPayments,
  pageOfPayments,
  unallocatedByMember,
} from './payment.repository.ts';
export { methodWords } from './payment-export.rules.ts';
export { payoutAccount, savePayoutAccount } from './payout-settings.service.ts';
export { listPayouts } from './payout.service.ts';
export { refundsToApprove } from './refund.repository.ts';
export { partLines } from './payment-notice.rules.ts';
export { heldByBill, liveAllocations } from './posting.rules.ts';
export {
  type ScreeningRow,
  approvedScreenings,
  screeningById,
  screeningWithFile,
  submittedScreenings,
} from './screening/screening.repository.ts';
export { allScreeningFiles } from './screening/screening-archive.service.ts';
export {
  type ScreeningPaper,
  bringLive,
  decideScreening,
  isScreeningUnderWay,
  screeningFile,
  toScreeningView,
} from './screening/screening.service.ts';
export { billsWithOpenTask, countTasks } from './task.repository.ts';

export interface MoneyOnBill {
  readonly payment: Pick<PaymentDocument, '_id' | 'method' | 'paymentNumber' | 'receivedAt' | 'state' | 'payLinkId' | 'memberName'>;
  readonly amount: Yen;
}

/** A part of a bill's money that was given back: when it was put on the bill and when it left it. */
interface ReturnedShare {
  readonly amount: Yen;
  /** The link by which somebody else had paid this bill with it. */
  readonly payLinkId: PayLinkId | null;
  readonly receivedOn: JstDate;
  readonly cameAt: Date;
  readonly leftAt: Date;
}

/** The money of a bill that was given back; what came above its sum was never the bill's. */
export async function moneyThatLeft(
  platform: Platform,
  scope: OrgScope,
  { _id: billId, amount }: { readonly _id: BillId; readonly amount: Yen },
  session?: ClientSession,
): Promise<ReturnedShare[]> {
  const db = platform.databases.server;
  const onBill = await allocationsOfBill(db, scope, billId, session);
  const gone = onBill.filter(({ reverses }) => reverses !== null);
  const surplus = surplusOf(amount, onBill);
  const found = await findPayments(db, scope, [...new Set(gone.map(({ paymentId }) => paymentId))], session);
  const ids = found.map(({ _id }) => _id);
  const rows = await allocationsOfPayments(db, scope, ids, session);
  const links = await findPayLinks(db, scope, [...new Set(found.flatMap(({ payLinkId }) => payLinkId ?? []))], session);
  const listing = new Set(links.filter(({ billIds }) => billIds.includes(billId)).map(({ _id }) => _id));
  return found.flatMap((payment) => {
    const own = rows.filter(({ paymentId }) => paymentId === payment._id);
    const receivedOn = jstDateOf(payment.receivedAt);
    const payLinkId = payment.payLinkId && listing.has(payment.payLinkId) ? payment.payLinkId : null;
    return givenBack(payment, own, surplus).flatMap((share) => (share.billId === billId ? [{ ...share, receivedOn, payLinkId }] : []));
  });
}

interface Holding {
  readonly payment: PaymentDocument;
  readonly held: Yen;
}

/** Everything that lies on a bill, its surplus and what was waived too. */
export async function holdingsOfBill(platform: Platform, scope: OrgScope, billId: BillId, session?: ClientSession): Promise<Holding[]> {
  const db = platform.databases.server;
  const live = liveAllocations(await allocationsOfBill(db, scope, billId, session));
  const payments = await findPayments(db, scope, [...new Set(live.map(({ row }) => row.paymentId))], session);
  return payments.map((payment) => ({
    payment,
    held: sumYen(live.filter(({ row }) => row.paymentId === payment._id).map(({ left }) => left)),
  }));
}

/** Of what lies on a bill over `amount` the money that pays it, oldest first: a shortage that was waived is none, nor is what came after the whole sum. */
export function payingAmong(holdings: readonly Holding[], amount: Yen): MoneyOnBill[] {
  const waived = sumYen(holdings.filter(({ payment }) => payment.method === 'write_off').map(({ held }) => held));
  return payingShares(
    subtractYen(amount, waived),
    holdings.filter(({ payment }) => payment.method !== 'write_off'),
  );
}

/** The money that pays a bill. */
export async function moneyThatPays(
  platform: Platform,
  scope: OrgScope,
  { _id, amount }: { readonly _id: BillId; readonly amount: Yen },
  session?: ClientSession,
): Promise<MoneyOnBill[]> {
  return payingAmong(await holdingsOfBill(platform, scope, _id, session), amount);
}

/** Of these bills those that somebody else is to pay by a link that is open, or has paid by one, also in part: who that is. */
export async function payersOfBills(
  platform: Platform,
  scope: OrgScope,
  bills: readonly BillDocument[],
  session?: ClientSession,
): Promise<ReadonlyMap<BillId, string>> {
  const payers = new Map<BillId, string>();
  for (const bill of bills) {
    const asked = payLinkOf(bill, platform.clock.now());
    const paid = asked || isPayable(bill.status) ? [] : await moneyThatPays(platform, scope, bill, session);
    const payer = asked?.payerName ?? paid.find(({ payment }) => payment.payLinkId)?.payment.memberName;
    if (payer !== undefined) payers.set(bill._id, payer);
  }
  return payers;
}
export { paymentList } from './payment-export.service.ts';
