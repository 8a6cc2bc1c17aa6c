import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import type { ChargeRequest } from '../connector.ts';
import { komoju } from './komoju.connector.ts';

const request: Omit<ChargeRequest, 'method'> = {
  paymentNumber: '1234567890128',
  amount: yen(5000),
  payer: { name: '髙橋', kana: 'タカハシ', email: 'a@example.jp', phone: '' },
  store: 'lawson',
  description: '',
  expiryDays: 7,
  returnUrl: 'https://example.jp/',
  locale: 'ja',
};
const charge = { paymentNumber: request.paymentNumber, method: 'konbini', providerIds: { paymentId: 'p' } } as const;
const credentials = { mode: 'test', apiKey: 'sk_test_x' } as const;

/** KOMOJU as it gives one answer to everything. */
async function answered(
  status: number,
  body: string,
  work: (connector: ReturnType<typeof komoju.connect>) => Promise<void>,
): Promise<void> {
  const provider = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await new Promise((resolve) => provider.once('listening', resolve));
  try {
    await work(komoju.connect(`http://127.0.0.1:${(provider.address() as AddressInfo).port}`));
  } finally {
    provider.closeAllConnections();
    provider.close();
  }
}

test.each([
  [200, 'unknown', 'voided'],
  [409, 'unknown', 'not_voidable'],
  [401, 'refused', 'unknown'],
  [404, 'refused', 'unknown'],
  [429, 'refused', 'unknown'],
  [422, 'refused', 'not_voidable'],
  [503, 'unknown', 'unknown'],
])(
  'T28: answered %i, an opening is %s and a void %s: what may still be under way is asked about, never begun anew',
  (status, opening, voiding) =>
    answered(status, '{"error":{"code":"x"}}', async (connector) => {
      for (const method of ['card', 'konbini', 'payeasy'] as const)
        expect((await connector.openCharge(credentials, { ...request, method })).outcome).toBe(opening);
      expect((await connector.voidCharge(credentials, charge)).outcome).toBe(voiding);
    }),
);

test.each([
  [401, { outcome: 'refused', why: 'key' }],
  [403, { outcome: 'refused', why: 'key' }],
  [429, { outcome: 'refused', why: 'busy' }],
  [402, { outcome: 'declined', usable: true }],
  [409, { outcome: 'unknown' }],
  [503, { outcome: 'unknown' }],
])('BIL-17: answered %i, the charge of a saved card is %o: neither our key nor too many calls are the fault of a card', (status, said) =>
  answered(status, '{"error":{"code":"x"}}', async (connector) => {
    expect(await connector.cards!.charge(credentials, { ...request, method: 'card' }, 'customer')).toMatchObject(said);
  }),
);

test.each([
  ['{"data":[]}', 'none'],
  ['{"data":[{"id":"p","status":"a word of next year"}]}', 'unknown'],
  ['{"data":{}}', 'unknown'],
  ['<html>', 'unknown'],
])('T28: asked about an order, %s is %s: only what can be read denies it', (body, outcome) =>
  answered(200, body, async (connector) => {
    expect((await connector.inquire(credentials, { ...charge, method: 'card', providerIds: {} })).outcome).toBe(outcome);
  }),
);
