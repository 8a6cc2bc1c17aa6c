import { expect, it } from 'vitest';
import { JsonSum, parseJson, keptBody } from './json-body.ts';

it('provider case 37: a sum as text is no sum, and one that is missing is not there', () => {
  expect([5000, 0.5, -1].map((sum) => JsonSum.parse(sum))).toEqual([5000, 0.5, -1]);
  for (const sum of ['5000', '10,000', '１００００', null]) expect(JsonSum.parse(sum)).toBeNaN();
  for (const sum of [undefined, {}, [], true]) expect(JsonSum.safeParse(sum).success).toBe(false);
});

it('provider case 47: what is not to be kept goes from wherever it stands, and nothing else does', () => {
  const kept = keptBody(
    Buffer.from('{"id":"e","data":{"amount":5000,"email":"a@example.jp","list":[{"email":1,"ok":"会費"}],"__proto__":{"x":1}}}'),
    new Set(['email']),
  );
  expect(kept.toString()).toBe('{"id":"e","data":{"amount":5000,"list":[{"ok":"会費"}],"__proto__":{"x":1}}}');
  for (const text of ['', '{"email":', 'email=a']) expect(keptBody(Buffer.from(text), new Set(['email'])).toString()).toBe(text);
  const deep = Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(keptBody(deep, new Set(['email']))).toBe(deep);
  expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
});

it('G16: a card’s number is not kept, under whatever name, as a number, or in a body that nobody can read', () => {
  const kept = (text: string) => keptBody(Buffer.from(text), new Set(['email'])).toString();
  expect(kept('{"id":"e","data":{"card":"4111111111111111","memo":"no. 4111 1111 1111 1111","n":4111111111111111,"amount":5000}}')).toBe(
    '{"id":"e","data":{"card":"xxxxxxxxxxxxxxxx","memo":"no. xxxx xxxx xxxx xxxx","n":"xxxxxxxxxxxxxxxx","amount":5000}}',
  );
  expect(kept('{"card":"4111111111111111"')).toBe('{"card":"xxxxxxxxxxxxxxxx"');
});
