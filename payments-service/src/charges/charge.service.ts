import type { OpenChargeInput, OpenChargeOutput } from '@tsudoi/shared/contracts/payments/charge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { type AccountDocument, findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { offeringAccounts } from '../accounts/allowed-method.service.ts';
import { providerBreaker } from '../connectors/breaker.ts';
import type { ChargeRequest, Connector } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import { type PayableDocument, isStillTurn, takeTurn } from '../payables/payable.repository.ts';
import { knownPayables } from '../payables/payable.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type ChargeFee, onTop } from '../payouts/fee.rules.ts';
import { feesNow } from '../payouts/fee.service.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import { chargeSavedCard, chargeableCard, refusalOfCard } from './card-charge.service.ts';
import { isDead } from './charge-end.service.ts';
import { leaveUnknown, setDetails } from './charge-details.service.ts';
import { moveLocally } from './charge-move.service.ts';
import { inquireAtOnce, voidAtProvider } from './charge-void.service.ts';
import {
  type ChargeDocument,
  drawPaymentNumber,
  findChargeByKey,
  findChargesOfPayables,
  findCharge,
  insertCharge,
  updateCharge,
} from './charge.repository.ts';
import { isLive, takesMoney, unfitSum } from './charge.rules.ts';
import { expiryDaysOf, isSameRequest, isSameSlip, isUnanswered, mayAskAgain, usualStore, whyNotPayable } from './charge-slip.rules.ts';
import { toChargeView } from './charge.view.ts';
import { isLeft, mayBePaid, nextInquiryAt } from './inquiry.rules.ts';

type OpenInput = z.output<typeof OpenChargeInput>;
type OpenOutput = z.output<typeof OpenChargeOutput>;

/**
 * Opens a charge at the provider, once per idempotency key. The charge is stored as `requested` before the provider
 * hears of it, so that a notice that comes first finds it. An answer that is lost leaves it `unknown`: never a second
 * charge without a verdict (T28).
 * @throws DomainError PROVIDER_UNAVAILABLE while the provider is let be: nothing is stored then
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
  if (repeated) return answerAgain(platform, connectors, scope, repeated, input);
  const amount = sumYen(input.lines.map((line) => line.amount));
  const card = input.cardId ? await chargeableCard(platform, scope, input) : null;
  if (input.cardId && !card) return { outcome: 'refused', reason: 'card_not_usable' };
  const account = (await offeringAccounts(platform, scope)).find(
    ({ _id, methods }) => methods.includes(input.method) && (card === null || card.accountId === _id),
  );
  const connector = account ? connectors.get(account.provider) : undefined;
  if (!account || !connector) return { outcome: 'refused', reason: 'method_not_available' };
  const fee = (await feesNow(platform, scope, amount))(input.method, card !== null);
  const unfit = unfitSum(input.method, addYen(amount, onTop(fee)), platform.env.KONBINI_MAX_YEN, connector);
  if (unfit) return { outcome: 'refused', reason: unfit === 'over_limit' ? unfit : 'method_not_available' };
  const payableIds = input.lines.map((line) => line.payableId);
  let made: Made | null = null;
  // Whoever was overtaken by another charge of the same bill looks again, and finds it in the way.
  for (let attempt = 0; made === null && attempt < mostTurns; attempt += 1) {
    const payables = await knownPayables(platform, scope, payableIds);
    const reason = whyNotPayable(payables, input);
    if (reason) return { outcome: 'refused', reason };
    const read = [...payables.values()];
    const wanted = { amount, memberFee: onTop(fee), provider: account.provider, read };
    const cleared = await clearOthers(platform, connectors, scope, input, wanted);
    if (cleared.outcome === 'answer') return cleared.answer;
    if (cleared.outcome === 'overtaken') continue;
    // Nothing is stored that nobody would be asked for: what is told to try again soon is not left unknown (T29).
    refuseWhileAway(account.provider);
    made = await insertNew(platform, scope, account, input, amount, fee, read);
  }
  if (made === null) return { outcome: 'refused', reason: 'charge_in_progress' };
  const { charge, isNew } = made;
  if (!isNew) return answerAgain(platform, connectors, scope, charge, input);
  crashPoint('charge.stored');
  const request = requestOf(platform, charge, input);
  if (card) return chargeSavedCard(platform, inbox, connector, scope, account, card, charge, request);
  return requestAtProvider(platform, connector, scope, account, charge, request);
}

function refuseWhileAway(provider: string): void {
  if (providerBreaker.isOpen(provider)) throw new DomainError('PROVIDER_UNAVAILABLE');
}

type Wanted = Pick<ChargeDocument, 'amount' | 'memberFee' | 'provider'> & { readonly read: readonly PayableDocument[] };
type Cleared = { readonly outcome: 'free' | 'overtaken' } | { readonly outcome: 'answer'; readonly answer: OpenOutput };

/**
 * One live slip per bill: what is still open for these bills is voided first. The same method again gives the same
 * slip; money under way (authorised, reported, unknown) is never doubled.
 */
