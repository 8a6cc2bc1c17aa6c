import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';

const payTypes = { card: '0', konbini: '3', payeasy: '4', direct_debit: '' } as const;

/** yyyyMMddHHmmss of Japan. */
export const gmoNow = (at = new Date()): string => new Date(at.getTime() + 9 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);

/** A result notification about a charge, as far as nothing is changed; with percent signs as they come over the wire. */
export function gmoNotice(shopId: string, charge: ChargeView, status: string, changes: Record<string, string> = {}): string {
  const fields = {
    ShopID: shopId,
    ShopPass: '**********',
    AccessID: charge.providerIds['paymentId'] ?? 'a'.repeat(32),
    AccessPass: '*'.repeat(32),
    OrderID: charge.paymentNumber,
    Status: status,
    JobCd: charge.method === 'card' ? 'CAPTURE' : '',
    Amount: String(charge.amount),
    Tax: '0',
    Currency: 'JPN',
    TranID: '',
    TranDate: gmoNow(),
    FinishDate: '',
    ErrCode: '',
    ErrInfo: '',
    PayType: payTypes[charge.method],
    ...changes,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Posts it and gives what the gateway goes by: the status and the body's one character. */
export async function gmoSend(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  contentType = 'application/x-www-form-urlencoded',
): Promise<string> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });
  return `${answer.status} ${await answer.text()}`;
}

export const received = '200 0';
export const refused = '401 1';
