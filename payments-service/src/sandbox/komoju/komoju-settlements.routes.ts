import { type Request, type Response, Router } from 'express';
import { textOf } from '../form-text.ts';
import type { StandInWorld } from '../stand-in.ts';
import type { StandInAccount, StandInStore } from '../stand-in.repository.ts';
import { settlementFile, settlementToWire } from './komoju-settlements.ts';

/** Whose secret key is shown (HTTP Basic, the key as user); others are told 401. */
export async function accountAtKomoju(store: StandInStore, request: Request, response: Response): Promise<StandInAccount | null> {
  const user =
    Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString('utf8')
      .split(':')[0] ?? '';
  const found = user === '' ? null : await store.accounts.findOne({ provider: 'komoju', apiKey: user });
  if (!found) response.status(401).json({ error: { code: 'not_authenticated', message: 'not authenticated', param: null } });
  return found;
}

/** An account's settlements: a list, the sums of one, and its rows as a file. */
export function komojuSettlements({ store, publicUrl }: Pick<StandInWorld, 'store' | 'publicUrl'>): Router {
  const router = Router();
  const largest = 100;

  router.get('/settlements', async (request, response) => {
    const owner = await accountAtKomoju(store, request, response);
    if (!owner) return;
    const since = new Date(textOf(request.query['start_time']) || 0);
    const made = await store.settlements
      .find({ accountId: owner._id, createdAt: { $gte: since } })
      .sort({ createdAt: -1 })
      .limit(largest)
      .toArray();
    const data = made.map((one) => settlementToWire(one, publicUrl));
    response.json({ resource: 'list', total: data.length, page: 1, per_page: largest, last_page: 1, data });
  });

  router.get(['/settlements/:id', '/settlements/:id/csv'], async (request, response) => {
    const owner = await accountAtKomoju(store, request, response);
    if (!owner) return;
    const found = await store.settlements.findOne({ _id: String(request.params['id']), accountId: owner._id });
    const isFile = request.path.endsWith('/csv');
    if (!found || (isFile && found.status === 'cancelled'))
      response.status(404).json({ error: { code: 'not_found', message: 'not found', param: null } });
    else if (isFile) response.type('text/csv').send(settlementFile(found));
    else response.json(settlementToWire(found, publicUrl));
  });

  return router;
}