async function clearOthers(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  input: OpenInput,
  { amount, memberFee, provider, read }: Wanted,
): Promise<Cleared> {
  const now = platform.clock.now();
  const payableIds = read.map(({ _id }) => _id);
  const open = (await findChargesOfPayables(platform.databases.payments, scope, payableIds)).filter((charge) => mayBePaid(charge, now));
  for (const charge of open) {
    // The same intent, stored since it was looked for: it is not in its own way.
    if (charge.idempotencyKey === input.idempotencyKey)
      return { outcome: 'answer', answer: await answerAgain(platform, connectors, scope, charge, input) };
    if (!input.cardId && isSameSlip(charge, input, amount, memberFee, now))
      return { outcome: 'answer', answer: { outcome: 'opened', charge: toChargeView(platform, charge) } };
    // Its last look is over: whoever asks for another way has it looked at once more.
    if (isLeft(charge)) await inquireAtOnce(platform, scope, charge);
    if (charge.state === 'authorized' || charge.state === 'provisional' || charge.state === 'unknown')
      return { outcome: 'answer', answer: { outcome: 'refused', reason: 'charge_in_progress' } };
    // The slip in the hand stays good where nothing can come in its place.
    refuseWhileAway(provider);
    // Of many at once nobody takes away the slip of whoever was first and then comes too late for one of their own.
    if (!(await isStillTurn(platform.databases.payments, scope, read))) return { outcome: 'overtaken' };
    const voided = await voidAtProvider(platform, connectors, scope, charge);
    // Who asks again knows whether they have paid; a card that is charged by itself waits for a word.
    const mayLook = charge.state === 'failed' ? voided === 'not_voidable' : voided !== 'voided' && !input.cardId;
    if (mayLook && (await isDead(platform, connectors, scope, charge))) continue;
    if (voided === 'unknown') return { outcome: 'answer', answer: { outcome: 'provider_unavailable', chargeId: charge._id } };
    if (voided === 'not_voidable') {
      await inquireAtOnce(platform, scope, charge);
      return { outcome: 'answer', answer: { outcome: 'refused', reason: 'charge_in_progress' } };
    }
  }
  return { outcome: 'free' };
}

type Made = Readonly<{ charge: ChargeDocument; isNew: boolean }>;

