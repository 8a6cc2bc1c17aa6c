import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { Clock } from '@tsudoi/shared/service/clock';
import { Router, urlencoded } from 'express';
import { cardPayment } from './card-payment.ts';
import { textOf } from './form-text.ts';
import { settleReport, takeCash, takeTransfer } from './control.routes.ts';
import { queueEvent } from './delivery.service.ts';
import { escapeHtml, page, yenText } from './page.view.ts';
import { reportedSlip } from './reported.view.ts';
import { type StandInPayment, type StandInSession, type StandInStore, isExpiredPage } from './stand-in.repository.ts';

const storeNames: Readonly<Record<string, string>> = {
  'seven-eleven': 'セブン-イレブン',
  lawson: 'ローソン',
  'family-mart': 'ファミリーマート',
  ministop: 'ミニストップ',
  'daily-yamazaki': 'デイリーヤマザキ',
  seicomart: 'セイコーマート',
};

/** What a payer sees at the provider: the hosted card page, and the counter of a shop or bank. */
export function payerPages(store: StandInStore, clock: Clock, nudge: () => void): Router {
  const router = Router();
  router.use(urlencoded({ extended: false, limit: '16kb' }));

  router.get('/pay/:sessionId', async (request, response) => {
    const session = await store.sessions.findOne({ _id: request.params.sessionId });
    if (!session || session.status !== 'pending' || isExpiredPage(session, clock.now())) {
      response
        .status(410)
        .send(
          page(
            'カードでのお支払い',
            `<h1>この画面は使えません</h1><p>支払いが済んだか、取り消されています。${session ? `<a href="${escapeHtml(session.returnUrl)}">元の画面へもどる</a>` : ''}</p>`,
          ),
        );
      return;
    }
    response.send(page('カードでのお支払い', cardForm(session, '')));
  });

  router.post('/pay/:sessionId', async (request, response) => {
    const session = await store.sessions.findOne({ _id: request.params.sessionId, status: 'pending' });
    if (!session || isExpiredPage(session, clock.now())) {
      response.redirect(303, `/pay/${encodeURIComponent(request.params.sessionId)}`);
      return;
    }
    const body = request.body as Record<string, unknown>;
    if (body['action'] === 'back') {
      response.redirect(303, session.returnUrl);
      return;
    }
    const number = textOf(body['number']).normalize('NFKC').replace(/[\s-]/g, '');
    if (!/^\d{14,16}$/.test(number)) {
      response.status(422).send(page('カードでのお支払い', cardForm(session, 'カード番号を 14〜16 けたの数字で入力してください。')));
      return;
    }
    const payment = cardPayment(session, number, clock.now());
    await store.payments.insertOne(payment);
    if (number.endsWith('0002')) {
      await queueEvent(store, clock, payment, 'payment.failed');
      nudge();
      response
        .status(422)
        .send(page('カードでのお支払い', cardForm(session, 'このカードは使えませんでした。別のカードを選んでください。')));
      return;
    }
    const authorized: StandInPayment = { ...payment, status: 'authorized' };
    await queueEvent(store, clock, authorized, 'payment.authorized');
    const captured: StandInPayment = { ...payment, status: 'captured', capturedAt: clock.now() };
    await store.payments.replaceOne({ _id: payment._id }, captured);
    await store.sessions.updateOne({ _id: session._id }, { $set: { status: 'completed', paymentId: payment._id } });
    await queueEvent(store, clock, captured, 'payment.captured');
    nudge();
    response.redirect(303, session.returnUrl);
  });

  router.get('/counter', async (request, response) => {
    const typed = textOf(request.query['number']).normalize('NFKC').replace(/[\s-]/g, '').slice(0, 40);
    const open = await store.payments
      .find({
        $or: [
          { status: 'authorized', 'details.type': { $in: ['konbini', 'pay_easy', 'virtual_account'] } },
          // An account takes more than was asked for.
          { status: 'captured', 'details.type': 'virtual_account' },
        ],
      })
      .sort({ createdAt: -1 })
      .limit(200)
      .toArray();
    const shown =
      typed === ''
        ? open.slice(0, 10)
        : open.filter((payment) =>
            [
              payment.details['confirmation_code'],
              payment.details['receipt'],
              payment.details['customer_id'],
              payment.details['account_number'],
              payment.externalOrderNumber,
            ].includes(typed),
          );
    const reported = await store.payments
      .find({ status: 'captured', 'details.report': 'prompt' })
      .sort({ capturedAt: -1 })
      .limit(10)
      .toArray();
    const result =
      request.query['paid'] === '1'
        ? '<p class="ok" role="status">代金を受け取りました。お店からの知らせが送られます。</p>'
        : request.query['paid'] === '0'
          ? '<p class="bad" role="alert">この番号では受け取れません。支払い済みか、期限が過ぎています。</p>'
          : '';
    const list =
      shown.map((payment) => slip(payment)).join('') ||
      '<p>待っている番号はありません。マイページで支払い方法を選ぶと、ここに並びます。</p>';
    response.send(
      page(
        '店頭レジ',
        `<h1>店頭レジ・銀行の窓口</h1>${result}<form method="get" action="/counter"><label for="number">お客様の番号</label><input id="number" name="number" inputmode="numeric" autocomplete="off" value="${escapeHtml(typed)}"><button class="quiet" type="submit">番号でさがす</button></form><div style="height:24px"></div>${list}${reported.map(reportedSlip).join('')}`,
      ),
    );
  });

  router.post('/counter/:paymentId', async (request, response) => {
    const typed = textOf((request.body as Record<string, unknown> | undefined)?.['amount'])
      .normalize('NFKC')
      .replaceAll(',', '');
    const taken =
      /^\d{1,8}$/.test(typed) && Number(typed) > 0
        ? await takeTransfer(store, clock, request.params.paymentId, Number(typed))
        : typed === '' && (await takeCash(store, clock, request.params.paymentId));
    nudge();
    response.redirect(303, `/counter?paid=${taken ? '1' : '0'}`);
  });

  router.post('/counter/:paymentId/report', async (request, response) => {
    const word = textOf((request.body as Record<string, unknown> | undefined)?.['word']);
    if (word === 'withdrawn' || word === 'confirmed') await settleReport(store, clock, request.params.paymentId, word);
    nudge();
    response.redirect(303, '/counter');
  });

  router.get('/', (_request, response) => {
    response.send(
      page(
        'お試しの決済',
        '<h1>お試しの決済会社</h1><p><a href="/counter">店頭レジ・銀行の窓口をひらく</a></p><p><a href="/settlements">決済会社の精算をひらく</a></p>',
      ),
    );
  });

  return router;
}

