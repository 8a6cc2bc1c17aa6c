import { randomBytes } from 'node:crypto';
import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Notice } from '../connector.ts';
import { isStripeSignature, verifyStripeSignature } from './signature.ts';

const at = 1744254246;
const body =
  '{"id":"evt_1","object":"event","type":"checkout.session.async_payment_succeeded","created":1744254240,"data":{"object":{"id":"cs_1","payment_status":"paid","amount_total":5500,"currency":"jpy"}}}';
const [one, two] = ['whsec_test_0001', 'whsec_test_0002'] as const;
const signatures = {
  [one]: '1dfd2c5e535567f9d25f3a1a78974eb34386f15cc97aea1b520aef9f32c27cc2',
  [two]: '5009a2e50b14b8e91c30c6d00add5886c4f992c54b63b903c1e7dc233cdf874e',
  withoutTime: 'e191d3ec0310a0241461d638450ba6e8c7d89fbe173cbbc9ab74c9a552864ab1',
} as const;

const notice = (header: string | undefined, bytes: Buffer = Buffer.from(body)): Notice => ({
  body: bytes,
  headers: header === undefined ? {} : { 'stripe-signature': header },
});
const verify = (header: string | undefined, secrets: readonly string[] = [one], seconds = at, bytes?: Buffer) =>
  verifyStripeSignature(notice(header, bytes), secrets, new Date(seconds * 1000));
const genuine = `t=${at},v1=${signatures[one]}`;

describe('the signature of Stripe', () => {
  test('provider case 26: the vectors of the guide are taken, by either secret while one is rolled', () => {
    expect(Buffer.byteLength(body)).toBe(195);
    expect(verify(genuine)).toBe(true);
    expect(verify(`t=${at},v1=${signatures[two]}`, [two])).toBe(true);
    expect(verify(genuine, [two, one])).toBe(true);
    expect(verify(`t=${at},v1=${signatures[two]},v1=${signatures[one]},v0=${'a'.repeat(64)}`)).toBe(true);
    expect(verify(genuine, [two])).toBe(false);
    expect(verify(genuine, [])).toBe(false);
  });

  test('provider case 25: five minutes either way and not a second more', () => {
    for (const seconds of [at - 300, at, at + 300]) expect(verify(genuine, [one], seconds), String(seconds - at)).toBe(true);
    for (const seconds of [at - 301, at + 301, at + 86_400]) expect(verify(genuine, [one], seconds), String(seconds - at)).toBe(false);
    // Told apart from what nobody signed: the answer and the alarm differ.
    expect(isStripeSignature(notice(genuine), [two, one])).toBe(true);
    for (const header of [undefined, `t=${at + 1},v1=${signatures[one]}`, `t=${at},v1=${signatures[two]}`])
      expect(isStripeSignature(notice(header), [one])).toBe(false);
  });

  test('provider case 24: a signature without the time, in capitals, cut, doubled, under another scheme, or none: refused', () => {
    const right = signatures[one];
    for (const header of [
      undefined,
      '',
      `v1=${right}`,
      `t=${at}`,
      `t=${at},v1=${signatures.withoutTime}`,
      `t=${at},v1=${right.toUpperCase()}`,
      `t=${at},v1=${right.slice(1)}`,
      `t=${at},v1=${right}0`,
      `t=${at},v0=${right}`,
      `t=0${at},v1=${right}`,
      `t=${at}.0,v1=${right}`,
      `t=${at},t=${at},v1=${right}`,
      `t=${at + 1},v1=${right}`,
      `t=${at}, v1=${right}`,
      `t=${at},v1=${Array.from({ length: 9 }, () => right).join(',v1=')}`,
    ])
      expect(verify(header), String(header)).toBe(false);
  });

  test('T1: what Stripe’s own library signs is taken, and no letter of its header nor any of 200 random bits of the body may differ', () => {
    const random = testRandom(seedFrom(process.env['TSUDOI_SEED']));
    const secret = `whsec_${randomBytes(24).toString('hex')}`;
    const payload = JSON.stringify({ id: 'evt_2', type: 'payment_intent.succeeded', note: '会費 \\u4f1a', amount: 5500 });
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });
    const bytes = Buffer.from(payload);
    expect(verify(header, [secret], at, bytes)).toBe(true);
    const wrong: string[] = [];
    for (let place = 0; place < header.length; place += 1) {
      const altered = `${header.slice(0, place)}${header[place] === '1' ? '2' : '1'}${header.slice(place + 1)}`;
      if (verify(altered, [secret], at, bytes)) wrong.push(altered);
    }
    for (let round = 0; round < 200; round += 1) {
      const flipped = Buffer.from(bytes);
      flipped[random.below(flipped.length)]! ^= 1 << random.below(8);
      if (verify(header, [secret], at, flipped)) wrong.push(flipped.toString('latin1'));
    }
    expect(wrong, `seed ${random.seed}`).toEqual([]);
  });
});
