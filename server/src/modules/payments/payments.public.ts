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

export { moneyHappenings } from './bill-happenings.service.ts';
export { replacementsOf } from './bill-replacement.service.ts';
export { openCharge } from './charge.service.ts';
export { endDebit } from './debit-end.service.ts';
export { assertMayDebit, myMandate, offersDebit, uploadDebitResult } from './debit.service.ts';
export { releaseJoiningFee, replaceJoiningFee } from './joining-fee.service.ts';
export { type MoneyMoves, registerMoneyMovedHook, registerMoneyReversedHook } from './ledger-hooks.service.ts';
export { allocationRows, paymentRows, taskRows } from './member-rows.service.ts';
export { type PayLinkFacts, type PayLinkPart, factsOfLink, factsOfLinks } from './pay-link-facts.service.ts';
export { asksForNothing, isPayable as isPayLinkOpen } from './pay-link.rules.ts';
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
export { type ScreeningPaper, screeningFile } from './screening/screening-file.service.ts';
export { bringLive, decideScreening, isScreeningUnderWay, toSentView } from './screening/screening.service.ts';
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
  const linkOf = await payingLinks(platform, scope, found, session);
  return found.flatMap((payment) => {
    const own = rows.filter(({ paymentId }) => paymentId === payment._id);
    const receivedOn = jstDateOf(payment.receivedAt);
    const payLinkId = linkOf(payment, billId);
    return givenBack(payment, own, surplus).flatMap((share) => (share.billId === billId ? [{ ...share, receivedOn, payLinkId }] : []));
  });
}

/**
 * By which link somebody else has paid a bill with a payment: only one that lists the bill. On any other, to which it was carried
 * or which a correction made anew, their money is as good as the member's (docs/decisions/0029).
 */
async function payingLinks(
  platform: Platform,
  scope: OrgScope,
  payments: readonly Pick<PaymentDocument, 'payLinkId'>[],
  session?: ClientSession,
): Promise<(payment: Pick<PaymentDocument, 'payLinkId'>, billId: BillId) => PayLinkId | null> {
  const ids = [...new Set(payments.flatMap(({ payLinkId }) => payLinkId ?? []))];
  const links = new Map((await findPayLinks(platform.databases.server, scope, ids, session)).map((link) => [link._id, link]));
  return ({ payLinkId }, billId) => (payLinkId && links.get(payLinkId)?.billIds.includes(billId) ? payLinkId : null);
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

/** Of these bills those that somebody else is to pay by a link that is open, or has paid by one that lists them, also in part: who that is. */
export async function payersOfBills(
  platform: Platform,
  scope: OrgScope,
  bills: readonly BillDocument[],
  session?: ClientSession,
): Promise<ReadonlyMap<BillId, string>> {
  const now = platform.clock.now();
  const money = new Map<BillId, readonly MoneyOnBill[]>();
  for (const bill of bills) if (!isPayable(bill.status)) money.set(bill._id, await moneyThatPays(platform, scope, bill, session));
  const all = [...money.values()].flat();
  const linkOf = await payingLinks(
    platform,
    scope,
    all.map(({ payment }) => payment),
    session,
  );
  const payers = new Map<BillId, string>();
  for (const bill of bills) {
    const paid = money.get(bill._id)?.find(({ payment }) => linkOf(payment, bill._id) !== null);
    const payer = payLinkOf(bill, now)?.payerName ?? paid?.payment.memberName;
    if (payer !== undefined) payers.set(bill._id, payer);
  }
  return payers;
}
export { paymentList } from './payment-export.service.ts';
