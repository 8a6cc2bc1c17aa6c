import { randomUUID } from 'node:crypto';
import { newBillId, newChargeId, newMemberId, newOrgId, newProviderAccountId, newRefundId } from '@tsudoi/shared/kernel/ids';
import { yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeDesk, openDesk, platform } from '../../test/direct-debit.factory.ts';
import { openInput } from '../../test/rig.ts';
import { insertAccount } from '../accounts/account.repository.ts';
import { keepAllowed } from '../accounts/allowed-method.repository.ts';
import { providerBreaker } from '../connectors/breaker.ts';
import type { Connector } from '../connectors/connector.ts';
import { createInbox } from '../inbox/inbox.service.ts';
import { openPayables } from '../payables/payable.repository.ts';
import { sealSecret } from '../platform/secret-box.ts';
import { askAboutRefunds } from '../refunds/refund.jobs.ts';
import { findRefund, insertRefund } from '../refunds/refund.repository.ts';
import { inquireSilentCharges } from './charge.jobs.ts';
import { type ChargeDocument, drawPaymentNumber, findCharge, findChargesOfPayables, insertCharge } from './charge.repository.ts';
import { openCharge } from './charge.service.ts';

const away = 'away-pay';
const other = 'other-pay';
let asked: string[] = [];
/** What a provider waits with its word about a refund for. */
let heldUntil: Record<string, Promise<void>> = {};

const connectorOf = (provider: string) =>
  ({
    provider,
    inquire: () => {
      asked.push(provider);
      return Promise.resolve({ outcome: 'unknown' });
    },
    refunds: {
      methods: {},
      find: async () => {
        await heldUntil[provider];
        asked.push(provider);
        return { outcome: 'unknown' };
      },
    },
  }) as unknown as Connector;
const connectors = new Map([away, other].map((provider) => [provider, connectorOf(provider)]));

const keepsWaiting = () => {
  for (let times = 0; times < 3; times += 1) providerBreaker.brokeOff(away, 15_000);
};

beforeAll(openDesk);
afterEach(() => {
  providerBreaker.answered(away);
  asked = [];
  heldUntil = {};
});
afterAll(closeDesk);

/** An organisation at a provider, with a number that is to be asked about now. */
async function waitingAt(provider: string) {
  const scope = mintOrgScope(newOrgId());
  const db = platform.databases.payments;
  const accountId = newProviderAccountId();
  await insertAccount(db, scope, {
    _id: accountId,
    orgId: scope.orgId,
    provider,
    mode: 'live',
    methods: ['konbini'],
    sealedApiKey: sealSecret('key', platform.env.SECRETS_KEY),
    sealedWebhookSecrets: [],
    connectedAt: platform.clock.now(),
  });
  const charge: ChargeDocument = {
    _id: newChargeId(),
    orgId: scope.orgId,
    memberId: newMemberId(),
    accountId,
    provider,
    method: 'konbini',
    paymentNumber: drawPaymentNumber(),
    lines: [{ payableId: newBillId(), amount: yen(10_000) }],
    amount: yen(10_000),
    memberFee: zeroYen,
    base: 'unknown',
    state: 'unknown',
    version: 0,
    providerIds: {},
    redirectUrl: null,
    instructions: null,
    expiresAt: null,
    idempotencyKey: randomUUID(),
    createdAt: platform.clock.now(),
    settledBy: null,
    voidWanted: false,
    inquiries: 2,
    nextInquiryAt: platform.clock.now(),
  };
  await insertCharge(db, scope, charge);
  return { scope, charge };
}

async function refundAt(provider: string) {
  const { scope, charge } = await waitingAt(provider);
  const refundId = newRefundId();
  await insertRefund(platform.databases.payments, scope, {
    _id: refundId,
    orgId: scope.orgId,
    chargeId: charge._id,
    amount: yen(10_000),
    state: 'unknown',
    providerRefundId: null,
    code: '',
    asks: 2,
    denials: 0,
    nextAskAt: platform.clock.now(),
    wantedAt: platform.clock.now(),
    version: 1,
  });
  return { scope, refundId };
}

