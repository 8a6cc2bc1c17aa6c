import { randomBytes, randomInt } from 'node:crypto';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Response, Router, json, raw } from 'express';
import * as z from 'zod';
import { type StandInAccount, type StandInPayment, newStandInId } from '../stand-in.repository.ts';
import type { StandInWorld } from '../stand-in.ts';
import {
  answerText,
  checkString,
  detailOf,
  fullWidthBytes,
  giveBackWord,
  gmoDate,
  isAccount,
  numbersOf,
  payTypeOf,
  processedAt,
  readForm,
  statusOf,
  windows31j,
} from './gmo-pg.view.ts';

const orderId = /^[0-9A-Za-z-]{1,27}$/;
const sum = /^\d{1,10}$/;
const stores: Readonly<Record<string, string>> = {
  '00007': 'seven-eleven',
  '10001': 'lawson',
  '10002': 'family-mart',
  '10005': 'ministop',
  '10008': 'seicomart',
};
const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');

type Fields = Record<string, string>;
const failure = (info: string): Fields => ({ ErrCode: info.slice(0, 3), ErrInfo: info });
const PageRequest = z.looseObject({
  geturlparam: z.looseObject({ ShopID: z.string(), ShopPass: z.string() }),
  configid: z.string().min(1),
  transaction: z.looseObject({
    OrderID: z.string().regex(orderId),
    Amount: z.string().regex(sum),
    Tax: z.string().regex(sum),
    CompleteUrl: z.url(),
  }),
});

