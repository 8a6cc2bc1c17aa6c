import { newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import { deriveState, hasMoney, isBroughtBack, stepsBetween } from '../charges/charge.rules.ts';
import { bookedTotal, bornDeposit, linesOfDeposit } from '../charges/deposit.rules.ts';
import { ofItsPayment } from '../charges/own-payment.rules.ts';
import { type Effect, applyDeposit, isTakenBack } from '../inbox/inbox.rules.ts';

/**
 * What it does to a charge that people say how much of its held money came: `amount` is all that the provider took, what the payer
 * pays on top included. Of a charge that has its money it becomes a charge of its own, as a later transfer does. An account is closed
 * by it, so that what is left can be paid another way; what comes into it all the same is booked as before. Null: it cannot be said
 * of this charge, because a prompt report still waits for its final word, the very payment is booked or has gone back, or nothing would be left of it.
 */
export function bookHeld(
  charge: ChargeDocument,
  known: readonly MoneyEventDocument[],
  held: MoneyEventDocument,
  amount: Yen,
  inboxId: string,
): Effect | null {
  const { orgId, _id: chargeId, account } = charge;
  const { occurredAt, providerPaymentId } = held;
  const row: MoneyEventDocument = {
    _id: newMoneyEventId(),
    orgId,
    chargeId,
    inboxId,
    kind: 'final',
    occurredAt,
    providerPaymentId,
    amount,
    currency: 'JPY',
    refunded: null,
    held: false,
  };
  if (account) {
    const deposited = addYen(bookedTotal(known), amount);
    const event = {
      ...row,
      deposited,
      orderNumber: null,
      providerSessionId: null,
      instructions: null,
      expiresAt: null,
    };
    const effect = applyDeposit(charge, account, known, event, { ...row, deposited });
    if (effect.held !== null) return null;
    return { ...effect, changes: { ...effect.changes, account: { ...(effect.changes.account ?? account), open: false } } };
  }
  const counting = ofItsPayment({ ...charge, settledBy: charge.settledBy ?? providerPaymentId }, known).filter((other) => !other.held);
  const isBooked = counting.some((other) => other.kind === 'final' && other.providerPaymentId === providerPaymentId);
  const net = subtractYen(amount, charge.memberFee);
  // The same slip once more, behind a withdrawal that people have booked: other money under the same name.
  const isAnew = isTakenBack(known, occurredAt);
  const name = isAnew ? null : providerPaymentId;
  if (charge.state === 'provisional' || net < 1 || (name !== null && isBooked)) return null;
  if (hasMoney(charge.state) || isAnew) {
    if (name !== null && hasGone(known, name)) return null;
    const asked = { asked: charge.amount, lines: charge.lines, received: charge.amount, open: false };
    const deposit = { total: addYen(charge.amount, net), before: charge.amount, at: occurredAt, settledBy: providerPaymentId };
    // What it costs stays as it was when the order was opened, as everything of a charge without an account does.
    const fee = charge.fee ? { fee: charge.fee } : {};
    // Known by its payment, so that the provider can give it back, and what it tells of it is not said of the first.
    const providerIds: ChargeDocument['providerIds'] = name === null ? {} : { paymentId: name };
    const born: ChargeDocument = { ...bornDeposit(charge, asked, deposit), ...fee, providerIds, idempotencyKey: inboxId };
    const facts = { steps: ['final' as const], at: () => occurredAt, refunded: zeroYen, expiresAt: null, causedBy: inboxId };
    const move = { ...facts, charge: { ...born, version: 0, state: 'created' as const } };
    return { event: row, held: null, move: null, charge, changes: {}, born: { charge: born, move } };
  }
  const came = { ...charge, amount: net, lines: linesOfDeposit(charge.lines, zeroYen, net) };
  const before = deriveState(charge.base, counting, charge.amount);
  const after = deriveState(charge.base, [...counting, row], charge.amount);
  const steps = stepsBetween({ ...before, state: charge.state }, after);
  const move = {
    charge: came,
    steps,
    at: (state: ChargeDocument['state']) => after.reachedAt.get(state) ?? occurredAt,
    refunded: after.refunded,
    expiresAt: charge.expiresAt,
    causedBy: inboxId,
  };
  const { amount: sum, lines } = came;
  const providerIds = providerPaymentId === null ? charge.providerIds : { ...charge.providerIds, paymentId: providerPaymentId };
  const changes = { amount: sum, lines, providerIds, state: after.state, settledBy: providerPaymentId };
  return { event: row, held: null, move, charge, changes: { ...changes, version: charge.version + steps.length } };
}

/** The provider has told already that all of a second payment went back, before anybody booked it. */
function hasGone(known: readonly MoneyEventDocument[], paymentId: string): boolean {
  const told = known.filter((other) => other.providerPaymentId === paymentId);
  const isLost = told.some(({ kind }) => kind === 'charged_back') && !told.some(({ kind }) => kind === 'chargeback_won');
  return isLost || told.some(({ kind }) => kind === 'refunded');
}

const foundItGone = new Set<MoneyEventDocument['kind']>(['partly_refunded', 'refunded', 'charged_back', 'chargeback_won']);

/**
 * What it does to a charge that people have seen the money of a bounced refund at its provider: it has gone back no more, from
 * when the provider told of it, and after all that counted. Null: it cannot be said of this charge, which never had its money.
 */
export function bookReturned(
  charge: ChargeDocument,
  known: readonly MoneyEventDocument[],
  { refund, ...held }: MoneyEventDocument,
  inboxId: string,
): Effect | null {
  if (!refund) return null;
  // An answer that was asked for is dated by the refund itself, which may be before the sum that counted it; and a dispute that took
  // the rest, won or not, found it gone.
  const counted = ofItsPayment(charge, known).filter((other) => !other.held && foundItGone.has(other.kind));
  const occurredAt = counted.reduce((latest, other) => (other.occurredAt > latest ? other.occurredAt : latest), held.occurredAt);
  return effectOfWord(charge, known, { ...wordOf({ ...held, occurredAt }, inboxId, 'refund_returned'), amount: refund.amount, refund });
}

/**
 * What it does that people have seen at the provider that a dispute took a part: so much has gone back, from when the provider told of
 * it, and is here again by itself once the provider says that it was won. Null: nothing is left that it could have taken.
 */
export function bookPartTaken(
  charge: ChargeDocument,
  known: readonly MoneyEventDocument[],
  held: MoneyEventDocument,
  inboxId: string,
): Effect | null {
  return effectOfWord(charge, known, { ...wordOf(held, inboxId, 'part_charged_back'), dispute: held.dispute ?? held.inboxId });
}

/**
 * What it does that people have seen at the provider that final money was withdrawn (provider case 15): all that was left of it has
 * gone, from the withdrawal on and behind all that counted. Null: the charge has no money, nothing of it was withdrawn, or it was paid
 * again since.
 */
export function bookTakenBack(charge: ChargeDocument, known: readonly MoneyEventDocument[], inboxId: string): Effect | null {
  const latest = (events: readonly MoneyEventDocument[]) =>
    events.reduce<MoneyEventDocument | null>((last, one) => (last && last.occurredAt >= one.occurredAt ? last : one), null);
  const withdrawn = latest(known.filter(({ kind }) => kind === 'provisional_withdrawn'));
  if (!withdrawn) return null;
  const counted = ofItsPayment(charge, known).filter((other) => !other.held);
  if (counted.some(({ kind, occurredAt }) => kind === 'final' && occurredAt > withdrawn.occurredAt)) return null;
  const { occurredAt } = latest([withdrawn, ...counted])!;
  const word = wordOf({ ...withdrawn, occurredAt, providerPaymentId: charge.settledBy, amount: null }, inboxId, 'charged_back');
  return effectOfWord(charge, known, word);
}

const wordOf = (
  { orgId, chargeId, occurredAt, providerPaymentId, amount }: Omit<MoneyEventDocument, 'refund'>,
  inboxId: string,
  kind: MoneyEventDocument['kind'],
): MoneyEventDocument => ({
  _id: newMoneyEventId(),
  orgId,
  chargeId,
  inboxId,
  kind,
  occurredAt,
  providerPaymentId,
  amount,
  currency: 'JPY',
  refunded: null,
  held: false,
});

function effectOfWord(charge: ChargeDocument, known: readonly MoneyEventDocument[], event: MoneyEventDocument): Effect | null {
  const counting = ofItsPayment(charge, known).filter((other) => !other.held);
  const before = { ...deriveState(charge.base, counting, charge.amount), state: charge.state };
  const after = deriveState(charge.base, [...counting, event], charge.amount);
  if (after.stale.includes(event._id)) return null;
  const steps = stepsBetween(before, after);
  const facts = { charge, steps, refunded: after.refunded, disputed: after.disputed, expiresAt: charge.expiresAt, causedBy: event.inboxId };
  const back = isBroughtBack(before, after) ? { back: 'refund_returned' as const } : {};
  const move = { ...facts, at: () => event.occurredAt, ...back };
  const changes = { state: after.state, version: charge.version + steps.length };
  return { event, held: null, move: steps.length === 0 ? null : move, charge, changes };
}
