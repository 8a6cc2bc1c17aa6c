import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, openBill, reversed, settled } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import type { AllocationDocument, PaymentDocument } from './payment.repository.ts';
import { postReversed, postSettled } from './posting.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());

interface Fact {
  readonly id: string;
  post(): Promise<void>;
}

/** Lives of a charge over 10,000 yen, and what of it lies on the bill in the end. */
const lives = {
  paid: 10_000,
  'provisional, then final': 10_000,
  withdrawn: 0,
  'withdrawn, then paid again': 10_000,
  'partly refunded': 6000,
  refunded: 0,
  'charged back and won': 10_000,
} as const;
type Life = keyof typeof lives;

function factsOf(life: Life, bill: BillDocument): Fact[] {
  const chargeId = newChargeId();
  const money = (state: 'provisional' | 'final', sequence: number): Fact => {
    const notice = settled(bill, { chargeId, state, sequence });
    return { id: notice.messageId, post: () => postSettled(server.platform, org.scope, [notice]) };
  };
  const back = (kind: Parameters<typeof reversed>[1]['kind'], sequence: number, amount = 10_000): Fact => {
    const notice = reversed(settled(bill, { chargeId }), { kind, sequence, amount: yen(amount) as never });
    return { id: notice.messageId, post: () => postReversed(server.platform, org.scope, [notice]) };
  };
  switch (life) {
    case 'paid':
      return [money('final', 2)];
    case 'provisional, then final':
      return [money('provisional', 2), money('final', 3)];
    case 'withdrawn':
      return [money('provisional', 2), back('provisional_withdrawn', 3)];
    case 'withdrawn, then paid again':
      return [money('provisional', 2), back('provisional_withdrawn', 3), money('provisional', 4), money('final', 5)];
    case 'partly refunded':
      return [money('final', 2), back('partly_refunded', 3, 1000), back('partly_refunded', 4, 4000)];
    case 'refunded':
      return [money('final', 2), back('partly_refunded', 3, 1000), back('refunded', 4)];
    case 'charged back and won':
      return [money('final', 2), back('charged_back', 3), money('final', 4)];
  }
}

/** As the queue does: what cannot be posted yet is brought again. */
async function deliver(facts: readonly Fact[]): Promise<void> {
  let waiting = [...facts];
  for (let round = 0; waiting.length > 0; round += 1) {
    expect(round).toBeLessThan(facts.length + 1);
    const again: Fact[] = [];
    for (const fact of waiting) {
      try {
        await fact.post();
      } catch (error) {
        expect((error as { code?: string }).code).toBe('IN_PROGRESS');
        again.push(fact);
      }
    }
    waiting = again;
  }
}

const sum = (rows: readonly { readonly amount: number }[]) => rows.reduce((total, row) => total + row.amount, 0);

describe('the ledger', () => {
  it('case 49: ends the same whatever the order and however often each fact comes, and never gives more than it received', async () => {
    const db = server.platform.databases.server;
    const anyLife = fc.constantFrom(...(Object.keys(lives) as Life[]));
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLife, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat({ max: 1000 }), { minLength: 24, maxLength: 24 }),
        async (chosen, keys) => {
          const bill = await openBill(server, org, (await org.addMember())._id);
          const facts = chosen.flatMap((life) => factsOf(life, bill));
          const twice = [...facts, ...facts];
          const order = twice.map((fact, index) => ({ fact, key: keys[index] ?? 0 })).toSorted((left, right) => left.key - right.key);
          await deliver(order.map(({ fact }) => fact));
          const after = await billNow(server, bill._id);
          expect(after.allocated).toBe(chosen.reduce((total, life) => total + lives[life], 0));
          expect(after.provisionalAllocated).toBe(0);
          const allocations = await db.collection<AllocationDocument>('allocations').find({ billId: bill._id }).toArray();
          expect(sum(allocations)).toBe(after.allocated);
          for (const payment of await db.collection<PaymentDocument>('payments').find({ memberId: bill.memberId }).toArray()) {
            expect(payment.allocated + payment.unallocated + payment.reversed).toBe(payment.received);
            expect(sum(allocations.filter((row) => row.paymentId === payment._id))).toBe(payment.allocated);
            expect(payment.allocated).toBeLessThanOrEqual(payment.received);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
