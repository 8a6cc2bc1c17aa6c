import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { at, chargeOf, eventOf, expiresAt, first, second } from '../../test/charge-events.factory.ts';
import type { MoneyEventDocument } from '../charges/charge.repository.ts';
import { applyEvent } from '../inbox/inbox.rules.ts';
import { bookHeld } from './held-money.rules.ts';

const heldOf = (changes: Partial<MoneyEventDocument> = {}) => eventOf('final', 5, { held: true, amount: yen(9500), ...changes });
const ofSecond = { providerPaymentId: 'pay_2' };

describe('money that is held settles its charge (domain.md 3.8, case 50)', () => {
  it('with the sum that came, less what the payer pays on top, on the bills in their order', () => {
    const charge = chargeOf({ memberFee: yen(165) });
    const effect = bookHeld(charge, [eventOf('instructions_issued', 1)], heldOf(), yen(9665), 'held:1')!;
    expect(effect).toMatchObject({ held: null, charge });
    expect(effect.changes).toEqual({
      amount: 9500,
      lines: [
        { payableId: first, amount: 6000 },
        { payableId: second, amount: 3500 },
      ],
      providerIds: { sessionId: 'ses_1', paymentId: 'pay_1' },
      state: 'final',
      settledBy: 'pay_1',
      version: 5,
    });
    expect(effect.move).toMatchObject({ steps: ['final'], refunded: 0, expiresAt, causedBy: 'held:1' });
    expect(effect.move!.charge).toMatchObject({ _id: charge._id, amount: 9500, lines: effect.changes.lines });
    expect(effect.move!.at('final')).toEqual(at(5));
    expect(effect.move!.at('refunded')).toEqual(at(5));
    expect(effect.born).toBeUndefined();
    // The event says all that the provider took, and counts.
    expect(effect.event).toEqual({
      _id: effect.event._id,
      orgId: charge.orgId,
      chargeId: charge._id,
      inboxId: 'held:1',
      kind: 'final',
      occurredAt: at(5),
      providerPaymentId: 'pay_1',
      amount: 9665,
      currency: 'JPY',
      refunded: null,
      held: false,
    });
  });

  it('is nothing where the fee on top takes all of it; one yen is enough', () => {
    const charge = chargeOf({ memberFee: yen(165) });
    expect([164, 165].map((sum) => bookHeld(charge, [], heldOf(), yen(sum), 'held:1'))).toEqual([null, null]);
    expect(bookHeld(charge, [], heldOf(), yen(166), 'held:1')!.changes.amount).toBe(1);
  });

  it('waits for the final word after a prompt report, and for nothing else', () => {
    expect(bookHeld(chargeOf({ state: 'provisional' }), [], heldOf(), yen(9500), 'held:1')).toBeNull();
    for (const state of ['requested', 'awaiting', 'authorized', 'expired', 'voided', 'failed'] as const)
      expect(bookHeld(chargeOf({ state }), [], heldOf(), yen(9500), 'held:1')?.changes.state, state).toBe('final');
  });

  it('with what has gone of it already; what is held, or of another payment, counts for nothing', () => {
    const gone = eventOf('partly_refunded', 7, { refunded: yen(2000) });
    const others = [
      eventOf('refunded', 8, { refunded: yen(9500), held: true }),
      eventOf('refunded', 8, { refunded: yen(9500), ...ofSecond }),
    ];
    const effect = bookHeld(chargeOf(), [gone, ...others], heldOf(), yen(9500), 'held:1')!;
    expect(effect.move).toMatchObject({ steps: ['final', 'partly_refunded'], refunded: 2000 });
    expect([effect.move!.at('final'), effect.move!.at('partly_refunded')]).toEqual([at(5), at(7)]);
    expect(effect.changes).toMatchObject({ state: 'partly_refunded', version: 6 });
  });

  it('keeps the names that the provider knows it by where the notice names no payment', () => {
    const effect = bookHeld(chargeOf(), [], heldOf({ providerPaymentId: null }), yen(9500), 'held:1')!;
    expect(effect.changes).toMatchObject({ providerIds: { sessionId: 'ses_1' }, settledBy: null });
    expect(effect.changes.providerIds).not.toHaveProperty('paymentId');
  });

  it('is the same payment once', () => {
    const known = [eventOf('final', 4)];
    expect(bookHeld(chargeOf(), known, heldOf(), yen(9500), 'held:1')).toBeNull();
    // A held notice of it has booked nothing, and neither has a report, nor a notice about another payment.
    for (const other of [eventOf('final', 4, { held: true }), eventOf('authorized', 4), eventOf('final', 4, ofSecond)])
      expect(bookHeld(chargeOf(), [other], heldOf(), yen(9500), 'held:1')?.changes.amount).toBe(9500);
  });
});

