import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ChargeId, RefundId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, sumYen } from '@tsudoi/shared/kernel/yen';
import { refundMoved } from '@tsudoi/shared/queue/refund.messages';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { type ChargeDocument, findCharge, listMoneyEvents } from '../charges/charge.repository.ts';
import { ofItsPayment } from '../charges/own-payment.rules.ts';
import { leastDenials } from '../charges/inquiry.rules.ts';
import { askLaterMs, providerBreaker } from '../connectors/breaker.ts';
import type { ConnectorRefunds, RefundResult } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type RefundDocument, findRefund, insertRefund, refundsOfCharge, updateRefund } from './refund.repository.ts';
import { isUnanswered, nextAskAt, refundVerdicts } from './refund.rules.ts';

/** Whether the provider gives a charge back: any part of it, only all of it, or nothing. */
export async function refundWayOf(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  chargeId: ChargeId,
): Promise<'any' | 'full' | 'none'> {
  const charge = await findCharge(platform.databases.payments, scope, chargeId);
  if (!charge || (charge.state !== 'final' && charge.state !== 'partly_refunded')) return 'none';
  const way = connectors.get(charge.provider)?.refunds?.methods[charge.method] ?? 'none';
  // What the payer paid on top is not given back, so that all of a charge with a fee is more than is asked for.
  return way === 'full' && (charge.state !== 'final' || charge.memberFee > 0) ? 'none' : way;
}

interface Wanted {
  readonly refundId: RefundId;
  readonly chargeId: ChargeId;
  readonly amount: Yen;
}

/**
 * Asks the provider for a refund, once per id. It is `unknown` before the provider hears of it, so that whatever ends this
 * process in between leaves something to be asked about and nothing to be sent again (T28).
 */
export async function carryOutRefund(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  wanted: Wanted,
): Promise<void> {
  const { databases, clock } = platform;
  const db = databases.payments;
  await insertRefund(db, scope, {
    _id: wanted.refundId,
    orgId: scope.orgId,
    chargeId: wanted.chargeId,
    amount: wanted.amount,
    state: 'wanted',
    providerRefundId: null,
    code: '',
    asks: 0,
    denials: 0,
    nextAskAt: null,
    wantedAt: clock.now(),
    version: 1,
  });
  const refund = await findRefund(db, scope, wanted.refundId);
  if (refund?.state !== 'wanted') return;
  const charge = await findCharge(db, scope, wanted.chargeId);
  const reason = await whyNot(platform, connectors, scope, charge, refund);
  if (reason !== null || !charge) return move(platform, scope, refund, 'refused', { code: reason ?? 'unknown_charge' });
  const asking = { state: 'unknown', nextAskAt: nextAskAt('unknown', 0, clock.now()) } as const;
  if (!(await updateRefund(db, scope, refund, asking))) return;
  crashPoint('refund.stored');
  const through = await wayThrough(platform, connectors, scope, charge);
  const result = await through!.refunds.refund(through!.credentials, charge, requestOf(refund));
  crashPoint('refund.answered');
  await settleAnswer(platform, inbox, scope, charge, { ...refund, ...asking, version: refund.version + 1 }, result);
}

const requestOf = ({ amount, _id }: RefundDocument) => ({ amount, idempotencyKey: _id });

async function wayThrough(platform: Platform, connectors: Connectors, scope: OrgScope, charge: ChargeDocument) {
  const account = await findAccount(platform.databases.payments, scope, charge.accountId);
  const refunds: ConnectorRefunds | undefined = connectors.get(charge.provider)?.refunds;
  return account && refunds ? { refunds, credentials: credentialsOf(platform, account) } : null;
}

/** Checked again on this side: the sum of what was asked for is never above the charge, whatever the server believes. */
async function whyNot(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  charge: ChargeDocument | null,
  refund: RefundDocument,
): Promise<string | null> {
  if (!charge) return 'unknown_charge';
  const way = await refundWayOf(platform, connectors, scope, charge._id);
  if (way === 'none' || (way === 'full' && refund.amount !== charge.amount)) return 'not_refundable';
  const others = (await refundsOfCharge(platform.databases.payments, scope, charge._id)).filter(({ state }) => state !== 'refused');
  if (sumYen(others.map(({ amount }) => amount)) > charge.amount) return 'more_than_paid';
  return (await wayThrough(platform, connectors, scope, charge)) ? null : 'not_refundable';
}

/** Takes the provider's answer about one refund: kept first, told in the same transaction, then compared with its notices. */
async function settleAnswer(
  platform: Platform,
  inbox: Inbox,
  scope: OrgScope,
  charge: ChargeDocument,
  refund: RefundDocument,
  result: RefundResult | { readonly outcome: 'none' },
): Promise<void> {
  switch (result.outcome) {
    case 'accepted': {
      const { orgId, provider, accountId } = charge;
      if (refund.state === 'unknown')
        await move(platform, scope, refund, 'sent', { providerRefundId: result.refundId ?? refund.providerRefundId, denials: 0 });
      crashPoint('refund.sent');
      for (const { eventId, body } of result.answers)
        await inbox.store({ orgId, provider, accountId, eventKey: eventId, source: 'inquiry', body, headers: {} });
      return settleRefunds(platform, scope, [charge]);
    }
    case 'refused':
      return move(platform, scope, refund, 'refused', { code: result.code.slice(0, 60) });
    case 'none': {
      const denials = refund.denials + 1;
      if (refund.state === 'unknown' && denials >= leastDenials) return move(platform, scope, refund, 'refused', { code: 'never_made' });
      await updateRefund(platform.databases.payments, scope, refund, { denials });
      return;
    }
    case 'unknown':
      if (refund.state === 'unknown' && refund.asks === 0) await tell(platform, scope, refund, 'unknown', '');
  }
}

