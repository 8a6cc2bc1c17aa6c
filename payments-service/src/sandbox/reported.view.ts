import { escapeHtml, yenText } from './page.view.ts';
import type { StandInPayment } from './stand-in.repository.ts';

/** A slip that was scanned and whose money is not certain yet: the till may undo it, or the final report comes. */
export function reportedSlip(payment: StandInPayment): string {
  const label = `速報 ${payment.externalOrderNumber}`;
  return `<section class="panel" aria-label="${escapeHtml(label)}"><h2>レジを通した支払い（速報）</h2><p class="figure">${yenText(payment.amount + payment.tax)}</p><dl><dt>決済番号</dt><dd>${escapeHtml(payment.externalOrderNumber)}</dd></dl>
<form method="post" action="/counter/${escapeHtml(payment._id)}/report"><button type="submit" name="word" value="confirmed">確報を送る</button><button class="quiet" type="submit" name="word" value="withdrawn">レジで取り消す（速報取消）</button></form></section>`;
}
