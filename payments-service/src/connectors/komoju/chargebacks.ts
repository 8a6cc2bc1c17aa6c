import * as z from 'zod';
import type { AccountCredentials, InquiryAnswer, MoneyEventKind, Reading } from '../connector.ts';
import { JsonSum, parseJson } from '../json-body.ts';
import { refundedSum } from './amounts.ts';
import type { KomojuClient } from './client.ts';

const Chargeback = z.looseObject({
  id: z.string().min(1).max(64),
  payment_id: z.string().min(1).max(64),
  amount: JsonSum,
  currency: z.string(),
  status: z.string().max(40),
  created_at: z.iso.datetime({ offset: true }),
});
type Chargeback = z.output<typeof Chargeback>;
const Page = z.looseObject({ data: z.array(z.unknown()), last_page: z.number().int().min(0).nullish() });
/** Told apart from a payment, which is read at the same place. */
const Kept = z.strictObject({ chargeback_request: Chargeback });

/**
 * What is certain: given in to, run out, or fought and lost, the money is gone; taken back by the bank, it is ours. One that is
 * pending or fought (`defended`) is undecided, and no word of KOMOJU's says that one was won.
 */
const kinds: Readonly<Record<string, MoneyEventKind>> = {
  accepted: 'charged_back',
  expired: 'charged_back',
  lost: 'charged_back',
  cancelled: 'chargeback_won',
};

const perPage = 100;
const mostPages = 20;

/** `GET /chargeback_requests`: of a chargeback KOMOJU sends no notice (providers.md 1.2). A shop without the function is told 404. */
export async function komojuChargebacksSince(
  client: KomojuClient,
  credentials: AccountCredentials,
  from: Date,
): Promise<readonly InquiryAnswer[] | null> {
  const found: InquiryAnswer[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = `start_time=${encodeURIComponent(from.toISOString())}&per_page=${perPage}&page=${page}`;
    const answer = await client.get(credentials, `/chargeback_requests?${query}`);
    if (answer.outcome === 'answered' && answer.status === 404) return [];
    const list = Page.safeParse(answer.outcome === 'answered' && answer.status < 300 ? answer.json : null);
    if (!list.success) return null;
    found.push(...list.data.data.flatMap(answerOf));
    if (page >= (list.data.last_page ?? 1)) break;
  }
  return found;
}

/** One that is decided, in the form in which it is kept: no reason, no customer, no card. */
function answerOf(entry: unknown): InquiryAnswer[] {
  const parsed = Chargeback.safeParse(entry);
  if (!parsed.success || kinds[parsed.data.status] === undefined) return [];
  const { id, payment_id, currency, status, created_at } = parsed.data;
  const amount = (entry as { amount: unknown }).amount;
  const kept = { chargeback_request: { id, payment_id, amount, currency, status, created_at } };
  return [{ eventId: `chargeback-${id}-${status}`, body: Buffer.from(JSON.stringify(kept)) }];
}

/** Null where the body is none of a chargeback. */
export function readKomojuChargeback(body: Buffer): Reading | null {
  const kept = Kept.safeParse(parseJson(body));
  if (!kept.success) return null;
  const { id, payment_id, amount, currency, status, created_at } = kept.data.chargeback_request;
  const kind = kinds[status];
  const sum = refundedSum(amount);
  // How much of a payment is contested is not guessed at.
  if (kind === undefined || sum === null) return { outcome: 'unreadable' };
  return {
    outcome: 'event',
    event: {
      kind,
      occurredAt: new Date(created_at),
      orderNumber: null,
      providerPaymentId: payment_id,
      providerSessionId: null,
      amount: sum,
      currency,
      refunded: null,
      instructions: null,
      expiresAt: null,
      dispute: id,
    },
  };
}