const chargeNow = ({ scope, charge }: { scope: OrgScope; charge: ChargeDocument }) =>
  findCharge(platform.databases.payments, scope, charge._id);
async function openBill(scope: OrgScope) {
  const db = platform.databases.payments;
  await keepAllowed(db, scope, ['konbini'], 1);
  const bill = { payableId: newBillId(), memberId: newMemberId(), amount: 10_000 };
  const facts = { memberNumber: '1', memberKana: 'ヤマダ', dueOn: '2026-05-31' };
  await openPayables(db, scope, payableOpened.payload.parse({ payables: [{ ...bill, ...facts }] }).payables);
  return bill;
}
const pay = (scope: OrgScope, { payableId, memberId }: Awaited<ReturnType<typeof openBill>>) =>
  openCharge(platform, connectors, createInbox(platform, connectors), scope, openInput(payableId, memberId, 'konbini') as never);
const inAMinute = () => new Date(platform.clock.now().getTime() + 60_000);

describe('while one provider keeps everybody waiting', () => {
  it('T29 T28: a charge there keeps its looks and is behind the others, and those of another provider are asked about', async () => {
    const [there, elsewhere] = [await waitingAt(away), await waitingAt(other)];
    keepsWaiting();
    await inquireSilentCharges(platform, connectors, createInbox(platform, connectors));
    expect(asked).toEqual([other]);
    expect(await chargeNow(there)).toMatchObject({ inquiries: 2, nextInquiryAt: inAMinute() });
    expect(await chargeNow(elsewhere)).toMatchObject({ inquiries: 3 });
  });

  it('T29: a refund there keeps its looks too', async () => {
    const [there, elsewhere] = [await refundAt(away), await refundAt(other)];
    keepsWaiting();
    await askAboutRefunds(platform, connectors, createInbox(platform, connectors));
    expect(asked).toEqual([other]);
    const refundNow = ({ scope, refundId }: typeof there) => findRefund(platform.databases.payments, scope, refundId);
    expect(await refundNow(there)).toMatchObject({ asks: 2, nextAskAt: inAMinute() });
    expect(await refundNow(elsewhere)).toMatchObject({ asks: 3 });
  });

  it('T29: providers are asked about refunds side by side', async () => {
    await refundAt(away);
    await refundAt(other);
    let answered = () => undefined as void;
    heldUntil = { [away]: new Promise<void>((resolve) => void (answered = resolve)) };
    const round = askAboutRefunds(platform, connectors, createInbox(platform, connectors));
    await expect.poll(() => asked, { timeout: 20_000 }).toEqual([other]);
    answered();
    await round;
    expect(asked).toEqual([other, away]);
  });

  it('T29: whoever wants to pay is told at once to try again, and nothing is left behind that could be in the way', async () => {
    const { scope } = await waitingAt(away);
    const bill = await openBill(scope);
    keepsWaiting();
    await expect(pay(scope, bill)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(await findChargesOfPayables(platform.databases.payments, scope, [bill.payableId])).toEqual([]);
  });

  it('T29, domain.md 3.8: whoever cannot change to it keeps the slip they hold', async () => {
    const { scope, charge } = await waitingAt(away);
    const bill = await openBill(scope);
    const held: ChargeDocument = {
      ...charge,
      _id: newChargeId(),
      memberId: bill.memberId,
      provider: other,
      method: 'payeasy',
      paymentNumber: drawPaymentNumber(),
      lines: [{ payableId: bill.payableId, amount: yen(10_000) }],
      base: 'awaiting',
      state: 'awaiting',
      expiresAt: inAMinute(),
      idempotencyKey: randomUUID(),
    };
    await insertCharge(platform.databases.payments, scope, held);
    keepsWaiting();
    await expect(pay(scope, bill)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
    expect(asked).toEqual([]);
    expect(await chargeNow({ scope, charge: held })).toMatchObject({ state: 'awaiting', voidWanted: false, version: 0 });
  });
});
