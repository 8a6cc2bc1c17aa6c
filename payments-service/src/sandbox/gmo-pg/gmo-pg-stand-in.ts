import type { EventType, StandIn } from '../stand-in.ts';
import { gmoPgApi } from './gmo-pg-api.routes.ts';
import { gmoDate, numbersOf, payTypeOf, processedAt } from './gmo-pg.view.ts';

const numberWords: Partial<Record<EventType, string>> = {
  'payment.authorized': 'REQSUCCESS',
  'payment.captured': 'PAYSUCCESS',
  'payment.expired': 'EXPIRED',
  'payment.cancelled': 'CANCEL',
};
/** An account tells each transfer as TRADING, and the full sum once more. */
const accountWords: Partial<Record<EventType, string>> = {
  'payment.authorized': 'TRADING',
  'payment.deposited': 'TRADING',
  'payment.captured': 'PAYSUCCESS',
  'payment.expired': 'EXPIRED',
  'payment.cancelled': 'STOP',
};
const cardWords: Partial<Record<EventType, string>> = {
  'payment.captured': 'CAPTURE',
  'payment.cancelled': 'VOID',
  'payment.refunded': 'RETURN',
  'payment.failed': 'UNPROCESSED',
};

/** The result notification program: a form without a signature, passwords masked, sent again until the answer is `0`. */
export const gmoPgStandIn: StandIn = {
  provider: 'gmo-pg',
  routes: gmoPgApi,
  notice(account, payment, { type, at, amount, forge }) {
    const payType = payTypeOf(payment);
    const words = payType === '36' ? accountWords : payType === '0' ? cardWords : numberWords;
    const status = words[type as EventType];
    if (status === undefined) return null;
    const failed = type === 'payment.failed';
    return new URLSearchParams({
      // Who does not know the shop names another.
      ShopID: forge ? 'tshop99999999' : account.webhookSecret,
      ShopPass: '**********',
      AccessID: payment._id,
      AccessPass: '********************************',
      OrderID: payment.externalOrderNumber,
      Status: status,
      JobCd: payType === '0' ? 'CAPTURE' : '',
      Amount: String(amount),
      Tax: String(payment.tax),
      Currency: 'JPN',
      TranID: '',
      TranDate: gmoDate(at),
      ...numbersOf(payment),
      FinishDate: status === 'PAYSUCCESS' && payType !== '36' ? processedAt(payment) : '',
      ErrCode: failed ? 'G12' : '',
      ErrInfo: failed ? '42G120000' : '',
      PayType: payType,
    }).toString();
  },
  headers: () => ({ 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'PGMulPay' }),
  arrived: (_status, answer) => answer === '0',
};
