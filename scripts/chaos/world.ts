import { createHmac, randomUUID } from 'node:crypto';
import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { signServiceToken } from '@tsudoi/shared/service/service-token';
import type { Databases } from '@tsudoi/shared/service/mongo';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { type DemoCaller, demoCaller } from '../demo/demo-session.ts';
import type { Stack } from '../stack/stack.ts';
import { importRoll } from '../demo/import-roll.ts';

export interface Bill {
  readonly payableId: string;
  readonly memberId: string;
}

export interface OpenCharge extends Bill {
  readonly chargeId: string;
  readonly paymentNumber: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly createdAt: string;
}

/** What the office gives back of the 10,000 of a payment: made twice it is 6,000, where the whole could not be made twice. */
export const refundSum = 3000;

export interface World {
  readonly callbackUrl: string;
  readonly secret: string;
  readonly charges: readonly OpenCharge[];
}

interface WorldRequest {
  readonly stack: Stack;
  readonly databases: Databases;
  readonly serviceSecret: string;
  readonly internal: string;
  readonly payments: number;
}

/** Looks until something is there. @throws Error after so many milliseconds, a minute and a half when not named */
export async function until<T>(what: string, look: () => Promise<T | null>, patienceMs = 90_000): Promise<T> {
  const deadline = performance.now() + patienceMs;
  do {
    const began = performance.now();
    const found = await look();
    if (found !== null) return found;
    // Who watches shall not be the load: a look that takes long is rarer.
    await new Promise((wake) => setTimeout(wake, Math.max(50, 10 * (performance.now() - began))));
  } while (performance.now() < deadline);
  throw new Error(`${what} did not happen`);
}

/** Tries again five times a second until it is done: whoever was not answered. @throws Error after a minute and a half */
export async function tried<T>(what: string, attempt: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + 90_000;
  do {
    const done = await attempt();
    if (done !== null) return done;
    await new Promise((wake) => setTimeout(wake, 200));
  } while (performance.now() < deadline);
  throw new Error(`${what} did not happen`);
}

export interface Office {
  readonly office: DemoCaller;
  /** The same person again: an access token lives ten minutes. */
  signIn(): Promise<DemoCaller>;
  readonly accessToken: string;
  readonly slug: string;
}

export const ownerPassword = 'asagiri-no-mizuumi';

/** An organisation of its own with one membership type, signed up as anybody would. */
export async function openOffice(stack: Stack, databases: Databases): Promise<Office> {
  const visitor = demoCaller(stack.web, null);
  const owner = { email: 'owner@chaos.example', password: ownerPassword };
  const names = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'アオキ', ownerGivenNameKana: 'レイコ' };
  await visitor.call('organizations.signUp', { name: '嵐の会', kind: 'club', slug: 'arashi', ...owner, ...names });
  const mail = await until('the mail', () =>
    databases.server.collection<{ to: string; link: string }>('mails').findOne({ to: owner.email }),
  );
  const token = new URLSearchParams(new URL(mail.link).hash.slice(1)).get('token');
  const { accessToken } = (await visitor.call('organizations.confirmSignUp', { token, password: owner.password })) as {
    accessToken: string;
  };
  const office = demoCaller(stack.web, accessToken);
  await office.call('membershipTypes.create', { name: '正会員', annualFee: 10_000 });
  const signIn = async () => {
    const again = (await visitor.call('identity.adminLogin', { org: 'arashi', ...owner })) as { accessToken: string };
    return demoCaller(stack.web, again.accessToken);
  };
  return { office, accessToken, slug: 'arashi', signIn };
}

