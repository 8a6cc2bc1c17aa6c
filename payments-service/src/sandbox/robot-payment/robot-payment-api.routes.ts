import { randomInt } from 'node:crypto';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Response, Router, raw } from 'express';
import { textOf } from '../form-text.ts';
import { type StandInAccount, type StandInPayment, newStandInId } from '../stand-in.repository.ts';
import type { StandInWorld } from '../stand-in.ts';
import { fieldsOf, gidOf, queryOf } from './robot-payment.view.ts';

const stores: Readonly<Record<string, string>> = {
  '010': 'seven-eleven',
  '020': 'lawson',
  '030': 'family-mart',
  '050': 'daily-yamazaki',
  '080': 'ministop',
  '760': 'seicomart',
};
const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');
const order = /^[0-9A-Za-z-]{1,30}$/;
const sum = /^\d{1,7}$/;

type Fields = Record<string, string>;

/** The gateway below /robot-payment: a page for cards, and calls that answer in the words of a kickback. */
export function robotPaymentApi({ store, clock, publicUrl, tell }: StandInWorld): Router {
  const router = Router();
  router.use(raw({ type: 'application/x-www-form-urlencoded', limit: '64kb' }));

  const shop = (fields: Fields): Promise<StandInAccount | null> =>
    store.accounts.findOne({ provider: 'robot-payment', apiKey: JSON.stringify({ storeId: fields['aid'] ?? '' }) });
  const answer = (response: Response, text: string): void => {
    response.set('content-type', 'text/plain;charset=Shift_JIS').send(Buffer.from(text, 'latin1'));
  };
  const on = (page: string, work: (account: StandInAccount, fields: Fields) => Promise<string>): void => {
    router.post(`/gateway/${page}.aspx`, async (request, response) => {
      const text = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : '';
      const fields = Object.fromEntries(new URLSearchParams(text));
      const account = await shop(fields);
      // A call from an address that is not registered is answered as one of a shop that is not.
      answer(response, account ? await work(account, fields) : 'ec=ER003');
    });
  };
  const paymentOf = (account: StandInAccount, cod: string): Promise<StandInPayment | null> =>
    store.payments.findOne({ accountId: account._id, externalOrderNumber: cod, status: { $ne: 'failed' } }, { sort: { createdAt: -1 } });

  const issue = async (account: StandInAccount, fields: Fields, details: Record<string, string | number>): Promise<string> => {
    const { cod = '', am = '', tx = '0', ed = '7' } = fields;
    if (!order.test(cod) || !sum.test(am) || !sum.test(tx) || Number(am) < 1 || !/^\d{1,2}$/.test(ed)) return 'ec=ER061';
    if (await store.payments.findOne({ accountId: account._id, externalOrderNumber: cod })) return 'ec=ER584';
    const now = clock.now();
    const payment: StandInPayment = {
      _id: newStandInId(),
      accountId: account._id,
      session: null,
      status: 'authorized',
      amount: Number(am),
      tax: Number(tx),
      currency: 'JPY',
      externalOrderNumber: cod,
      description: '',
      amountRefunded: 0,
      details,
      paymentDeadline: new Date(endOfJstDateExclusive(addDays(jstDateOf(now), Number(ed))).getTime() - 1000),
      capturedAt: null,
      createdAt: now,
    };
    await store.payments.insertOne(payment);
    await tell(payment, 'payment.authorized');
    return queryOf(fieldsOf(payment)!);
  };
  on('cvs', async (account, fields) => {
    const chain = stores[fields['cv'] ?? ''];
    if (chain === undefined) return 'ec=ER500';
    const number = { type: 'konbini', store: chain, cvs_code: fields['cv']!, confirmation_code: digits(12), receipt: '' };
    return issue(account, fields, number);
  });
  on('bank', (account, fields) =>
    issue(account, fields, {
      type: 'virtual_account',
      bank_code: '0310',
      bank_name: 'GMOあおぞらネット銀行',
      branch_code: `5${digits(2)}`,
      branch_name: '法人営業部',
      account_type: '普通',
      account_number: digits(7),
      holder: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ',
    }),
  );
  on('inquiry', async (account, { cod = '' }) => {
    const payment = await paymentOf(account, cod);
    const fields = payment && fieldsOf(payment);
    return fields ? queryOf(fields) : 'ec=ER585';
  });
  on('gateway', async (account, { jb = '', tid = '' }) => {
    const open = await store.payments.find({ accountId: account._id, status: 'authorized' }).toArray();
    const payment = jb === 'CANCEL' ? open.find((candidate) => gidOf(candidate) === tid) : undefined;
    if (!payment || Number(payment.details['transferred'] ?? 0) > 0) return 'ec=ER586';
    const stopped: StandInPayment = { ...payment, status: 'cancelled' };
    const changed = await store.payments.updateOne({ _id: payment._id, status: 'authorized' }, { $set: { status: 'cancelled' } });
    return changed.modifiedCount === 1 ? queryOf(fieldsOf(stopped)!) : 'ec=ER586';
  });

  router.get('/link/creditcard', async (request, response) => {
    const fields = Object.fromEntries(Object.entries(request.query).map(([name, value]) => [name, textOf(value)]));
    const account = await shop(fields);
    const { cod = '', am = '', tx = '0', ru = '' } = fields;
    if (!account || !order.test(cod) || !sum.test(am) || !sum.test(tx) || !URL.canParse(ru)) return void response.status(400).send('ER003');
    const id = newStandInId();
    await store.sessions.insertOne({
      _id: id,
      accountId: account._id,
      amount: Number(am),
      tax: Number(tx),
      currency: 'JPY',
      externalOrderNumber: cod,
      returnUrl: ru,
      status: 'pending',
      paymentId: null,
      createdAt: clock.now(),
    });
    response.redirect(303, `${publicUrl}/pay/${id}`);
  });

  return router;
}
