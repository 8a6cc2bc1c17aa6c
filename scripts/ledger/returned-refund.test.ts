import { newBillId, newMemberId, newMoneyEventId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { ChargeDocument, MoneyEventDocument } from '../../payments-service/src/charges/charge.repository.ts';
import type { MoneyEvent } from '../../payments-service/src/connectors/connector.ts';
import { type Effect, applyEvent } from '../../payments-service/src/inbox/inbox.rules.ts';
import { bookPartTaken, bookReturned } from '../../payments-service/src/reconciliation/held-money.rules.ts';
import type { PostedPayment } from '../../server/src/modules/payments/posting.rules.ts';
import { inHand, paidOut, tell } from './books.factory.ts';
import { type Told, chargeOf, eventOf } from './charge.factory.ts';

const refund = { id: 're_1', amount: yen(3000) };
const notice = (told: Told, more: Partial<MoneyEvent> = {}): MoneyEvent => ({ ...eventOf(told, '0000000000000'), ...more });
const paid = notice({ kind: 'final', minute: 1 });
const givenBack = notice({ kind: 'partly_refunded', minute: 2 }, { amount: null, refund });
const disputed = (minute: number, sum = 7000) => notice({ kind: 'charged_back', minute }, { amount: yen(sum), dispute: 'du_1' });
const bounced = notice({ kind: 'refund_failed', minute: 4 }, { amount: null, refund });
const won = (minute: number) => notice({ kind: 'chargeback_won', minute }, { amount: yen(7000), dispute: 'du_1' });

function ordersOf<T>(rest: readonly T[]): T[][] {
  if (rest.length === 0) return [[]];
  return rest.flatMap((first, index) => ordersOf(rest.toSpliced(index, 1)).map((order) => [first, ...order]));
}

/** Notices come in an order; the office does what its tasks ask for after so many of them, and at the end. */
function play(order: readonly MoneyEvent[], looksAfter: number) {
  let charge: ChargeDocument = chargeOf({ _id: newBillId(), orgId: newOrgId(), memberId: newMemberId() }, '0000000000000');
  const known: MoneyEventDocument[] = [];
  const posted: PostedPayment[] = [];
  let tasks: Effect[] = [];
  const take = (effect: Effect) => {
    known.push(effect.event);
    if (effect.move) tell(posted, effect.move);
    charge = { ...charge, ...effect.changes };
  };
  const act = () => {
    // What cannot be said yet is said later.
    tasks = tasks.filter(({ held, event }) => {
      const book = held === 'refund_bounced' ? bookReturned : bookPartTaken;
      const effect = book(charge, known, event, `held:${event._id}`);
      if (effect) take(effect);
      return effect === null;
    });
  };
  order.forEach((told, place) => {
    const effect = applyEvent(charge, known, told, `inbox_${place}`, newMoneyEventId());
    take(effect);
    if (effect.held !== null && !effect.isRepeat) tasks.push(effect);
    if (place + 1 === looksAfter) act();
  });
  act();
  return { state: charge.state, inHand: inHand(posted), paidOut: paidOut(charge, known), payment: posted.at(-1)!.state };
}

/** Those of all orders and moments of the act that come to something else. */
const everyWay = (
  notices: readonly MoneyEvent[],
  expected: ReturnType<typeof play>,
  canBe: (order: readonly MoneyEvent[]) => boolean = () => true,
) => {
  const wrong = ordersOf(notices)
    .filter(canBe)
    .flatMap((order) =>
      order.flatMap((_told, place) => {
        const name = order.map(({ kind, occurredAt }) => `${kind}@${occurredAt.getUTCMinutes()}`).join(', ');
        const outcome = play(order, place + 1);
        return JSON.stringify(outcome) === JSON.stringify(expected) ? [] : [{ name, actsAfter: place + 1, outcome }];
      }),
    );
  expect(wrong).toEqual([]);
};

describe('provider case 28, T5: a refund that bounces after a dispute took the rest is booked to the yen, in every order', () => {
  it('the dispute still has its part', () => {
    everyWay([paid, givenBack, disputed(3), bounced], {
      state: 'partly_refunded',
      inHand: 3000,
      paidOut: 3000,
      payment: 'partly_refunded',
    });
  });

  it('the same dispute told once more is no other one', () => {
    const notices = [paid, givenBack, disputed(3), disputed(6), bounced];
    everyWay(notices, { state: 'partly_refunded', inHand: 3000, paidOut: 3000, payment: 'partly_refunded' });
  });

  it('the dispute took all, as though nothing had gone back: nothing is here until it is won', () => {
    const notices = [paid, givenBack, disputed(3, 10_000), bounced];
    everyWay(notices, { state: 'charged_back', inHand: 0, paidOut: 0, payment: 'charged_back' });
    everyWay([...notices, won(5)], { state: 'final', inHand: 10_000, paidOut: 10_000, payment: 'confirmed' });
  });

  it('only a sum told of the refund, and had counted it', () => {
    const sum = notice({ kind: 'partly_refunded', minute: 2, refunded: 3000 });
    const hasCounted = (order: readonly MoneyEvent[]) => order.indexOf(bounced) > Math.max(order.indexOf(sum), order.indexOf(paid));
    const part = { state: 'partly_refunded', inHand: 3000, paidOut: 3000, payment: 'partly_refunded' } as const;
    everyWay([paid, sum, disputed(3), bounced], part, hasCounted);
    everyWay(
      [paid, sum, disputed(3), bounced, won(5)],
      { state: 'final', inHand: 10_000, paidOut: 10_000, payment: 'confirmed' },
      hasCounted,
    );
  });

  it.each([
    ['after the refund bounced', 3, 5],
    ['before it', 2, 3],
    ['in the moment in which it was made', 3, 3],
  ])('the dispute is won, %s', (_when, from, to) => {
    everyWay([paid, givenBack, disputed(from), bounced, won(to)], {
      state: 'final',
      inHand: 10_000,
      paidOut: 10_000,
      payment: 'confirmed',
    });
  });
});