/** An organisation with as many members, confirmed bills and open konbini numbers as callbacks are to come. */
export async function makeWorld({
  stack,
  databases,
  serviceSecret,
  internal,
  payments,
}: WorldRequest): Promise<World & Pick<Office, 'office' | 'signIn'>> {
  const { office, accessToken, signIn } = await openOffice(stack, databases);
  for (let from = 0; from < payments; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, payments - from) }, (_, index) => `嵐,${from + index},アラシ,ソノ,正会員`);
    await importRoll({ api: stack.web, caller: office, token: accessToken, csv: ['姓,名,セイ,メイ,会員種別', ...rows].join('\n') });
  }
  await office.call('payments.connectSandbox', { provider: 'komoju' });
  await billEverybody(office, 2030);
  const { orgId, callbackUrl, secret } = await facts(databases);
  const payables = databases.payments.collection<{ _id: string; memberId: string }>('payables');
  await until('the bills to arrive', async () => ((await payables.countDocuments({})) === payments ? true : null));
  const charges: OpenCharge[] = [];
  const open = (await payables.find({}).toArray()).values();
  const work = async () => {
    for (const { _id, memberId } of open) charges.push(await openCharge({ internal, serviceSecret, orgId, payableId: _id, memberId }));
  };
  await Promise.all([work(), work(), work(), work()]);
  return { office, signIn, callbackUrl, secret, charges };
}

/** What the provider knows of the one organisation. */
export async function facts(databases: Databases): Promise<{ orgId: OrgId; accountId: string; callbackUrl: string; secret: string }> {
  const organization = (await databases.server.collection<{ _id: string; slug: string }>('organizations').findOne({ slug: 'arashi' }))!;
  const account = (await databases.sandbox
    .collection<{ _id: string; callbackUrl: string; webhookSecret: string }>('accounts')
    .findOne({}))!;
  return { orgId: organization._id as OrgId, accountId: account._id, callbackUrl: account.callbackUrl, secret: account.webhookSecret };
}

/** The bills of a year for everybody, made and confirmed. */
export async function billEverybody(office: DemoCaller, fiscalYear: number): Promise<void> {
  const [item] = (await office.call('billing.items', undefined)) as { billingItemId: string }[];
  const dueOn = addDays(jstDateOf(new Date()), 30);
  const allocationStartMonth = `${fiscalYear}-04`;
  const terms = { fiscalYear, allocationStartMonth, dueOn, billName: `${fiscalYear}年度 会費`, excludedMembershipTypeIds: [] };
  const { billingRunId } = (await office.call('billing.planRun', { billingItemId: item!.billingItemId, ...terms })) as {
    billingRunId: string;
  };
  const run = () => office.call('billing.run', { billingRunId }) as Promise<{ state: string; confirmation: { state: string } }>;
  await office.call('billing.startRun', { billingRunId });
  await until('the bills', async () => ((await run()).state === 'completed' ? true : null));
  await office.call('billing.confirmRun', { billingRunId });
  await until('the confirmation', async () => ((await run()).confirmation.state === 'completed' ? true : null));
}

/** A second year for everybody, as far as the bills go: nobody has asked for a number yet. */
export async function moreBills(databases: Databases, office: DemoCaller, numbered: readonly Bill[]): Promise<Bill[]> {
  const before = new Set(numbered.map(({ payableId }) => payableId));
  await billEverybody(office, 2031);
  const payables = databases.payments.collection<{ _id: string; memberId: string }>('payables');
  await until('the second bills', async () => ((await payables.countDocuments({})) === 2 * before.size ? true : null));
  const rows = await payables.find({}).toArray();
  return rows.filter(({ _id }) => !before.has(_id)).map(({ _id, memberId }) => ({ payableId: _id, memberId }));
}

export interface ChargeWish extends Bill {
  readonly internal: string;
  readonly serviceSecret: string;
  readonly orgId: OrgId;
}

interface AskedCharge extends Omit<OpenCharge, 'paymentId' | 'payableId' | 'memberId'> {
  readonly providerIds: Readonly<Record<string, string>>;
  readonly instructions: unknown;
  readonly redirectUrl: string | null;
}

export interface ChargeTerms {
  readonly method: 'konbini' | 'payeasy' | 'card';
  readonly store: 'lawson' | 'ministop' | null;
}

