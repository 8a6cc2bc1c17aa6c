import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
import { gmoNow } from '../gmo-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';
import { refundStories } from '../refund-stories.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});
const stories = chargeStories(() => rig, 'gmo-pg');
const { ask, stands, back } = refundStories(() => rig, stories);
const { opened, announced, becomes, quiet, money, truth, silence, takeCash, payByCard, stateOf } = stories;

describe('GMO-PG: paying', () => {
  it('PAY-09 konbini: the number is issued with its deadline, the clerk takes the cash, the money is there', async () => {
    const paying = await opened('konbini');
    expect(paying.charge).toMatchObject({ provider: 'gmo-pg', state: 'awaiting', redirectUrl: null });
    expect(paying.charge.instructions).toMatchObject({
      kind: 'konbini',
      store: 'lawson',
      confirmationCode: expect.stringMatching(/^\d{6}$/) as string,
      receiptNumber: expect.stringMatching(/^\d{11}$/) as string,
    });
    expect(paying.charge.expiresAt).toMatch(/T14:59:59\.000Z$/);
    await takeCash(paying);
    await becomes(paying, 'final');
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual(['settled']);
  });

  it('Pay-easy shows its three numbers and is paid at the bank', async () => {
    const paying = await opened('payeasy');
    expect(paying.charge.instructions).toMatchObject({
      kind: 'payeasy',
      bankId: '58191',
      customerId: expect.stringMatching(/^\d{11}$/) as string,
    });
    await takeCash(paying);
    await becomes(paying, 'final');
  });

  it('Seven-Eleven gives one number of 13 digits', async () => {
    const { charge } = await opened('konbini', { store: 'seven-eleven' });
    expect(charge.instructions).toMatchObject({ confirmationCode: expect.stringMatching(/^\d{13}$/) as string, receiptNumber: '' });
  });

  it('a chain that the gateway has no code for is not offered, and is refused when asked for', async () => {
    const { orgId } = await rig.organization('gmo-pg');
    const methods = await rig.call(orgId, 'methods.available', { amount: 5000 as never });
    expect(methods.find(({ method }) => method === 'konbini')?.stores).toEqual([
      'seven-eleven',
      'lawson',
      'family-mart',
      'ministop',
      'seicomart',
    ]);
    const { payableId, memberId } = await rig.payable(orgId);
    const input = { ...openInput(payableId, memberId, 'konbini'), store: 'daily-yamazaki' as const };
    expect(await rig.call(orgId, 'charges.open', input)).toEqual({ outcome: 'refused', reason: 'method_not_available' });
  });

  it('provider case 30: a card that is refused leaves the bill open, and another card pays on the same page', async () => {
    const paying = await opened('card');
    expect((await payByCard(paying, '4111 1111 1111 0002')).status).toBe(422);
    await quiet(paying.orgId);
    expect(await stateOf(paying.orgId, paying.charge)).toBe('requested');
    expect((await payByCard(paying)).status).toBe(303);
    await becomes(paying, 'final');
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual(['settled']);
  });

  it('a card charge that is given back tells of both, the money first, even when nobody told us of either', async () => {
    const paying = await opened('card');
    await silence(paying);
    await payByCard(paying);
    await truth(paying, { status: 'refunded', 'details.gmo_status': 'RETURNX' });
    // Another method is chosen: the old page is looked at, and what the gateway says of it comes out.
    await rig.call(paying.orgId, 'charges.open', openInput(paying.payableId, paying.memberId, 'konbini'));
    await becomes(paying, 'refunded');
    await quiet(paying.orgId);
    expect(await money(paying.orgId)).toEqual(['settled', 'reversed']);
  });
});

describe('GMO-PG: giving back', () => {
  it('provider case 28: a card is given back whole and once; a part of it, and cash, are not the gateway’s to give', async () => {
    const card = await opened('card');
    await payByCard(card);
    await becomes(card, 'final');
    expect(await rig.call(card.orgId, 'charges.refundable', { chargeId: card.charge.chargeId })).toEqual({ way: 'full' });
    await stands(card.orgId, await ask(card, 4000), 'refused', 'not_refundable');
    await stands(card.orgId, await ask(card, 10_000, 3), 'done');
    await becomes(card, 'refunded');
    await quiet(card.orgId);
    expect(await back(card.orgId)).toEqual([10_000]);
    const cash = await opened('konbini');
    await announced(cash);
    await takeCash(cash);
    await becomes(cash, 'final');
    expect(await rig.call(cash.orgId, 'charges.refundable', { chargeId: cash.charge.chargeId })).toEqual({ way: 'none' });
    await stands(cash.orgId, await ask(cash, 10_000), 'refused', 'not_refundable');
  });

  it('provider case 28: a sale is given back on its own day and after its month, each time with the word that the gateway has for it', async () => {
    const daysAgo = (days: number) => gmoNow(new Date(Date.now() - days * 86_400_000));
    for (const [soldOn, word] of [
      [null, 'VOID'],
      [daysAgo(40), 'RETURNX'],
    ] as const) {
      const card = await opened('card');
      await payByCard(card);
      await becomes(card, 'final');
      if (soldOn) await truth(card, { 'details.process_date': soldOn });
      await stands(card.orgId, await ask(card, 10_000), 'done');
      await becomes(card, 'refunded');
      await quiet(card.orgId);
      expect(await back(card.orgId)).toEqual([10_000]);
      const trade = await rig.database.databases.sandbox.collection('payments').findOne({ externalOrderNumber: card.charge.paymentNumber });
      expect(trade?.['details']).toMatchObject({ gmo_status: word });
    }
  });
});

