import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { at, chargeOf, eventOf, expiresAt, first, second, toldOf } from '../../test/charge-events.factory.ts';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import type { MoneyEvent } from '../connectors/connector.ts';
import { applyEvent, nextLookAt, withoutFuture } from './inbox.rules.ts';

const apply = (charge: ChargeDocument, told: MoneyEvent, known: readonly MoneyEventDocument[] = []) =>
  applyEvent(charge, known, told, 'inbox');

describe('money in an account', () => {
  const account = { asked: yen(10_000), lines: chargeOf().lines, received: zeroYen, open: true };
  const open = chargeOf({ method: 'virtual_account', account, fee: { bearer: 'org', basisPoints: 100, fixed: yen(20), sum: yen(120) } });
  const total = (sum: number, minute = 3, more: Partial<MoneyEvent> = {}) =>
    toldOf('final', minute, { amount: null, deposited: yen(sum), ...more });
  const booked = (sum: number) => eventOf('final', 1, { deposited: yen(sum), amount: null });

  it('the first makes the charge what came, on its bills in their order, at what that costs', () => {
    const effect = apply(open, total(7000, 3, { expiresAt: at(99) }));
    const lines = [
      { payableId: first, amount: 6000 },
      { payableId: second, amount: 1000 },
    ];
    const fee = { bearer: 'org', basisPoints: 100, fixed: 20, sum: 90 };
    const providerIds = { sessionId: 'ses_1', paymentId: 'pay_1' };
    const settled = { amount: 7000, lines, fee, account: { ...account, received: 7000 }, state: 'final', settledBy: 'pay_1', version: 5 };
    expect(effect.changes).toEqual({ ...settled, providerIds });
    expect(effect.move).toMatchObject({
      steps: ['final'],
      refunded: 0,
      expiresAt,
      causedBy: 'inbox',
      charge: { amount: 7000, lines, fee },
    });
    expect(effect.move!.at('final')).toEqual(at(3));
    expect(apply({ ...open, expiresAt: null }, total(7000, 3, { expiresAt: at(99) })).move!.expiresAt).toEqual(at(99));
    expect(apply({ ...open, expiresAt: null }, total(7000)).move!.expiresAt).toBeNull();
  });

  it('a later one is a charge of its own; a total that is known books nothing', () => {
    const settled = {
      ...open,
      providerIds: { paymentId: 'pay_1' },
      state: 'final',
      settledBy: 'pay_1',
      amount: yen(7000),
      account: { ...account, received: yen(7000) },
    } as const;
    const { born, move, changes } = apply(settled, total(9000, 6, { providerPaymentId: 'pay_2' }), [booked(7000)]);
    expect([move, changes]).toEqual([null, { account: { ...account, received: 9000 } }]);
    expect(born!.charge).toMatchObject({
      amount: 2000,
      settledBy: 'pay_2',
      depositOf: open._id,
      lines: [{ payableId: second, amount: 2000 }],
    });
    expect(born!.move).toMatchObject({
      steps: ['final'],
      expiresAt: null,
      refunded: 0,
      causedBy: 'inbox',
      charge: { state: 'created', version: 0 },
    });
    expect(born!.move.at('final')).toEqual(at(6));
    for (const known of [9000, 9001]) {
      const again = apply(settled, total(9000, 6), [booked(known)]);
      expect(again).toMatchObject({ held: null, move: null, event: { held: false, deposited: 9000 } });
      expect(again).not.toHaveProperty('born');
    }
  });

  it('is all that was asked for where the provider says no more than that it has come', () => {
    const told = toldOf('final', 3, { amount: yen(10_000) });
    expect(apply(open, told).event.deposited).toBe(10_000);
    expect(apply(open, { ...told, kind: 'expired' }).event).not.toHaveProperty('deposited');
    expect(apply(chargeOf(), told).event).not.toHaveProperty('deposited');
  });

  it('9,999,999 yen at once are money, a yen more is for people', () => {
    expect(apply(open, total(9_999_999)).changes.amount).toBe(9_999_999);
    expect(apply(open, total(10_000_000))).toMatchObject({ held: 'amount_mismatch', move: null, changes: {}, event: { held: true } });
    expect(apply({ ...open, state: 'final' }, total(10_000_001), [booked(2)]).born!.charge.amount).toBe(9_999_999);
  });

  it('closes when its deadline is over, or it is stopped, and once', () => {
    for (const kind of ['expired', 'voided'] as const)
      expect(apply(open, toldOf(kind, 9)).changes.account, kind).toEqual({ ...account, open: false });
    expect(apply(open, toldOf('try_failed', 9)).changes).not.toHaveProperty('account');
    expect(apply({ ...open, account: { ...account, open: false } }, toldOf('expired', 9)).changes).not.toHaveProperty('account');
  });
});

describe('when something happened, and when a notice is looked at again', () => {
  it('is five minutes later than it was heard of at most', () => {
    const told = toldOf('final', 10);
    expect(withoutFuture(told, at(5))).toBe(told);
    expect(withoutFuture(told, new Date(at(5).getTime() - 1)).occurredAt).toEqual(new Date(at(5).getTime() - 1));
    expect(withoutFuture(told, at(20))).toBe(told);
  });

  it('half of its age after that, from a second to ten minutes, for less than a day', () => {
    const after = (ms: number) => new Date(at(0).getTime() + ms);
    const wait = (age: number) => {
      const next = nextLookAt(at(0), after(age));
      return next && next.getTime() - after(age).getTime();
    };
    expect([0, 1999, 3000, 1_199_999, 1_300_000, 86_399_999, 86_400_000].map(wait)).toEqual(
      [1000, 1000, 1500, 599_999.5, 600_000, 600_000, null].map((ms) => ms && Math.trunc(ms)),
    );
  });
});
