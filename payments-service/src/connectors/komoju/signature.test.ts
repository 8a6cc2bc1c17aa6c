import { expect, test } from 'vitest';
import type { Notice } from '../connector.ts';
import { verifyKomojuSignature } from './signature.ts';

const key = 'kmj_test_token_0001';
const captured =
  '{"id":"evt0000000000000000000001","type":"payment.captured","resource":"event","data":{"id":"pay0000000000000000000001","resource":"payment","status":"captured","amount":5000,"tax":500,"payment_method_fee":190,"total":5690,"currency":"JPY","external_order_num":"BILL-2025-000123-1","captured_at":"2025-04-10T03:04:05Z"},"created_at":"2025-04-10T03:04:06Z","reason":null}';
/** providers.md 1.5. The last two hold the same JSON value: a body that was parsed and written anew must never be hashed. */
const vectors = [
  [captured, 370, '095510084d746dc49a977d5eee116ddd6a0c730c359bc0faafec0a24913aabb7'],
  [`${captured}\n`, 371, 'ed444ceaf59f5f52e51647569c6b53927ca12787374dd8fbb8c8a4e93249f37c'],
  ['{"type":"ping","note":"会費"}', 31, '35bc780935a5f8d86aa2eb80e1e86ecbcd3eb3ffbe850e602bea1a183563c628'],
  ['{"type":"ping","note":"\\u4f1a\\u8cbb"}', 37, 'ce9b37c72df962ee705ad15b9d7e42fadbcd43544f1bd4c14793ca7a4e0a9c2c'],
] as const;

const notice = (text: string, signature?: string): Notice => ({
  body: Buffer.from(text),
  headers: signature === undefined ? {} : { 'x-komoju-signature': signature },
});

test.each(vectors)('a genuine body of the vectors is taken: %#', (text, bytes, signature) => {
  expect(Buffer.byteLength(text)).toBe(bytes);
  expect(verifyKomojuSignature(notice(text, signature), [key])).toBe(true);
  // A token being replaced: the one before still counts.
  expect(verifyKomojuSignature(notice(text, signature), ['kmj_test_token_0002', key])).toBe(true);
});

test('one bit of the body, another key, another case, no header: refused', () => {
  const [[text, , signature]] = vectors;
  const flipped = Buffer.from(text);
  flipped[100]! ^= 1;
  expect(verifyKomojuSignature({ body: flipped, headers: { 'x-komoju-signature': signature } }, [key])).toBe(false);
  expect(verifyKomojuSignature(notice(text, signature), ['kmj_test_token_0002'])).toBe(false);
  expect(verifyKomojuSignature(notice(text, signature), [])).toBe(false);
  for (const wrong of [undefined, '', signature.slice(1), `${signature}0`, 'g'.repeat(64), `${signature.slice(0, 63)}é`])
    expect(verifyKomojuSignature(notice(text, wrong), [key])).toBe(false);
});