function cardForm(session: StandInSession, error: string): string {
  const nextYear = addDays(jstDateOf(session.createdAt), 400).slice(2, 4);
  return `<h1>カードでのお支払い</h1><div class="panel"><p class="hint">お支払い金額</p><p class="figure">${yenText(session.amount + session.tax)}</p></div>
${error ? `<p class="bad" role="alert">${escapeHtml(error)}</p>` : ''}
<form method="post" action="/pay/${escapeHtml(session._id)}"><label for="number">カード番号</label><input id="number" name="number" inputmode="numeric" autocomplete="cc-number" value="4111 1111 1111 1111"><p class="hint">お試しの番号です。下4けたを 0002 にすると、使えないカードになります。</p>
<label for="expiry">有効期限（月/年）</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="cc-exp" value="12/${nextYear}">
<label for="code">セキュリティコード</label><input id="code" name="code" inputmode="numeric" autocomplete="cc-csc" value="123">
<button type="submit" name="action" value="pay">${yenText(session.amount + session.tax)}を支払う</button><button class="quiet" type="submit" name="action" value="back">やめて元の画面へもどる</button></form>`;
}

/** A bank's counter: whatever the payer writes on the form goes into the account. */
function transferForm(payment: StandInPayment): string {
  const { details } = payment;
  const left = Math.max(0, payment.amount + payment.tax - Number(details['transferred'] ?? 0));
  const rows = [
    ['銀行', details['bank_name']],
    ['支店', `${String(details['branch_name'] ?? '')}（${String(details['branch_code'] ?? '')}）`],
    ['口座番号', details['account_number']],
    ['名義', details['holder']],
    ['決済番号', payment.externalOrderNumber],
  ].map(([label, value]) => `<dt>${String(label)}</dt><dd>${escapeHtml(String(value))}</dd>`);
  const id = escapeHtml(payment._id);
  return `<section class="panel" aria-label="銀行振込"><h2>銀行振込</h2><p class="figure">${yenText(left)}</p><dl>${rows.join('')}</dl>
<form method="post" action="/counter/${id}"><label for="amount-${id}">振り込む額</label><input id="amount-${id}" name="amount" inputmode="numeric" autocomplete="off" value="${left}"><button type="submit">振り込む</button></form></section>`;
}

function slip(payment: StandInPayment): string {
  const { details } = payment;
  if (details['type'] === 'virtual_account') return transferForm(payment);
  const konbini = details['type'] === 'konbini';
  const place = konbini ? (storeNames[String(details['store'])] ?? 'コンビニ') : 'ペイジー（銀行・ATM）';
  const rows = konbini
    ? [
        ['確認番号', details['confirmation_code']],
        ['お客様番号', details['receipt']],
      ]
    : [
        ['収納機関番号', details['bank_id']],
        ['お客様番号', details['customer_id']],
        ['確認番号', details['confirmation_id']],
      ];
  const numbers = rows
    .filter(([, value]) => value !== '' && value !== undefined)
    .map(([label, value]) => `<dt>${String(label)}</dt><dd>${escapeHtml(String(value))}</dd>`)
    .join('');
  return `<section class="panel" aria-label="${escapeHtml(place)}"><h2>${escapeHtml(place)}</h2><p class="figure">${yenText(payment.amount + payment.tax)}</p><dl>${numbers}<dt>決済番号</dt><dd>${escapeHtml(payment.externalOrderNumber)}</dd></dl>
<form method="post" action="/counter/${escapeHtml(payment._id)}"><button type="submit">代金 ${yenText(payment.amount + payment.tax)}を受け取る</button></form></section>`;
}
