import type { PayLineState, PayLinkState } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import type { BillId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import { endOfJstDateExclusive } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, factsOf, findBills, outstandingYen, pendingChargeOf } from '../billing/billing.public.ts';
import { type PayLinkDocument, findPayLinks, getPayLink } from './pay-link.repository.ts';
import { payLineState, payLinkState } from './pay-link.rules.ts';
import { type AllocationDocument, type PaymentDocument, allocationsOfPayments, paymentsOfLinks } from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';

export interface PayLinkPart {
  readonly bill: BillDocument;
  /** When the link was made. */
  readonly asked: Yen;
  readonly open: Yen;
  /** Money of this link that lies on it. */
  readonly paidHere: Yen;
  readonly state: PayLineState;
}

/** A link with what became of it. */
export interface PayLinkFacts {
  readonly link: PayLinkDocument;
  readonly parts: readonly PayLinkPart[];
  readonly payments: readonly PaymentDocument[];
  readonly state: PayLinkState;
  /** What is open now, whether the link still is or not. */
  readonly open: Yen;
}

/** Links with their bills as they stand, read together. */
export async function payLinkFacts(
  platform: Platform,
  scope: OrgScope,
  links: readonly PayLinkDocument[],
  session?: ClientSession,
): Promise<PayLinkFacts[]> {
  const db = platform.databases.server;
  const bills = new Map(
    (await findBills(db, scope, [...new Set(links.flatMap(({ billIds }) => billIds))], session)).map((bill) => [bill._id, bill]),
  );
  const ids = links.map(({ _id }) => _id);
  const payments = await paymentsOfLinks(db, scope, ids, session);
  const rows = await allocationsOfPayments(
    db,
    scope,
    payments.map(({ _id }) => _id),
    session,
  );
  const live = liveAllocations(rows);
  const now = platform.clock.now();
  return links.map((link) => {
    const own = payments.filter(({ payLinkId }) => payLinkId === link._id);
    const ownIds = new Set<string>(own.map(({ _id }) => _id));
    const parts = link.lines.flatMap(({ billId, amount }) => {
      const bill = bills.get(billId);
      return bill ? [partOf(link, bill, amount, heldOn(live, ownIds, billId))] : [];
    });
    const openParts = parts.filter(({ state }) => state === 'open');
    const state = payLinkState({
      withdrawn: link.withdrawnAt !== null,
      over: endOfJstDateExclusive(link.expiresOn) <= now,
      lines: parts.map((part) => part.state),
      pending: openParts.some(({ bill }) => pendingChargeOf(bill.charges) !== null),
    });
    return { link, parts, payments: own, state, open: sumYen(openParts.map(({ open }) => open)) };
  });
}

/** Which bills of a link still ask for money, and for how much each. */
export function askingBills({ parts }: PayLinkFacts): (BillDocument & { readonly outstanding: Yen })[] {
  return parts.filter(({ state }) => state === 'open').map(({ bill, open }) => ({ ...bill, outstanding: open }));
}

/** Those that there are of these links. */
export async function factsOfLinks(platform: Platform, scope: OrgScope, payLinkIds: readonly PayLinkId[]): Promise<PayLinkFacts[]> {
  return payLinkFacts(platform, scope, await findPayLinks(platform.databases.server, scope, payLinkIds));
}

/** @throws DomainError NOT_FOUND */
export async function factsOfLink(
  platform: Platform,
  scope: OrgScope,
  payLinkId: PayLinkId,
  session?: ClientSession,
): Promise<PayLinkFacts> {
  const link = await getPayLink(platform.databases.server, scope, payLinkId, session);
  const [facts] = await payLinkFacts(platform, scope, [link], session);
  return facts!;
}

type Live = ReturnType<typeof liveAllocations<AllocationDocument>>;

function heldOn(live: Live, paymentIds: ReadonlySet<string>, billId: BillId): Yen {
  return live
    .filter(({ row }) => row.billId === billId && paymentIds.has(row.paymentId))
    .reduce((sum, { left }) => addYen(sum, left), zeroYen);
}

function partOf(link: PayLinkDocument, bill: BillDocument, asked: Yen, paidHere: Yen): PayLinkPart {
  const state = payLineState({ status: bill.status, named: bill.payLink?.payLinkId === link._id, paidHere: paidHere > 0 });
  return { bill, asked, open: outstandingYen(factsOf(bill)), paidHere, state };
}
