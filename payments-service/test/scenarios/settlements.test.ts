import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

const eventually = { timeout: 15_000, interval: 30 };
const stateOf = async (orgId: OrgId, charge: ChargeView) => (await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state;
const becomes = (orgId: OrgId, charge: ChargeView, state: string) =>
  vi.waitFor(async () => expect(await stateOf(orgId, charge)).toBe(state), eventually);
const settled = (orgId: OrgId) => rig.messages(orgId, 'payments.money.settled');

describe('a settlement of the provider', () => {
  const numberOf = async (orgId: OrgId, amount = 10_000) => {
    const { payableId, memberId } = await rig.payable(orgId, amount);
    const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini', amount));
    if (answer.outcome !== 'opened') throw new Error('not opened');
    return answer.charge;
  };
  const idOf = (charge: ChargeView) => charge.providerIds['paymentId']!;
  const cash = async (...charges: ChargeView[]) => {
    for (const charge of charges) expect((await rig.control('/take-cash', { paymentId: idOf(charge) })).status).toBe(200);
  };
  const settle = async (accountId: string, twist: Record<string, unknown> = {}) => {
    const { status, body } = await rig.control('/settle', { accountId, ...twist });
    expect(status).toBe(200);
    return body['settlementId'] as string;
  };
  const listed = async (orgId: OrgId) => (await rig.call(orgId, 'settlements.list', { cursor: null })).rows;
  const read = (orgId: OrgId, count: number) =>
    vi.waitFor(
      async () => {
        const rows = await listed(orgId);
        expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'read'));
        return rows[0]!;
      },
      { timeout: 40_000, interval: 100 },
    );
  /** As every six hours. */
  const compare = () => rig.ran('settlements.find');
  const move = async (settlementId: string, status: string) =>
    expect((await rig.control('/settlement-transfer', { settlementId, status })).status).toBe(200);
  const stepsOf = ({ steps }: Awaited<ReturnType<typeof read>>) => Object.fromEntries(steps.map(({ step, amount }) => [step, amount]));
  const reasons = async (orgId: OrgId) =>
    (await rig.messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => (payload as { reason: string }).reason).toSorted();

  it('provider case 46: its total is explained per charge, what was left out is carried on, and nothing is posted for it', async () => {
    const { orgId, accountId, callbackUrl, secret } = await rig.organization();
    const [plain, large, leftOut, other, silent] = [
      await numberOf(orgId),
      await numberOf(orgId, 60_000),
      await numberOf(orgId),
      await numberOf(orgId),
      await numberOf(orgId),
    ];
    await cash(plain, large, leftOut, other);
    for (const charge of [plain, large, leftOut, other]) await becomes(orgId, charge, 'final');
    // Its notice is lost: the settlement is the first that we hear of it.
    await rig.control('/behaviour', { accountId, silent: true });
    await cash(silent);
    await rig.control('/behaviour', { accountId, silent: false, duplicate: 2 });
    const first = await settle(accountId, {
      leaveOut: [idOf(leftOut)],
      amounts: { [idOf(other)]: 9800 },
      strangers: [{ order: '9000000000000', amount: 500 }],
    });
    const settlement = await read(orgId, 1);
    expect(stepsOf(settlement)).toEqual({
      since: 100_000,
      carried_on: -10_000,
      other_amount: -200,
      unknown: 500,
      fee: -760,
      fee_tax: -76,
      stamp: -200,
      transfer_fee: -300,
    });
    expect(settlement).toMatchObject({ remittance: 88_964, asking: 2, open: { count: 1, amount: 10_000 } });
    // Money that the provider pays and our books did not know was asked about, and is there.
    expect(await stateOf(orgId, silent)).toBe('final');
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(5), eventually);
    await vi.waitFor(async () => expect(await reasons(orgId)).toEqual(['settlement_other_amount', 'settlement_unknown']), eventually);
    const { settlementId } = settlement;
    const lines = async (view: 'asking' | 'open' | 'rest') =>
      (await rig.call(orgId, 'settlements.lines', { settlementId, view, from: 0 }))!.lines;
    expect((await lines('asking')).map(({ verdict, ours, amount }) => ({ verdict, ours, amount }))).toEqual([
      { verdict: 'other_amount', ours: 10_000, amount: 9800 },
      { verdict: 'unknown', ours: null, amount: 500 },
    ]);
    expect(await lines('open')).toMatchObject([{ chargeId: leftOut.chargeId, verdict: 'carried', ours: 10_000 }]);
    expect(
      (await lines('rest'))
        .filter(({ kind }) => kind === 'payment')
        .map(({ chargeId }) => chargeId)
        .toSorted(),
    ).toEqual([plain.chargeId, large.chargeId, silent.chargeId].toSorted());
    // The older name of the same notice, under another event: the same settlement.
    const again = JSON.stringify({ id: 'evt0000000000000000004601', type: 'payout.created', resource: 'event', data: { id: first } });
    expect((await post(callbackUrl, again, signed(again, secret))).status).toBe(200);
    expect((await post(callbackUrl, again, signed(again, `${secret}x`))).status).toBe(401);
    await settle(accountId, { again: [idOf(plain)], off: -1 });
    const next = await read(orgId, 2);
    expect(stepsOf(next)).toEqual({
      carried_in: 10_000,
      twice: 10_000,
      fee: -380,
      fee_tax: -38,
      transfer_fee: -300,
      unexplained: -1,
    });
    await vi.waitFor(
      async () =>
        expect(await reasons(orgId)).toEqual(['settlement_other_amount', 'settlement_total', 'settlement_twice', 'settlement_unknown']),
      eventually,
    );
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(5), eventually);
    const stranger = (await rig.organization()).orgId;
    expect(await rig.call(stranger, 'settlements.get', { settlementId })).toBeNull();
    expect(await rig.call(stranger, 'settlements.lines', { settlementId, view: 'rest', from: 0 })).toBeNull();
    expect(await listed(stranger)).toEqual([]);
  });

  it('provider case 46 42: one that no notice told of is found in the provider’s list', async () => {
    const { orgId, accountId } = await rig.organization();
    const charge = await numberOf(orgId);
    await cash(charge);
    await becomes(orgId, charge, 'final');
    await rig.control('/behaviour', { accountId, silent: true });
    await settle(accountId);
    expect(await listed(orgId)).toEqual([]);
    await compare();
    expect(stepsOf(await read(orgId, 1))).toEqual({ since: 10_000, fee: -190, fee_tax: -19, transfer_fee: -300 });
    expect(await reasons(orgId)).toEqual([]);
  });

  it.each([
    ['payment.expired', 'expired'],
    ['payment.cancelled', 'voided'],
  ])(
    'provider cases 9, 42, 46: cash for a number after its %s, of which no notice tells, is there before anybody is asked',
    async (type, ended) => {
      const { orgId, accountId, callbackUrl, secret } = await rig.organization();
      const late = await numberOf(orgId);
      const status = type.replace('payment.', '');
      const body = notice(late, type, { status, captured_at: null });
      expect((await post(callbackUrl, body, signed(body, secret))).status).toBe(200);
      await becomes(orgId, late, ended);
      await rig.control('/behaviour', { accountId, silent: true });
      await cash(late);
      await rig.control('/behaviour', { accountId, silent: false });
      await settle(accountId);
      expect(await read(orgId, 1)).toMatchObject({ asking: 0 });
      expect(await stateOf(orgId, late)).toBe('final');
      await vi.waitFor(async () => expect(await settled(orgId)).toMatchObject([{ payload: { chargeId: late.chargeId } }]), eventually);
      expect(await reasons(orgId)).toEqual([]);
    },
  );

  it('provider cases 42, 46: a refund of which no notice tells is asked about before anybody is told of it', async () => {
    const { orgId, accountId } = await rig.organization();
    const charge = await numberOf(orgId);
    await cash(charge);
    await becomes(orgId, charge, 'final');
    const { sandbox } = rig.database.databases;
    const refunded = { status: 'refunded', amountRefunded: charge.amount };
    await sandbox.collection<{ _id: string }>('payments').updateOne({ _id: idOf(charge) }, { $set: refunded });
    await settle(accountId);
    expect(await read(orgId, 1)).toMatchObject({ asking: 0 });
    expect(await stateOf(orgId, charge)).toBe('refunded');
    expect(await reasons(orgId)).toEqual([]);
  });

  it('provider case 46: while its provider has not answered about a charge nobody is told of it, and then there is nothing to tell', async () => {
    const { orgId, accountId } = await rig.organization();
    const charge = await numberOf(orgId);
    const { payments, sandbox } = rig.database.databases;
    const says = (status: string) => sandbox.collection<{ _id: string }>('payments').updateOne({ _id: idOf(charge) }, { $set: { status } });
    await rig.control('/behaviour', { accountId, silent: true });
    await cash(charge);
    await settle(accountId);
    // What cannot be read is no answer.
    await says('unheard of');
    await compare();
    const settlements = payments.collection('settlements');
    const kept = () => settlements.findOne({ orgId });
    await vi.waitFor(async () => expect(await kept()).toMatchObject({ asked: true }), eventually);
    const readAgain = async () => {
      await settlements.updateOne({ orgId }, { $set: { nextAt: new Date(0) } });
      await rig.ran('settlements.read');
    };
    await readAgain();
    expect(await kept()).toMatchObject({ state: 'announced', attempts: 2 });
    expect(await stateOf(orgId, charge)).not.toBe('final');
    await says('captured');
    await payments.collection<{ _id: string }>('charges').updateOne({ _id: charge.chargeId }, { $set: { nextInquiryAt: new Date(0) } });
    await rig.inquired(() => becomes(orgId, charge, 'final'));
    await readAgain();
    expect(await read(orgId, 1)).toMatchObject({ asking: 0 });
    expect(await reasons(orgId)).toEqual([]);
  });

  it('provider case 46: a transfer that bounces, is put off or is taken back is written down, is a task, and posts nothing', async () => {
    const { orgId, accountId } = await rig.organization();
    const charge = await numberOf(orgId);
    await cash(charge);
    await becomes(orgId, charge, 'final');
    const first = await settle(accountId);
    const { settlementId, transfer, transfers } = await read(orgId, 1);
    expect({ transfer, transfers }).toEqual({ transfer: 'pending', transfers: [] });
    const comes = (states: string[]) =>
      vi.waitFor(async () => {
        const found = await rig.call(orgId, 'settlements.get', { settlementId });
        expect(found!.transfers.map(({ state }) => state)).toEqual(states);
        expect(found!.transfer).toBe(states.at(-1));
      }, eventually);
    const bounces = ['paid', 'bounced'];
    await move(first, 'paid');
    await compare();
    await comes(['paid']);
    await move(first, 'bounced');
    await compare();
    await comes(bounces);
    // Sent again, and back again: another matter. Told twice, it is one.
    for (const [at, status] of ['paid', 'bounced', 'cancelled'].entries()) {
      await move(first, status);
      await compare();
      await comes([...bounces, 'paid', 'bounced', 'cancelled'].slice(0, 3 + at));
      await compare();
    }
    await vi.waitFor(
      async () => expect(await reasons(orgId)).toEqual(['settlement_bounced', 'settlement_bounced', 'settlement_cancelled']),
      eventually,
    );
    const told = await rig.messages(orgId, 'payments.discrepancy.raised');
    expect(told.map(({ payload }) => (payload as { settlementId: string }).settlementId)).toEqual(told.map(() => settlementId));
    await vi.waitFor(async () => expect(await settled(orgId)).toHaveLength(1), eventually);
    // What was taken back stands in the next one, and is not settled twice.
    const second = await settle(accountId);
    expect(stepsOf(await read(orgId, 2))).toEqual({ since: 10_000, fee: -190, fee_tax: -19, transfer_fee: -300 });
    await move(second, 'suspended');
    await compare();
    await vi.waitFor(async () => expect(await reasons(orgId)).toContain('settlement_suspended'), eventually);
    expect(await reasons(orgId)).not.toContain('settlement_twice');
  });

  it('provider case 46: one that was taken back before its lines were read has nothing to read, and is one task', async () => {
    const { orgId, accountId } = await rig.organization();
    const charge = await numberOf(orgId);
    await cash(charge);
    await becomes(orgId, charge, 'final');
    await rig.control('/behaviour', { accountId, silent: true });
    await move(await settle(accountId), 'cancelled');
    await compare();
    await vi.waitFor(
      async () => expect(await listed(orgId)).toMatchObject([{ state: 'unreadable', transfer: 'cancelled', remittance: null }]),
      eventually,
    );
    await vi.waitFor(async () => expect(await reasons(orgId)).toEqual(['settlement_cancelled']), eventually);
  });
});
