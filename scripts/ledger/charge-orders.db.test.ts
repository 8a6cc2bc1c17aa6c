import { newBillId } from '@tsudoi/shared/kernel/ids';
import { runMigrations } from '@tsudoi/shared/service/mongo';
import type { OutboxRow } from '@tsudoi/shared/service/outbox';
import { Binary } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../payments-service/src/app/migrations.ts';
import { type ChargeDocument, chargesOf } from '../../payments-service/src/charges/charge.repository.ts';
import type { Connector } from '../../payments-service/src/connectors/connector.ts';
import { processBatch } from '../../payments-service/src/inbox/inbox-batch.service.ts';
import { type InboxRow, inboxOf } from '../../payments-service/src/inbox/inbox.repository.ts';
import type { Platform as PaymentsPlatform } from '../../payments-service/src/platform/platform.ts';
import type { BillDocument } from '../../server/src/modules/billing/billing.public.ts';
import type { PaymentDocument } from '../../server/src/modules/payments/payment.repository.ts';
import { handlers } from '../../server/src/modules/payments/payments.jobs.ts';
import { openBill } from '../../server/test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';
import { type Told, accountId, amount, chargeOf, eventOf } from './charge.factory.ts';

/** Everything a charge can live through, in the order in which it happened. */
const lives: Readonly<Record<string, readonly Told[]>> = {
  'a slip paid late, given back in parts and then wholly': [
    { kind: 'instructions_issued', minute: 0 },
    { kind: 'expired', minute: 1 },
    { kind: 'final', minute: 2 },
    { kind: 'partly_refunded', minute: 3, refunded: 3000 },
    { kind: 'partly_refunded', minute: 4, refunded: 5000 },
    { kind: 'refunded', minute: 5, refunded: 10_000 },
  ],
  'a chargeback that was won, and a refund after it': [
    { kind: 'final', minute: 1 },
    { kind: 'charged_back', minute: 2 },
    { kind: 'chargeback_won', minute: 3 },
    { kind: 'partly_refunded', minute: 4, refunded: 4000 },
    { kind: 'refunded', minute: 5, refunded: 10_000 },
  ],
  '速報, 速報取消, 速報 again, 確報 and a refund': [
    { kind: 'provisional', minute: 1 },
    { kind: 'provisional_withdrawn', minute: 2 },
    { kind: 'provisional', minute: 3 },
    { kind: 'final', minute: 4 },
    { kind: 'refunded', minute: 5, refunded: 10_000 },
  ],
  '速報 that was taken back': [
    { kind: 'instructions_issued', minute: 0 },
    { kind: 'provisional', minute: 1 },
    { kind: 'provisional_withdrawn', minute: 2 },
    { kind: 'expired', minute: 3 },
  ],
};

function ordersOf<T>(rest: readonly T[]): T[][] {
  if (rest.length === 0) return [[]];
  return rest.flatMap((first, index) => ordersOf([...rest.slice(0, index), ...rest.slice(index + 1)]).map((order) => [first, ...order]));
}

/** A provider that speaks our own words, so that also what today's providers never say is told. */
const plain = {
  provider: 'plain',
  authenticity: 'signed',
  readNotice: ({ body }: { body: Buffer }) => {
    const { told, paymentNumber } = JSON.parse(body.toString('utf8')) as { told: Told; paymentNumber: string };
    return { outcome: 'event', event: eventOf(told, paymentNumber) };
  },
} as unknown as Connector;
const connectors = new Map([['plain', plain]]);

let server: TestServer;
let org: TestOrganization;
let payments: PaymentsPlatform;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  const { clock, log, metrics, databases } = server.platform;
  await runMigrations(databases.payments, migrations, () => new Date());
  payments = {
    env: {} as PaymentsPlatform['env'],
    clock,
    log,
    metrics,
    databases,
    nudgeInbox: () => undefined,
    nudgeHints: () => undefined,
    nudgeInquiries: () => undefined,
    nudgeSettlements: () => undefined,
    nudgeOutbox: () => undefined,
    drainQueue: () => Promise.resolve(),
  };
});
afterAll(() => server.close());

let numbers = 0;
/** One bill and one charge for each order in which the notices may come. */
async function openCharges(count: number): Promise<ChargeDocument[]> {
  const bill = await openBill(server, org, (await org.addMember())._id, amount);
  const bills = Array.from({ length: count }, (_, index) => ({
    ...bill,
    _id: newBillId(),
    billNumber: `${bill.billNumber}-${index}`,
    requestKey: `${bill._id}-${index}`,
  }));
  await server.platform.databases.server.collection<BillDocument>('bills').insertMany(bills);
  const charges = bills.map((own) => chargeOf(own, String((numbers += 1)).padStart(13, '0')));
  await chargesOf(payments.databases.payments).insertMany(charges);
  return charges;
}

const noticeOf = (charge: ChargeDocument, told: Told, place: number): InboxRow => ({
  _id: `plain:${accountId}:${charge.paymentNumber}-${place}`,
  orgId: charge.orgId,
  provider: 'plain',
  accountId,
  source: 'notice',
  body: new Binary(Buffer.from(JSON.stringify({ told, paymentNumber: charge.paymentNumber }))),
  bodyHash: '',
  headers: {},
  receivedAt: new Date(),
  state: 'leased',
  outcome: '',
  attempts: 1,
  nextAt: new Date(),
  leaseToken: 1,
  leaseUntil: null,
  claim: null,
});

