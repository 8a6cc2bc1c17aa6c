import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, chargeOf, eventOf, expiresAt, toldOf } from '../../test/charge-events.factory.ts';
import type { MoneyEventDocument } from '../charges/charge.repository.ts';
import type { MoneyEventKind } from '../connectors/connector.ts';
import { applyEvent } from '../inbox/inbox.rules.ts';
import { bookHeld, bookPartTaken, bookReturned, bookTakenBack } from './held-money.rules.ts';

const ofSecond = { providerPaymentId: 'pay_2' };

describe('a refund that came back (provider case 28)', () => {
  const refund = { id: 're_1', amount: yen(3000) };
  const charge = chargeOf({ state: 'partly_refunded', settledBy: 'pay_1' });
  const paid = eventOf('final', 1);
  const given = eventOf('partly_refunded', 2, { refund, amount: null });
  const bounced = (minute: number) => eventOf('refund_failed', minute, { refund, amount: yen(1), held: true });
  const dayOf = (known: readonly MoneyEventDocument[], minute: number) =>
    bookReturned(charge, known, bounced(minute), 'h')?.event.occurredAt;

  it('is here again, from when the provider told of it', () => {
    const effect = bookReturned(charge, [paid, given], bounced(4), 'held:7')!;
    expect(effect.event).toEqual({
      _id: effect.event._id,
      orgId: effect.event.orgId,
      chargeId: effect.event.chargeId,
      inboxId: 'held:7',
      kind: 'refund_returned',
      occurredAt: at(4),
      providerPaymentId: 'pay_1',
      amount: 3000,
      currency: 'JPY',
      refunded: null,
      held: false,
      refund,
    });
    expect(effect.move).toMatchObject({
      steps: ['final'],
      refunded: 0,
      disputed: 0,
      expiresAt,
      causedBy: 'held:7',
      back: 'refund_returned',
    });
    expect(effect.move!.at('final')).toEqual(at(4));
    expect(effect).toMatchObject({ held: null, charge, changes: { state: 'final', version: 5 } });
  });

  it('leaves what another refund took', () => {
    const other = eventOf('partly_refunded', 3, { refund: { id: 're_2', amount: yen(2000) }, amount: null });
    const effect = bookReturned(charge, [paid, given, other], bounced(4), 'held:7')!;
    expect(effect.move).toMatchObject({ steps: ['partly_refunded'], refunded: 2000 });
    expect(effect.changes).toEqual({ state: 'partly_refunded', version: 5 });
  });

  it('is after all that counted it as gone, and after nothing else', () => {
    expect(dayOf([paid, given], 1)).toEqual(at(2));
    const later = (kind: MoneyEventKind, more: Partial<MoneyEventDocument> = {}) =>
      dayOf([paid, given, eventOf(kind, 9, { refunded: yen(5000), ...more })], 4);
    for (const kind of ['partly_refunded', 'charged_back', 'chargeback_won'] as const) expect(later(kind), kind).toEqual(at(9));
    for (const kind of ['marked_as_fraud', 'refund_failed', 'instructions_issued'] as const) expect(later(kind), kind).toEqual(at(4));
    expect(later('partly_refunded', { held: true })).toEqual(at(4));
    expect(later('partly_refunded', ofSecond)).toEqual(at(4));
    // Of several the last, in whichever order they are known.
    const several = [eventOf('partly_refunded', 9, { refunded: yen(4000) }), eventOf('partly_refunded', 7, { refunded: yen(4000) })];
    expect([dayOf([paid, given, ...several], 4), dayOf([...several.toReversed(), given, paid], 4)]).toEqual([at(9), at(9)]);
    const whole = { id: 're_1', amount: yen(10_000) };
    const all = eventOf('refunded', 8, { refund: whole, amount: null });
    const back = bookReturned({ ...charge, state: 'refunded' }, [paid, all], { ...bounced(4), refund: whole }, 'h')!;
    expect([back.event.occurredAt, back.changes.state]).toEqual([at(8), 'final']);
  });

  it('cannot be said where no money came, or of no refund', () => {
    expect(bookReturned(chargeOf(), [], bounced(4), 'held:7')).toBeNull();
    expect(bookReturned(chargeOf(), [given], bounced(4), 'held:7')).toBeNull();
    expect(bookReturned(charge, [{ ...paid, held: true }, given], bounced(4), 'held:7')).toBeNull();
    const { refund: _refund, ...nameless } = bounced(4);
    expect(bookReturned(charge, [paid, given], nameless, 'held:7')).toBeNull();
  });
});

