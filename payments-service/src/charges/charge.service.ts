import type { OpenChargeInput, OpenChargeOutput } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { daysBetween } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { type AccountDocument, findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import type { ChargeRequest, Connector } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import { knownPayables } from '../payables/payable.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type ChargeFee, onTop } from '../payouts/fee.rules.ts';
import { feesNow } from '../payouts/fee.service.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import { chargeSavedCard, chargeableCard } from './card-charge.service.ts';
import { leaveUnknown, setDetails } from './charge-details.service.ts';
import { moveLocally } from './charge-move.service.ts';
import {
  type ChargeDocument,
  drawPaymentNumber,
  findChargeByKey,
  findChargesOfPayables,
  insertCharge,
  updateCharge,
} from './charge.repository.ts';
import { isLive, isWithinLimit, takesMoney } from './charge.rules.ts';
import { isSameRequest, isSameSlip } from './charge-slip.rules.ts';
import { toChargeView } from './charge.view.ts';
import { nextInquiryAt } from './inquiry.rules.ts';

type OpenInput = z.output<typeof OpenChargeInput>;
type OpenOutput = z.output<typeof OpenChargeOutput>;

/**
 * Opens a charge at the provider, once per idempotency key. The charge is stored as `requested` before the provider
 * hears of it, so that a notice that comes first finds it. An answer that is lost leaves it `unknown`: never a second
 * charge without a verdict (T28).
 */
export async function openCharge(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  input: OpenInput,
): Promise<OpenOutput> {
  const db = platform.databases.payments;
  const repeated = await findChargeByKey(db, scope, input.idempotencyKey);
  if (repeated) return answerFor(platform, repeated, input);
  const amount = sumYen(input.lines.map((line) => line.amount));
  const card = input.cardId ? await chargeableCard(platform, scope, input) : null;
  if (input.cardId && !card) return { outcome: 'refused', reason: 'card_not_usable' };
  const account = (await offeringAccounts(platform, scope)).find(
    ({ _id, methods }) => methods.includes(input.method) && (card === null || card.accountId === _id),
  );
  const connector = account ? connectors.get(account.provider) : undefined;
  if (!account || !connector) return { outcome: 'refused', reason: 'method_not_available' };
  const fee = (await feesNow(platform, scope, amount))(input.method);
  if (!isWithinLimit(input.method, amount, onTop(fee))) return { outcome: 'refused', reason: 'over_limit' };
  const payableIds = input.lines.map((line) => line.payableId);
  const payables = await knownPayables(platform, scope, payableIds);
  for (const line of input.lines) {
    const payable = payables.get(line.payableId);
    if (!payable) return { outcome: 'refused', reason: 'payable_unknown' };
    if (payable.state !== 'open') return { outcome: 'refused', reason: 'payable_not_open' };
    // A rest of a bill may be asked for, never more than the bill.
    if (line.amount > payable.amount) return { outcome: 'refused', reason: 'amount_mismatch' };
  }
  const cleared = await clearOthers(platform, connectors, scope, payableIds, input, amount, onTop(fee));
  if (cleared.outcome !== 'free') return cleared.answer;
  const charge = await insertNew(platform, scope, account, input, amount, fee);
  if (charge.idempotencyKey === input.idempotencyKey && charge.version > 0) return answerFor(platform, charge, input);
  const request = requestOf(platform, charge, input);
  if (card) return chargeSavedCard(platform, inbox, connector, scope, account, card, charge, request);
  return requestAtProvider(platform, connector, scope, account, charge, request);
}

type Cleared = { readonly outcome: 'free' } | { readonly outcome: 'answer'; readonly answer: OpenOutput };

/**
 * One live slip per bill: what is still open for these bills is voided first. The same method again gives the same
 * slip; money under way (authorised, reported, unknown) is never doubled.
 */
async function clearOthers(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  payableIds: readonly BillId[],
  input: OpenInput,
  amount: Yen,
  memberFee: Yen,
): Promise<Cleared> {
  const open = (await findChargesOfPayables(platform.databases.payments, scope, payableIds)).filter(takesMoney);
  for (const charge of open) {
    if (!input.cardId && isSameSlip(charge, input, amount, memberFee, platform.clock.now()))
      return { outcome: 'answer', answer: { outcome: 'opened', charge: toChargeView(platform, charge) } };
    if (charge.state === 'authorized' || charge.state === 'provisional' || charge.state === 'unknown')
      return { outcome: 'answer', answer: { outcome: 'refused', reason: 'charge_in_progress' } };
    const voided = await voidAtProvider(platform, connectors, scope, charge);
    if (voided === 'unknown') return { outcome: 'answer', answer: { outcome: 'provider_unavailable', chargeId: charge._id } };
    if (voided === 'not_voidable') {
      await inquireAtOnce(platform, scope, charge);
      return { outcome: 'answer', answer: { outcome: 'refused', reason: 'charge_in_progress' } };
    }
  }
  return { outcome: 'free' };
}

async function insertNew(
  platform: Platform,
  scope: OrgScope,
  account: AccountDocument,
  input: OpenInput,
  amount: Yen,
  fee: ChargeFee,
): Promise<ChargeDocument> {
  const db = platform.databases.payments;
  for (let attempt = 1; ; attempt += 1) {
    const charge: ChargeDocument = {
      _id: newChargeId(),
      orgId: scope.orgId,
      memberId: input.memberId,
      payLinkId: input.payLinkId ?? null,
      accountId: account._id,
      provider: account.provider,
      method: input.method,
      paymentNumber: drawPaymentNumber(),
      lines: input.lines,
      amount,
      memberFee: onTop(fee),
      fee,
      base: 'requested',
      state: 'requested',
      version: 0,
      providerIds: {},
      redirectUrl: null,
      instructions: null,
      expiresAt: null,
      idempotencyKey: input.idempotencyKey,
      createdAt: platform.clock.now(),
      settledBy: null,
      voidWanted: false,
      inquiries: 0,
      nextInquiryAt: null,
      ...(input.cardId ? { cardId: input.cardId } : {}),
      ...(input.method === 'virtual_account' ? { account: { asked: amount, lines: input.lines, received: zeroYen, open: true } } : {}),
    };
    charge.nextInquiryAt = nextInquiryAt(charge, platform.clock.now());
    try {
      await insertCharge(db, scope, charge);
      return charge;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === 5) throw error;
      // Either the drawn number is taken, or the same intent came twice at once and the other one was first.
      const other = await findChargeByKey(db, scope, input.idempotencyKey);
      if (other) return { ...other, version: Math.max(1, other.version) };
    }
  }
}

