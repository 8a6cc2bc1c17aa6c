import type { InvoiceId, PayLinkId, ReceiptId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, maxYen, minYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';

interface Share {
  readonly amount: Yen;
  readonly cameAt: Date;
  readonly leftAt: Date;
}

interface VoidReceipt {
  readonly _id: ReceiptId;
  readonly issuedAt: Date;
  readonly content: { readonly amount: Yen };
}

/**
 * Which void receipt of a bill the money was on that was given back: it lay there when the receipt was issued, and went after
 * that. Of several the newest; each has no more than its sum. `bare` is what had none.
 */
export function returnsOfReceipts<S extends Share>(
  receipts: readonly VoidReceipt[],
  shares: readonly S[],
): { readonly of: ReadonlyMap<ReceiptId, Yen>; readonly bare: readonly S[] } {
  const of = new Map<ReceiptId, Yen>();
  let bare = shares.toSorted((left, right) => right.leftAt.getTime() - left.leftAt.getTime());
  for (const { _id, issuedAt, content } of receipts.toSorted((left, right) => right.issuedAt.getTime() - left.issuedAt.getTime())) {
    let room = content.amount;
    bare = bare.flatMap((share) => {
      const taken = share.cameAt <= issuedAt && share.leftAt >= issuedAt ? minYen(room, share.amount) : zeroYen;
      room = subtractYen(room, taken);
      return taken === share.amount ? [] : [{ ...share, amount: subtractYen(share.amount, taken) }];
    });
    of.set(_id, subtractYen(content.amount, room));
  }
  return { of, bare };
}

interface PaidShare {
  readonly cameAt: Date;
  /** The link through which somebody else paid it. */
  readonly payLinkId: PayLinkId | null;
}

interface PayerInvoice {
  readonly payLinkId: PayLinkId;
  readonly issuedAt: Date;
}

/**
 * By which invoice each share of a bill's money was paid: what came through a link by the payer's newest that had been issued by
 * then, everything else, and where the payer had taken none, by the bill's own. A share that had no invoice is in none.
 */
export function invoicedTo<S extends PaidShare, P extends PayerInvoice, I>(
  shares: readonly S[],
  payers: readonly P[],
  own: I | null,
): { readonly paper: P | I; readonly shares: readonly S[] }[] {
  const newestFirst = payers.toSorted((left, right) => right.issuedAt.getTime() - left.issuedAt.getTime());
  const paperOf = ({ payLinkId, cameAt }: S): P | I | null =>
    newestFirst.find((invoice) => invoice.payLinkId === payLinkId && invoice.issuedAt <= cameAt) ?? own;
  const papers = new Set(shares.flatMap((share) => paperOf(share) ?? []));
  return [...papers].map((paper) => ({ paper, shares: shares.filter((share) => paperOf(share) === paper) }));
}

interface Noted {
  /** Null: of the bill's own invoice. */
  readonly payerInvoiceId: InvoiceId | null;
  readonly whole: Yen;
  readonly noted: Yen;
}

/**
 * Notes of before do not say by whose invoice: they were of the bill's own, whosever money went back. What of them is above the money
 * of the own invoice is of the payers', so that none of it is noted twice. Those of the own invoice count with it already.
 * @param ofBefore what such notes of the bill are over in all
 */
export function withNotesOfBefore<O extends Noted>(origins: readonly O[], ofBefore: Yen): O[] {
  const own = origins.find(({ payerInvoiceId }) => payerInvoiceId === null)?.whole ?? zeroYen;
  let rest = maxYen(zeroYen, subtractYen(ofBefore, own));
  return origins.map((origin) => {
    if (origin.payerInvoiceId === null) return origin;
    const more = minYen(rest, maxYen(zeroYen, subtractYen(origin.whole, origin.noted)));
    rest = subtractYen(rest, more);
    return { ...origin, noted: addYen(origin.noted, more) };
  });
}