describe('GMO-PG: what we ask and what we keep', () => {
  it('provider case 35: names go out in Shift_JIS, full-width, in the bytes a slip has room for, and what it has no letter for is marked', async () => {
    const name = '𠮷田 表ABC';
    const { charge } = await opened('konbini', { payer: { name, kana: 'よしだ ｱｱ', email: 'a@example.jp', phone: '' } });
    const kept = await rig.database.databases.sandbox.collection('payments').findOne({ externalOrderNumber: charge.paymentNumber });
    expect(kept?.['details']).toMatchObject({ customer_name: '〓田　表ＡＢＣ', customer_kana: 'ヨシダ　アア' });
    const long = await opened('payeasy', {
      payer: { name: '長'.repeat(60), kana: 'ナ'.repeat(60), email: 'a@example.jp', phone: '０９０−1234-5678' },
    });
    const cut = await rig.database.databases.sandbox.collection('payments').findOne({ externalOrderNumber: long.charge.paymentNumber });
    expect(cut?.['details']).toMatchObject({ customer_name: '長'.repeat(20), customer_kana: 'ナ'.repeat(20) });
  });

  it('the shop’s password is sealed at rest, and with another one the gateway opens nothing', async () => {
    const { orgId, accountId } = await rig.organization('gmo-pg');
    const { payments, sandbox } = rig.database.databases;
    const { apiKey } = (await sandbox.collection<{ _id: string; apiKey: string }>('accounts').findOne({ _id: accountId }))!;
    const { shopPass, shopId } = JSON.parse(apiKey) as { shopPass: string; shopId: string };
    const stored = JSON.stringify(await payments.collection<{ _id: string }>('provider_accounts').findOne({ _id: accountId }));
    for (const secret of [shopPass, shopId]) expect(stored).not.toContain(secret);
    await sandbox
      .collection<{ _id: string }>('accounts')
      .updateOne({ _id: accountId }, { $set: { apiKey: JSON.stringify({ ...JSON.parse(apiKey), shopPass: 'changed' }) } });
    const { payableId, memberId } = await rig.payable(orgId);
    for (const method of ['card', 'konbini', 'payeasy'] as const)
      expect(await rig.call(orgId, 'charges.open', openInput(payableId, memberId, method))).toEqual({
        outcome: 'refused',
        reason: 'method_not_available',
      });
  });

  it('switching the method stops the number at the gateway first; one that is paid is asked about at once', async () => {
    const stopped = await opened('konbini');
    expect((await rig.call(stopped.orgId, 'charges.open', openInput(stopped.payableId, stopped.memberId, 'payeasy'))).outcome).toBe(
      'opened',
    );
    await becomes(stopped, 'voided');
    expect((await rig.control('/take-cash', { paymentId: stopped.charge.providerIds['paymentId'] })).status).toBe(409);
    const paid = await opened('payeasy');
    await announced(paid);
    await silence(paid);
    await takeCash(paid);
    expect(await rig.call(paid.orgId, 'charges.open', openInput(paid.payableId, paid.memberId, 'card'))).toEqual({
      outcome: 'refused',
      reason: 'charge_in_progress',
    });
    await becomes(paid, 'final');
  });

  it('an account that is connected later takes new payments, and the one before can be chosen again', async () => {
    const { orgId } = await rig.organization();
    const providerOf = async () => {
      const { payableId, memberId } = await rig.payable(orgId);
      const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
      return answer.outcome === 'opened' ? answer.charge.provider : answer.outcome;
    };
    expect(await rig.call(orgId, 'accounts.sandboxProviders', {})).toEqual(['gmo-pg', 'komoju', 'robot-payment', 'stripe', 'zeus']);
    expect(await providerOf()).toBe('komoju');
    await rig.call(orgId, 'accounts.connectSandbox', { provider: 'gmo-pg' });
    expect(await providerOf()).toBe('gmo-pg');
    await rig.call(orgId, 'accounts.connectSandbox', { provider: 'komoju' });
    expect(await providerOf()).toBe('komoju');
    expect((await rig.call(orgId, 'accounts.list', {})).map(({ provider }) => provider)).toEqual(['komoju', 'gmo-pg']);
  });

  it('provider case 42: the gateway never calls, and within minutes we ask ourselves', async () => {
    const paid = await opened('konbini');
    await silence(paid);
    await takeCash(paid);
    // For all, and for good: behind every other test.
    await moveSharedClock(rig.database.databases.queue, 11 * 60_000);
    await rig.inquired(async () => expect(await stateOf(paid.orgId, paid.charge)).toBe('final'));
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
  });
});
