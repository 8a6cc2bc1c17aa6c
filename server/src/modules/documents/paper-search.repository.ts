import type { PaperKind } from '@tsudoi/shared/contracts/documents/paper.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Document, Filter } from 'mongodb';
import { type TenantDocument, tenantCollection } from '../../platform/tenant-collection.ts';
import { type PaperDocument, paperCollection } from './paper.repository.ts';
import { type ReceiptDocument, receiptCollection } from './receipt.repository.ts';

export type FoundPaper = PaperDocument | (ReceiptDocument & { readonly kind?: undefined });

export interface PaperQuery {
  readonly kind: PaperKind;
  readonly from: JstDate | null;
  readonly to: JstDate | null;
  readonly least: number | null;
  readonly most: number | null;
  /** As `comparable` makes it; empty: any. */
  readonly counterparty: string;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Only fields of the index `search`: the engine uses it for nothing else (docs/decisions/0008). */
function filterOf({ kind, from, to, least, most, counterparty }: PaperQuery): Filter<TenantDocument> {
  const range = (low: unknown, high: unknown) => ({
    ...(low === null ? {} : { $gte: low }),
    ...(high === null ? {} : { $lte: high }),
  });
  return {
    ...(kind === 'receipt' ? {} : { kind: kind === 'invoice' ? { $in: ['invoice', 'payer_invoice'] } : kind }),
    ...(from === null && to === null ? {} : { datedOn: range(from, to) }),
    ...(least === null && most === null ? {} : { amount: range(least, most) }),
    ...(counterparty === '' ? {} : { counterparty: { $regex: escaped(counterparty) } }),
  };
}

function collectionOf(db: Db, scope: OrgScope, kind: PaperKind) {
  return tenantCollection<TenantDocument>(db, scope, kind === 'receipt' ? receiptCollection : paperCollection);
}

export interface PaperPlace {
  readonly datedOn: string;
  readonly id: string;
}

/** Newest first, behind a place; one more than `size` where there are more. */
export async function findPapers(
  db: Db,
  scope: OrgScope,
  query: PaperQuery,
  after: PaperPlace | null,
  size: number,
  descending = true,
): Promise<FoundPaper[]> {
  const beyond = descending ? '$lt' : '$gt';
  const bound: Document =
    after === null
      ? {}
      : {
          datedOn: { [`${beyond}e`]: after.datedOn },
          $or: [{ datedOn: { [beyond]: after.datedOn } }, { datedOn: after.datedOn, _id: { [beyond]: after.id } }],
        };
  const direction = descending ? -1 : 1;
  const found = await collectionOf(db, scope, query.kind)
    .find({ $and: [filterOf(query), bound] } as Filter<TenantDocument>)
    .sort({ datedOn: direction, _id: direction })
    .limit(size + 1)
    .toArray();
  return found as unknown as FoundPaper[];
}

export function countPapers(db: Db, scope: OrgScope, query: PaperQuery, cap: number): Promise<number> {
  return collectionOf(db, scope, query.kind).count(filterOf(query), cap + 1);
}
