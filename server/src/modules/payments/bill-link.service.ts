import type { BillLinkInput, BillLinkStartInput, BillLinkView } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import type { PayerStartOutput } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { carefulName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { SystemActor } from '../../platform/actor.ts';
import { isSigned, readBillToken } from '../../platform/bill-door.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, billRow, findBills, isPayable, payLinkOf } from '../billing/billing.public.ts';
import { gateOf } from '../identity/identity.public.ts';
import { findMember } from '../members/members.public.ts';
import { type OrganizationDocument, goesOn } from '../organizations/organizations.public.ts';
import { chargeOfBill, methodsFor, startCheckout } from './charge.service.ts';
import { chargeForPayer } from './payer-page.service.ts';
import { paymentsOfBill } from './bill-payment.service.ts';

/** Whoever has the mail; what they do is written down under this name, as nobody has proved to be the member. */
const readerActor: SystemActor = { kind: 'system', name: 'bill-link' };

type Door = z.output<typeof BillLinkInput>;
type State = BillLinkView['state'];

interface OpenedBill {
  readonly scope: OrgScope;
  readonly organization: OrganizationDocument;
  readonly bill: BillDocument;
  readonly state: State;
}

/**
 * The bill that a mail opens. Whatever is wrong with a link, the answer is the same, and nothing is told before it is known
 * to be ours. It opens for whom My Page would. @throws DomainError NOT_FOUND
 */
async function openedBill(platform: Platform, { org, token }: Door): Promise<OpenedBill> {
  const claimed = readBillToken(token);
  if (!claimed) throw new DomainError('NOT_FOUND');
  const { scope, organization } = await gateOf(org);
  const [bill] = await findBills(platform.databases.server, scope, [claimed.billId]);
  const isOurs = bill !== undefined && isSigned(platform, claimed, { orgId: scope.orgId, memberId: bill.memberId });
  if (!isOurs || bill.confirmedAt === null || claimed.until < platform.clock.today()) throw new DomainError('NOT_FOUND');
  const card = await platform.hooks.memberCard(scope, bill.memberId);
  const mayPay = card !== null && (card.mayLogIn || card.paysAhead === true);
  return { scope, organization, bill, state: mayPay ? stateOf(platform, bill) : 'closed' };
}

function stateOf({ clock }: Platform, bill: BillDocument): State {
  if (bill.cancelledAt !== null) return 'closed';
  if (!isPayable(bill.status)) return 'settled';
  return payLinkOf(bill, clock.now()) ? 'by_payer' : 'open';
}

/** One bill, whose, how much and how to pay it; no address, no paper, no other bill. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function billLinkView(platform: Platform, door: Door): Promise<BillLinkView> {
  const { scope, organization, bill, state } = await openedBill(platform, door);
  const { name, phone, contactEmail } = organization;
  const nothing = { methods: [], charge: null, together: false, paidAt: null };
  if (state === 'closed') return { organization: { name, phone, contactEmail }, state, bill: null, ...nothing };
  const payer = { scope, memberId: bill.memberId };
  const member = await findMember(scope, bill.memberId);
  const { billId, billName, amount, outstanding, status, provisional, dueOn, overdue, pendingCharge } = billRow(
    bill,
    platform.clock.today(),
  );
  const view = {
    organization: { name, phone, contactEmail },
    state,
    bill: { billId, billName, amount, outstanding, status, provisional, dueOn, overdue, pendingCharge, memberName: carefulName(member) },
    ...nothing,
  };
  if (state === 'settled') return { ...view, paidAt: (await paymentsOfBill(platform, payer, bill._id))[0]?.receivedAt ?? null };
  if (state === 'by_payer') return view;
  const [methods, newest] = await Promise.all([methodsFor(platform, payer, bill._id), chargeOfBill(platform, payer, bill._id)]);
  // An employer's number is not the member's to see, nor their reader's.
  const charge = newest?.payLinkId == null ? newest : null;
  const together = charge !== null && charge.lines.length > 1;
  return { ...view, methods, charge: charge === null || together ? null : chargeForPayer(charge), together };
}

/**
 * Opens a charge over this bill, as My Page does, once per key. The member's card at the provider is not used: whoever
 * reads a mail that was passed on has not been asked by the bank whether it is theirs (docs/decisions/0072).
 * @throws DomainError NOT_FOUND, BILL_NOT_PAYABLE, BILL_IN_PAY_LINK, METHOD_NOT_AVAILABLE, AMOUNT_OVER_METHOD_LIMIT, CHARGE_IN_PROGRESS, ORGANIZATION_NOT_ACTIVE
 */
export async function startBillLinkCharge(
  platform: Platform,
  { org, token, locale, ...chosen }: z.output<typeof BillLinkStartInput>,
): Promise<z.output<typeof PayerStartOutput>> {
  const { scope, organization, bill, state } = await openedBill(platform, { org, token });
  if (!goesOn(organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  if (state === 'closed') throw new DomainError('BILL_NOT_PAYABLE');
  const checkout = { scope, memberId: bill.memberId, by: readerActor, returnTo: 'p', locale };
  const result = await startCheckout(platform, checkout, { billId: bill._id, otherBillIds: [], ...chosen });
  return result.outcome === 'opened' ? { outcome: 'opened', charge: chargeForPayer(result.charge) } : result;
}
