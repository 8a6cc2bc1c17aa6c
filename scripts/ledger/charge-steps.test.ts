import { newBillId, newMemberId, newMoneyEventId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ChargeDocument, MoneyEventDocument } from '../../payments-service/src/charges/charge.repository.ts';
import { moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import { applyEvent } from '../../payments-service/src/inbox/inbox.rules.ts';
import { type PostedPayment, onReturned, onReversed, onSettled } from '../../server/src/modules/payments/posting.rules.ts';
import { amount, chargeOf, eventOf } from './charge.factory.ts';

/** The server's side in memory: its rules applied to one fact; nothing may have to wait when facts come in order. */
function tell(
  posted: PostedPayment[],
  from: string,
  to: ChargeDocument['state'],
  sequence: number,
  { refunded, back }: { readonly refunded: number; readonly back?: string },
): void {
  const last = () => posted[posted.length - 1]!;
  if (back) {
    const verdict = onReturned(posted, yen(Math.min(refunded, amount)), sequence);
    expect(verdict.effect).toBe('return');
    if (verdict.effect === 'return')
      posted[posted.length - 1] = { ...last(), state: verdict.state, sequence, reversed: yen(last().reversed - verdict.amount) };
    return;
  }
  if (to === 'provisional' || to === 'final') {
    const verdict = onSettled(posted, to, sequence);
    expect(['create', 'confirm', 'advance']).toContain(verdict.effect);
    if (verdict.effect === 'create')
      posted.push({ state: to === 'final' ? 'confirmed' : 'provisional', sequence, received: amount, reversed: yen(0) });
    else posted[posted.length - 1] = { ...last(), sequence, state: to === 'final' ? 'confirmed' : last().state };
    return;
  }
  const kind = from === 'provisional' && to === 'awaiting' ? 'provisional_withdrawn' : to;
  if (kind !== 'provisional_withdrawn' && kind !== 'partly_refunded' && kind !== 'refunded' && kind !== 'charged_back') return;
  const verdict = onReversed(posted, kind, kind === 'partly_refunded' ? yen(refunded) : amount, sequence);
  expect(verdict.effect).toBe('reverse');
  if (verdict.effect === 'reverse')
    posted[posted.length - 1] = { ...last(), state: verdict.state, sequence, reversed: yen(last().reversed + verdict.amount) };
}

/** What names a part: a refund that is here again, or a dispute about less than all. */
function partOf({ kind, refunded }: { readonly kind: (typeof moneyEventKinds)[number]; readonly refunded: number }) {
  if (kind === 'refund_returned') return { refund: { id: 'r', amount: yen(refunded) } };
  if (kind === 'part_charged_back') return { dispute: 'd', amount: yen(refunded) };
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
        effect.move?.steps.forEach((state, step) =>
          tell(posted, effect.move!.steps[step - 1] ?? charge.state, state, charge.version + step + 1, effect.move!),
        );
        charge = { ...charge, ...effect.changes };
      });
      const held = posted.reduce((sum, payment) => sum + payment.received - payment.reversed, 0);
      const whole = charge.state === 'final' || charge.state === 'provisional';
      const left = whole ? amount : charge.state === 'partly_refunded' ? amount - posted.at(-1)!.reversed : 0;
      expect(held).toBe(left);
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
