import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import Stripe from 'stripe';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, openInput, startRig } from '../rig.ts';
import { eventOf, seconds } from '../stripe-events.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

/** `TSUDOI_SEED=… npm test -- security` repeats a run; the seed stands in every failure. */
const random = testRandom(seedFrom(process.env['TSUDOI_SEED']));
const eventually = { timeout: 20_000, interval: 30 };

async function opened() {
  const organization = await rig.organization();
  const { payableId, memberId } = await rig.payable(organization.orgId);
  const answer = await rig.call(organization.orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
  if (answer.outcome !== 'opened') throw new Error(`not opened: ${JSON.stringify(answer)}`);
  return { ...organization, charge: answer.charge };
}

const inbox = (accountId: string) =>
  rig.database.databases.payments.collection('inbox').countDocuments({ accountId, 'headers.user-agent': 'forger' });
const posted = (url: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'forger', ...headers }, body: bytes });

describe('T1: callbacks that are not what was signed', () => {
  it('T1: one bit of the body, anywhere, or one letter of the signature is enough to be refused', async () => {
    const { callbackUrl, accountId, secret, charge } = await opened();
    const body = Buffer.from(notice(charge, 'payment.captured'));
    const headers = signed(body.toString(), secret);
    const right = headers['x-komoju-signature'];
    const altered = Array.from({ length: 200 }, () => {
      const bytes = new Uint8Array(body);
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
      return { bytes, signature: right };
    });
    for (let place = 0; place < right.length; place += 1) {
      const letter = right[place] === '0' ? '1' : '0';
      altered.push({ bytes: new Uint8Array(body), signature: `${right.slice(0, place)}${letter}${right.slice(place + 1)}` });
    }
    const wrong: number[] = [];
    const hand = async () => {
      for (let one = altered.shift(); one; one = altered.shift()) {
        const { status } = await posted(callbackUrl, one.bytes, { 'x-komoju-signature': one.signature });
        if (status !== 401) wrong.push(status);
      }
    };
    await Promise.all(Array.from({ length: 8 }, hand));
    expect(wrong, `seed ${random.seed}`).toEqual([]);
    expect(await inbox(accountId)).toBe(0);
  });

  it('T1, provider case 25: at Stripe’s door what its own library signs is taken; no letter of the header, no bit of the body, no other secret and no other time is', async () => {
    const [one, other] = [await rig.organization('stripe'), await rig.organization('stripe')];
    const payload = eventOf('payment_intent.created', { id: 'pi_1', object: 'payment_intent', note: '会費' });
    const at = seconds(new Date());
    const signedAt = (timestamp: number, secret = one.secret) => Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    const status = async (header: string, bytes: Buffer = Buffer.from(payload)) =>
      (await posted(one.callbackUrl, new Uint8Array(bytes), { 'stripe-signature': header })).status;
    const header = signedAt(at);
    const forged: (readonly [string, Buffer?])[] = [...header].map((letter, place) => [
      header.slice(0, place) + (letter === '1' ? '2' : '1') + header.slice(place + 1),
    ]);
    for (let round = 0; round < 200; round += 1) {
      const bytes = Buffer.from(payload);
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
      forged.push([header, bytes]);
    }
    const statuses = new Set<number>();
    for (let place = 0; place < forged.length; place += 8)
      for (const each of await Promise.all(forged.slice(place, place + 8).map(([text, bytes]) => status(text, bytes)))) statuses.add(each);
    expect(statuses, `seed ${random.seed}`).toEqual(new Set([401]));
    // Some seconds have gone by: what is too early is so by the time at which it is sent.
    const early = seconds(new Date()) + 310;
    expect([await status(signedAt(at, other.secret)), await status(signedAt(at - 302)), await status(signedAt(early))]).toEqual([
      401, 400, 400,
    ]);
    expect(await inbox(one.accountId)).toBe(0);
    expect(await status(header)).toBe(200);
    expect(await inbox(one.accountId)).toBe(1);
  });

  it('T1: the right signature with another organisation’s secret, or at another organisation’s address, is refused', async () => {
    const one = await opened();
    const other = await opened();
    const body = notice(one.charge, 'payment.captured');
    const bytes = new Uint8Array(Buffer.from(body));
    expect((await posted(one.callbackUrl, bytes, signed(body, other.secret))).status).toBe(401);
    expect((await posted(other.callbackUrl, bytes, signed(body, one.secret))).status).toBe(401);
    expect(await inbox(one.accountId)).toBe(0);
    expect(await inbox(other.accountId)).toBe(0);
  });

  it('T1: what stands in headers that are not signed decides nothing', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened();
    const body = notice(charge, 'payment.captured');
    const lies = {
      'x-komoju-event': 'payment.refunded',
      'x-komoju-id': 'evt-of-somebody-else',
      'content-type': 'text/plain; charset=shift_jis',
      'x-http-method-override': 'GET',
      'x-forwarded-host': 'evil.example',
    };
    expect((await post(callbackUrl, body, { ...signed(body, secret), ...lies })).status).toBe(200);
    await vi.waitFor(
      async () => expect((await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state).toBe('final'),
      eventually,
    );
    // The news leaves behind the transaction that made it.
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.settled')).toHaveLength(1), eventually);
    expect(await rig.messages(orgId, 'payments.money.reversed')).toHaveLength(0);
  });
});

const inside = /Mongo|E11000|BSON|Secantus|node_modules|node:|\.ts\b|\n\s*at |(?:Type|Range|Syntax|Reference)Error|ECONN/;

