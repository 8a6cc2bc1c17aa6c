import type { ChargeView, OpenChargeInput } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { PayerCharge, PayerStartInput, PayerStartOutput, PayerView } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { SystemActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { gateOf } from '../identity/identity.public.ts';
import { type OrganizationDocument, goesOn } from '../organizations/organizations.public.ts';
import { askForCharge, descriptionOf, lastPayableDay, methodsOffered } from './charge.service.ts';
import { type PayLinkFacts, payLinkFacts } from './pay-link-facts.service.ts';
import { getPayLink, payLinkOfHash } from './pay-link.repository.ts';
import { isPayable, isSameAsking } from './pay-link.rules.ts';
import { payLinkHash } from './pay-link-making.service.ts';
import { lineView } from './pay-link.view.ts';

/** Whoever has a link; what they do is written down under this name. */
export const payerActor: SystemActor = { kind: 'system', name: 'pay-link' };
/** The reading a provider asks for where the payer is no person. */
const payerReading = 'ショゾクサキ';

interface PayerDoor {
  readonly org: string;
  readonly token: string;
}

export interface OpenedLink {
  readonly scope: OrgScope;
  readonly organization: OrganizationDocument;
  readonly facts: PayLinkFacts;
}

/** What a link opens; of another organisation it opens nothing. @throws DomainError NOT_FOUND, TOKEN_INVALID */
export async function openedLink(platform: Platform, { org, token }: PayerDoor): Promise<OpenedLink> {
  const { scope, organization } = await gateOf(org);
  const link = await payLinkOfHash(platform.databases.server, scope, payLinkHash(token));
  if (!link) throw new DomainError('TOKEN_INVALID');
  const [facts] = await payLinkFacts(platform, scope, [link]);
  return { scope, organization, facts: facts! };
}

/** What is shown of a charge to somebody without a log-in. */
export function chargeForPayer(charge: ChargeView): PayerCharge {
  const { method, state, amount, memberFee, paymentNumber, redirectUrl, instructions, account, expiresAt } = charge;
  return { method, state, amount, memberFee, paymentNumber, redirectUrl, instructions, account, expiresAt };
}

/** The newest charge of this link over what is open; a member's own slip is not the payer's to see. */
async function chargeOf(platform: Platform, scope: OrgScope, { link, parts }: PayLinkFacts): Promise<PayerCharge | null> {
  const first = parts.find(({ state }) => state === 'open');
  if (!first) return null;
  const charge = await paymentsClient(platform, scope).call('charges.forPayable', { payableId: first.bill._id });
  return charge?.payLinkId === link._id ? chargeForPayer(charge) : null;
}

/** What the payer sees: whose bills, what for, how much, and nothing more of the members. @throws DomainError NOT_FOUND, TOKEN_INVALID */
export async function payerView(platform: Platform, door: PayerDoor): Promise<PayerView> {
  const { scope, organization, facts } = await openedLink(platform, door);
  const { link, parts, payments, state, open } = facts;
  const payable = isPayable(state);
  const amount = PositiveYen.safeParse(open);
  const [methods, charge] = payable && amount.success ? await offers(platform, scope, facts, amount.data) : [[], null];
  return {
    organization: { name: organization.name, phone: organization.phone, contactEmail: organization.contactEmail },
    state,
    payerName: link.payerName,
    contactName: link.contactName,
    expiresOn: link.expiresOn,
    // Once it is over, what was not paid here is no longer the payer's to know.
    lines: parts.filter((part) => payable || state === 'paid' || part.state === 'paid_here').map(lineView),
    total: payable ? open : 0,
    methods,
    charge,
    payments: payments
      .filter((payment) => payment.state === 'provisional' || payment.state === 'confirmed' || payment.state === 'partly_refunded')
      .map((payment) => ({
        amount: payment.received as unknown as PayerView['payments'][number]['amount'],
        method: payment.method,
        paidAt: payment.receivedAt.toISOString(),
        paymentNumber: payment.paymentNumber,
        provisional: payment.state === 'provisional',
      })),
  };
}

function offers(platform: Platform, scope: OrgScope, facts: PayLinkFacts, amount: z.output<typeof PositiveYen>) {
  return Promise.all([methodsOffered(platform, scope, amount), chargeOf(platform, scope, facts)]);
}

const firstOf = (days: readonly JstDate[]): JstDate => days.reduce((first, day) => (day < first ? day : first));

/**
 * Opens one charge over all that is open, a line for each bill, once per key. What the payer saw is what is asked for: where
 * a bill was paid, changed or taken back meanwhile, nothing is, and the page says what happened.
 * @throws DomainError PAY_LINK_CLOSED, PAY_LINK_CHANGED, METHOD_NOT_AVAILABLE, AMOUNT_OVER_METHOD_LIMIT, CHARGE_IN_PROGRESS, ORGANIZATION_NOT_ACTIVE, TOKEN_INVALID
 */
export async function startPayerCharge(
  platform: Platform,
  input: z.output<typeof PayerStartInput>,
): Promise<z.output<typeof PayerStartOutput>> {
  const { scope, organization, facts } = await openedLink(platform, input);
  if (!goesOn(organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  const { link, parts, state } = facts;
  if (!isPayable(state)) throw new DomainError('PAY_LINK_CLOSED');
  const asked = parts.filter((part) => part.state === 'open');
  const lines = asked.map(({ bill, open }) => ({ payableId: bill._id, amount: PositiveYen.parse(open) }));
  const seen = lines.map(({ payableId, amount }) => ({ billId: payableId, amount }));
  if (!isSameAsking(seen, input.lines)) throw new DomainError('PAY_LINK_CHANGED');
  const today = platform.clock.today();
  const bills = asked.map(({ bill }) => bill);
  const request: OpenChargeInput = {
    idempotencyKey: input.idempotencyKey,
    method: input.method,
    lines,
    memberId: bills[0]!.memberId,
    payLinkId: link._id,
    payer: { name: link.payerName, kana: payerReading, email: link.email, phone: '' },
    store: input.store ?? null,
    description: descriptionOf(bills),
    // No number outlives the link.
    lastDay: firstOf([...bills.map((bill) => lastPayableDay(bill.dueOn, today)), link.expiresOn]),
    returnUrl: `${platform.env.PUBLIC_URL}/${organization.slug}/payer`,
    locale: input.locale,
  };
  const result = await askForCharge(platform, scope, request);
  if ((await getPayLink(platform.databases.server, scope, link._id)).withdrawnAt !== null) {
    // Taken back while the provider was asked: the number that it gave is taken back as well.
    await paymentsClient(platform, scope).call('charges.voidForPayables', { payableIds: bills.map(({ _id }) => _id) });
    throw new DomainError('PAY_LINK_CLOSED');
  }
  await inTransaction(platform.databases.client, (session) =>
    recordAudits(
      platform,
      scope,
      payerActor,
      bills.map((bill) => ({
        action: 'charge.start',
        subjectKind: 'bill',
        subjectId: bill._id,
        subjectName: bill.billNumber,
        fields: ['method'],
      })),
      session,
    ),
  );
  return result.outcome === 'opened' ? { outcome: 'opened', charge: chargeForPayer(result.charge) } : { outcome: 'checking' };
}
