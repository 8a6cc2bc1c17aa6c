import type { WebhookEvent, WebhookType } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { type WebhookMessageId, newWebhookDeliveryId, newWebhookMessageId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, billsDueBetween, factsOf, isOverdue, outstandingYen } from '../billing/billing.public.ts';
import type { MoneyMoves, PaymentDocument } from '../payments/payments.public.ts';
import { endpointsToTell } from './endpoint-memory.service.ts';
import { type WebhookDeliveryDocument, insertDeliveries, insertNewDeliveries, keysTold } from './webhook-delivery.repository.ts';
import { type WebhookEndpointDocument, listEndpoints, organizationsTold } from './webhook-endpoint.repository.ts';
import { becamePaid, messageBody } from './webhook.rules.ts';

/** Something that happened, before it is known who is told. */
interface Fact {
  readonly type: WebhookEvent;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** No name, address or birthday leaves by itself: who needs more asks for it. */
function billData(bill: BillDocument) {
  const { _id, billNumber, billName, category, fiscalYear, memberId, memberNumber, amount, allocated, dueOn } = bill;
  return {
    bill: {
      id: _id,
      number: billNumber,
      name: billName,
      category,
      fiscalYear,
      memberId,
      memberNumber,
      amount,
      paid: allocated,
      outstanding: outstandingYen(factsOf(bill)),
      dueOn,
    },
  };
}

/** Whether money was given back, the card's bank took it, or nothing moved and only the record was taken back. */
function reasonOf(before: PaymentDocument, after: PaymentDocument): 'refund' | 'chargeback' | 'reversal' {
  if (after.state === 'reversed') return 'reversal';
  const isDisputed = after.state === 'charged_back' || (after.disputed ?? 0) > (before.disputed ?? 0);
  return isDisputed ? 'chargeback' : 'refund';
}

function paymentData(before: PaymentDocument, after: PaymentDocument) {
  const { _id, paymentNumber, method, memberId, memberNumber, received, reversed } = after;
  const refundedNow = subtractYen(reversed, before.reversed);
  const sums = { received, refunded: reversed, refundedNow, reason: reasonOf(before, after) };
  return { payment: { id: _id, number: paymentNumber, method, memberId, memberNumber, ...sums } };
}

/** A bill that is overdue again is told of once for each time that its money went back. */
const overdueAgainKey = (_id: BillDocument['_id'], version: number) => `overdue:${_id}:v${version}`;

/** All by which a bill may have been told of: it has been written since, so that its version of then is any up to that of now. */
const overdueKeys = ({ _id, dueOn, version }: BillDocument): readonly string[] => [
  `overdue:${_id}:${dueOn}`,
  ...Array.from({ length: version }, (_, at) => overdueAgainKey(_id, at + 1)),
];

function factsOfMoves({ bills, payments }: MoneyMoves, today: JstDate): Fact[] {
  const paid = bills
    .filter(({ before, after }) => becamePaid(before, after))
    .map(({ after }): Fact => ({ type: 'bill.paid', key: `paid:${after._id}:${after.version}`, data: billData(after) }));
  const refunded = payments
    .filter(({ before, after }) => after.state !== 'provisional' && before.state !== 'provisional' && after.reversed > before.reversed)
    .map(({ before, after }): Fact => ({
      type: 'payment.refunded',
      // The same sum may leave again once a transfer came back, and a key that is taken would keep the money from being written.
      key: `refunded:${after._id}:${after.reversed}:${after.version}`,
      data: paymentData(before, after),
    }));
  const overdueAgain = bills
    .filter(({ before, after }) => !isOverdue(before.status, before.dueOn, today) && isOverdue(after.status, after.dueOn, today))
    // The version that it is written with, by which the next look through what is due knows it again.
    .map(({ before, after }): Fact => {
      const key = overdueAgainKey(after._id, before.version + 1);
      return { type: 'bill.overdue', key, data: billData(after) };
    });
  return [...paid, ...refunded, ...overdueAgain];
}

export function deliveryOf(
  platform: Platform,
  endpoint: WebhookEndpointDocument,
  message: { readonly id: WebhookMessageId; readonly type: WebhookType; readonly key: string; readonly body: string },
): WebhookDeliveryDocument {
  const realNow = platform.clock.realNow();
  return {
    _id: newWebhookDeliveryId(),
    orgId: endpoint.orgId,
    endpointId: endpoint._id,
    messageId: message.id,
    key: message.key,
    type: message.type,
    body: message.body,
    occurredAt: platform.clock.now(),
    state: 'waiting',
    tries: 0,
    attempts: [],
    nextAt: realNow,
    leaseUntil: null,
    claim: null,
    createdAt: realNow,
  };
}

function deliveriesOf(platform: Platform, endpoints: readonly WebhookEndpointDocument[], facts: readonly Fact[]) {
  return facts.flatMap((fact) => {
    const message = { ...fact, id: newWebhookMessageId(), body: messageBody(fact.type, platform.clock.now(), fact.data) };
    return endpoints
      .filter(({ state, events }) => state === 'on' && events.includes(fact.type))
      .map((endpoint) => deliveryOf(platform, endpoint, message));
  });
}

/** Runs in the transaction in which money moved: what is told of is what was written, or neither. */
export async function tellOfMoney(platform: Platform, scope: OrgScope, moves: MoneyMoves, session: ClientSession): Promise<void> {
  const facts = factsOfMoves(moves, platform.clock.today());
  if (facts.length === 0) return;
  const endpoints = await endpointsToTell(platform, scope);
  await insertDeliveries(platform.databases.server, scope, deliveriesOf(platform, endpoints, facts), session);
}

/** How far back a day without a running server is made up for. */
const daysBack = 7;

/**
 * Tells of bills whose due date has passed, each once. A system that was added today hears of what falls due from its day on.
 * For every organisation that has asked for it.
 */
export async function tellOfOverdue(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  const today = platform.clock.today();
  for (const orgId of await organizationsTold(db)) {
    const scope = mintOrgScope(orgId);
    for (const endpoint of await listEndpoints(db, scope)) {
      if (endpoint.state !== 'on' || !endpoint.events.includes('bill.overdue')) continue;
      const since = jstDateOf(endpoint.createdAt);
      const from = since > addDays(today, -daysBack) ? since : addDays(today, -daysBack);
      const due = (await billsDueBetween(db, scope, from, addDays(today, -1))).filter((bill) => isOverdue(bill.status, bill.dueOn, today));
      const told = await keysTold(db, scope, endpoint._id, due.flatMap(overdueKeys));
      const facts = due
        .filter((bill) => !overdueKeys(bill).some((key) => told.has(key)))
        .map((bill): Fact => ({ type: 'bill.overdue', key: overdueKeys(bill)[0]!, data: billData(bill) }));
      await insertNewDeliveries(db, scope, deliveriesOf(platform, [endpoint], facts));
    }
  }
}
