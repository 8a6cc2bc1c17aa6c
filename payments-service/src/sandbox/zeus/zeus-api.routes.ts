import { randomInt } from 'node:crypto';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { Router, raw } from 'express';
import { type StandInAccount, type StandInPayment, newStandInId } from '../stand-in.repository.ts';
import type { StandInWorld } from '../stand-in.ts';
import { fieldsOf, linesOf } from './zeus.view.ts';

const stores: Readonly<Record<string, string>> = {
  D001: 'seven-eleven',
  D002: 'lawson',
  D015: 'seicomart',
  D030: 'family-mart',
  D050: 'ministop',
  D060: 'daily-yamazaki',
};
const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');
const refused = (code: string): string => linesOf('Failure_order', { error_code: code });

type Fields = Record<string, string>;

/** `cgi-bin/cvs.cgi` below /zeus: forms in, lines out. */
export function zeusApi({ store, clock, tell }: StandInWorld): Router {
  const router = Router();
  router.use(raw({ type: 'application/x-www-form-urlencoded', limit: '64kb' }));

  const orderOf = (account: StandInAccount, sendid: string): Promise<StandInPayment | null> =>
    store.payments.findOne({ accountId: account._id, externalOrderNumber: sendid });

  async function order(account: StandInAccount, fields: Fields): Promise<string> {
    const { sendid = '', money = '', pay_cvs: code = '', sendpoint = '', pay_days: days = '7' } = fields;
    const chain = stores[code];
    const fits = chain !== undefined && /^[0-9A-Za-z]{1,20}$/.test(sendid) && /^[1-9]\d{0,5}$/.test(money) && /^\d{1,2}$/.test(days);
    if (!fits) return refused('E0061');
    if (await orderOf(account, sendid)) return refused('E0584');
    const now = clock.now();
    const payment: StandInPayment = {
      _id: newStandInId(),
      accountId: account._id,
      session: null,
      status: 'authorized',
      amount: Number(money),
      tax: 0,
      currency: 'JPY',
      externalOrderNumber: sendid,
      description: '',
      amountRefunded: 0,
      details: {
        type: 'konbini',
        store: chain,
        cvs_code: code,
        confirmation_code: digits(11),
        receipt: digits(6),
        sendpoint,
        report: 'prompt',
      },
      paymentDeadline: new Date(endOfJstDateExclusive(addDays(jstDateOf(now), Number(days))).getTime() - 1000),
      capturedAt: null,
      createdAt: now,
    };
    await store.payments.insertOne(payment);
    await tell(payment, 'payment.authorized');
    return linesOf('Success_order', fieldsOf(payment));
  }

  async function cancel(account: StandInAccount, payment: StandInPayment): Promise<string> {
    const stopped = await store.payments.findOneAndUpdate(
      { _id: payment._id, accountId: account._id, status: 'authorized' },
      { $set: { status: 'cancelled' } },
      { returnDocument: 'after' },
    );
    return stopped ? linesOf('Success_cancel', fieldsOf(stopped)) : refused('E0586');
  }

  router.post('/cgi-bin/cvs.cgi', async (request, response) => {
    const fields: Fields = Object.fromEntries(new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('latin1') : ''));
    const accounts = await store.accounts.find({ provider: 'zeus' }).toArray();
    const account = accounts.find(({ apiKey }) => (JSON.parse(apiKey) as { clientIp: string }).clientIp === fields['clientip']);
    const answer = async (): Promise<string> => {
      if (!account) return refused('E0003');
      if (fields['act'] === 'secure_order') return order(account, fields);
      const payment = await orderOf(account, fields['sendid'] ?? '');
      if (!payment) return refused('E0585');
      if (fields['act'] === 'secure_status') return linesOf('Success_status', fieldsOf(payment));
      return fields['act'] === 'secure_cancel' ? cancel(account, payment) : refused('E0061');
    };
    response.set('content-type', 'text/plain;charset=Shift_JIS').send(Buffer.from(await answer(), 'latin1'));
  });

  return router;
}
