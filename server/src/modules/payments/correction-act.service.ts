import type { BillId, CorrectionId, MemberId, MembershipTypeId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillAnew, type BillDocument, openAnew, retireInTransaction, writtenDate } from '../billing/billing.public.ts';
import { giveMembershipType } from '../members/members.public.ts';
import { refused } from './correction-plan.service.ts';
import type { CorrectionDocument, MovedMoney } from './correction.repository.ts';
import { Ledger } from './ledger.service.ts';
import { type PaymentDocument, findPayments } from './payment.repository.ts';

/** What is done in one transaction, by a correction or by taking one back. */
export interface Act {
  readonly correctionId: CorrectionId;
  readonly memberId: MemberId;
  readonly moves: readonly MovedMoney[];
  readonly cancels: readonly BillId[];
  readonly membershipTypeId: MembershipTypeId | null;
  readonly creates: readonly BillAnew[];
  readonly reason: string;
}

export interface Done {
  readonly created: readonly BillDocument[];
  /** The payments concerned, as they stand now. */
  readonly payments: readonly PaymentDocument[];
  bill(id: BillId): BillDocument | null;
}

/**
 * Slips for bills whose sums change are voided at the provider before anything is written: paid afterwards they would be
 * paid twice. What cannot be voided any more may be money on its way, and then nothing is corrected.
 * @throws DomainError CORRECTION_REFUSED money_under_way, PROVIDER_UNAVAILABLE
 */
export async function voidSlips(platform: Platform, scope: OrgScope, bills: readonly BillDocument[]): Promise<void> {
  const payableIds = bills.filter((bill) => bill.confirmedAt !== null && bill.amount > 0).map(({ _id }) => _id);
  if (payableIds.length === 0) return;
  const { voided } = await paymentsClient(platform, scope).call('charges.voidForPayables', { payableIds });
  if (!voided) throw refused('money_under_way');
}

/** Carries an act out in the caller's transaction: money off, bills cancelled, type set, bills made, money on. */
export async function carryOut(platform: Platform, scope: OrgScope, actor: UserActor, act: Act, session: ClientSession): Promise<Done> {
  const db = platform.databases.server;
  const causedBy = `correction:${act.correctionId}`;
  const paymentIds = [...new Set(act.moves.map(({ paymentId }) => paymentId))];
  const taking = new Ledger(platform, scope, session);
  await taking.track(await findPayments(db, scope, paymentIds, session));
  for (const { paymentId, from, amount } of act.moves) if (from !== null) taking.takeOff(paymentId, from, amount, causedBy);
  await taking.save();

  for (const billId of act.cancels) await retireInTransaction(platform, scope, actor, billId, act.reason, session);
  const { memberId, membershipTypeId } = act;
  if (membershipTypeId) await giveMembershipType(platform, scope, actor, { memberId, membershipTypeId }, session);
  const created = await openAnew(platform, scope, actor, act.creates, causedBy, session);

  const placing = new Ledger(platform, scope, session);
  await placing.track(await findPayments(db, scope, paymentIds, session));
  await placing.loadBills(act.moves.flatMap(({ to }) => (to === null ? [] : [to])));
  for (const { paymentId, to, amount } of act.moves)
    if (to !== null && !placing.allocate(paymentId, to, amount, causedBy)) throw refused('target');
  const payments = await remember(platform, scope, placing, act, paymentIds, session);
  await placing.save();
  return { created, payments, bill: (id) => placing.bill(id) ?? taking.bill(id) };
}

/** Writes into each payment where it went and why (domain.md 3.6): whoever looks the 決済番号 up finds the way. */
async function remember(
  platform: Platform,
  scope: OrgScope,
  ledger: Ledger,
  act: Act,
  paymentIds: readonly PaymentId[],
  session: ClientSession,
): Promise<PaymentDocument[]> {
  const found = await findPayments(platform.databases.server, scope, paymentIds, session);
  const numbers = new Map(act.creates.map((bill) => [bill._id, bill.billName]));
  const nameOf = (billId: BillId | null) => {
    if (billId === null) return '前受';
    const bill = ledger.bill(billId);
    return bill ? `${bill.billName}（${bill.billNumber}）` : (numbers.get(billId) ?? '');
  };
  return found.map((payment) => {
    const moves = act.moves.filter(({ paymentId }) => paymentId === payment._id);
    const ways = moves.map(({ from, to, amount }) => `${formatYenFigure(amount)}円を ${nameOf(from)} から ${nameOf(to)} へ`);
    const number = payment.paymentNumber === '' ? '' : `決済番号 ${payment.paymentNumber}。`;
    const note = `【訂正 ${writtenDate(platform.clock.today())}】${number}${ways.join('、')}。理由：${act.reason}`;
    ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
    return ledger.change(payment._id, { memo: payment.memo === '' ? note : `${payment.memo}\n${note}` });
  });
}

/** What a payment stood at, to be known again when somebody wants the correction undone. */
export const standingOf = ({ _id, allocated, unallocated, reversed }: PaymentDocument): CorrectionDocument['payments'][number] => ({
  paymentId: _id,
  allocated,
  unallocated,
  reversed,
});