function requestOf(platform: Platform, charge: ChargeDocument, input: OpenInput): ChargeRequest {
  const { payer, store, description, returnUrl, locale } = input;
  return {
    method: charge.method,
    paymentNumber: charge.paymentNumber,
    amount: addYen(charge.amount, charge.memberFee),
    payer,
    store,
    description,
    expiryDays: Math.min(59, Math.max(1, daysBetween(platform.clock.today(), input.lastDay))),
    returnUrl,
    locale,
  };
}

async function requestAtProvider(
  platform: Platform,
  connector: Connector,
  scope: OrgScope,
  account: AccountDocument,
  charge: ChargeDocument,
  request: ChargeRequest,
): Promise<OpenOutput> {
  const result = await connector.openCharge(credentialsOf(platform, account), request);
  if (result.outcome === 'opened') {
    const { providerIds, redirectUrl, instructions, expiresAt } = result;
    // A card's page, and a page that gives the number only to whoever fills it in, have none yet.
    const isNumber = instructions !== null;
    const told = { providerIds: { ...charge.providerIds, ...providerIds }, redirectUrl, instructions, expiresAt };
    const details = { ...told, nextInquiryAt: nextInquiryAt({ ...charge, ...told }, platform.clock.now()) };
    const opened = isNumber
      ? await moveLocally(platform, scope, charge, 'instructions_issued', details)
      : await setDetails(platform, scope, charge, details);
    return { outcome: 'opened', charge: toChargeView(platform, opened) };
  }
  if (result.outcome === 'refused') {
    platform.log.warn({ chargeId: charge._id, provider: charge.provider, code: result.code }, 'the provider refused a charge');
    await moveLocally(platform, scope, charge, 'try_failed', { nextInquiryAt: null }, result.code);
    return { outcome: 'refused', reason: 'method_not_available' };
  }
  await leaveUnknown(platform, scope, charge);
  return { outcome: 'provider_unavailable', chargeId: charge._id };
}

