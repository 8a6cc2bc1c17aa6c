import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { addMonths, jstDateOf, monthOf } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Opened, chargeStories } from '../charge-stories.ts';
import { mandateAt } from '../direct-debit.factory.ts';
import { gmoNotice, gmoSend, received } from '../gmo-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});
const { opened, announced, becomes, quiet, truth, silence, stateOf, reasons } = chargeStories(() => rig, 'gmo-pg');

/** Somebody transfers a sum into the account of a charge. */
const transfer = async ({ charge }: Pick<Opened, 'charge'>, amount: number) =>
  expect((await rig.control('/transfer', { paymentId: charge.providerIds['paymentId'], amount })).status).toBe(200);

interface Told {
  readonly chargeId: ChargeId;
  readonly amount: number;
  readonly lines: { readonly amount: number }[];
  readonly method: string;
}
const told = async ({ orgId }: Pick<Opened, 'orgId'>) =>
  (await rig.messages(orgId, 'payments.money.settled')).map(({ payload }) => payload as Told);
const sums = async (opened_: Pick<Opened, 'orgId'>) => (await told(opened_)).map(({ amount }) => amount);
const comes = (paying: Pick<Opened, 'orgId'>, expected: number[]) =>
  vi.waitFor(async () => expect(await sums(paying)).toEqual(expected), { timeout: 20_000, interval: 30 });
const viewOf = ({ orgId, charge }: Pick<Opened, 'orgId' | 'charge'>) => rig.call(orgId, 'charges.get', { chargeId: charge.chargeId });