const batchesOf = <T>(rows: readonly T[], size = 50): T[][] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));

/** As the queue does: neighbours of one name together, alone when that fails, and again what must wait. */
async function deliverAll(): Promise<void> {
  const outbox = payments.databases.payments.collection<OutboxRow>('outbox');
  const byName = new Map(handlers(server.platform).map((handler) => [handler.definition.name, handler]));
  let waiting = await outbox.find({ state: 'pending' }).sort({ _id: 1 }).toArray();
  await outbox.updateMany({ state: 'pending' }, { $set: { state: 'sent' } });
  const deliver = (rows: readonly OutboxRow[]) => {
    const { definition, handle } = byName.get(rows[0]!.name)!;
    return handle(
      org.scope,
      rows.map((row) => ({ messageId: row._id, occurredAt: row.occurredAt, payload: definition.payload.parse(row.payload) })),
    );
  };
  for (let round = 0; waiting.length > 0; round += 1) {
    expect(round).toBeLessThan(5);
    const again: OutboxRow[] = [];
    for (const name of new Set(waiting.map((row) => row.name)))
      for (const batch of batchesOf(waiting.filter((row) => row.name === name))) {
        try {
          await deliver(batch);
        } catch {
          for (const row of batch) await deliver([row]).catch(() => again.push(row));
        }
      }
    waiting = again;
  }
}

async function outcomes(name: string, charges: readonly ChargeDocument[]): Promise<unknown[]> {
  const { server: db } = server.platform.databases;
  const now = await chargesOf(payments.databases.payments).find({ orgId: org.scope.orgId }).toArray();
  const paid = await db.collection<PaymentDocument>('payments').find({ orgId: org.scope.orgId }).toArray();
  const bills = await db.collection<BillDocument>('bills').find({ orgId: org.scope.orgId }).toArray();
  return charges.map((charge) => {
    const bill = bills.find((row) => row._id === charge.lines[0]!.payableId)!;
    const own = paid.filter((row) => row.chargeId === charge._id).toSorted((left, right) => (left.sourceId < right.sourceId ? -1 : 1));
    const last = own.at(-1);
    return {
      charge: now.find((row) => row._id === charge._id)!.state,
      noted: bill.charges.map((note) => note.state),
      bill: [bill.status, bill.allocated, bill.provisionalAllocated],
      // 速報 that was withdrawn before it came makes no payment (provider case 14); one that was taken back whole holds as much.
      payment: last && last.state !== 'reversed' ? [last.state, last.received, last.allocated, last.reversed] : null,
      // When it was paid; with 速報 it is the first report that reached us.
      receivedAt: name.startsWith('速報') ? null : last?.receivedAt.toISOString(),
      // Rounds before the last one hold nothing any more, and how many there were is history.
      older: own.slice(0, -1).filter((row) => row.allocated !== 0 || row.unallocated !== 0).length,
    };
  });
}

describe('T5: the order in which the notices of a charge come decides nothing', () => {
  it.each(Object.keys(lives))('%s', { timeout: 240_000 }, async (name) => {
    const orders = ordersOf(lives[name]!);
    const charges = await openCharges(orders.length);
    for (let place = 0; place < lives[name]!.length; place += 1) {
      const notices = charges.map((charge, index) => noticeOf(charge, orders[index]![place]!, place));
      await inboxOf(payments.databases.payments).insertMany(notices);
      for (const batch of batchesOf(notices)) await processBatch(payments, connectors, org.scope, batch);
      await deliverAll();
    }
    const [inOrder, ...others] = await outcomes(name, charges);
    const kinds = lives[name]!.map((told) => told.kind);
    if (kinds.includes('final')) expect(inOrder).toMatchObject({ payment: expect.anything() as unknown });
    others.forEach((other, index) => {
      const told = orders[index + 1]!.map(({ kind, refunded }) => `${kind}${refunded ?? ''}`).join(', ');
      expect(other, told).toEqual(inOrder);
    });
  });
});

describe('case 11, T21: a bill that has been paid late, while its next number is out', () => {
  it('wants the other number voided in the transaction of the money, whoever lives to do it', async () => {
    const [paid, other] = await openCharges(2);
    const lines = paid!.lines;
    await chargesOf(payments.databases.payments).updateOne({ _id: other!._id }, { $set: { lines, state: 'awaiting', base: 'awaiting' } });
    const row = noticeOf(paid!, { kind: 'final', minute: 3 }, 0);
    await inboxOf(payments.databases.payments).insertOne(row);
    await processBatch(payments, connectors, org.scope, [row]);
    const now = (await chargesOf(payments.databases.payments).findOne({ _id: other!._id }))!;
    expect(now).toMatchObject({ state: 'awaiting', voidWanted: true, inquiries: 0, nextInquiryAt: expect.any(Date) as Date });
    expect(await chargesOf(payments.databases.payments).findOne({ _id: paid!._id })).toMatchObject({ state: 'final', voidWanted: false });
  });
});
