import type { ChargeReference, InquiryAnswer, RefundResult } from '../connector.ts';
import { encodeForm, shiftJisBytes } from '../form-body.ts';
import type { GmoClient, GmoShop } from './client.ts';
import { payTypes } from './normalise.ts';
import { onlyReadPairs } from './parse.ts';

const noSuchTrade = 'E01110002';

/** Where a trade stands, by the number that we gave it. */
export async function search(client: GmoClient, shop: GmoShop, charge: ChargeReference) {
  const asked = { OrderID: charge.paymentNumber, PayType: payTypes[charge.method] ?? '' };
  const answer = await client.call(shop, 'SearchTradeMulti.idPass', asked);
  if (answer.outcome === 'failed') return answer.codes.includes(noSuchTrade) ? ('none' as const) : ('unknown' as const);
  // The answer does not repeat the order it was asked about.
  return answer.outcome === 'unknown' ? ('unknown' as const) : { ...Object.fromEntries(answer.fields), ...asked };
}

/** Only what is read is kept: the answer holds the trade's password and the card's last digits. */
export function answerOf(trade: Record<string, string>): InquiryAnswer {
  const { AccessID, Status, ProcessDate, Amount, Tax, GanbTotalTransferAmount: total } = trade;
  const eventId = `inquiry-${AccessID}-${Status}-${ProcessDate}-${Amount}-${Tax}${total ? `-${total}` : ''}`;
  const bytes = Object.fromEntries(Object.entries(trade).map(([name, value]) => [name, shiftJisBytes(value)]));
  return { eventId, body: onlyReadPairs(Buffer.from(encodeForm(bytes), 'latin1')) };
}

/** What gives a sale back: on its day, within its month, later. Which of them it is, the gateway knows, and its clock decides. */
const giveBackWords: readonly string[] = ['VOID', 'RETURN', 'RETURNX'];

/** Asked of a charge that has its money alone: of a hold, VOID would say that nothing was taken. */
const isBack = ({ Status = '' }: Record<string, string>): boolean => giveBackWords.includes(Status);

/** A trade is given back once. */
export async function giveBack(client: GmoClient, shop: GmoShop, charge: ChargeReference): Promise<RefundResult> {
  const trade: Record<string, string> | 'none' | 'unknown' = await search(client, shop, charge);
  // Nothing has been asked for yet, so that a trade that cannot be looked at is simply not given back.
  if (typeof trade === 'string') return { outcome: 'refused', code: trade === 'none' ? 'unknown_payment' : 'gateway_away' };
  if (isBack(trade)) return givenBack(trade);
  const { AccessID = '', AccessPass = '' } = trade;
  let code = '';
  for (const JobCd of giveBackWords) {
    const answer = await client.call(shop, 'AlterTran.idPass', { AccessID, AccessPass, JobCd });
    if (answer.outcome === 'unknown') return answer;
    if (answer.outcome === 'answered') {
      const after: Record<string, string> | 'none' | 'unknown' = await search(client, shop, charge);
      return typeof after !== 'string' && isBack(after) ? givenBack(after) : { outcome: 'accepted', refundId: null, answers: [] };
    }
    code = answer.codes.join('|').slice(0, 60);
  }
  return { outcome: 'refused', code };
}

/** What became of a return whose answer was lost. */
export async function foundGivenBack(
  client: GmoClient,
  shop: GmoShop,
  charge: ChargeReference,
): Promise<RefundResult | { outcome: 'none' }> {
  const trade: Record<string, string> | 'none' | 'unknown' = await search(client, shop, charge);
  if (trade === 'unknown') return { outcome: 'unknown' };
  return trade !== 'none' && isBack(trade) ? givenBack(trade) : { outcome: 'none' };
}

const givenBack = (trade: Record<string, string>): RefundResult => ({
  outcome: 'accepted',
  refundId: null,
  answers: [answerOf({ ...trade, Status: 'CAPTURE' }), answerOf(trade)],
});
