import type { StandIn } from '../stand-in.ts';
import { zeusApi } from './zeus-api.routes.ts';
import { noticeOf } from './zeus.view.ts';

/** Numbers of convenience stores whose money is reported first and certain later; told of by GET, unsigned. */
export const zeusStandIn: StandIn = {
  provider: 'zeus',
  noticeMethod: 'GET',
  routes: zeusApi,
  notice: (account, payment, { amount }) => noticeOf(payment, amount, (JSON.parse(account.apiKey) as { clientIp: string }).clientIp),
  headers: () => ({ 'user-agent': 'ZEUS' }),
  arrived: (status, answer) => status === 200 && answer === 'OK',
};
