import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ProductDocument, productCollection } from './product.model.ts';

export { type ProductDocument, productCollection } from './product.model.ts';

const products = (db: Db, scope: OrgScope) => tenantCollection<ProductDocument>(db, scope, productCollection);

/** The newest first. */
export async function listProducts(db: Db, scope: OrgScope, session?: ClientSession): Promise<ProductDocument[]> {
  const found = await products(db, scope)
    .find({}, session ? { session } : {})
    .toArray();
  return found.toSorted((left, right) => (left._id < right._id ? 1 : -1));
}

/** @throws DomainError NOT_FOUND */
export async function getProduct(
  db: Db,
  scope: OrgScope,
  productId: RecurringProductId,
  session?: ClientSession,
): Promise<ProductDocument> {
  const product = await products(db, scope).findOne({ _id: productId }, session);
  if (!product) throw new DomainError('NOT_FOUND');
  return product;
}

export const insertProduct = (db: Db, scope: OrgScope, product: ProductDocument, session: ClientSession): Promise<void> =>
  products(db, scope).insert([product], { session });

/** @throws DomainError CONFLICT when somebody was faster */
export async function saveProduct(
  db: Db,
  scope: OrgScope,
  product: Pick<ProductDocument, '_id' | 'version'>,
  change: Partial<ProductDocument>,
  session: ClientSession,
): Promise<void> {
  const filter = { _id: product._id, version: product.version };
  const { matchedCount } = await products(db, scope).updateOne(filter, { $set: change, $inc: { version: 1 } }, session);
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
}

/** Of two transactions in which the product is taken, one goes first. */
export async function countJoin(db: Db, scope: OrgScope, productId: RecurringProductId, session: ClientSession): Promise<void> {
  await products(db, scope).updateOne({ _id: productId }, { $inc: { joins: 1 } }, session);
}

export async function createProductIndexes(db: Db): Promise<void> {
  await db.collection(productCollection).createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
}
