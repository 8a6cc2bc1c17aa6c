import type { PayLinkDetail, PayLinkRow, PayerView } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import type { PayLinkFacts, PayLinkPart } from './pay-link-facts.service.ts';

type Line = PayerView['lines'][number];
const price = (amount: Yen): Line['amount'] => amount as unknown as Line['amount'];

/** Of a bill that was paid: what was paid here, else what had been asked for. */
export function lineView({ bill, asked, open, paidHere, state }: PayLinkPart): Line {
  const settled = state === 'paid_here' ? paidHere : asked;
  return {
    billId: bill._id,
    billName: bill.billName,
    memberName: bill.memberName,
    amount: price(state === 'open' ? open : settled),
    changed: state === 'open' && open !== asked,
    state,
  };
}

export function payLinkRow({ link, parts, state, open }: PayLinkFacts): PayLinkRow {
  return {
    payLinkId: link._id,
    payerName: link.payerName,
    contactName: link.contactName,
    email: link.email,
    state,
    bills: link.lines.length,
    members: link.members,
    asked: parts.reduce((sum, { asked }) => sum + asked, 0),
    open,
    expiresOn: link.expiresOn,
    createdAt: link.createdAt.toISOString(),
    createdBy: link.createdBy,
    mailedAt: link.mailedAt?.toISOString() ?? null,
  };
}

export function payLinkDetail(facts: PayLinkFacts): z.output<typeof PayLinkDetail> {
  return {
    ...payLinkRow(facts),
    lines: facts.parts.map((part) => ({
      ...lineView(part),
      memberId: part.bill.memberId,
      memberNumber: part.bill.memberNumber,
      billNumber: part.bill.billNumber,
    })),
    withdrawnReason: facts.link.withdrawnReason,
  };
}