/** Asks about one refund whose answer was lost, or whose last word has not come; fixed before asking, so that a crash loses no look. */
export async function askAboutRefund(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  refund: RefundDocument,
): Promise<void> {
  const { databases, clock } = platform;
  const db = databases.payments;
  const charge = await findCharge(db, scope, refund.chargeId);
  // Nobody can be asked just now: this look is still to come (T29).
  if (charge && providerBreaker.isOpen(charge.provider)) {
    await updateRefund(db, scope, refund, { nextAskAt: new Date(clock.now().getTime() + askLaterMs) });
    return;
  }
  const asks = refund.asks + 1;
  const next = nextAskAt(refund.state, asks, clock.now());
  if (!(await updateRefund(db, scope, refund, { asks, nextAskAt: next }))) return;
  const current: RefundDocument = { ...refund, asks, nextAskAt: next, version: refund.version + 1 };
  const through = charge && (await wayThrough(platform, connectors, scope, charge));
  if (!charge || !through || (current.state !== 'unknown' && current.state !== 'sent')) return;
  await settleAnswer(platform, inbox, scope, charge, current, await through.refunds.find(through.credentials, charge, requestOf(current)));
  if (next !== null) return;
  // Nobody asks any more: what the sums that were told explain is through, and the rest is for people from here.
  await settleRefunds(platform, scope, [charge]);
  const after = await findRefund(db, scope, refund._id);
  if (after && isUnanswered(after)) await tell(platform, scope, after, after.state as 'unknown' | 'sent', 'no_answer');
}

/**
 * People's word about a refund that nobody answered for: it was made, or it never was. The same again is the same.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION while the provider is still asked, and where it said otherwise
 */
export async function settleByWord(
  platform: Platform,
  scope: OrgScope,
  { refundId, made }: { readonly refundId: RefundId; readonly made: boolean },
): Promise<void> {
  const refund = await findRefund(platform.databases.payments, scope, refundId);
  if (!refund) throw new DomainError('NOT_FOUND');
  const state = made ? 'done' : 'refused';
  if (refund.state === state) return;
  if (!isUnanswered(refund)) throw new DomainError('INVALID_TRANSITION');
  await move(platform, scope, refund, state, { code: made ? '' : 'said_not_made' });
}

/** Compares what was asked for with what the provider has told of these charges; twice is harmless. */
export async function settleRefunds(platform: Platform, scope: OrgScope, charges: readonly ChargeDocument[]): Promise<void> {
  // Most of what is paid tells of none, and wakes nobody.
  if (charges.length === 0) return;
  const { databases } = platform;
  const db = databases.payments;
  for (const charge of new Map(charges.map((one) => [one._id, one])).values()) {
    if ((await refundsOfCharge(db, scope, charge._id)).every(({ state }) => state === 'refused' || state === 'wanted')) continue;
    await inTransaction(databases.client, async (session) => {
      const asked = await refundsOfCharge(db, scope, charge._id, session);
      const events = ofItsPayment(charge, await listMoneyEvents(db, scope, [charge._id], session));
      for (const { refundId, state, code } of refundVerdicts(asked, events, addYen(charge.amount, charge.memberFee)))
        await moveWithin(
          platform,
          scope,
          asked.find(({ _id }) => _id === refundId)!,
          state,
          { code },
          session,
        );
    });
  }
  platform.nudgeOutbox();
}

async function move(
  platform: Platform,
  scope: OrgScope,
  refund: RefundDocument,
  state: 'sent' | 'done' | 'refused',
  changes: Partial<RefundDocument>,
): Promise<void> {
  await inTransaction(platform.databases.client, (session) => moveWithin(platform, scope, refund, state, changes, session));
  platform.nudgeOutbox();
}

/** A new state and the message of it, together. Somebody who was faster keeps their word. */
async function moveWithin(
  platform: Platform,
  scope: OrgScope,
  refund: RefundDocument,
  state: 'sent' | 'done' | 'refused',
  changes: Partial<RefundDocument>,
  session: ClientSession,
): Promise<void> {
  const { databases, clock } = platform;
  const set = { ...changes, state, asks: 0, nextAskAt: nextAskAt(state, 0, clock.now()) };
  if (!(await updateRefund(databases.payments, scope, refund, set, session))) return;
  await insertOutbox(databases.payments, [messageOf(platform, { ...refund, ...set, version: refund.version + 1 })], session);
}

/** Tells where a refund stands without moving it. */
async function tell(platform: Platform, scope: OrgScope, refund: RefundDocument, state: 'unknown' | 'sent', code: string): Promise<void> {
  const { databases } = platform;
  await inTransaction(databases.client, async (session) => {
    if (!(await updateRefund(databases.payments, scope, refund, { code }, session))) return;
    await insertOutbox(databases.payments, [messageOf(platform, { ...refund, state, code, version: refund.version + 1 })], session);
  });
  platform.nudgeOutbox();
}

function messageOf({ clock }: Platform, { _id, orgId, chargeId, state, code, version }: RefundDocument) {
  const payload = { refundId: _id, chargeId, state: state as 'sent', code, sequence: version, at: clock.now().toISOString() };
  return outboxRow(refundMoved, orgId, payload, _id, clock);
}
