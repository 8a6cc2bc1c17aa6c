import { newMoneyEventId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { at, chargeOf, eventOf, expiresAt, toldOf } from '../../test/charge-events.factory.ts';
import type { ChargeDocument, MoneyEventDocument } from '../charges/charge.repository.ts';
import type { MoneyEvent } from '../connectors/connector.ts';
import { applyEvent } from './inbox.rules.ts';

const numbers = { kind: 'konbini', store: 'lawson', confirmationCode: '1', receiptNumber: '2', instructionsUrl: '' } as const;
const apply = (charge: ChargeDocument, told: MoneyEvent, known: readonly MoneyEventDocument[] = []) =>
  applyEvent(charge, known, told, 'inbox');
const paid = chargeOf({ state: 'final', settledBy: 'pay_1', providerIds: { paymentId: 'pay_1' } });
const money = eventOf('final', 1);
const re = (id: string, sum: number) => ({ amount: null, refund: { id, amount: yen(sum) } });

describe('what one event does to its charge', () => {
  it('is stored with all that was told, and moves the charge from when the provider said', () => {
    const id = newMoneyEventId();
    const charge = chargeOf();
    const effect = applyEvent(
      charge,
      [],
      toldOf('final', 3, { code: 'ok', dispute: 'du', refund: { id: 're', amount: yen(1) } }),
      'inbox',
      id,
    );
    expect(effect.event).toEqual({
      _id: id,
      orgId: charge.orgId,
      chargeId: charge._id,
      inboxId: 'inbox',
      kind: 'final',
      occurredAt: at(3),
      providerPaymentId: 'pay_1',
      amount: 10_000,
      currency: 'JPY',
      refunded: null,
      refund: { id: 're', amount: 1 },
      dispute: 'du',
      held: false,
      code: 'ok',
    });
    expect(effect).toMatchObject({ held: null, charge });
    expect(effect.move).toMatchObject({ charge, steps: ['final'], refunded: 0, disputed: 0, expiresAt, causedBy: 'inbox' });
    expect(effect.move).not.toHaveProperty('back');
    expect(effect.move!.at('final')).toEqual(at(3));
    const providerIds = { sessionId: 'ses_1', paymentId: 'pay_1' };
    expect(effect.changes).toEqual({ state: 'final', settledBy: 'pay_1', version: 5, providerIds });
    for (const name of ['warning', 'isRepeat', 'born']) expect(effect).not.toHaveProperty(name);
  });

  it('is stored without what was not told', () => {
    const { event } = apply(chargeOf(), toldOf('expired', 3, { amount: null, currency: null }));
    for (const name of ['refund', 'dispute', 'code', 'deposited']) expect(event).not.toHaveProperty(name);
    expect(apply(chargeOf(), toldOf('final', 3, { deposited: yen(7) })).event.deposited).toBe(7);
  });

  it('names the time of each state on the way, and that of the money as it was told first', () => {
    const { move, changes } = apply(chargeOf(), toldOf('final', 1), [eventOf('partly_refunded', 5, { refunded: yen(2000) })]);
    expect([move!.steps, move!.at('final'), move!.at('partly_refunded')]).toEqual([['final', 'partly_refunded'], at(1), at(5)]);
    expect(changes).toMatchObject({ state: 'partly_refunded', version: 6, settledBy: 'pay_1' });
  });

  it('that tells nothing new is stored and moves nothing', () => {
    expect(apply(paid, toldOf('expired', 9), [money])).toMatchObject({ held: null, move: null, changes: {}, event: { held: false } });
    expect(apply(paid, toldOf('final', 9), [money])).toMatchObject({ held: null, move: null });
  });

  it('that does not fit is held, counts for nothing, and says why', () => {
    const effect = apply(chargeOf(), toldOf('final', 3, { amount: yen(9999) }));
    expect(effect).toMatchObject({ held: 'amount_mismatch', move: null, changes: {}, event: { held: true, amount: 9999 } });
    expect(effect).not.toHaveProperty('isRepeat');
    // What was held before counts no more for what comes next.
    const { move } = apply(chargeOf(), toldOf('final', 4), [eventOf('refunded', 2, { held: true, refunded: yen(10_000) })]);
    expect(move!.steps).toEqual(['final']);
    expect(apply(paid, toldOf('refunded', 6, { ...re('re_2', 500), providerPaymentId: 'pay_2' }), [money]).held).toBe('second_payment');
  });
});

describe('what an event tells of its charge', () => {
  const changes = (charge: Partial<ChargeDocument>, told: MoneyEvent) => apply(chargeOf(charge), told).changes;

  it('numbers and a deadline, where the charge has none yet', () => {
    const told = toldOf('instructions_issued', 1, { instructions: numbers, expiresAt: at(50) });
    const effect = apply(chargeOf({ state: 'requested', expiresAt: null }), told);
    expect(effect.changes).toMatchObject({ instructions: numbers, expiresAt: at(50), state: 'awaiting', settledBy: null });
    expect(effect.move!.expiresAt).toEqual(at(50));
    const known = changes({ state: 'requested', instructions: { ...numbers, confirmationCode: '9' } }, told);
    expect(known).not.toHaveProperty('instructions');
    expect(known).not.toHaveProperty('expiresAt');
    expect(changes({ state: 'requested', expiresAt: null }, toldOf('instructions_issued', 1))).not.toHaveProperty('expiresAt');
  });

  it('the payment that brings its money, and before that the first try', () => {
    const idOf = (charge: Partial<ChargeDocument>, kind: MoneyEvent['kind'], more: Partial<MoneyEvent> = {}) =>
      changes({ state: 'requested', ...charge }, toldOf(kind, 1, { providerPaymentId: 'pay_2', ...more })).providerIds;
    const tried = { providerIds: { sessionId: 'ses_1', paymentId: 'pay_1' } };
    expect(idOf({}, 'try_failed')).toEqual({ sessionId: 'ses_1', paymentId: 'pay_2' });
    expect(idOf(tried, 'try_failed')).toBeUndefined();
    for (const kind of ['authorized', 'provisional', 'final'] as const)
      expect(idOf(tried, kind), kind).toEqual({ sessionId: 'ses_1', paymentId: 'pay_2' });
    expect(idOf(tried, 'final', { providerPaymentId: null })).toBeUndefined();
    // Of one that is paid only its own payment says so once more.
    expect(idOf({ ...tried, state: 'final', settledBy: 'pay_1' }, 'authorized')).toBeUndefined();
    expect(idOf({ ...tried, state: 'provisional', settledBy: 'pay_2' }, 'authorized')).toEqual({ sessionId: 'ses_1', paymentId: 'pay_2' });
  });

  it('which payment settles it: the first money there was, and none while there is none', () => {
    const settled = (told: MoneyEvent, known: readonly MoneyEventDocument[] = []) => apply(chargeOf(), told, known).changes.settledBy;
    expect([settled(toldOf('provisional', 2)), settled(toldOf('final', 2)), settled(toldOf('expired', 2))]).toEqual([
      'pay_1',
      'pay_1',
      null,
    ]);
    expect(settled(toldOf('provisional', 2, { providerPaymentId: null }))).toBeNull();
    const reported = chargeOf({ state: 'provisional', settledBy: 'pay_1' });
    const withdrawn = apply(reported, toldOf('provisional_withdrawn', 3), [eventOf('provisional', 2)]);
    expect(withdrawn.changes).toMatchObject({ state: 'awaiting', settledBy: null });
  });
});

describe('provider case 28: refunds that are told one by one', () => {
  const given = (sum: number, id = 're_1', minute = 2) => eventOf('partly_refunded', minute, re(id, sum));
  const tell = (sum: number, id: string, known: readonly MoneyEventDocument[], minute = 4) =>
    apply({ ...paid, state: known.length === 0 ? 'final' : 'partly_refunded' }, toldOf('partly_refunded', minute, re(id, sum)), [
      money,
      ...known,
    ]);

  it('are stored as the sum of all that are known, and are all of it once they come to that', () => {
    expect(tell(3000, 're_1', []).event).toMatchObject({ kind: 'partly_refunded', refunded: 3000 });
    expect(tell(3000, 're_2', [given(2000)]).event).toMatchObject({ kind: 'partly_refunded', refunded: 5000 });
    expect(tell(2000, 're_1', [given(2000)])).toMatchObject({ event: { refunded: 2000 }, move: null });
    expect([tell(7999, 're_2', [given(2000)]).event.kind, tell(8000, 're_2', [given(2000)]).event.kind]).toEqual([
      'partly_refunded',
      'refunded',
    ]);
    expect(tell(8000, 're_2', [given(2000)]).changes.state).toBe('refunded');
    // One that bounced before this one was made is no part of what has gone.
    const bounced = eventOf('refund_failed', 3, { ...re('re_1', 2000), held: true });
    expect(tell(3000, 're_2', [given(2000), bounced]).event.refunded).toBe(3000);
    expect(tell(3000, 're_2', [given(2000), { ...bounced, occurredAt: at(9) }]).event.refunded).toBe(5000);
    // Where sums are told it is the sum that was told.
    const sum = apply(paid, toldOf('partly_refunded', 4, { refunded: yen(100) }), [money, given(2000)]);
    expect(sum.event).toMatchObject({ kind: 'partly_refunded', refunded: 100 });
    expect(apply(paid, toldOf('refunded', 4, re('re_1', 1)), [money]).event).toMatchObject({ kind: 'refunded', refunded: null });
  });

  it('one that bounced is for people where it had counted, by itself or in a sum', () => {
    const bounce = (known: readonly MoneyEventDocument[]) =>
      apply({ ...paid, state: 'partly_refunded' }, toldOf('refund_failed', 5, re('re_1', 2000)), [money, ...known]);
    expect(bounce([given(2000)])).toMatchObject({ held: 'refund_bounced', event: { held: true } });
    expect(bounce([]).held).toBeNull();
    const sum = (refunded: number) => eventOf('partly_refunded', 2, { refunded: yen(refunded) });
    expect([bounce([sum(1999)]).held, bounce([sum(2000)]).held]).toEqual([null, 'refund_bounced']);
    // What another refund explains is not this one's.
    expect([bounce([sum(3999), given(2000, 're_2')]).held, bounce([sum(4000), given(2000, 're_2')]).held]).toEqual([
      null,
      'refund_bounced',
    ]);
    // What a dispute took was no refund.
    const part = eventOf('part_charged_back', 3, { dispute: 'du', amount: yen(5000) });
    expect(bounce([part]).held).toBeNull();
    expect(apply(paid, toldOf('refund_failed', 5), [money, given(2000)]).held).toBeNull();
  });

  it('people hear of one bounce once, however often it is told', () => {
    const bounced = eventOf('refund_failed', 5, { ...re('re_1', 2000), held: true });
    const again = (told: MoneyEvent, known: readonly MoneyEventDocument[]) =>
      apply({ ...paid, state: 'partly_refunded' }, told, [money, given(2000), given(3000, 're_2'), ...known]);
    expect(again(toldOf('refund_failed', 6, re('re_1', 2000)), [bounced])).toMatchObject({ held: 'refund_bounced', isRepeat: true });
    expect(again(toldOf('refund_failed', 6, re('re_2', 3000)), [bounced])).not.toHaveProperty('isRepeat');
    expect(again(toldOf('refund_failed', 6, re('re_1', 2000)), [])).not.toHaveProperty('isRepeat');
    expect(again(toldOf('refund_failed', 6, re('re_1', 2000)), [{ ...bounced, held: false }])).not.toHaveProperty('isRepeat');
  });

  it('that one had gone, heard after it came back, moves nothing and is no news', () => {
    const bounced = eventOf('refund_failed', 3, re('re_1', 2000));
    const late = apply(paid, toldOf('partly_refunded', 2, re('re_1', 2000)), [money, bounced]);
    expect(late).toMatchObject({ held: 'refund_bounced', isRepeat: true, move: null, event: { held: true } });
    expect(apply(paid, toldOf('partly_refunded', 2, re('re_2', 2000)), [money, bounced]).held).toBeNull();
  });
});

describe('provider case 29: disputes', () => {
  const dispute = (sum: number, name = 'du_1', minute = 4) => toldOf('charged_back', minute, { amount: yen(sum), dispute: name });
  const part = eventOf('part_charged_back', 3, { dispute: 'du_1', amount: yen(4000) });
  const partly = { ...paid, state: 'partly_refunded' } as const;

  it('beside a part that counts another one is of its own, though it is about all that is left', () => {
    expect(apply(paid, dispute(10_000), [money]).changes.state).toBe('charged_back');
    expect(apply(partly, dispute(6000, 'du_2'), [money, part]).held).toBe('chargeback_of_part');
    expect(apply(paid, dispute(4000), [money]).held).toBe('chargeback_of_part');
  });

  it('what people have booked of it is told once more, and is no other', () => {
    const won = eventOf('chargeback_won', 5, { dispute: 'du_1' });
    expect(apply(paid, dispute(4000), [money, part, won]).held).toBe('chargeback_of_part');
    // Another sum is another matter: all that is there.
    expect(apply(paid, dispute(10_000, 'du_1', 6), [money, part, won])).toMatchObject({ held: null, changes: { state: 'charged_back' } });
    expect(apply(partly, dispute(4000), [money, part])).toMatchObject({ held: 'chargeback_of_part', isRepeat: true });
    expect(apply(partly, dispute(3999), [money, part])).not.toHaveProperty('isRepeat');
    expect(apply(partly, dispute(4000, 'du_2'), [money, part])).not.toHaveProperty('isRepeat');
    const held = { ...eventOf('charged_back', 4, { dispute: 'du_2', amount: yen(4000) }), held: true };
    expect(apply(partly, dispute(4000, 'du_2'), [money, part, held])).toMatchObject({ isRepeat: true });
    expect(apply(partly, toldOf('charged_back', 4, { amount: yen(4000) }), [money, part, held])).not.toHaveProperty('isRepeat');
  });

  it('a part that is won is here again, from when it was told', () => {
    const told = toldOf('chargeback_won', 8, { amount: yen(4000), dispute: 'du_1' });
    const { move, changes } = apply(partly, told, [money, part]);
    expect(move).toMatchObject({ steps: ['final'], back: 'part_won', refunded: 0, disputed: 0 });
    // Not of the money, which came earlier.
    expect(move!.at('final')).toEqual(at(8));
    expect(changes.state).toBe('final');
    const whole = apply({ ...paid, state: 'charged_back' }, told, [money, eventOf('charged_back', 3, { dispute: 'du_1' })]);
    expect(whole.move).toMatchObject({ steps: ['final'] });
    expect(whole.move).not.toHaveProperty('back');
    expect(whole.move!.at('final')).toEqual(at(1));
  });
});