/** The gateway's interface under /gmo-pg/payment: forms in, `name=value` in Windows-31J out, always with status 200. */
export function gmoPgApi({ store, clock, publicUrl, tell }: StandInWorld): Router {
  const router = Router();
  router.use(raw({ type: 'application/x-www-form-urlencoded', limit: '64kb' }));
  router.use(json({ limit: '64kb' }));

  const shop = async (fields: Fields): Promise<StandInAccount | null> => {
    const account = await store.accounts.findOne({ provider: 'gmo-pg', webhookSecret: fields['ShopID'] ?? '' });
    return account && (JSON.parse(account.apiKey) as { shopPass: string }).shopPass === fields['ShopPass'] ? account : null;
  };
  const answer = (response: Response, fields: Fields): void => {
    response.set('content-type', 'text/plain;charset=Windows-31J').send(windows31j(answerText(fields)));
  };
  const on = (name: string, work: (account: StandInAccount, fields: Fields) => Promise<Fields>): void => {
    router.post(`/payment/${name}.idPass`, async (request, response) => {
      const fields = readForm(request.body);
      const account = await shop(fields);
      answer(response, account ? await work(account, fields) : failure('E01030002'));
    });
  };
  const tradeOf = ({ _id }: StandInAccount, { AccessID = '', AccessPass = '' }: Fields): Promise<StandInPayment | null> =>
    store.payments.findOne({ _id: AccessID, accountId: _id, 'details.access_pass': AccessPass });

  const stop = async (account: StandInAccount, fields: Fields, Status: string): Promise<Fields> => {
    const payment = await tradeOf(account, fields);
    if (!payment) return failure('E01110002');
    const stopped = await store.payments.findOneAndUpdate(
      { _id: payment._id, status: 'authorized', externalOrderNumber: fields['OrderID'] ?? '' },
      { $set: { status: 'cancelled', 'details.process_date': gmoDate(clock.now()) } },
      { returnDocument: 'after' },
    );
    if (!stopped) return failure('E01050004');
    await tell(stopped, 'payment.cancelled');
    return { OrderID: stopped.externalOrderNumber, Status };
  };

  for (const [kind, type] of [
    ['Cvs', 'konbini'],
    ['PayEasy', 'pay_easy'],
    ['GANB', 'virtual_account'],
  ] as const)
    on(`EntryTran${kind}`, async (account, { OrderID = '', Amount = '', Tax = '0' }) => {
      if (!orderId.test(OrderID)) return failure('E01040013');
      if (!sum.test(Amount) || !sum.test(Tax) || Number(Amount) < 1) return failure('E01060006');
      if (await store.payments.findOne({ accountId: account._id, externalOrderNumber: OrderID })) return failure('E01040010');
      const payment: StandInPayment = {
        _id: randomBytes(16).toString('hex'),
        accountId: account._id,
        session: null,
        status: 'pending',
        amount: Number(Amount),
        tax: Number(Tax),
        currency: 'JPN',
        externalOrderNumber: OrderID,
        description: '',
        amountRefunded: 0,
        details: { type, access_pass: randomBytes(16).toString('hex') },
        paymentDeadline: null,
        capturedAt: null,
        createdAt: clock.now(),
      };
      await store.payments.insertOne(payment);
      return { AccessID: payment._id, AccessPass: detailOf(payment, 'access_pass') };
    });

  on('ExecTranGANB', async (account, fields) => {
    const payment = await tradeOf(account, fields);
    if (!payment || payment.externalOrderNumber !== fields['OrderID'] || payment.status !== 'pending') return failure('E01110002');
    const days = Number(fields['TradeDays'] ?? '30');
    const size = fullWidthBytes(fields['TradeClientName'] ?? '');
    if (!Number.isInteger(days) || days < 0 || days > 365 || size === null || size > 64) return failure('EZ1999999');
    const now = clock.now();
    const details = {
      ...payment.details,
      bank_code: '0310',
      bank_name: 'GMOあおぞらネット銀行',
      branch_code: `5${digits(2)}`,
      branch_name: '法人第二営業部',
      account_number: digits(7),
      holder: 'ｼﾉﾉﾒｶﾝｷﾖｳｶﾞﾂｶｲ',
      process_date: gmoDate(now),
    };
    const paymentDeadline = new Date(endOfJstDateExclusive(addDays(jstDateOf(now), days)).getTime() - 1000);
    const issued: StandInPayment = { ...payment, status: 'authorized', details, paymentDeadline };
    await store.payments.replaceOne({ _id: payment._id }, issued);
    await tell(issued, 'payment.authorized');
    return {
      AccessID: issued._id,
      BankCode: details.bank_code,
      BankName: details.bank_name,
      BranchCode: details.branch_code,
      BranchName: details.branch_name,
      AccountType: '1',
      AccountNumber: details.account_number,
      AccountHolderName: details.holder,
      AvailableDate: gmoDate(paymentDeadline).slice(0, 8),
    };
  });

  for (const [kind, type] of [
    ['Cvs', 'konbini'],
    ['PayEasy', 'pay_easy'],
  ] as const) {
    on(`ExecTran${kind}`, async (account, fields) => {
      const payment = await tradeOf(account, fields);
      if (!payment || payment.externalOrderNumber !== fields['OrderID'] || payment.status !== 'pending') return failure('E01110002');
      const wrong = textFailure(fields);
      const term = Number(fields['PaymentTermDay'] ?? '3');
      const chain = stores[fields['Convenience'] ?? ''];
      if (wrong || !Number.isInteger(term) || term < 0 || term > 60 || (type === 'konbini' && !chain)) return failure(wrong ?? 'E01999999');
      const now = clock.now();
      const details = {
        ...payment.details,
        ...numbersFor(type, fields['Convenience'] ?? ''),
        customer_name: fields['CustomerName'] ?? '',
        customer_kana: fields['CustomerKana'] ?? '',
        process_date: gmoDate(now),
      };
      const paymentDeadline = new Date(endOfJstDateExclusive(addDays(jstDateOf(now), term)).getTime() - 1000);
      const issued: StandInPayment = { ...payment, status: 'authorized', details, paymentDeadline };
      await store.payments.replaceOne({ _id: payment._id }, issued);
      await tell(issued, 'payment.authorized');
      const numbers = numbersOf(issued);
      const said: Fields =
        type === 'konbini'
          ? {
              OrderID: issued.externalOrderNumber,
              Convenience: numbers['CvsCode']!,
              ConfNo: numbers['CvsConfNo']!,
              ReceiptNo: numbers['CvsReceiptNo']!,
            }
          : {
              OrderID: issued.externalOrderNumber,
              CustID: numbers['CustID']!,
              BkCode: numbers['BkCode']!,
              ConfNo: numbers['ConfNo']!,
              EncryptReceiptNo: digits(20),
            };
      const dated = { ...said, PaymentTerm: numbers['PaymentTerm']!, TranDate: gmoDate(now) };
      return { ...dated, CheckString: checkString(dated, fields['ShopPass']!) };
    });

    on(kind === 'Cvs' ? 'CvsCancel' : 'PayEasyCancel', (account, fields) => stop(account, fields, 'CANCEL'));
  }
  on('CancelTranGANB', (account, fields) => stop(account, fields, 'STOP'));

  on('SearchTradeMulti', async (account, { OrderID = '', PayType = '' }) => {
    const trades = await store.payments.find({ accountId: account._id, externalOrderNumber: OrderID }).sort({ createdAt: -1 }).toArray();
    // The last try of a card page is the trade's; one that took money is never hidden behind a later one.
    const ofType = trades.filter((payment) => payTypeOf(payment) === PayType);
    const payment = ofType.find(({ status }) => status === 'captured' || status === 'refunded') ?? ofType[0];
    return payment ? searchFields(payment, clock.now()) : failure('E01110002');
  });

  on('AlterTran', async (account, { AccessID = '', AccessPass = '', JobCd = '' }) => {
    const trade = await store.payments.findOne({ _id: AccessID, accountId: account._id });
    // A trade of the hosted page has no password here.
    if (!trade || detailOf(trade, 'access_pass') !== AccessPass) return failure('E01110002');
    const now = clock.now();
    const isSale = trade.status === 'captured';
    // A hold is let go with VOID; what gives a sale back depends on how long ago it was.
    if (JobCd !== (isSale ? giveBackWord(trade, now) : 'VOID')) return failure('E01050004');
    const changed = await store.payments.findOneAndUpdate(
      { _id: AccessID, accountId: account._id, status: isSale ? 'captured' : 'authorized' },
      { $set: { status: isSale ? 'refunded' : 'cancelled', 'details.gmo_status': JobCd, 'details.process_date': gmoDate(now) } },
      { returnDocument: 'after' },
    );
    if (!changed) return failure('E01050004');
    await tell(changed, JobCd === 'VOID' ? 'payment.cancelled' : 'payment.refunded');
    return { AccessID, AccessPass, Forward: '2a99662', Approve: digits(7), TranID: digits(28), TranDate: gmoDate(now) };
  });

  router.post('/payment/GetLinkplusUrlPayment.json', async (request, response) => {
    const asked = PageRequest.safeParse(request.body);
    const account = asked.success ? await shop(asked.data.geturlparam as unknown as Fields) : null;
    if (!asked.success || !account) {
      response.status(400).json([{ errCode: 'E01', errInfo: asked.success ? 'E01030002' : 'E01010001' }]);
      return;
    }
    const { OrderID, Amount, Tax, CompleteUrl } = asked.data.transaction;
    const id = newStandInId();
    await store.sessions.insertOne({
      _id: id,
      accountId: account._id,
      amount: Number(Amount),
      tax: Number(Tax),
      currency: 'JPN',
      externalOrderNumber: OrderID,
      returnUrl: CompleteUrl,
      status: 'pending',
      paymentId: null,
      createdAt: clock.now(),
    });
    response.json({ OrderID, LinkUrl: `${publicUrl}/pay/${id}`, ProcessDate: gmoDate(clock.now()), WarnList: [] });
  });

  return router;
}

