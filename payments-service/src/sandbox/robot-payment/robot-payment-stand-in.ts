import type { StandIn } from '../stand-in.ts';
import { robotPaymentApi } from './robot-payment-api.routes.ts';
import { kickbackOf } from './robot-payment.view.ts';

/** Kickbacks: the form in the address, unsigned; taken as arrived when the answer has a length. */
export const robotPaymentStandIn: StandIn = {
  provider: 'robot-payment',
  noticeMethod: 'GET',
  routes: robotPaymentApi,
  notice: (_account, payment, { type, amount }) => kickbackOf(payment, type, amount),
  headers: () => ({ 'user-agent': 'ROBOT PAYMENT' }),
  arrived: (_status, _answer, headers) => headers.get('content-length') !== null,
};
