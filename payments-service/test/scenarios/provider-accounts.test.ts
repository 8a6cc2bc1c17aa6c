import { randomUUID } from 'node:crypto';
import type { AccountAnswer } from '@tsudoi/shared/contracts/payments/account.contract';
import type { ScreeningMethod } from '@tsudoi/shared/contracts/payments/screening.contract';
import { type OrgId, newOrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { methodsAllowed } from '@tsudoi/shared/queue/screening.messages';
import { createClock } from '@tsudoi/shared/service/clock';
import type { QueuedMessage } from '@tsudoi/shared/service/message-store';
import { outboxRow } from '@tsudoi/shared/service/outbox';
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
const live = () => ({ apiKey: `sk_live_${randomUUID().replaceAll('-', '')}`, webhookSecret: `whs_${randomUUID().replaceAll('-', '')}` });
const enter = (orgId: OrgId, values: Record<string, string>, mode: 'test' | 'live' = 'live', provider = 'komoju') =>
  rig.call(orgId, 'accounts.enter', { accountId: newProviderAccountId(), provider, mode, values });
function done(answer: AccountAnswer) {
  if (answer.outcome !== 'done') throw new Error(`${answer.reason} ${answer.field}`);
  return answer.account;
}
/** What the server tells after a decision of the screening, and that it was heard. */
async function allow(orgId: OrgId, methods: ScreeningMethod[], revision: number): Promise<void> {
  const { state: _state, ...row } = outboxRow(methodsAllowed, orgId, { methods, revision }, 'test', createClock());
  const message: QueuedMessage = { ...row, state: 'ready', attempts: 0, nextAt: new Date(), leaseToken: 0 };
  const messages = rig.database.databases.queue.collection<QueuedMessage>('messages');
  await messages.insertOne(message);
  await vi.waitFor(async () => expect((await messages.findOne({ _id: message._id }))?.state).toBe('done'), eventually);
}
const offered = async (orgId: OrgId) =>
  (await rig.call(orgId, 'methods.available', { amount: PositiveYen.parse(10_000) }))
    .filter(({ available }) => available)
    .map(({ method }) => method);
const callbackOf = (account: { provider: string; accountId: string }) =>
  `http://127.0.0.1:${rig.payments.ports['port']}/callbacks/${account.provider}/${account.accountId}`;
/** As the organisation does at the provider's own pages: its key, its secret and where to call back. */
async function signUpAtProvider(account: { provider: string; accountId: string }, values: Record<string, string>) {
  const { provider, accountId } = account;
  const { apiKey, webhookSecret } = values;
  await rig.control('/accounts', { accountId, provider, apiKey, webhookSecret, callbackUrl: callbackOf(account) });
}

describe('accounts that the operator enters', () => {
  it('PAY-01 PAY-02 PAY-22: a method is offered once it is approved and its account is there, money comes by it, and when it is ended nobody is offered it while what is open still comes in', async () => {
    const orgId = newOrgId();
    const values = live();
    expect(await offered(orgId)).toEqual([]);
    await allow(orgId, ['konbini', 'virtual_account'], 2);
    expect(await offered(orgId)).toEqual([]);
    const account = done(await enter(orgId, values));
    expect(account).toMatchObject({ provider: 'komoju', mode: 'live', oldSecretUntil: null });
    expect(await offered(orgId)).toEqual(['konbini']);
    await signUpAtProvider(account, values);
    const { payableId, memberId } = await rig.payable(orgId);
    expect(await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'card'))).toMatchObject({ reason: 'method_not_available' });
    const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
    await allow(orgId, [], 5);
    // Older news that comes late changes nothing.
    await allow(orgId, ['card', 'konbini'], 4);
    expect(await offered(orgId)).toEqual([]);
    await rig.control('/take-cash', { paymentId: answer.charge.providerIds['paymentId'] });
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(1), eventually);
  });

  it('case 26: two secrets are valid while one is replaced; the old one ends on its day, and no more than two are ever taken', async () => {
    const orgId = newOrgId();
    const [first, second, third] = [live(), live(), live()];
    const account = done(await enter(orgId, first));
    await allow(orgId, ['konbini'], 1);
    await signUpAtProvider(account, first);
    const { payableId, memberId } = await rig.payable(orgId);
    const opened = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    if (opened.outcome !== 'opened') throw new Error('not opened');
    const body = notice(opened.charge, 'payment.updated', { status: 'pending' });
    const ask = async (values: Record<string, string>) =>
      (await post(callbackOf(account), body, signed(body, values['webhookSecret']!))).status;
    const becomes = (values: Record<string, string>, status: number) =>
      vi.waitFor(async () => expect(await ask(values)).toBe(status), eventually);
    expect([await ask(first), await ask(second)]).toEqual([200, 401]);
    const rotate = (values: Record<string, string>, days: number) =>
      rig.call(orgId, 'accounts.rotate', { accountId: account.accountId, values: { webhookSecret: values['webhookSecret']! }, days });
    const rotated = done(await rotate(second, 7));
    expect(Date.parse(rotated.oldSecretUntil!)).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await becomes(second, 200);
    expect([await ask(first), await ask(third)]).toEqual([200, 401]);
    done(await rotate(third, 7));
    await becomes(third, 200);
    expect([await ask(second), await ask(first)]).toEqual([200, 401]);
    const accounts = rig.database.databases.payments.collection('provider_accounts');
    await accounts.updateOne({ orgId }, { $set: { 'oldWebhookSecrets.0.until': new Date(Date.now() - 1000) } });
    await becomes(second, 401);
    expect(await ask(third)).toBe(200);
    expect(await rotate(third, 7)).toMatchObject({ outcome: 'refused', reason: 'shared_secret' });
    expect(await rig.call(newOrgId(), 'accounts.rotate', { accountId: account.accountId, values: live(), days: 1 })).toMatchObject({
      reason: 'unknown_provider',
    });
  });

  it('a key for calls is replaced in place: the account stays, calls go with the new key, notices with the secret they had', async () => {
    const orgId = newOrgId();
    const [values, next] = [live(), live()];
    const account = done(await enter(orgId, values));
    await allow(orgId, ['konbini'], 1);
    await signUpAtProvider(account, values);
    const replace = (apiKey: string) => rig.call(orgId, 'accounts.rotate', { accountId: account.accountId, values: { apiKey }, days: 0 });
    expect(await replace(values.apiKey)).toMatchObject({ outcome: 'refused', reason: 'shared_secret' });
    expect(await replace(next.apiKey.replace('live', 'test'))).toEqual({ outcome: 'refused', reason: 'mode_mismatch', field: 'apiKey' });
    expect(done(await replace(next.apiKey))).toEqual(account);
    const open = async () => {
      const { payableId, memberId } = await rig.payable(orgId);
      return rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
    };
    // The provider knows the old key alone: what is asked with the new one is refused there.
    expect((await open()).outcome).not.toBe('opened');
    const accounts = rig.database.databases.sandbox.collection<{ _id: string }>('accounts');
    await accounts.updateOne({ _id: account.accountId }, { $set: { apiKey: next.apiKey } });
    const opened = await open();
    if (opened.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(opened)}`);
    const body = notice(opened.charge, 'payment.updated', { status: 'pending' });
    expect((await post(callbackOf(account), body, signed(body, values.webhookSecret))).status).toBe(200);
    expect(
      await rig.call(newOrgId(), 'accounts.rotate', { accountId: account.accountId, values: { apiKey: next.apiKey }, days: 0 }),
    ).toMatchObject({
      reason: 'unknown_provider',
    });
  });

  it('0033, PAY-22: a second account takes what the first does not; what each takes is chosen, and what was opened stays where it was', async () => {
    const orgId = newOrgId();
    const values = live();
    const first = done(await enter(orgId, values));
    await signUpAtProvider(first, values);
    await allow(orgId, ['card', 'konbini', 'payeasy', 'virtual_account'], 1);
    const shop = { shopId: '9100000000009', shopPass: 'abcd1234', configId: 'c', contactName: '窓口', contactHours: '09:00-18:00' };
    const second = done(await enter(orgId, { ...shop, contactPhone: '050-1234-5678' }, 'live', 'gmo-pg'));
    expect([first.methods, second.methods]).toEqual([['card', 'konbini', 'payeasy'], ['virtual_account']]);
    const open = async () => {
      const { payableId, memberId } = await rig.payable(orgId);
      const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
      return answer.outcome === 'opened' ? answer.charge.provider : answer;
    };
    expect(await open()).toBe('komoju');
    const choose = (
      accountId: typeof first.accountId,
      methods: readonly ('card' | 'konbini' | 'payeasy' | 'virtual_account')[],
      of = orgId,
    ) => rig.call(of, 'accounts.choose', { accountId, methods: [...methods] });
    const takers = async () => (await rig.call(orgId, 'accounts.list', {})).map(({ provider, methods }) => [provider, ...methods]);
    expect(done(await choose(second.accountId, ['virtual_account', 'konbini'])).methods).toEqual(['konbini', 'virtual_account']);
    expect((await takers())[0]).toEqual(['gmo-pg', 'konbini', 'virtual_account']);
    expect(done(await choose(first.accountId, ['card', 'konbini', 'payeasy']))).toMatchObject({ provider: 'komoju' });
    expect(await open()).toBe('komoju');
    done(await choose(second.accountId, []));
    expect(await takers()).toContainEqual(['gmo-pg']);
    expect(await choose(first.accountId, ['virtual_account'])).toEqual({ outcome: 'refused', reason: 'field', field: 'methods' });
    expect(await choose(first.accountId, [], newOrgId())).toMatchObject({ reason: 'unknown_provider' });
  });

  it('0038: what is no secret is put right in the same account; the name that charges were opened under stays', async () => {
    const orgId = newOrgId();
    const shop = { shopId: '9100000000001', shopPass: 'abcd1234', configId: 'c', contactName: '窓口', contactHours: '09:00-18:00' };
    const account = done(await enter(orgId, { ...shop, contactPhone: '050-1234-5678' }, 'live', 'gmo-pg'));
    const correct = (values: Record<string, string>, of = orgId) =>
      rig.call(of, 'accounts.rotate', { accountId: account.accountId, values, days: 0 });
    expect(done(await correct({ contactPhone: '03-1234-5678', shopId: '9100000000002' }))).toEqual(account);
    expect(await correct({ contactPhone: 'x' })).toEqual({ outcome: 'refused', reason: 'field', field: 'contactPhone' });
    expect(await correct({ shopId: 'tshop00000001' })).toMatchObject({ reason: 'mode_mismatch', field: 'shopId' });
    expect(await correct({ configId: 'd' }, newOrgId())).toMatchObject({ reason: 'unknown_provider' });
    const charges = rig.database.databases.payments.collection('charges');
    await charges.insertOne({ orgId, accountId: account.accountId, state: 'voided', paymentNumber: randomUUID(), idempotencyKey: 'x' });
    expect(await correct({ shopId: '9100000000003' })).toEqual({ outcome: 'refused', reason: 'in_use', field: 'shopId' });
    expect(await correct({ configId: 'd' })).toMatchObject({ outcome: 'done' });
  });

  it('G16: a provider whose calls are not confirmed takes no live account, and one for tests', async () => {
    const shops = { 'robot-payment': { storeId: '12345', door: 'a'.repeat(24) }, zeus: { clientIp: '12345', markKey: 'b'.repeat(24) } };
    for (const [provider, values] of Object.entries(shops)) {
      const orgId = newOrgId();
      expect(await enter(orgId, values, 'live', provider)).toEqual({ outcome: 'refused', reason: 'not_confirmed', field: null });
      expect(await rig.call(orgId, 'accounts.entered', {})).toEqual([]);
      expect(done(await enter(orgId, values, 'test', provider))).toMatchObject({ provider, mode: 'test' });
    }
  });

  it('case 40 G16: test and live are apart, and a secret is nowhere to be read: not in an answer, not in the database', async () => {
    const orgId = newOrgId();
    const values = live();
    expect(await enter(orgId, values, 'test')).toEqual({ outcome: 'refused', reason: 'mode_mismatch', field: 'apiKey' });
    expect(await enter(orgId, { ...values, apiKey: 'kimitsu' })).toEqual({ outcome: 'refused', reason: 'field', field: 'apiKey' });
    expect(await enter(orgId, values, 'live', 'no-provider')).toMatchObject({ reason: 'unknown_provider' });
    const account = done(await enter(orgId, values));
    expect(await enter(orgId, live())).toMatchObject({ reason: 'taken' });
    const test = { apiKey: values.apiKey.replace('live', 'test'), webhookSecret: values.webhookSecret };
    expect(await enter(orgId, test, 'test')).toMatchObject({ reason: 'shared_secret' });
    const apart = done(await enter(orgId, { ...test, webhookSecret: live().webhookSecret }, 'test'));
    expect(apart.callbackUrl).not.toBe(account.callbackUrl);
    const said = JSON.stringify([await rig.call(orgId, 'accounts.entered', {}), await rig.call(orgId, 'accounts.list', {})]);
    const kept = JSON.stringify(await rig.database.databases.payments.collection('provider_accounts').find({ orgId }).toArray());
    for (const secret of [values.apiKey, values.webhookSecret, test.apiKey])
      for (const text of [said, kept]) expect(text).not.toContain(secret);
    const facts = await rig.call(orgId, 'accounts.providers', {});
    expect(facts.map(({ provider }) => provider)).toEqual(expect.arrayContaining(['komoju', 'gmo-pg']));
    expect(facts.find(({ provider }) => provider === 'gmo-pg')!.fields.map(({ name }) => name)).toContain('shopPass');
  });
});
