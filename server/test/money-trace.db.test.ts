import { makeId, newChargeId, newMemberId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { newPayoutId } from '@tsudoi/shared/kernel/payout-ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FindAttemptsInput } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { findAttempts } from '../src/modules/payments/attempt-search.service.ts';
import { askProvider } from '../src/modules/payments/charge-ask.service.ts';
import { deadLetters, replayDeadLetter } from '../src/modules/payments/dead-letter.service.ts';
import { moneyTrace } from '../src/modules/payments/money-trace.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { codeOf, openBill, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

const chargeOf = (given: Record<string, unknown>) => ({
  paymentNumber: '1234567890128',
  provider: 'komoju',
  providerIds: {},
  method: 'card',
  state: 'failed',
  amount: 10_000,
  memberFee: 0,
  lines: [],
  expiresAt: null,
  createdAt: '2026-05-12T03:00:00.000Z',
  failureCode: 'insufficient_funds',
  events: [],
  ...given,
});
const messages = () => server.platform.databases.queue.collection<{ _id: string }>('messages');
const message = (given: Record<string, unknown>) => ({
  _id: newMessageId() as string,
  orgId: org.scope.orgId,
  to: 'server',
  name: 'payments.money.settled',
  version: 1,
  payload: {},
  occurredAt: new Date('2026-05-12T03:05:00Z'),
  causedBy: 'test',
  state: 'dead',
  attempts: 8,
  nextAt: new Date(),
  leaseToken: 8,
  deadReason: 'NOT_FOUND',
  ...given,
});

describe('somebody calls who could not pay', () => {
  test('PAY-08: name, reading, birthday and address find the try with its state and the provider’s code', async () => {
    const member = await org.addMember({ contactEmail: 'misaki@example.jp', birthDate: '1990-05-12' });
    const bill = await openBill(server, org, member._id);
    const lines = [{ payableId: bill._id, amount: 10_000 }];
    server.payments.answers['traces.charges'] = [chargeOf({ chargeId: newChargeId(), memberId: member._id, lines })];
    const told = FindAttemptsInput.parse({
      familyName: member.familyName,
      givenName: member.givenName,
      familyNameKana: member.familyNameKana,
      givenNameKana: member.givenNameKana,
      birthDate: '1990-05-21',
      email: 'MISAKI@example.jp',
    });
    const { people } = await findAttempts(server.platform, org.scope, told);
    expect(people[0]).toMatchObject({
      memberId: member._id,
      agrees: ['name', 'kana', 'email'],
      differs: ['birthDate'],
      attempts: [{ billNames: [bill.billName], state: 'failed', provider: 'komoju', failureCode: 'insufficient_funds' }],
    });
    // Asked in the name of the organisation, and of nobody else's members.
    const other = await openOrganization(server);
    expect(await findAttempts(server.platform, other.scope, told)).toEqual({ people: [] });
    expect(FindAttemptsInput.safeParse({ familyName: '高橋' }).success).toBe(false);
  });
});

describe('the trace of a payment', () => {
  test('from the provider’s word to the books and the payout, and what still waits on the way', async () => {
    const member = await org.addMember();
    const bill = await openBill(server, org, member._id);
    const told = settled(bill);
    await postSettled(server.platform, org.scope, [told]);
    const { chargeId } = told.payload;
    await messages().insertMany([message({ state: 'ready', payload: { chargeId } }), message({ payload: { chargeId: 'another' } })]);
    server.payments.answers['traces.charges'] = [
      chargeOf({ chargeId, memberId: member._id, state: 'final', lines: [{ payableId: bill._id, amount: 10_000 }] }),
    ];
    const month = { payoutId: newPayoutId(), closeMonth: '2026-05' };
    const paid = {
      lineId: `${chargeId}#0`,
      kind: 'money',
      bookedOn: '2026-05-12',
      net: 9640,
      at: '2026-06-29T15:00:00.000Z',
      payout: { ...month, state: 'paid', payOn: '2026-06-30', paidOn: '2026-06-30' },
      carriedBy: [],
    };
    server.payments.answers['traces.whereabouts'] = { payouts: [paid], settlements: [] };
    expect(await moneyTrace(server.platform, org.scope, chargeId)).toMatchObject({
      payouts: [paid],
      settlements: [],
      bills: [{ billId: bill._id }],
      postings: [
        { state: 'waiting', name: 'payments.money.settled' },
        { state: 'posted', messageId: told.messageId },
      ],
      payments: [{ received: 10_000, allocated: 10_000, unallocated: 0, state: 'confirmed' }],
    });
    server.payments.answers['traces.charges'] = [];
    expect(await codeOf(moneyTrace(server.platform, org.scope, chargeId))).toBe('NOT_FOUND');
  });

  test('PAY-08: the provider is asked about it in the name of somebody, which is on record; of no charge of another organisation', async () => {
    const office = await openOrganization(server);
    const chargeId = newChargeId();
    const records = () =>
      server.platform.databases.server.collection('audit_entries').find({ orgId: office.scope.orgId, action: 'payment.ask' }).toArray();
    server.payments.answers['traces.charges'] = [];
    expect(await codeOf(askProvider(server.platform, office.owner, chargeId))).toBe('NOT_FOUND');
    expect(await records()).toEqual([]);
    server.payments.answers['traces.charges'] = [chargeOf({ chargeId, memberId: newMemberId(), state: 'voided' })];
    server.payments.answers['charges.ask'] = { outcome: 'changed' };
    expect(await askProvider(server.platform, office.owner, chargeId)).toEqual({ outcome: 'changed' });
    expect(await records()).toMatchObject([{ subjectKind: 'charge', subjectId: chargeId, subjectName: '1234567890128', fields: [] }]);
    server.payments.answers['traces.charges'] = [];
  });

  test('a dead message is delivered once more, by its own organisation alone', async () => {
    const office = await openOrganization(server);
    const dead = message({ orgId: office.scope.orgId });
    await messages().insertOne(dead);
    expect(await deadLetters(server.platform, office.scope)).toEqual({
      rows: [
        {
          kind: 'message',
          id: dead._id,
          name: 'payments.money.settled',
          reason: 'NOT_FOUND',
          attempts: 8,
          at: '2026-05-12T03:05:00.000Z',
        },
      ],
    });
    const other = await openOrganization(server);
    const ask = { kind: 'message' as const, id: dead._id };
    expect(await codeOf(replayDeadLetter(server.platform, other.owner, ask))).toBe('NOT_FOUND');
    expect(await replayDeadLetter(server.platform, office.owner, ask)).toEqual({ rows: [] });
    expect(await messages().findOne({ _id: dead._id })).toMatchObject({ state: 'ready', attempts: 0 });
    expect(await codeOf(replayDeadLetter(server.platform, office.owner, ask))).toBe('NOT_FOUND');
    expect(await codeOf(replayDeadLetter(server.platform, office.owner, { kind: 'notice', id: 'komoju:x:y' }))).toBe('NOT_FOUND');
  });

  test('of more dead messages than are shown the newest are, whichever service they were for', async () => {
    const office = await openOrganization(server);
    const dead = Array.from({ length: 130 }, (_, at) =>
      message({
        _id: makeId('message', Date.parse('2026-05-12T03:00:00Z') + at * 60_000),
        orgId: office.scope.orgId,
        to: at % 3 === 0 ? 'payments-service' : 'server',
        occurredAt: new Date(Date.parse('2026-05-12T03:00:00Z') + at * 60_000),
      }),
    );
    await messages().insertMany(dead);
    const { rows } = await deadLetters(server.platform, office.scope);
    expect(rows.map(({ id }) => id)).toEqual(dead.toReversed().slice(0, 100).map(({ _id }) => _id)); // prettier-ignore
  });
});
