import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MoneyEvent, Reading } from '../connector.ts';
import { stripe } from './stripe.connector.ts';

const connector = stripe.connect('http://127.0.0.1:9/stripe');
if (connector.authenticity !== 'signed') throw new Error('Stripe signs');
const signed = connector;

function readingOf(name: string, version = '2024-06-20'): Reading {
  return signed.readNotice({ body: readFileSync(join(import.meta.dirname, 'fixtures', version, `${name}.json`)), headers: {} });
}
function eventOf(name: string, version?: string): MoneyEvent {
  const reading = readingOf(name, version);
  if (reading.outcome !== 'event') throw new Error(`${name}: ${reading.outcome}`);
  return reading.event;
}
const inquired = (object: unknown): Reading => signed.readInquiry(Buffer.from(JSON.stringify(object)));

describe('events of Stripe in our words', () => {
  test.each([
    ['session-completed-card', 'final'],
    ['session-async-succeeded', 'final'],
    ['session-async-failed', 'expired'],
    ['session-expired', 'expired'],
    ['intent-requires-action-konbini', 'instructions_issued'],
    ['intent-succeeded-card', 'final'],
    ['intent-succeeded-konbini', 'final'],
    ['intent-failed-card', 'try_failed'],
    ['intent-failed-konbini', 'expired'],
    ['intent-canceled', 'voided'],
    ['charge-refunded-part', 'partly_refunded'],
    ['charge-refunded-full', 'refunded'],
    ['charge-refund-updated', 'partly_refunded'],
    ['dispute-created', 'charged_back'],
    ['dispute-lost', 'charged_back'],
    ['dispute-won', 'chargeback_won'],
  ])('%s is %s', (name, kind) => {
    expect(eventOf(name)).toMatchObject({
      kind,
      currency: 'JPY',
      mode: 'test',
      providerPaymentId: name === 'session-expired' ? null : 'pi_3Example0000000000000001',
    });
  });

  test.each(['session-completed-konbini', 'intent-requires-action-card', 'charge-refunded-konbini', 'dispute-inquiry', 'customer-created'])(
    '%s moves nothing',
    (name) => {
      expect(readingOf(name)).toEqual({ outcome: 'nothing' });
    },
  );

  test('money names our number, the whole sum and the second at which it came', () => {
    expect(eventOf('intent-succeeded-konbini')).toMatchObject({
      orderNumber: '0079927398713',
      amount: 5500,
      occurredAt: new Date('2025-04-10T15:46:40Z'),
    });
    expect(eventOf('session-completed-card')).toMatchObject({
      orderNumber: '0079927398713',
      amount: 5500,
      providerSessionId: 'cs_test_a1Example00000000000000000001',
    });
  });

  test('a number is that of the chain which the payer chose, payable to the last second of its day', () => {
    expect(eventOf('intent-requires-action-konbini')).toMatchObject({
      instructions: { kind: 'konbini', store: 'ministop', confirmationCode: '01234567892', receiptNumber: '123456' },
      expiresAt: new Date('2025-04-14T14:59:59Z'),
    });
  });

  test('provider case 28: a refund counts by its own id once it is through, and tells when it came back', () => {
    const version = '2025-03-31.basil';
    expect(readingOf('refund-created', version)).toEqual({ outcome: 'nothing' });
    const refund = { id: 're_3Example0000000000000001', amount: 2000 };
    expect(eventOf('refund-updated-succeeded', version)).toMatchObject({ kind: 'partly_refunded', refund, refunded: null });
    expect(eventOf('refund-failed', version)).toMatchObject({ kind: 'refund_failed', refund });
    expect(eventOf('intent-succeeded', version)).toMatchObject({ kind: 'final', amount: 5500 });
  });

  test('T25: a sum that is no whole yen is never rounded', () => {
    const intent = { object: 'payment_intent', id: 'pi_1', status: 'succeeded', amount: 5500, currency: 'jpy', created: 1 };
    for (const amount of [5499.5, 1e21])
      expect(inquired({ ...intent, amount_received: amount })).toMatchObject({ event: { amount: null } });
    expect(inquired({ object: 'refund', id: 're_1', amount: 0.5, currency: 'jpy', created: 1, status: 'succeeded' })).toEqual({
      outcome: 'unreadable',
    });
  });

  test('an answer to our question is read like an event; a page that nobody has finished says nothing', () => {
    const session = {
      object: 'checkout.session',
      id: 'cs_1',
      status: 'open',
      payment_status: 'unpaid',
      created: 1,
      client_reference_id: '1',
    };
    const intent = { object: 'payment_intent', id: 'pi_1', amount: 5500, amount_received: 5500, currency: 'jpy', created: 5 };
    expect(
      inquired({ ...session, payment_intent: { ...intent, status: 'requires_payment_method', payment_method_types: ['konbini'] } }),
    ).toEqual({
      outcome: 'nothing',
    });
    expect(inquired({ ...session, status: 'expired', expires_at: 9 })).toMatchObject({
      event: { kind: 'expired', occurredAt: new Date(9000) },
    });
    const charge = { object: 'charge', id: 'ch_1', amount: 5500, currency: 'jpy', created: 7, payment_method_details: { type: 'card' } };
    expect(
      inquired({
        ...session,
        status: 'complete',
        payment_status: 'paid',
        amount_total: 5500,
        currency: 'jpy',
        payment_intent: { ...intent, status: 'succeeded', latest_charge: charge },
      }),
    ).toMatchObject({ event: { kind: 'final', amount: 5500, occurredAt: new Date(7000), providerPaymentId: 'pi_1' } });
  });
});

test('provider case 40: with a key of the other mode Stripe is asked for nothing', async () => {
  const request = {
    method: 'card',
    paymentNumber: '0079927398713',
    amount: 5500,
    payer: { name: '', kana: '', email: 'a@example.jp', phone: '' },
    store: null,
    description: '',
    expiryDays: 3,
    returnUrl: 'http://127.0.0.1:9/',
    locale: 'ja',
  } as never;
  for (const credentials of [
    { mode: 'live', apiKey: 'sk_test_1' },
    { mode: 'test', apiKey: 'sk_live_1' },
  ] as const)
    expect(await connector.openCharge(credentials, request)).toEqual({ outcome: 'refused', code: 'key_of_other_mode' });
});