/** Names in full width and at most 40 bytes; the contact of the slip never left out. */
function textFailure(fields: Fields): string | null {
  for (const name of ['CustomerName', 'CustomerKana']) {
    const size = fullWidthBytes(fields[name] ?? '');
    if (size === null || size < 2 || size > 40) return name === 'CustomerName' ? 'E01220005' : 'E01230005';
  }
  if (!/^[0-9-]{9,13}$/.test(fields['TelNo'] ?? '')) return 'E01240012';
  const contact = fullWidthBytes(fields['ReceiptsDisp11'] ?? '');
  const complete = contact !== null && contact > 0 && contact <= 42 && /^[0-9-]{1,12}$/.test(fields['ReceiptsDisp12'] ?? '');
  return complete && /^\d\d:\d\d-\d\d:\d\d$/.test(fields['ReceiptsDisp13'] ?? '') ? null : 'E01250001';
}

function numbersFor(type: 'konbini' | 'pay_easy', code: string): Record<string, string> {
  if (type === 'pay_easy') return { bank_id: '58191', customer_id: digits(11), confirmation_id: digits(6) };
  const seven = code === '00007';
  return { store: stores[code]!, cvs_code: code, confirmation_code: seven ? '' : digits(6), receipt: seven ? digits(13) : digits(11) };
}

function searchFields(payment: StandInPayment, now: Date): Fields {
  const card = payTypeOf(payment) === '0';
  return {
    Status: statusOf(payment, now),
    ProcessDate: processedAt(payment),
    JobCd: card ? 'CAPTURE' : '',
    AccessID: payment._id,
    AccessPass: detailOf(payment, 'access_pass'),
    ItemCode: card ? '0000990' : '',
    Amount: String(payment.amount),
    Tax: String(payment.tax),
    SiteID: '',
    MemberID: '',
    CardNo: card ? `************${detailOf(payment, 'last_four_digits')}` : '',
    Expire: card ? '3012' : '',
    Method: card ? '1' : '',
    PayTimes: '',
    Forward: card ? '2a99662' : '',
    TranID: card ? '2511100543111111111111192829' : '',
    Approve: card ? '6294780' : '',
    ClientField1: '',
    ClientField2: '',
    ClientField3: '',
    PayType: payTypeOf(payment),
    ...numbersOf(payment),
    ...(isAccount(payment) ? accountNames(payment) : {}),
    Currency: 'JPN',
  };
}

const accountNames = (payment: StandInPayment): Fields => ({
  GanbBankName: detailOf(payment, 'bank_name'),
  GanbBranchName: detailOf(payment, 'branch_name'),
  GanbAccountHolderName: detailOf(payment, 'holder'),
  GanbInClientName: detailOf(payment, 'sender'),
});