/** A charge as the server asks for it, as it stands on the wire. */
export function chargeRequest(wish: ChargeWish, idempotencyKey: string, { method, store }: ChargeTerms): SignedNotice & { url: string } {
  const { internal, serviceSecret, orgId, payableId, memberId } = wish;
  return {
    url: `${internal}/trpc/charges.open`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${signServiceToken(orgId, serviceSecret)}` },
    body: JSON.stringify({
      idempotencyKey,
      method,
      lines: [{ payableId, amount: 10_000 }],
      memberId,
      payer: { name: '嵐 その', kana: 'アラシ ソノ', email: 'arashi@example.jp', phone: '09012345678' },
      store,
      description: '2030年度 会費',
      lastDay: addDays(jstDateOf(new Date()), 7),
      returnUrl: 'http://127.0.0.1:9/return',
      locale: 'ja',
    }),
  };
}

/** Asks for a charge as the server does; null while no answer with one in it comes. @throws Error when it is refused */
async function askForCharge(wish: ChargeWish, idempotencyKey: string, method: 'konbini' | 'card'): Promise<AskedCharge | null> {
  const { url, headers, body: asked } = chargeRequest(wish, idempotencyKey, { method, store: method === 'konbini' ? 'lawson' : null });
  const response = await fetch(url, { method: 'POST', headers: { ...headers }, body: asked, signal: AbortSignal.timeout(30_000) });
  const body = (await response.json()) as { result?: { data: { outcome: string; charge?: AskedCharge } } };
  const { outcome, charge } = body.result?.data ?? {};
  if (outcome === 'refused' || (response.status < 500 && !body.result))
    throw new Error(`a charge could not be opened: ${JSON.stringify(body)}`);
  return charge ?? null;
}

/** Opens a konbini number; null while no answer with a number in it comes. @throws Error when it is refused */
export async function tryOpenCharge(wish: ChargeWish, idempotencyKey: string): Promise<OpenCharge | null> {
  const charge = await askForCharge(wish, idempotencyKey, 'konbini');
  if (!charge?.instructions) return null;
  const { chargeId, paymentNumber, providerIds, amount, createdAt } = charge;
  const { payableId, memberId } = wish;
  return { chargeId, payableId, memberId, paymentNumber, paymentId: providerIds['paymentId']!, amount, createdAt };
}

/** Pays a bill by card on the provider's page; the id of the charge. */
export async function payByCard(wish: ChargeWish): Promise<string> {
  const charge = await askForCharge(wish, randomUUID(), 'card');
  if (!charge?.redirectUrl) throw new Error('a card charge was opened without its page');
  const form = new URLSearchParams({ number: '4111111111111111', action: 'pay' });
  const answer = await fetch(charge.redirectUrl, { method: 'POST', body: form, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`the card page answered ${answer.status}`);
  return charge.chargeId;
}

export async function openCharge(wish: ChargeWish): Promise<OpenCharge> {
  const charge = await tryOpenCharge(wish, randomUUID());
  if (!charge) throw new Error('a charge was opened without its number');
  return charge;
}

export interface SignedNotice {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const signatureOf = (body: string, secret: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** A notice of the provider about a konbini number, as it stands on the wire, with its signature; `changes` to what it says of the payment. */
export function signedNotice(
  charge: OpenCharge,
  secret: string,
  type: string,
  changes: Readonly<Record<string, unknown>> = {},
): SignedNotice {
  const at = new Date().toISOString();
  const data = {
    id: charge.paymentId,
    resource: 'payment',
    status: 'captured',
    amount: charge.amount,
    tax: 0,
    payment_method_fee: 0,
    total: charge.amount,
    currency: 'JPY',
    external_order_num: charge.paymentNumber,
    captured_at: at,
    created_at: charge.createdAt,
    ...changes,
  };
  const body = JSON.stringify({
    id: randomUUID().replaceAll('-', '').slice(0, 25),
    type,
    resource: 'event',
    data,
    created_at: at,
    reason: null,
  });
  return { body, headers: { 'content-type': 'application/json', 'x-komoju-signature': signatureOf(body, secret) } };
}

/** That the cash was taken. */
export const capturedNotice = (charge: OpenCharge, secret: string): SignedNotice => signedNotice(charge, secret, 'payment.captured');
