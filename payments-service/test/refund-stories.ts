import { newProviderAccountId, newRefundId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { refundWanted } from '@tsudoi/shared/queue/refund.messages';
import { createClock } from '@tsudoi/shared/service/clock';
import type { QueuedMessage } from '@tsudoi/shared/service/message-store';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { outboxRow } from '@tsudoi/shared/service/outbox';
import { expect, vi } from 'vitest';
import { insertAccount } from '../src/accounts/account.repository.ts';
import { sealSecret } from '../src/platform/secret-box.ts';
import type { Opened, chargeStories } from './charge-stories.ts';
import type { Rig } from './rig.ts';

type Named = Pick<Opened, 'orgId' | 'charge'>;
const eventually = { timeout: 20_000, interval: 30 };

/** What tests say of money that goes back, whoever the provider is, and of paying at Stripe. */
export function refundStories(rig: () => Rig, { opened, becomes, quiet, money, payByCard }: ReturnType<typeof chargeStories>) {
  const standInUrl = () => `http://127.0.0.1:${rig().sandbox.ports['port']}`;
  /** The sandbox's own truth about a charge. */
  const truthOf = async ({ charge }: Pick<Opened, 'charge'>) =>
    (await rig()
      .database.databases.sandbox.collection<{ _id: string; refunds?: { id: string }[]; status: string }>('payments')
      .findOne({ externalOrderNumber: charge.paymentNumber }))!;
  const settledOnce = async ({ orgId, charge }: Named) => {
    await becomes({ orgId, charge }, 'final');
    await quiet(orgId);
    expect(await money(orgId)).toEqual(['settled']);
  };
  const lastOf = async (orgId: Opened['orgId'], refundId: string) =>
    (await rig().messages(orgId, 'payments.refund.moved'))
      .map(({ payload }) => payload as { refundId: string; state: string; code: string; sequence: number })
      .filter((message) => message.refundId === refundId)
      .toSorted((left, right) => left.sequence - right.sequence)
      .at(-1);
  return {
    standInUrl,
    truthOf,
    settledOnce,
    lastOf,
    /** What Stripe, a bank or a payer decides. */
    steer: async (what: string, body: unknown) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return (await fetch(`${standInUrl()}/stripe/steer/${what}`, init)).status;
    },
    /** A live account beside the trial one. */
    async liveAccount(secrets: readonly string[]) {
      const { orgId, callbackUrl, accountId } = await rig().organization('stripe');
      const live = newProviderAccountId();
      const key = rig().env['SECRETS_KEY']!;
      await insertAccount(rig().database.databases.payments, mintOrgScope(orgId), {
        _id: live,
        orgId,
        provider: 'stripe',
        mode: 'live',
        methods: [],
        sealedApiKey: sealSecret('sk_live_x', key),
        sealedWebhookSecrets: secrets.map((one) => sealSecret(one, key)),
        connectedAt: new Date(),
      });
      return { orgId, trialUrl: callbackUrl, callbackUrl: callbackUrl.replace(accountId, live) };
    },
    async paid(method: 'card' | 'konbini' = 'card') {
      const paying = await opened(method);
      if (method === 'card') await payByCard(paying);
      else {
        await fetch(paying.charge.redirectUrl!, { method: 'POST', redirect: 'manual' });
        await becomes(paying, 'awaiting');
        await rig().control('/take-cash', { paymentId: (await truthOf(paying))._id });
      }
      await settledOnce(paying);
      return paying;
    },
    /** As the server asks for a refund: a message, here as often as a queue may bring it. */
    async ask({ orgId, charge }: Named, amount: number, times = 1) {
      const refundId = newRefundId();
      const payload = { refundId, chargeId: charge.chargeId, amount: yen(amount) as never };
      const messages = Array.from({ length: times }, (): QueuedMessage => {
        const { state: _state, ...row } = outboxRow(refundWanted, orgId, payload, 'test', createClock());
        return { ...row, state: 'ready', attempts: 0, nextAt: new Date(), leaseToken: 0 };
      });
      await rig().database.databases.queue.collection<QueuedMessage>('messages').insertMany(messages);
      return refundId;
    },
    stands: (orgId: Opened['orgId'], refundId: string, state: string, code = '') =>
      vi.waitFor(async () => expect(await lastOf(orgId, refundId)).toMatchObject({ state, code }), eventually),
    back: async (orgId: Opened['orgId']) =>
      (await rig().messages(orgId, 'payments.money.reversed')).map(({ payload }) => (payload as { amount: number }).amount),
  };
}
