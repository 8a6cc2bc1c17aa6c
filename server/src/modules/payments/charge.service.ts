import type {
  ChargeView,
  MethodAvailability,
  OpenChargeInput,
  OpenChargeOutput as OpenChargeAnswer,
  ProviderAccountView,
} from '@tsudoi/shared/contracts/payments/charge.contract';
import type { StartChargeInput, StartChargeOutput } from '@tsudoi/shared/contracts/payments/payment.contract';
import { DomainError, type DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { PositiveYen, sumYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { AuditActor, MemberActor, UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit, recordAudits } from '../audit/audit.public.ts';
import { type BillDocument, factsOf, getBill, isPayable, outstandingYen, ownBill, payLinkOf } from '../billing/billing.public.ts';
import { findMember } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { inAllocationOrder } from './split.rules.ts';

type Account = z.output<typeof ProviderAccountView>;
/** Whose bills are paid. */
type Debtor = Pick<MemberActor, 'scope' | 'memberId'>;
type OpenChargeOutput = z.output<typeof OpenChargeAnswer>;

async function payableBill(platform: Platform, debtor: Debtor, billId: BillId): Promise<BillDocument> {
  const bill = await ownBill(platform, debtor.scope, debtor.memberId, billId);
  if (bill.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
  if (!isPayable(bill.status)) throw new DomainError('BILL_NOT_PAYABLE');
  // What somebody else is asked for is not paid twice.
  if (payLinkOf(bill, platform.clock.now())) throw new DomainError('BILL_IN_PAY_LINK');
  return bill;
}

function askedAmount(bill: BillDocument): z.output<typeof PositiveYen> {
  return PositiveYen.parse(outstandingYen(factsOf(bill)));
}

/** The bills of one checkout: all of them the member's own and open, the oldest due day first (PAY-12). */
async function checkoutBills(
  platform: Platform,
  debtor: Debtor,
  { billId, otherBillIds }: { readonly billId: BillId; readonly otherBillIds: readonly BillId[] },
): Promise<BillDocument[]> {
  const ids = [...new Set([billId, ...otherBillIds])];
  const bills: BillDocument[] = [];
  for (const id of ids) bills.push(await payableBill(platform, debtor, id));
  return inAllocationOrder(bills);
}

/** What one charge asks for. @throws DomainError AMOUNT_OVER_METHOD_LIMIT where it is more than any charge may be */
function checkoutAmount(bills: readonly BillDocument[]): z.output<typeof PositiveYen> {
  const sum = PositiveYen.safeParse(sumYen(bills.map(askedAmount)));
  if (!sum.success) throw new DomainError('AMOUNT_OVER_METHOD_LIMIT');
  return sum.data;
}

/** For one sum; none while the organisation takes no money (domain.md 3.1). @throws DomainError PROVIDER_UNAVAILABLE */
export async function methodsOffered(
  platform: Platform,
  scope: OrgScope,
  amount: z.output<typeof PositiveYen>,
): Promise<MethodAvailability[]> {
  if (!goesOn(await findOrganization(scope))) return [];
  return paymentsClient(platform, scope).call('methods.available', { amount });
}

/** @throws DomainError NOT_FOUND, BILL_CANCELLED, BILL_NOT_PAYABLE, PROVIDER_UNAVAILABLE */
export async function methodsFor(
  platform: Platform,
  debtor: Debtor,
  billId: BillId,
  otherBillIds: readonly BillId[] = [],
): Promise<MethodAvailability[]> {
  const bills = await checkoutBills(platform, debtor, { billId, otherBillIds });
  return methodsOffered(platform, debtor.scope, checkoutAmount(bills));
}

const slipDays = 7;
/** A slip never outlives the bill's due day; for a bill that is overdue already a new one runs for a week. */
export function lastPayableDay(dueOn: JstDate, today: JstDate): JstDate {
  return dueOn >= today ? dueOn : addDays(today, slipDays);
}

const refusals = {
  method_not_available: 'METHOD_NOT_AVAILABLE',
  over_limit: 'AMOUNT_OVER_METHOD_LIMIT',
  payable_not_open: 'BILL_NOT_PAYABLE',
  payable_unknown: 'BILL_NOT_PAYABLE',
  amount_mismatch: 'CONFLICT',
  charge_in_progress: 'CHARGE_IN_PROGRESS',
  idempotency_mismatch: 'IDEMPOTENCY_MISMATCH',
  card_declined: 'METHOD_NOT_AVAILABLE',
  card_not_usable: 'METHOD_NOT_AVAILABLE',
  not_taken: 'PROVIDER_UNAVAILABLE',
} as const satisfies Record<string, DomainErrorCode>;

/** What the provider shows the payer: the first bill, and how many more. */
export function descriptionOf(bills: readonly BillDocument[]): string {
  const more = bills.length === 1 ? '' : ` ほか${bills.length - 1}件`;
  return `${bills[0]!.billName.slice(0, 100 - more.length)}${more}`;
}

/** Opens a charge, also over a bill that the payments-service has not heard of yet. @throws DomainError PROVIDER_UNAVAILABLE */
export async function openCharge(platform: Platform, scope: OrgScope, request: OpenChargeInput): Promise<OpenChargeOutput> {
  const payments = paymentsClient(platform, scope);
  const result = await payments.call('charges.open', request);
  if (result.outcome !== 'refused' || result.reason !== 'payable_unknown') return result;
  // Confirmed a moment ago: the bill is on its way there.
  await platform.drainOutbox();
  return payments.call('charges.open', request);
}

/** The same for somebody who waits for it. @throws DomainError why it was refused, PROVIDER_UNAVAILABLE */
export async function askForCharge(
  platform: Platform,
  scope: OrgScope,
  request: OpenChargeInput,
): Promise<Exclude<OpenChargeOutput, { outcome: 'refused' }>> {
  const result = await openCharge(platform, scope, request);
  if (result.outcome === 'refused') throw new DomainError(refusals[result.reason]);
  return result;
}

interface Checkout extends Debtor {
  readonly by: AuditActor;
  /** Where a provider's page leads back to, behind the organisation's address. */
  readonly returnTo: string;
  readonly locale: OpenChargeInput['locale'];
}

/** The member's own way, from My Page. @throws DomainError */
export function startCharge(
  platform: Platform,
  actor: MemberActor,
  input: z.input<typeof StartChargeInput>,
): Promise<z.output<typeof StartChargeOutput>> {
  const { scope, memberId } = actor;
  return startCheckout(platform, { scope, memberId, by: actor, returnTo: `my/pay/${input.billId}/result`, locale: 'ja' }, input);
}

/**
 * Opens one charge for what is outstanding on a member's own bills, a line for each, so that every year keeps its own
 * figure (PAY-12, PAY-13); one key is one charge. @throws DomainError
 */
export async function startCheckout(
  platform: Platform,
  { scope, memberId, by, returnTo, locale }: Checkout,
  input: z.input<typeof StartChargeInput>,
): Promise<z.output<typeof StartChargeOutput>> {
  const debtor = { scope, memberId };
  const bills = await checkoutBills(platform, debtor, { billId: input.billId, otherBillIds: input.otherBillIds ?? [] });
  checkoutAmount(bills);
  const today = platform.clock.today();
  const lastDays = bills.map((bill) => lastPayableDay(bill.dueOn, today));
  const [member, organization] = await Promise.all([findMember(scope, memberId), findOrganization(scope)]);
  const request: OpenChargeInput = {
    idempotencyKey: input.idempotencyKey,
    method: input.method,
    lines: bills.map((bill) => ({ payableId: bill._id, amount: askedAmount(bill) })),
    memberId,
    payer: {
      name: fullName(member),
      kana: fullReading(member),
      email: member.contactEmail,
      phone: '',
    },
    store: input.store ?? null,
    description: descriptionOf(bills),
    // The number ends with the first of them that does.
    lastDay: lastDays.reduce((first, day) => (day < first ? day : first)),
    returnUrl: `${platform.env.PUBLIC_URL}/${organization.slug}/${returnTo}`,
    locale,
  };
  const result = await askForCharge(platform, scope, request);
  await inTransaction(platform.databases.client, (session) =>
    recordAudits(
      platform,
      scope,
      by,
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
  return result.outcome === 'opened' ? { outcome: 'opened', charge: result.charge } : { outcome: 'checking' };
}

export async function chargeOfBill(platform: Platform, { scope, memberId }: Debtor, billId: BillId): Promise<ChargeView | null> {
  const bill = await ownBill(platform, scope, memberId, billId);
  return paymentsClient(platform, scope).call('charges.forPayable', { payableId: bill._id });
}

/** What the office can read out to a member on the telephone: the number and its deadline. @throws DomainError NOT_FOUND */
export async function chargeForOffice(platform: Platform, scope: OrgScope, billId: BillId): Promise<ChargeView | null> {
  const bill = await getBill(platform.databases.server, scope, billId);
  return paymentsClient(platform, scope).call('charges.forPayable', { payableId: bill._id });
}

export function providerAccounts(platform: Platform, scope: OrgScope): Promise<Account[]> {
  return paymentsClient(platform, scope).call('accounts.list', {});
}

/** The page on which a trial payment is taken in cash; null where there is none. */
export function sandboxCounterUrl(platform: Platform): string | null {
  const { SANDBOX_URL } = platform.env;
  return sandboxAvailable(platform) && SANDBOX_URL ? `${SANDBOX_URL}/counter` : null;
}

export function sandboxAvailable(platform: Platform): boolean {
  return platform.env.NODE_ENV !== 'production';
}

/** The providers that can be tried out here; none where there is no stand-in. */
export async function sandboxProviders(platform: Platform, scope: OrgScope): Promise<string[]> {
  return sandboxAvailable(platform) ? paymentsClient(platform, scope).call('accounts.sandboxProviders', {}) : [];
}

/** お試し決済: development only, and the provider asked for last takes new payments. @throws DomainError SANDBOX_NOT_AVAILABLE */
export async function connectSandbox(platform: Platform, scope: OrgScope, actor: UserActor, provider: string): Promise<Account> {
  if (!sandboxAvailable(platform)) throw new DomainError('SANDBOX_NOT_AVAILABLE');
  const account = await paymentsClient(platform, scope).call('accounts.connectSandbox', { provider });
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'providerAccount.connectSandbox',
        subjectKind: 'providerAccount',
        subjectId: account.accountId,
        subjectName: account.provider,
        fields: [],
      },
      session,
    ),
  );
  return account;
}