describe('a dispute that took a part (docs/decisions/0083)', () => {
  const charge = chargeOf({ state: 'final', settledBy: 'pay_1' });
  const paid = eventOf('final', 1);
  const taken = (sum: number, more: Partial<MoneyEventDocument> = {}) =>
    eventOf('charged_back', 6, { amount: yen(sum), dispute: 'du_1', held: true, ...more });

  it('has so much, from when the provider told of it', () => {
    const effect = bookPartTaken(charge, [paid], taken(4000), 'held:8')!;
    expect(effect.event).toMatchObject({ kind: 'part_charged_back', occurredAt: at(6), amount: 4000, dispute: 'du_1', held: false });
    expect(effect.event.refunded).toBeNull();
    expect(effect.move).toMatchObject({ steps: ['partly_refunded'], refunded: 4000, disputed: 4000, expiresAt, causedBy: 'held:8' });
    expect(effect.move).not.toHaveProperty('back');
    expect(effect.move!.at('partly_refunded')).toEqual(at(6));
    expect(effect.changes).toEqual({ state: 'partly_refunded', version: 5 });
  });

  it('is known by its notice where the provider names none', () => {
    const { dispute: _dispute, ...nameless } = taken(4000);
    expect(bookPartTaken(charge, [paid], nameless, 'held:8')!.event.dispute).toBe(nameless.inboxId);
  });

  it('adds to what had gone, and is nothing where there is nothing it could have taken', () => {
    const given = eventOf('partly_refunded', 2, { refunded: yen(3000) });
    const partly = { ...charge, state: 'partly_refunded' } as const;
    expect(bookPartTaken(partly, [paid, given], taken(4000), 'held:8')!.move).toMatchObject({ refunded: 7000, disputed: 4000 });
    const all = eventOf('refunded', 2, { refunded: yen(10_000) });
    expect(bookPartTaken({ ...charge, state: 'refunded' }, [paid, all], taken(4000), 'held:8')).toBeNull();
    expect(bookPartTaken(charge, [paid], taken(0), 'held:8')).toBeNull();
    // What went of another payment took nothing of this one, and neither did what is held.
    for (const more of [ofSecond, { held: true }])
      expect(bookPartTaken(charge, [paid, { ...all, ...more }], taken(4000), 'held:8')!.move!.refunded).toBe(4000);
  });

  it('has gone and is whole again when it is won: never more than came, never less than nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 4999 }), (sum, before) => {
        const given = before === 0 ? [] : [eventOf('partly_refunded', 2, { refunded: yen(before) })];
        const state = before === 0 ? 'final' : 'partly_refunded';
        const effect = bookPartTaken({ ...charge, state }, [paid, ...given], taken(sum), 'held:8')!;
        expect(effect.move!.refunded).toBe(before + sum);
        const won = { ...eventOf('chargeback_won', 9, { amount: yen(sum), dispute: 'du_1' }), orderNumber: null, providerSessionId: null };
        const told = { ...won, instructions: null, expiresAt: null };
        const after = applyEvent({ ...charge, ...effect.changes }, [paid, ...given, effect.event], told, 'inbox:9');
        expect(after.move).toMatchObject({ refunded: before, back: 'part_won' });
        expect(after.changes.state).toBe(state);
      }),
    );
  });
});

describe('final money that was withdrawn (provider case 15)', () => {
  const charge = chargeOf({ state: 'final', settledBy: 'pay_1' });
  const paid = eventOf('final', 1);
  const withdrawn = eventOf('provisional_withdrawn', 4, { held: true, providerPaymentId: null, amount: null });

  it('has gone from its withdrawal on, also where the money itself was heard of last, and comes back by nothing', () => {
    for (const known of [
      [paid, withdrawn],
      [{ ...withdrawn, held: false }, paid],
    ]) {
      const effect = bookTakenBack(charge, known, 'held:9')!;
      expect(effect.event).toMatchObject({
        kind: 'charged_back',
        occurredAt: at(4),
        providerPaymentId: 'pay_1',
        amount: null,
        held: false,
      });
      expect(effect.move).toMatchObject({ steps: ['charged_back'], refunded: 0, causedBy: 'held:9' });
      expect(effect.changes).toEqual({ state: 'charged_back', version: 5 });
      // Once it has gone there is nothing that could go again.
      expect(bookTakenBack({ ...charge, ...effect.changes }, [...known, effect.event], 'held:10')?.move ?? null).toBeNull();
    }
  });

  it('keeps no later money away: that is held, and by people’s word a charge of its own', () => {
    const { event, changes } = bookTakenBack(charge, [paid, withdrawn], 'held:9')!;
    const [gone, known] = [{ ...charge, ...changes }, [paid, withdrawn, event]];
    const again = applyEvent(gone, known, toldOf('final', 6), 'inbox:9');
    expect([again.held, again.move, again.event.held]).toEqual(['second_payment', null, true]);
    const booked = bookHeld(gone, [...known, again.event], again.event, yen(10_000), 'held:10')!;
    expect([booked.move, booked.changes]).toEqual([null, {}]);
    expect(booked.born?.charge).toMatchObject({ state: 'final', amount: 10_000, providerIds: {}, createdAt: at(6) });
    // What was before the withdrawal, and is told once more, says nothing new.
    expect(applyEvent(gone, known, toldOf('final', 1), 'inbox:10')).toMatchObject({ held: null, move: null });
  });

  it('takes what a refund has left, behind it', () => {
    const given = eventOf('partly_refunded', 6, { refunded: yen(3000) });
    const effect = bookTakenBack({ ...charge, state: 'partly_refunded' }, [paid, withdrawn, given], 'held:9')!;
    expect([effect.event.occurredAt, effect.changes.state, effect.move?.refunded]).toEqual([at(6), 'charged_back', 3000]);
  });

  it('is nothing where nothing was withdrawn, it was paid again since, or no money is there', () => {
    expect(bookTakenBack(charge, [paid, withdrawn, eventOf('final', 6)], 'held:9')).toBeNull();
    expect(bookTakenBack(charge, [paid], 'held:9')).toBeNull();
    expect(bookTakenBack(chargeOf(), [withdrawn], 'held:9')).toBeNull();
    expect(
      bookTakenBack({ ...charge, state: 'refunded' }, [paid, withdrawn, eventOf('refunded', 6, { refunded: yen(10_000) })], 'h'),
    ).toBeNull();
  });
});