describe('G10: what no provider sends', () => {
  it('G10: hostile addresses, headers and bodies at the callback door: no failure, nothing of the inside, no money', async () => {
    const { orgId, callbackUrl, accountId, secret } = await opened();
    const base = new URL(callbackUrl).origin;
    const texts = [
      '',
      '%00',
      '%E0%A4%A',
      '..%2f..%2fetc%2fpasswd',
      '__proto__',
      'constructor',
      '%24where',
      `a${'x'.repeat(3000)}`,
      '%F0%9F%92%B4',
      "'%22%3E",
    ];
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '"x"',
      '{"__proto__":{"polluted":true}}',
      '{"id":{"$gt":""},"type":{"$ne":null},"data":{"$where":"1"}}',
      '{"id":"evt","type":"payment.captured","data":{"amount":1e999,"currency":"JPY"}}',
      '{"id":"evt","type":"payment.captured","data":{"amount":-1,"external_order_num":["x"]}}',
      '{"id":"evt","type":"payment.captured","created_at":"+275760-09-13T00:00:00Z","data":null}',
      '{"id":"\\ud800","type":"\\u0000","data":{}}',
      deep,
      `[${Array.from({ length: 10_000 }, () => '"x"').join(',')}]`,
      'x'.repeat(1_000_000),
    ];
    const requests: [string, RequestInit][] = [
      ...texts.flatMap((text): [string, RequestInit][] => [
        [`${base}/callbacks/${text}/${accountId}`, { method: 'POST', body: '{}' }],
        [`${base}/callbacks/komoju/${text}`, { method: 'POST', body: '{}' }],
        [`${callbackUrl}?x=${text}`, { method: 'POST', body: '{}' }],
        [`${callbackUrl}?x=${text}`, { method: 'GET' }],
      ]),
      ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method): [string, RequestInit] => [callbackUrl, { method }]),
      ...bodies.flatMap((body): [string, RequestInit][] => [
        [callbackUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } }],
        [callbackUrl, { method: 'POST', body, headers: { 'content-type': 'text/plain; charset=shift_jis', 'content-encoding': 'gzip' } }],
        // Signed as it should be: whatever it says, it is no money of ours.
        [callbackUrl, { method: 'POST', body, headers: { 'content-type': 'application/json', ...signed(body, secret) } }],
      ]),
    ];
    const bodyOf = (init: RequestInit): string => (typeof init.body === 'string' ? init.body : '');
    const wrong: string[] = [];
    for (const [url, init] of requests) {
      const response = await fetch(url, { redirect: 'manual', ...init }).catch((error: unknown) => error as Error);
      // A body that is too long may find the door shut while it is still on its way.
      if (response instanceof Error) {
        if (bodyOf(init).length < 1_000_000) wrong.push(`${url}: ${response.message}`);
        continue;
      }
      const text = await response.text();
      if (response.status >= 500 || inside.test(text))
        wrong.push(`${init.method} ${url.slice(0, 120)} ${bodyOf(init).slice(0, 60)}: ${response.status} ${text.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
    expect((await fetch(`${base}/livez`)).status).toBe(200);
    expect((await rig.messages(orgId)).filter(({ name }) => name.startsWith('payments.money.'))).toEqual([]);
  });
});

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, place) => ordersOf(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

describe('T5: notices in every order, through the service', () => {
  it('T5: number, money, part of it back: six orders, one state, and the server hears of the money before its return', async () => {
    const { orgId, callbackUrl, secret } = await rig.organization();
    const at = (minute: number) => new Date(Date.UTC(2026, 4, 12, 3, minute)).toISOString();
    const orders = ordersOf(['issued', 'paid', 'back'] as const);
    const charges = await Promise.all(
      orders.map(async () => {
        const { payableId, memberId } = await rig.payable(orgId);
        const answer = await rig.call(orgId, 'charges.open', openInput(payableId, memberId, 'konbini'));
        if (answer.outcome !== 'opened') throw new Error('not opened');
        return answer.charge;
      }),
    );
    for (const [place, order] of orders.entries()) {
      const charge = charges[place]!;
      const bodies = {
        issued: notice(
          charge,
          'payment.authorized',
          { status: 'authorized', captured_at: null, payment_details: { type: 'konbini', store: 'lawson', confirmation_code: '123456' } },
          { created_at: at(0) },
        ),
        paid: notice(charge, 'payment.captured', { captured_at: at(1) }, { created_at: at(1) }),
        back: notice(charge, 'payment.refund.created', { amount_refunded: 3000 }, { created_at: at(2) }),
      };
      for (const step of order) expect((await post(callbackUrl, bodies[step], signed(bodies[step], secret))).status).toBe(200);
    }
    for (const charge of charges) {
      await vi.waitFor(
        async () => expect((await rig.call(orgId, 'charges.get', { chargeId: charge.chargeId }))?.state).toBe('partly_refunded'),
        eventually,
      );
    }
    await vi.waitFor(async () => expect(await rig.messages(orgId, 'payments.money.reversed')).toHaveLength(orders.length), eventually);
    const told = (await rig.messages(orgId)).map(({ name, payload }) => ({
      name,
      ...(payload as { chargeId: string; sequence: number; amount: number }),
    }));
    for (const [place, charge] of charges.entries()) {
      const money = told.filter(({ chargeId, name }) => chargeId === charge.chargeId && name.startsWith('payments.money.'));
      const inOrder = money.toSorted((left, right) => left.sequence - right.sequence).map(({ name, amount }) => [name, amount]);
      expect(inOrder, orders[place]!.join(' ')).toEqual([
        ['payments.money.settled', 10_000],
        ['payments.money.reversed', 3000],
      ]);
      expect(new Set(money.map(({ sequence }) => sequence)).size).toBe(2);
    }
  });
});
