import type { Clock } from '@tsudoi/shared/service/clock';
import { Router, urlencoded } from 'express';
import { textOf } from './form-text.ts';
import { escapeHtml, page } from './page.view.ts';
import { type StandInCustomer, type StandInStore, newStandInId } from './stand-in.repository.ts';

/** The provider's own page on which a payer leaves a card to be charged later. */
export function keepPages(store: StandInStore, clock: Clock): Router {
  const router = Router();
  router.use(urlencoded({ extended: false, limit: '16kb' }));
  const open = async (id: string) => {
    const session = await store.sessions.findOne({ _id: id, status: 'pending' });
    return session?.keeps ? session : null;
  };

  router.get('/keep/:sessionId', async (request, response) => {
    const session = await open(request.params.sessionId);
    if (session) return void response.send(page('カードの登録', keepForm(session._id, '')));
    response.status(410).send(page('カードの登録', '<h1>この画面は使えません</h1><p>登録が済んだか、取り消されています。</p>'));
  });

  router.post('/keep/:sessionId', async (request, response) => {
    const session = await open(request.params.sessionId);
    if (!session) {
      response.redirect(303, `/keep/${encodeURIComponent(request.params.sessionId)}`);
      return;
    }
    const body = request.body as Record<string, unknown>;
    if (body['action'] === 'back') {
      await store.sessions.updateOne({ _id: session._id }, { $set: { status: 'cancelled' } });
      response.redirect(303, session.returnUrl);
      return;
    }
    const number = textOf(body['number']).normalize('NFKC').replace(/[\s-]/g, '');
    const problem = !/^\d{14,16}$/.test(number)
      ? 'カード番号を 14〜16 けたの数字で入力してください。'
      : number.endsWith('0002')
        ? 'このカードは使えませんでした。別のカードを選んでください。'
        : null;
    if (problem) return void response.status(422).send(page('カードの登録', keepForm(session._id, problem)));
    const customer: StandInCustomer = {
      _id: newStandInId(),
      accountId: session.accountId,
      brand: 'visa',
      lastFour: number.slice(-4),
      month: 12,
      year: clock.now().getUTCFullYear() + 4,
      behaviour: number.endsWith('0341') ? 'declines' : 'works',
      createdAt: clock.now(),
    };
    await store.customers.insertOne(customer);
    await store.sessions.updateOne({ _id: session._id }, { $set: { status: 'completed', keeps: { customerId: customer._id } } });
    response.redirect(303, session.returnUrl);
  });

  return router;
}

function keepForm(sessionId: string, error: string): string {
  return `<h1>カードの登録</h1><p class="hint">これからのお支払いに使うカードを登録します。いまは支払いになりません。</p>
${error ? `<p class="bad" role="alert">${escapeHtml(error)}</p>` : ''}
<form method="post" action="/keep/${escapeHtml(sessionId)}"><label for="number">カード番号</label><input id="number" name="number" inputmode="numeric" autocomplete="cc-number" value="4111 1111 1111 1111"><p class="hint">お試しの番号です。下4けたを 0002 にすると使えないカード、0341 にすると登録はできても支払いのときに断られるカードになります。</p>
<label for="expiry">有効期限（月/年）</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="cc-exp" value="12/30">
<label for="code">セキュリティコード</label><input id="code" name="code" inputmode="numeric" autocomplete="cc-csc" value="123">
<button type="submit" name="action" value="keep">このカードを登録する</button><button class="quiet" type="submit" name="action" value="back">やめて元の画面へもどる</button></form>`;
}
