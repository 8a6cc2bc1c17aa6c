import { expect, it } from 'vitest';
import { normaliseKomojuEvent } from './normalise.ts';
import { parseKomojuEvent } from './parse.ts';
import { reportOf } from './settlements.ts';

const head = { id: 'stl0000000000000000000001', currency: 'JPY', cutoff_time: '2026-04-30T15:00:00Z', remittance_amount_cents: 9510 };
const columns = 'type,id,payment_id,external_order_num,currency,amount_cents,happened_at';
const at = '2026-04-10T03:00:00Z';
const file = (...rows: string[]) => `\uFEFF${[columns, ...rows].join('\r\n')}\r\n`;

it.each(['settlement.created', 'payout.created'])('provider case 46: %s names a settlement, and nothing in it is money', (type) => {
  const read = (data: unknown) =>
    normaliseKomojuEvent(parseKomojuEvent(Buffer.from(JSON.stringify({ id: 'evt1', type, resource: 'event', data, created_at: at })))!);
  expect(read({ ...head, remittance_amount_cents: 1 })).toEqual({ outcome: 'settlement', settlementId: head.id });
  for (const data of [null, {}, { id: 5 }, { id: '../payments/p1' }, { id: '' }]) expect(read(data)).toEqual({ outcome: 'unreadable' });
});

it('provider case 46: the rows of a settlement by their columns’ names, and which way each sum goes', () => {
  const report = reportOf(
    head,
    file(`payment,r1,p1,"1234567890128",JPY,10000,${at}`, `fee,r2,p1,,JPY,190,${at}`, `correction,r3,,"a,""b",JPY,-300,${at}`),
  );
  expect(report).toMatchObject({ reference: head.id, cutoffAt: new Date(head.cutoff_time), remittance: 9510 });
  expect(report!.lines).toEqual([
    { kind: 'payment', orderNumber: '1234567890128', providerPaymentId: 'p1', amount: 10_000, happenedAt: new Date(at) },
    { kind: 'fee', orderNumber: null, providerPaymentId: 'p1', amount: -190, happenedAt: new Date(at) },
    { kind: 'correction', orderNumber: 'a,"b', providerPaymentId: null, amount: -300, happenedAt: new Date(at) },
  ]);
  const turned = `happened_at,amount_cents,currency,note,external_order_num,payment_id,type\n${at},0,JPY,x,,,refund`;
  expect(reportOf(head, turned)!.lines).toMatchObject([{ kind: 'refund', amount: 0 }]);
  // Something it has begun to tell since: people look.
  expect(reportOf(head, file(`clearing,r1,,,JPY,5,${at}`))!.lines).toMatchObject([{ kind: 'correction', amount: 5 }]);
});

it.each([
  ['a sum with a comma', file(`payment,r1,p1,1,JPY,"10,000",${at}`)],
  ['full-width digits', file(`payment,r1,p1,1,JPY,１００,${at}`)],
  ['eleven digits', file(`payment,r1,p1,1,JPY,10000000000,${at}`)],
  ['a decimal', file(`payment,r1,p1,1,JPY,10000.5,${at}`)],
  ['a payment below nothing', file(`payment,r1,p1,1,JPY,-1,${at}`)],
  ['a time without a zone', file('payment,r1,p1,1,JPY,1,2026-04-10 12:00:00')],
  ['another currency', file(`payment,r1,p1,1,USD,1,${at}`)],
  ['a row that is cut off', file(`payment,r1,p1,1,JPY`)],
  ['quotes that do not end', file(`payment,r1,p1,"1,JPY,1,${at}`)],
  ['a column that is missing', `type,id\r\npayment,r1\r\n`],
  ['nothing', ''],
])('provider case 46 37: %s makes the whole settlement unreadable', (_name, text) => {
  expect(reportOf(head, text)).toBeNull();
});

it('provider case 46: sums that are none, or in another currency, are no settlement', () => {
  expect(reportOf({ ...head, currency: 'USD' }, file())).toBeNull();
  expect(reportOf({ ...head, remittance_amount_cents: 1.5 }, file())).toBeNull();
  expect(reportOf(head, file())).toMatchObject({ lines: [] });
});

it('provider case 46: where its transfer stands is one of five words; another one says nothing', () => {
  for (const status of ['pending', 'paid', 'cancelled', 'bounced', 'suspended'])
    expect(reportOf({ ...head, status }, file())).toMatchObject({ transfer: status });
  for (const status of ['processing', null, undefined]) expect(reportOf({ ...head, status }, file())).toMatchObject({ transfer: null });
});