function answerFor(platform: Platform, charge: ChargeDocument, input: OpenInput): OpenOutput {
  if (!isSameRequest(charge, input)) return { outcome: 'refused', reason: 'idempotency_mismatch' };
  if (charge.state === 'unknown') return { outcome: 'provider_unavailable', chargeId: charge._id };
  if (charge.state === 'failed' && charge.cardId) return { outcome: 'refused', reason: 'card_declined' };
  if (charge.state === 'failed' && charge.redirectUrl === null && charge.instructions === null)
    return { outcome: 'refused', reason: 'method_not_available' };
  return { outcome: 'opened', charge: toChargeView(platform, charge) };
}

/** Voids one charge at the provider and, when it agrees, with us. */
export async function voidAtProvider(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  charge: ChargeDocument,
): Promise<'voided' | 'not_voidable' | 'unknown'> {
  const db = platform.databases.payments;
  if (charge.method === 'direct_debit') return voidDebit(platform, scope, charge);
  const account = await findAccount(db, scope, charge.accountId);
  const connector = connectors.get(charge.provider);
  if (!account || !connector) return 'unknown';
  const result = await connector.voidCharge(credentialsOf(platform, account), charge);
  if (result.outcome === 'voided') await moveLocally(platform, scope, charge, 'voided', { voidWanted: false, nextInquiryAt: null });
  return result.outcome;
}

/** What stands in a file for the bank is drawn whatever we wish; before that nobody but us knows of it. */
async function voidDebit(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<'voided' | 'not_voidable'> {
  if (charge.providerIds['debitFile'] !== undefined) return 'not_voidable';
  const { state } = await moveLocally(platform, scope, charge, 'voided', { nextInquiryAt: null });
  return state === 'voided' ? 'voided' : 'not_voidable';
}

/** Voids what is live for these bills; false where money is already on its way. What the provider does not answer is tried again by a job. `until`: later ones stay. */
export async function voidForPayables(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  payableIds: readonly BillId[],
  until: Date | null = null,
): Promise<boolean> {
  const db = platform.databases.payments;
  const open = (await findChargesOfPayables(db, scope, payableIds)).filter(
    (charge) => takesMoney(charge) && (until === null || charge.createdAt <= until),
  );
  if (open.some((charge) => charge.state === 'authorized' || charge.state === 'provisional')) return false;
  let voided = true;
  for (const charge of open) {
    const result = await voidAtProvider(platform, connectors, scope, charge);
    if (result === 'unknown') await wantVoid(platform, scope, charge);
    if (result === 'not_voidable') await inquireAtOnce(platform, scope, charge);
    if (result !== 'voided') voided = false;
  }
  return voided;
}

export async function wantVoid(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  const wanted = { voidWanted: true, inquiries: 0 };
  const next = nextInquiryAt({ ...charge, ...wanted }, platform.clock.now());
  await updateCharge(platform.databases.payments, scope, charge, { ...wanted, nextInquiryAt: next });
}

/** The provider says that a number can be voided no more: it may be paid, and the notice of it lost. */
export async function inquireAtOnce(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<void> {
  await updateCharge(platform.databases.payments, scope, charge, { nextInquiryAt: platform.clock.now() });
  platform.nudgeInquiries();
}

/** The newest charge of a bill that still matters to the payer: live, an account that is open, or paid; null when there is none. */
export async function currentChargeOf(platform: Platform, scope: OrgScope, payableId: BillId): Promise<ChargeDocument | null> {
  const charges = await findChargesOfPayables(platform.databases.payments, scope, [payableId]);
  const first = (fits: (charge: ChargeDocument) => boolean) => charges.find(fits);
  return first(({ state }) => isLive(state)) ?? first(takesMoney) ?? first(({ state }) => state === 'final') ?? charges[0] ?? null;
}
