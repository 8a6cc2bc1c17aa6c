import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, PayLinkId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { factsOf, outstandingYen } from '../billing/billing.public.ts';
import type { Ledger } from './ledger.service.ts';
import { assertReceivable, postOffline, surplusCause } from './offline.service.ts';
import { type PayLinkFacts, askingBills, factsOfLink } from './pay-link-facts.service.ts';
import { isPaidWhole, takesTransfer } from './pay-link.rules.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { splitFault } from './split.rules.ts';
import { payerPaidTwice } from './task.repository.ts';

interface PayerTransfer {
  readonly payLinkId: PayLinkId;
  readonly method: PaymentDocument['method'];
  readonly amount: Yen;
  readonly receivedOn: JstDate;
  readonly memo: string;
  /** The link is paid whole already: all of it is the payer's, on no bill. */
  readonly again?: boolean;
}
interface TransferLine {
  readonly billId: BillId;
  readonly amount: Yen;
}

/**
 * A payer's transfer, recorded on their link or settled at the desk: one payment of theirs, once per key, on what of the link is open,
 * each bill with its own figure (case 62). `divide` says what goes where, of the link as it stands in the transaction; what no bill
 * takes is the payer's. What was paid twice (`again`) is so whole, and a matter of the office's (case 11).
 * @throws DomainError NOT_FOUND, PAY_LINK_CLOSED, PAY_LINK_CHANGED, ALLOCATION_EXCEEDS_BILL, IDEMPOTENCY_MISMATCH, INVALID_INPUT
 */
export function postPayerTransfer(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  request: { readonly idempotencyKey: string },
  { payLinkId, method, amount, receivedOn, memo, again = false }: PayerTransfer,
  divide: (facts: PayLinkFacts) => readonly TransferLine[],
): Promise<PaymentId> {
  assertReceivable(receivedOn, platform.clock.today());
  return postOffline(platform, scope, actor, request, async ({ ledger, session, add }) => {
    const facts = await factsOfLink(platform, scope, payLinkId, session);
    // A transfer that was on its way when the link ended is still theirs.
    if (again ? !isPaidWhole(facts) : !takesTransfer(facts.state))
      throw new DomainError(takesTransfer(facts.state) ? 'PAY_LINK_CHANGED' : 'PAY_LINK_CLOSED');
    const lines = divide(facts);
    const open = new Set(askingBills(facts).map((bill) => bill._id));
    if (lines.some(({ billId }) => !open.has(billId))) throw new DomainError('PAY_LINK_CHANGED');
    const bills = lines.map(({ billId }) => billId);
    await ledger.loadBills(bills);
    const taken = sumYen(lines.map((line) => line.amount));
    if (taken > amount) throw new DomainError('SPLIT_MISMATCH');
    const fault = splitFault(amount, lines, subtractYen(amount, taken), (id) => {
      const bill = ledger.bill(id as BillId);
      return bill ? outstandingYen(factsOf(bill)) : zeroYen;
    });
    if (fault) throw new DomainError(fault);
    const whose = { memberId: null, memberName: facts.link.payerName, memberKana: '', memberNumber: '', payLinkId };
    const payment = add({ ...whose, method, amount, receivedOn, memo });
    for (const line of lines) ledger.allocate(payment._id, line.billId, line.amount, request.idempotencyKey);
    if (again) raisePaidTwice(ledger, facts, payment);
    return { payment, bills, action: 'payment.record', name: facts.link.payerName };
  });
}

/** The matter names one of the bills, at whose member the money can be used or given back; it is on none, and none is wrong. */
function raisePaidTwice(ledger: Ledger, { parts }: PayLinkFacts, { sourceId, received }: PaymentDocument): void {
  const bill = (parts.find(({ state }) => state === 'paid_here') ?? parts.find(({ state }) => state === 'paid_elsewhere'))?.bill;
  ledger.task({
    cause: surplusCause(sourceId),
    kind: 'overpayment',
    reason: payerPaidTwice,
    expected: zeroYen,
    received,
    paymentNumber: '',
    provider: '',
    billId: bill?._id ?? null,
    memberId: bill?.memberId ?? null,
  });
}
