import type { ChargeMethod, ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import { expect, vi } from 'vitest';
import { type Rig, openInput } from './rig.ts';

export interface Opened {
  readonly orgId: OrgId;
  readonly accountId: string;
  readonly callbackUrl: string;
  readonly secret: string;
  readonly payableId: BillId;
  readonly memberId: MemberId;
  readonly charge: ChargeView;
}

interface KeptNotice {
  readonly _id: string;
  readonly orgId: string;
  readonly source: string;
  readonly state: string;
  readonly outcome: string;
  readonly body: { buffer: Uint8Array };
}

const eventually = { timeout: 20_000, interval: 30 };
/** What a provider denies is asked about three times, which takes fourteen seconds on any machine. */
const inTheEnd = { timeout: 40_000, interval: 30 };
const underWay = ['received', 'leased', 'hinted', 'asking'];

/** What tests of one provider's notices say again and again. */
export function chargeStories(rig: () => Rig, provider: string) {
  const stateOf = async (orgId: OrgId, charge: ChargeView) =>
    (await rig().call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state;
  const payments = () => rig().database.databases.payments;
  const inbox = (orgId: OrgId) => payments().collection<KeptNotice>('inbox').find({ orgId }).toArray();
  type Changes = Partial<ReturnType<typeof openInput>>;
  /** A bill is asked for, the first time or once more. */
  const again = async (bill: Omit<Opened, 'charge'>, method: ChargeMethod, changes: Changes = {}): Promise<Opened> => {
    const input = { ...openInput(bill.payableId, bill.memberId, method), ...changes };
    const answer = await rig().call(bill.orgId, 'charges.open', input);
    if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
    return { ...bill, charge: answer.charge };
  };
  return {
    stateOf,
    inbox,
    again,
    async opened(method: ChargeMethod, changes: Changes = {}): Promise<Opened> {
      const organization = await rig().organization(provider);
      return again({ ...organization, ...(await rig().payable(organization.orgId)) }, method, changes);
    },
    becomes: ({ orgId, charge }: Pick<Opened, 'orgId' | 'charge'>, state: string) =>
      vi.waitFor(async () => expect(await stateOf(orgId, charge)).toBe(state), eventually),
    /** The provider has told of the new number, and its notice has been followed: what comes now is what the test sends. */
    announced: ({ orgId }: Pick<Opened, 'orgId'>) =>
      vi.waitFor(async () => {
        const rows = await inbox(orgId);
        // Whether it came before or after the answer to our own call, so that it moved the charge or did not, is nobody's to say.
        const told = rows.filter(({ source, state }) => source !== 'inquiry' && (state === 'done' || state === 'stale'));
        expect(told).toHaveLength(1);
        // The answer that was asked for is a row of its own, taken after the notice is done.
        expect(rows.filter(({ state }) => underWay.includes(state))).toEqual([]);
      }, eventually),
    /** Nothing of the organisation is under way, in the inbox or behind it; what waits for a charge nobody knows stays. */
    quiet: (orgId: OrgId) =>
      vi.waitFor(async () => {
        const rows = (await inbox(orgId)).filter(({ outcome }) => outcome !== 'unknown_charge');
        expect(rows.filter(({ state }) => underWay.includes(state))).toEqual([]);
        expect(await payments().collection('outbox').countDocuments({ orgId, state: 'pending' })).toBe(0);
      }, inTheEnd),
    money: async (orgId: OrgId) =>
      (await rig().messages(orgId))
        .filter(({ name }) => name.startsWith('payments.money.'))
        .map(({ name }) => name.slice('payments.money.'.length)),
    reasons: async (orgId: OrgId) =>
      (await rig().messages(orgId, 'payments.discrepancy.raised')).map(({ payload }) => (payload as { reason: string }).reason),
    /** The provider's own truth about a charge. */
    truth: async ({ orgId: _orgId, charge }: Pick<Opened, 'orgId' | 'charge'>, set: Record<string, unknown>) => {
      await rig()
        .database.databases.sandbox.collection('payments')
        .updateMany({ externalOrderNumber: charge.paymentNumber }, { $set: set });
    },
    silence: ({ accountId }: Pick<Opened, 'accountId'>) => rig().control('/behaviour', { accountId, silent: true }),
    takeCash: async ({ charge }: Pick<Opened, 'charge'>) =>
      expect((await rig().control('/take-cash', { paymentId: charge.providerIds['paymentId'] })).status).toBe(200),
    payByCard: ({ charge }: Pick<Opened, 'charge'>, number = '4111 1111 1111 1111') =>
      fetch(charge.redirectUrl!, { method: 'POST', body: new URLSearchParams({ number, action: 'pay' }), redirect: 'manual' }),
  };
}