/** Null when another charge of one of the bills was opened since these were read: one live slip per bill (domain.md 3.8). */
async function insertNew(
  platform: Platform,
  scope: OrgScope,
  account: AccountDocument,
  input: OpenInput,
  amount: Yen,
  fee: ChargeFee,
  payables: readonly PayableDocument[],
): Promise<Made | null> {
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
      ...(input.method === 'konbini' ? { store: input.store ?? usualStore } : {}),
      ...(input.method === 'virtual_account' ? { account: { asked: amount, lines: input.lines, received: zeroYen, open: true } } : {}),
    };
    charge.nextInquiryAt = nextInquiryAt(charge, platform.clock.now());
    try {
      const isFirst = await inTransaction(platform.databases.client, async (session) => {
        if (!(await takeTurn(db, scope, payables, session))) return false;
        await insertCharge(db, scope, charge, session);
        return true;
      });
      return isFirst ? { charge, isNew: true } : null;
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === 5) throw error;
      // Either the drawn number is taken, or the same intent came twice at once and the other one was first.
      const other = await findChargeByKey(db, scope, input.idempotencyKey);
      if (other) return { charge: other, isNew: false };
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
    expiryDays: expiryDaysOf(input.lastDay, platform.clock.today()),
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
  crashPoint('charge.answered');
  if (result.outcome === 'opened') {
    const { providerIds, redirectUrl, instructions, expiresAt } = result;
    // A card's page, and a page that gives the number only to whoever fills it in, have none yet.
    const isNumber = instructions !== null;
    const told = { providerIds: { ...charge.providerIds, ...providerIds }, redirectUrl, instructions, expiresAt };
    const details = { ...told, nextInquiryAt: nextInquiryAt({ ...charge, ...told }, platform.clock.now()) };
    const opened = isNumber
      ? await moveLocally(platform, scope, charge, 'instructions_issued', details)
      : await setDetails(platform, scope, charge, details);
    crashPoint('charge.issued');
    return { outcome: 'opened', charge: toChargeView(platform, opened) };
  }
  if (result.outcome === 'refused') {
    platform.log.warn({ chargeId: charge._id, provider: charge.provider, code: result.code }, 'the provider refused a charge');
    await moveLocally(platform, scope, charge, 'try_failed', { nextInquiryAt: null }, { code: result.code });
    return { outcome: 'refused', reason: 'method_not_available' };
  }
  await leaveUnknown(platform, scope, charge);
  return { outcome: 'provider_unavailable', chargeId: charge._id };
}

const mostTurns = 5;
const firstAnswerMs = 3000;
const firstLookMs = 100;

/**
 * The answer to a key that came before. Side by side with the first one it waits for what that one hears. What nobody lived
 * to hear is asked for again under the same payment number, by which a provider knows it (security.md 4.5).
 */
async function answerAgain(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  charge: ChargeDocument,
  input: OpenInput,
): Promise<OpenOutput> {
  const db = platform.databases.payments;
  if (!isSameRequest(charge, input)) return answerFor(platform, charge, input);
  let current = charge;
  for (let waited = 0; isUnanswered(current) && waited < firstAnswerMs; waited += firstLookMs) {
    const now = platform.clock.now();
    const account = mayAskAgain(current, now) ? await findAccount(db, scope, current.accountId) : null;
    const connector = connectors.get(current.provider);
    // Of those who come at once one asks, and the others wait for what it hears (G15).
    if (account && connector && (await updateCharge(db, scope, current, { askedAgainAt: now }))) {
      const asking = { ...current, askedAgainAt: now, version: current.version + 1 };
      return requestAtProvider(platform, connector, scope, account, asking, requestOf(platform, asking, input));
    }
    await new Promise((wake) => setTimeout(wake, firstLookMs));
    current = (await findCharge(db, scope, charge._id)) ?? current;
  }
  return isUnanswered(current) ? { outcome: 'provider_unavailable', chargeId: current._id } : answerFor(platform, current, input);
}

function answerFor(platform: Platform, charge: ChargeDocument, input: OpenInput): OpenOutput {
  if (!isSameRequest(charge, input)) return { outcome: 'refused', reason: 'idempotency_mismatch' };
  if (charge.state === 'unknown') return { outcome: 'provider_unavailable', chargeId: charge._id };
  const refused = refusalOfCard(charge);
  if (refused) return refused;
  if (charge.state === 'failed' && charge.redirectUrl === null && charge.instructions === null)
    return { outcome: 'refused', reason: 'method_not_available' };
  return { outcome: 'opened', charge: toChargeView(platform, charge) };
}

/** The newest charge of a bill that still matters to the payer: live, an account that is open, or paid; null when there is none. */
export async function currentChargeOf(platform: Platform, scope: OrgScope, payableId: BillId): Promise<ChargeDocument | null> {
  const charges = await findChargesOfPayables(platform.databases.payments, scope, [payableId]);
  const first = (fits: (charge: ChargeDocument) => boolean) => charges.find(fits);
  return first(({ state }) => isLive(state)) ?? first(takesMoney) ?? first(({ state }) => state === 'final') ?? charges[0] ?? null;
}