describe('held money of a charge that has its money (provider case 11)', () => {
  const fee = { bearer: 'org', basisPoints: 360, fixed: zeroYen, sum: yen(360) } as const;
  const paid = chargeOf({ state: 'final', settledBy: 'pay_1', fee, memberFee: yen(165) });
  const known = [eventOf('final', 1)];
  const held = heldOf(ofSecond);
  const book = (more: readonly MoneyEventDocument[] = [], one = held, charge = paid) =>
    bookHeld(charge, [...known, ...more], one, yen(10_165), 'held:2');

  it('becomes a charge of its own, whose provider can give it back', () => {
    const effect = book()!;
    expect(effect).toMatchObject({ held: null, move: null, charge: paid, changes: {} });
    expect(effect.changes).toEqual({});
    expect(effect.event).toMatchObject({ inboxId: 'held:2', providerPaymentId: 'pay_2', amount: 10_165, held: false });
    const { charge, move } = effect.born!;
    expect(charge).toMatchObject({
      amount: 10_000,
      // The first payment paid all the bills: the payer aimed it at the last of them.
      lines: [{ payableId: second, amount: 10_000 }],
      state: 'final',
      base: 'final',
      version: 1,
      depositOf: paid._id,
      settledBy: 'pay_2',
      providerIds: { paymentId: 'pay_2' },
      idempotencyKey: 'held:2',
      createdAt: at(5),
      // As it was when the order was opened.
      fee,
    });
    expect(charge._id).not.toBe(paid._id);
    expect(charge.paymentNumber).not.toBe(paid.paymentNumber);
    expect(move).toMatchObject({ steps: ['final'], refunded: 0, expiresAt: null, causedBy: 'held:2' });
    expect(move.charge).toMatchObject({ _id: charge._id, state: 'created', version: 0, amount: 10_000 });
    expect(move.at('final')).toEqual(at(5));
  });

  it('costs what the order cost when it was opened, whatever came of the second payment', () => {
    const born = bookHeld(paid, known, held, yen(5165), 'held:2')!.born!.charge;
    expect(born).toMatchObject({ amount: 5000, fee });
  });

  it('has no fee where the order had none, and no name where the provider gave none', () => {
    const { fee: _fee, ...plain } = paid;
    const born = bookHeld(plain, [eventOf('final', 1, { providerPaymentId: null })], heldOf({ providerPaymentId: null }), yen(10_165), 'x')!
      .born!.charge;
    expect(born).not.toHaveProperty('fee');
    expect(born.providerIds).toEqual({});
    expect(born.settledBy).toBeNull();
  });

  it('is booked once, and not at all once it has gone back', () => {
    expect(book([book()!.event])).toBeNull();
    for (const told of [
      eventOf('refunded', 6, { ...ofSecond, refunded: yen(10_165) }),
      // The provider’s word about the second payment is held, and tells it all the same.
      eventOf('refunded', 6, { ...ofSecond, held: true }),
      eventOf('charged_back', 6, ofSecond),
    ])
      expect(book([told]), told.kind).toBeNull();
    // In part, won again, or of the first payment: what is here is here.
    for (const told of [
      [eventOf('partly_refunded', 6, { ...ofSecond, refunded: yen(1000) })],
      [eventOf('charged_back', 6, ofSecond), eventOf('chargeback_won', 7, ofSecond)],
      [eventOf('charged_back', 6)],
    ])
      expect(book(told)?.born?.charge.amount).toBe(10_000);
    expect(book([eventOf('charged_back', 6, ofSecond), eventOf('chargeback_won', 7)])).toBeNull();
  });

  it('is not held up by what went back of money that no name is known of', () => {
    const nameless = { providerPaymentId: null };
    expect(book([eventOf('refunded', 6, nameless)], heldOf(nameless))?.born).toBeDefined();
  });
});

describe('held money of an account (provider case 11)', () => {
  const charge = chargeOf({ method: 'virtual_account', provider: 'robot-payment' });
  const account = { asked: charge.amount, lines: charge.lines, received: zeroYen, open: true };
  const open = { ...charge, account };

  it('is what came, and closes the account; what comes all the same is booked as well', () => {
    const effect = bookHeld(open, [], heldOf(ofSecond), yen(9500), 'held:4')!;
    expect(effect.changes).toMatchObject({ state: 'final', amount: 9500, account: { asked: 10_000, received: 9500, open: false } });
    expect(effect.event).toMatchObject({ kind: 'final', deposited: 9500, amount: 9500, held: false, inboxId: 'held:4' });
    const all = { ...heldOf({ ...ofSecond, amount: yen(10_000) }), orderNumber: charge.paymentNumber, providerSessionId: null };
    const later = applyEvent({ ...open, ...effect.changes }, [effect.event], { ...all, instructions: null, expiresAt: null }, 'inbox:5');
    expect(later.born!.charge).toMatchObject({ amount: 500, depositOf: charge._id });
  });

  it('adds to what is booked of it: a later transfer is a charge of its own', () => {
    const settled = {
      ...open,
      state: 'final',
      amount: yen(7000),
      settledBy: 'pay_1',
      account: { ...account, received: yen(7000) },
    } as const;
    const known = [eventOf('final', 1, { deposited: yen(7000), amount: yen(7000) })];
    const effect = bookHeld(settled, known, heldOf(ofSecond), yen(3000), 'held:5')!;
    expect(effect.event.deposited).toBe(10_000);
    expect(effect.born!.charge).toMatchObject({ amount: 3000, lines: [{ payableId: second, amount: 3000 }], depositOf: charge._id });
    expect(effect.changes).toMatchObject({ account: { received: 10_000, open: false } });
  });

  it('is nothing that can be said of a sum which no payment may have', () => {
    expect(bookHeld(open, [], heldOf(), yen(10_000_000), 'held:6')).toBeNull();
    expect(bookHeld(open, [], heldOf(), yen(9_999_999), 'held:6')?.changes.amount).toBe(9_999_999);
  });
});
