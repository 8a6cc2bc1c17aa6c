import type { ReceiptId } from '@tsudoi/shared/kernel/ids';
import { type Yen, minYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';

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
