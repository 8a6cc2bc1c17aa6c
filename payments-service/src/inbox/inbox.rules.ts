import { type MoneyEventId, newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { MoneyEvent } from '../connectors/connector.ts';
import type { ChargeDocument, DepositAccount, MoneyEventDocument } from '../charges/charge.repository.ts';
import { type DerivedState, deriveState, hasMoney, isBroughtBack, orderEvents, stepsBetween } from '../charges/charge.rules.ts';
import { bookedTotal, bornDeposit, feeOfDeposit, isTooLarge, linesOfDeposit } from '../charges/deposit.rules.ts';
import { isOfOtherPayment, ofItsPayment } from '../charges/own-payment.rules.ts';
import { bouncedBy, countedRefunds } from '../refunds/refund.rules.ts';
import type { ChargeMove } from '../outbound/outbound.service.ts';
import { type HoldReason, reconcile } from '../reconciliation/reconciliation.rules.ts';

export interface Effect {
  readonly event: MoneyEventDocument;
  readonly held: HoldReason | null;
  /** The same was held before, so that people know of it. */
  readonly isRepeat?: true;
  /** Null: stored, no effect on the charge. */
  readonly move: ChargeMove | null;
  readonly charge: ChargeDocument;
  readonly changes: Partial<ChargeDocument>;
  /** What people have to look at, although the event counts. */
  readonly warning?: HoldReason;
  /** A later transfer into the account of the charge: a charge of its own, with what is told of it. */
  readonly born?: { readonly charge: ChargeDocument; readonly move: ChargeMove };
}

/**
 * What one event does to its charge, from all events known so far. Pure: the same events give the same state in any
 * order of arrival. Held events are stored and do not count.
 */
export function applyEvent(
  charge: ChargeDocument,
  stored: readonly MoneyEventDocument[],
  told: MoneyEvent,
  inboxId: string,
  id: MoneyEventId = newMoneyEventId(),
): Effect {
  const isOther = isOfOtherPayment(told, charge);
  const brings = told.kind === 'final' ? told.providerPaymentId : null;
  const known = isOther ? stored : ofItsPayment({ ...charge, settledBy: charge.settledBy ?? brings }, stored);
  const event = isOther ? told : withRefundSum(charge, known, told);
  const held = isOther ? 'second_payment' : heldFor(charge, known, event);
  const row: MoneyEventDocument = {
    _id: id,
    orgId: charge.orgId,
    chargeId: charge._id,
    inboxId,
    kind: event.kind,
    occurredAt: event.occurredAt,
    providerPaymentId: event.providerPaymentId,
    amount: event.amount,
    currency: event.currency,
    refunded: event.refunded,
    ...depositedOf(charge, event),
    ...(event.refund ? { refund: event.refund } : {}),
    ...(event.dispute === undefined ? {} : { dispute: event.dispute }),
    held: held !== null,
    ...(event.code === undefined ? {} : { code: event.code }),
  };
  if (held === null && charge.account && event.kind === 'final') return applyDeposit(charge, charge.account, known, event, row);
  if (held !== null)
    return { event: row, held, move: null, charge, changes: {}, ...(isRepeated(charge, known, event) ? { isRepeat: true } : {}) };
  const counting = known.filter((other) => !other.held);
  const counted = [...counting, row];
  const before = { ...deriveState(charge.base, counting, charge.amount), state: charge.state };
  const after = deriveState(charge.base, counted, charge.amount);
  const back = isBroughtBack(before, after) ? ('part_won' as const) : undefined;
  const details = whatItTells(charge, event);
  const steps = stepsBetween(before, after);
  const warning = warningOf(event, counting);
  if (steps.length === 0) return { event: row, held, move: null, charge, changes: details, ...warning };
  const move: ChargeMove = {
    charge,
    steps,
    at: (state) => (back ? undefined : after.reachedAt.get(state)) ?? event.occurredAt,
    refunded: after.refunded,
    disputed: after.disputed,
    expiresAt: details.expiresAt ?? charge.expiresAt,
    causedBy: inboxId,
    ...(back ? { back } : {}),
  };
  const settledBy = hasMoney(after.state) ? moneyPayment(counted, charge.settledBy) : null;
  const changes = { ...details, state: after.state, settledBy, version: charge.version + steps.length };
  return { event: row, held, charge, move, changes, ...warning };
}

/** Where a charge stands by all that counts. */
const standingOf = ({ base, amount }: ChargeDocument, known: readonly MoneyEventDocument[]): DerivedState =>
  deriveState(
    base,
    known.filter((other) => !other.held),
    amount,
  );

/** What counts, and is still for people to look at. Money that is taken for fraud stays ours until they give it back; they hear of it once. */
function warningOf(event: MoneyEvent, known: readonly MoneyEventDocument[]): Pick<Effect, 'warning'> {
  if (isWithdrawnLater(event, known)) return { warning: 'withdrawn_after_final' };
  const isFirst = event.kind === 'marked_as_fraud' && !known.some(({ kind }) => kind === 'marked_as_fraud');
  return isFirst ? { warning: 'marked_as_fraud' } : {};
}

/** The running total of an account; of one that tells none, all that was asked for. */
function depositedOf({ account }: ChargeDocument, { kind, deposited, amount }: MoneyEvent): { deposited?: Yen } {
  if (deposited != null) return { deposited };
  return account && kind === 'final' && amount !== null ? { deposited: amount } : {};
}

/** The withdrawal of final money may come before the money: people hear of it whichever came first (provider case 15). */
function isWithdrawnLater(event: MoneyEvent, known: readonly MoneyEventDocument[]): boolean {
  return event.kind === 'final' && known.some((other) => other.kind === 'provisional_withdrawn' && other.occurredAt > event.occurredAt);
}

/** Withdrawn before it was paid for good, and only heard of later: the ordinary way of a slip that was scanned twice. */
function isBeforeFinal(event: MoneyEvent, known: readonly MoneyEventDocument[]): boolean {
  const finals = known.filter((other) => other.kind === 'final' && !other.held);
  return event.kind === 'provisional_withdrawn' && finals.length > 0 && finals.every((other) => other.occurredAt > event.occurredAt);
}

/**
 * Money in an account: what its running total grew by, so that a transfer that is told twice, in whichever words and order,
 * counts once (provider cases 18 and 19). The first makes the charge final; each later one is a charge of its own.
 */
export function applyDeposit(
  charge: ChargeDocument,
  account: DepositAccount,
  known: readonly MoneyEventDocument[],
  event: MoneyEvent,
  row: MoneyEventDocument,
): Effect {
  const before = bookedTotal(known);
  const total = row.deposited ?? zeroYen;
  const told = whatItTells(charge, event);
  const deposit = subtractYen(total, before);
  if (deposit <= 0) return { event: row, held: null, move: null, charge, changes: told };
  if (isTooLarge(deposit)) return { event: { ...row, held: true }, held: 'amount_mismatch', move: null, charge, changes: {} };
  const received: DepositAccount = { ...account, received: total };
  const facts = { steps: ['final' as const], at: () => event.occurredAt, refunded: zeroYen, causedBy: row.inboxId };
  if (hasMoney(charge.state)) {
    const settledBy = event.providerPaymentId;
    const born = bornDeposit(charge, account, { total, before, at: event.occurredAt, settledBy });
    const move: ChargeMove = { ...facts, charge: { ...born, version: 0, state: 'created' }, expiresAt: null };
    return { event: row, held: null, move: null, charge, changes: { ...told, account: received }, born: { charge: born, move } };
  }
  const first = { ...charge, amount: deposit, ...feeOfDeposit(charge, deposit), lines: linesOfDeposit(account.lines, before, deposit) };
  const move: ChargeMove = { ...facts, charge: first, expiresAt: told.expiresAt ?? charge.expiresAt };
  const { amount, lines } = first;
  const settled = {
    amount,
    lines,
    ...feeOfDeposit(charge, deposit),
    account: received,
    state: 'final' as const,
    settledBy: event.providerPaymentId,
  };
  return { event: row, held: null, charge, move, changes: { ...told, ...settled, version: charge.version + 1 } };
}

/** What tells of one refund becomes the sum of all that are known: the last to arrive has it whole, in whatever order. */
function withRefundSum(charge: ChargeDocument, known: readonly MoneyEventDocument[], event: MoneyEvent): MoneyEvent {
  if (event.kind !== 'partly_refunded' || !event.refund) return event;
  const counted = countedRefunds(known);
  // One that came back before this one was made is no part of what has gone.
  for (const id of bouncedBy(known, event.occurredAt)) counted.delete(id);
  const refunded = sumYen(counted.set(event.refund.id, event.refund.amount).values());
  return { ...event, refunded, kind: refunded >= charge.amount ? 'refunded' : 'partly_refunded' };
}

function heldFor(charge: ChargeDocument, known: readonly MoneyEventDocument[], event: MoneyEvent): HoldReason | null {
  // It was counted as given back, and is ours again: what becomes of it is for people to say.
  const { refunded, disputed } = standingOf(charge, known);
  if (event.kind === 'refund_failed' && event.refund)
    return hasCounted(known, event.refund, subtractYen(refunded, disputed)) ? 'refund_bounced' : null;
  // That it had gone is heard after it came back, and counted no more.
  if (cameBackUnheard(known, event)) return 'refund_bounced';
  if (isBeforeFinal(event, known)) return null;
  // What comes behind a withdrawal that people have booked is other money.
  if (event.kind === 'final' && isTakenBack(known, event.occurredAt)) return 'second_payment';
  // What people have booked of it is not all that is left, though it may be as much; and beside a part that counts another
  // dispute is one of its own, so that winning the one does not bring back the other's money.
  const isBooked = (other: MoneyEventDocument) => other.kind === 'part_charged_back' && isSameDispute(other, event);
  if (event.kind === 'charged_back' && (disputed > 0 || known.some(isBooked))) return 'chargeback_of_part';
  const verdict = reconcile(event, charge, refunded);
  return verdict.outcome === 'hold' ? verdict.reason : null;
}

/** Whether people had booked before a moment that the money was withdrawn: their word, and no provider's. */
export const isTakenBack = (known: readonly MoneyEventDocument[], at: Date): boolean =>
  known.some(({ kind, inboxId, occurredAt }) => kind === 'charged_back' && inboxId.startsWith('held:') && occurredAt < at);

/** By itself, or in a sum that the provider told: that of a card counts refunds which are under way. */
function hasCounted(known: readonly MoneyEventDocument[], { id, amount }: NonNullable<MoneyEvent['refund']>, refunded: Yen): boolean {
  const counted = countedRefunds(known);
  return counted.has(id) || refunded >= addYen(sumYen(counted.values()), amount);
}

const cameBackUnheard = (known: readonly MoneyEventDocument[], { kind, refund }: MoneyEvent): boolean =>
  refund !== undefined && kind !== 'refund_failed' && bouncedBy(known).has(refund.id) && !countedRefunds(known).has(refund.id);

type Disputed = Pick<MoneyEvent, 'dispute' | 'amount'>;
const isSameDispute = (one: Disputed, other: Disputed): boolean =>
  one.dispute !== undefined && one.dispute === other.dispute && one.amount === other.amount;

/**
 * The very refund or dispute that was held before, told once more; or a dispute that had all the rest, and has a part since a refund
 * came back. Of a refund that came back before it was heard of nothing has moved.
 */
function isRepeated(charge: ChargeDocument, known: readonly MoneyEventDocument[], event: MoneyEvent): boolean {
  const { dispute, kind, amount } = event;
  if (kind === 'charged_back' && dispute !== undefined && standingOf(charge, known).disputes.get(dispute) === amount) return true;
  const isSame = (other: MoneyEventDocument) => isSameDispute(other, event) || (event.refund && other.refund?.id === event.refund.id);
  if (cameBackUnheard(known, event)) return true;
  return known.some((other) => other.held && other.kind === event.kind && isSame(other));
}

const bringsMoney = new Set<MoneyEvent['kind']>(['authorized', 'provisional', 'final']);

/** Numbers, deadlines and provider ids that an event carries and the charge does not have yet. */
function whatItTells(charge: ChargeDocument, event: MoneyEvent): Partial<ChargeDocument> {
  const told: Partial<ChargeDocument> = {};
  // On one page a payer tries more than once: the try that brings the money is the payment that is given back, and asked about.
  const isTheOne = bringsMoney.has(event.kind) && (charge.settledBy === null || charge.settledBy === event.providerPaymentId);
  if (event.providerPaymentId && (isTheOne || !charge.providerIds['paymentId']))
    told.providerIds = { ...charge.providerIds, paymentId: event.providerPaymentId };
  if (event.instructions && !charge.instructions) told.instructions = event.instructions;
  if (event.expiresAt && !charge.expiresAt) told.expiresAt = event.expiresAt;
  if (charge.account?.open && (event.kind === 'expired' || event.kind === 'voided')) told.account = { ...charge.account, open: false };
  return told;
}

function moneyPayment(events: readonly MoneyEventDocument[], before: string | null): string | null {
  if (before !== null) return before;
  return orderEvents(events).find((event) => event.kind === 'final' || event.kind === 'provisional')?.providerPaymentId ?? null;
}

/** Clocks differ by seconds; a provider's time beyond this is no time at which something happened. */
const clockSkewMs = 300_000;

/** Nothing has happened later than we heard of it: a receipt is not dated by a wrong clock. */
export function withoutFuture(event: MoneyEvent, heardAt: Date): MoneyEvent {
  return event.occurredAt.getTime() > heardAt.getTime() + clockSkewMs ? { ...event, occurredAt: heardAt } : event;
}

/** When to look again for the charge of a notice: often at first, every ten minutes later, null after a day. */
export function nextLookAt(receivedAt: Date, now: Date): Date | null {
  const age = now.getTime() - receivedAt.getTime();
  if (age >= 86_400_000) return null;
  return new Date(now.getTime() + Math.min(600_000, Math.max(1000, age / 2)));
}

/** After a minute without its charge a notice is an orphan that staff should see (case 51), though it keeps waiting. */
export function isOrphan(receivedAt: Date, now: Date): boolean {
  return now.getTime() - receivedAt.getTime() >= 60_000;
}
