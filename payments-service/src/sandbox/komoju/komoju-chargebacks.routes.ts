import { Router } from 'express';
import { textOf } from '../form-text.ts';
import type { StandInStore } from '../stand-in.repository.ts';
import { accountAtKomoju } from './komoju-settlements.routes.ts';

/** The list of chargebacks, pending ones first, in pages. */
export function komojuChargebacks(store: StandInStore): Router {
  const router = Router();
  router.get('/chargeback_requests', async (request, response) => {
    const owner = await accountAtKomoju(store, request, response);
    if (!owner) return;
    const since = new Date(textOf(request.query['start_time']) || 0);
    const [size, page] = [Number(textOf(request.query['per_page'])) || 25, Number(textOf(request.query['page'])) || 1];
    const contested = await store.payments.find({ accountId: owner._id, 'dispute.createdAt': { $gte: since } }).toArray();
    const all = contested
      .toSorted((left, right) => Number(right.dispute?.status === 'pending') - Number(left.dispute?.status === 'pending'))
      .map((payment) => ({
        id: payment.dispute!.id,
        payment_id: payment._id,
        amount: payment.dispute!.amount,
        currency: payment.currency,
        payment_method: 'credit_card',
        reason_code: 'CB_Fraud',
        reason: 'The card was used by somebody else',
        created_at: payment.dispute!.createdAt.toISOString(),
        due_date: new Date(payment.dispute!.createdAt.getTime() + 14 * 86_400_000).toISOString(),
        status: payment.dispute!.status,
      }));
    const data = all.slice((page - 1) * size, page * size);
    response.json({
      resource: 'list',
      total: all.length,
      page,
      per_page: size,
      last_page: Math.max(1, Math.ceil(all.length / size)),
      data,
    });
  });
  return router;
}
