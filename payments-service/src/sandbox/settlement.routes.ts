import { Router, json } from 'express';
import * as z from 'zod';
import { moveTransfer } from './komoju/komoju-settlements.ts';
import { queueNotice } from './delivery.service.ts';
import { escapeHtml, page } from './page.view.ts';
import type { StandInWorld } from './stand-in.ts';
import { type SettlementTwist, newStandInId } from './stand-in.repository.ts';
import { standInOf } from './stand-ins.ts';

const Id = z.string().max(60);
const SettleInput = z.strictObject({
  accountId: Id,
  /** Null: now. */
  cutoffAt: z.iso.datetime().nullable().default(null),
  stamp: z.number().int().min(0).max(1000).default(200),
  leaveOut: z.array(Id).max(50).default([]),
  again: z.array(Id).max(50).default([]),
  amounts: z.record(Id, z.number().int().min(0).max(9_999_999)).default({}),
  strangers: z
    .array(z.strictObject({ order: z.string().max(40), amount: z.number().int().min(0).max(9_999_999) }))
    .max(50)
    .default([]),
  off: z.number().int().min(-9_999_999).max(9_999_999).default(0),
});
const TransferInput = z.strictObject({ settlementId: Id, status: z.enum(['pending', 'paid', 'suspended', 'bounced', 'cancelled']) });
const plain: SettlementTwist = { stamp: 200, leaveOut: [], again: [], amounts: {}, strangers: [], off: 0 };

/** The day on which a provider settles: by the tests and the demo as they like it, for people by a button. */
export function settlementRoutes(world: Pick<StandInWorld, 'store' | 'clock' | 'publicUrl'>, nudge: () => void): Router {
  const { store, clock } = world;
  const router = Router();

  const make = async (accountId: string, cutoffAt: Date, twist: SettlementTwist): Promise<string | null> => {
    const account = await store.accounts.findOne({ _id: accountId });
    const made = account && (await standInOf(account.provider).settle?.(world, account, cutoffAt, twist));
    if (!account || !made) return null;
    const eventId = newStandInId();
    await queueNotice(store, clock, account, { subjectId: made.id, type: made.type, eventId, body: made.notice(eventId) });
    nudge();
    return made.id;
  };

  router.post('/control/settle', json({ limit: '64kb' }), async (request, response) => {
    const input = SettleInput.safeParse(request.body);
    if (!input.success) return void response.status(400).json({ error: 'invalid' });
    const { accountId, cutoffAt, ...twist } = input.data;
    const settlementId = await make(accountId, cutoffAt === null ? clock.now() : new Date(cutoffAt), twist);
    response.status(settlementId === null ? 409 : 200).json({ settlementId });
  });

  // No notice tells of it: it stands in the list.
  router.post('/control/settlement-transfer', json({ limit: '1kb' }), async (request, response) => {
    const input = TransferInput.safeParse(request.body);
    if (!input.success) return void response.status(400).json({ error: 'invalid' });
    response.status((await moveTransfer(store, input.data.settlementId, input.data.status)) ? 200 : 404).json({});
  });

  router.get('/settlements', async (request, response) => {
    const accounts = (await store.accounts.find().toArray()).filter(({ provider }) => standInOf(provider).settle);
    const said =
      request.query['made'] === '1'
        ? '<p class="ok" role="status">精算を締めました。お知らせが送られます。</p>'
        : request.query['made'] === '0'
          ? '<p class="bad" role="alert">精算する決済がありません。</p>'
          : '';
    const forms = accounts.map(
      ({ _id }) =>
        `<section class="panel"><h2>${escapeHtml(_id)}</h2><form method="post" action="/settlements/${escapeHtml(_id)}"><button type="submit">今までの決済を締めて精算する</button></form></section>`,
    );
    response.send(
      page('精算', `<h1>決済会社の精算</h1>${said}${forms.join('') || '<p>精算を知らせる決済会社の口座はまだありません。</p>'}`),
    );
  });

  router.post('/settlements/:accountId', async (request, response) => {
    const made = await make(request.params.accountId, clock.now(), plain);
    response.redirect(303, `/settlements?made=${made === null ? '0' : '1'}`);
  });

  return router;
}
