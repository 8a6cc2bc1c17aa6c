import { newBillId, newMemberId, newMoneyEventId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MoneyEventDocument } from '../../payments-service/src/charges/charge.repository.ts';
import { moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import { applyEvent } from '../../payments-service/src/inbox/inbox.rules.ts';
import type { PostedPayment } from '../../server/src/modules/payments/posting.rules.ts';
import { inHand, paidOut, tell } from './books.factory.ts';
import { amount, chargeOf, eventOf } from './charge.factory.ts';

/** What names a part: a refund that is here again, or a dispute about less than all. */
function partOf({ kind, refunded }: { readonly kind: (typeof moneyEventKinds)[number]; readonly refunded: number }) {
  if (kind === 'refund_returned') return { refund: { id: 'r', amount: yen(refunded) } };
  if (kind === 'part_charged_back') return { dispute: 'd', amount: yen(refunded) };
  // About all, or about all that had not gone back before.
  if (kind === 'charged_back') return { dispute: 'd', ...(refunded > 5000 ? { amount: yen(refunded) } : {}) };
  return kind === 'chargeback_won' ? { dispute: 'd' } : {};
}

it('T5: whatever comes whenever, the last Payment stands as the charge does, and all else holds nothing', () => {
  const told = fc.record({
    kind: fc.constantFrom(...moneyEventKinds),
    minute: fc.nat({ max: 8 }),
    refunded: fc.integer({ min: 1, max: 9999 }),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 9 }), (arrivals) => {
      let charge = chargeOf({ _id: newBillId(), orgId: newOrgId(), memberId: newMemberId() }, '0000000000000');
      const known: MoneyEventDocument[] = [];
      const posted: PostedPayment[] = [];
      arrivals.forEach((arrival, index) => {
        const event = { ...eventOf(arrival, charge.paymentNumber), ...partOf(arrival) };
        const effect = applyEvent(charge, known, event, `inbox_${index}`, newMoneyEventId());
        known.push(effect.event);
        if (effect.move) tell(posted, effect.move);
        charge = { ...charge, ...effect.changes };
      });
      const held = inHand(posted);
      const whole = charge.state === 'final' || charge.state === 'provisional';
      const left = whole ? amount : charge.state === 'partly_refunded' ? amount - posted.at(-1)!.reversed : 0;
      expect(held).toBe(left);
      if (charge.state !== 'provisional') expect(paidOut(charge, known)).toBe(left);
      const standing = { provisional: 'provisional', final: 'confirmed' }[charge.state as string] ?? charge.state;
      if (whole || ['partly_refunded', 'refunded', 'charged_back'].includes(charge.state)) expect(posted.at(-1)?.state).toBe(standing);
      else expect(posted.every((payment) => payment.reversed === payment.received)).toBe(true);
    }),
    {
      numRuns: 3000,
      // An older chargeback comes last, and what was given back of the money then was money that had been won back.
      examples: [
        [
          [
            { kind: 'chargeback_won', minute: 1, refunded: 1 },
            { kind: 'charged_back', minute: 1, refunded: 1 },
            { kind: 'partly_refunded', minute: 1, refunded: 1 },
            { kind: 'final', minute: 0, refunded: 1 },
            { kind: 'charged_back', minute: 0, refunded: 1 },
          ],
        ],
      ],
    },
  );
});