describe('GMO-PG virtual accounts', () => {
  it('provider case 18 20, oracle 25: 4,000, then 6,000, then 500 too much are three payments, and the account stays open', async () => {
    const paying = await opened('virtual_account');
    expect(paying.charge).toMatchObject({
      state: 'awaiting',
      instructions: { kind: 'virtual_account', bankCode: '0310', bankName: 'GMOあおぞらネット銀行', accountType: 'ordinary' },
      account: { asked: 10_000, received: 0, open: true },
    });
    await transfer(paying, 4000);
    await comes(paying, [4000]);
    expect(await viewOf(paying)).toMatchObject({ state: 'final', amount: 4000, account: { asked: 10_000, received: 4000, open: true } });
    // Asked for once more, for the rest, it is the same account.
    const again = await rig.call(paying.orgId, 'charges.open', openInput(paying.payableId, paying.memberId, 'virtual_account', 6000));
    expect(again).toMatchObject({ outcome: 'opened', charge: { chargeId: paying.charge.chargeId } });
    await transfer(paying, 6000);
    await comes(paying, [4000, 6000]);
    await transfer(paying, 500);
    await comes(paying, [4000, 6000, 500]);
    await quiet(paying.orgId);
    const [first, ...later] = await told(paying);
    expect(first!.chargeId).toBe(paying.charge.chargeId);
    for (const { chargeId, amount } of later)
      expect(await rig.call(paying.orgId, 'charges.get', { chargeId })).toMatchObject({
        state: 'final',
        amount,
        depositOf: paying.charge.chargeId,
        account: null,
      });
    expect((await told(paying)).map(({ lines }) => lines.map(({ amount }) => amount))).toEqual([[4000], [6000], [500]]);
    expect(await viewOf(paying)).toMatchObject({ account: { received: 10_500, open: true } });
    expect(await reasons(paying.orgId)).toEqual([]);
    // Each transfer stands in the payout by itself, with the fee of a transfer (POU-01, TEN-06).
    const entries = await rig.database.databases.payments.collection('payout_entries').find({ orgId: paying.orgId }).toArray();
    expect(entries.map(({ kind, amount, fee }) => [kind, amount, fee] as unknown)).toEqual([
      ['money', 4000, 220],
      ['money', 6000, 220],
      ['money', 500, 220],
    ]);
  });

  it('case 56, provider case 19: the last transfer, which bears an employer’s name, is told as TRADING and as PAYSUCCESS, again and again, and counts once', async () => {
    const paying = await opened('virtual_account');
    await announced(paying);
    await silence(paying);
    await transfer(paying, 10_000);
    for (const status of ['TRADING', 'PAYSUCCESS', 'TRADING', 'PAYSUCCESS'])
      expect(
        await gmoSend(
          paying.callbackUrl,
          gmoNotice(paying.secret, paying.charge, status, {
            GanbInAmount: '10000',
            GanbTotalTransferAmount: '10000',
            GanbInClientName: '%B6%29%C4%DE%B3%CA%DE%BC',
          }),
        ),
      ).toBe(received);
    await becomes(paying, 'final');
    await quiet(paying.orgId);
    expect(await sums(paying)).toEqual([10_000]);
    // Whose it is the account says alone.
    expect(await told(paying)).toMatchObject([{ memberId: paying.memberId, lines: [{ payableId: paying.payableId, amount: 10_000 }] }]);
  });

  it('two transfers of which nobody told us are booked when the account is asked about, also after its end', async () => {
    const paying = await opened('virtual_account');
    await announced(paying);
    await silence(paying);
    await transfer(paying, 3000);
    await transfer(paying, 2000);
    await truth(paying, { status: 'expired' });
    expect(await gmoSend(paying.callbackUrl, gmoNotice(paying.secret, paying.charge, 'EXPIRED'))).toBe(received);
    await comes(paying, [5000]);
    await quiet(paying.orgId);
    expect(await viewOf(paying)).toMatchObject({ state: 'final', account: { received: 5000, open: false } });
  });

  it('another way to pay the rest closes the account; money in it that we have not heard of comes first', async () => {
    const paying = await opened('virtual_account');
    await announced(paying);
    await silence(paying);
    await transfer(paying, 4000);
    const other = () => rig.call(paying.orgId, 'charges.open', openInput(paying.payableId, paying.memberId, 'konbini', 6000));
    expect(await other()).toEqual({ outcome: 'refused', reason: 'charge_in_progress' });
    await comes(paying, [4000]);
    await becomes(paying, 'final');
    expect(await other()).toMatchObject({ outcome: 'opened', charge: { method: 'konbini', amount: 6000 } });
    expect(await viewOf(paying)).toMatchObject({ state: 'final', account: { open: false } });
    expect((await rig.control('/transfer', { paymentId: paying.charge.providerIds['paymentId'], amount: 1 })).status).toBe(409);
  });

  it('domain.md 3.8: a direct debit of the rest closes the account too', async () => {
    const paying = await opened('virtual_account');
    await transfer(paying, 4000);
    await comes(paying, [4000]);
    const { orgId, memberId, payableId } = paying;
    const { mandateId } = await mandateAt(rig, orgId, memberId);
    const { collectionId } = await rig.call(orgId, 'debits.openCollection', { month: monthOf(addMonths(jstDateOf(new Date()), 1)) });
    const claims = [{ mandateId, memberId, lines: [{ payableId, amount: yen(6000) as never }] }];
    expect(await rig.call(orgId, 'debits.collect', { collectionId, part: 0, claims })).toEqual({ collected: 1 });
    expect(await viewOf(paying)).toMatchObject({ state: 'final', account: { open: false } });
  });

  it('an account nobody paid into is stopped with its bill', async () => {
    const paying = await opened('virtual_account');
    expect(await rig.call(paying.orgId, 'charges.voidForPayables', { payableIds: [paying.payableId] })).toEqual({ voided: true });
    expect(await stateOf(paying.orgId, paying.charge)).toBe('voided');
  });
});

describe('GMO-PG: a number whose second call was lost', () => {
  it('T28 G17: was never issued, so that it ends after three looks and the payer may begin anew', async () => {
    const paying = await opened('konbini');
    await announced(paying);
    await truth(paying, { status: 'pending' });
    const { payments } = rig.database.databases;
    const lost = {
      base: 'unknown',
      state: 'unknown',
      instructions: null,
      providerIds: {},
      inquiries: 2,
      denials: 2,
      nextInquiryAt: new Date(0),
    };
    await payments.collection('money_events').deleteMany({ chargeId: paying.charge.chargeId });
    await payments.collection<{ _id: string }>('charges').updateOne({ _id: paying.charge.chargeId }, { $set: lost });
    await rig.inquired(async () => expect(await stateOf(paying.orgId, paying.charge)).toBe('failed'));
    const again = await rig.call(paying.orgId, 'charges.open', openInput(paying.payableId, paying.memberId, 'payeasy'));
    expect(again).toMatchObject({ outcome: 'opened', charge: { state: 'awaiting' } });
  });
});
