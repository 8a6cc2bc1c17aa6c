import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type {
  AggregateOptions,
  AggregationCursor,
  BulkWriteResult,
  ClientSession,
  Db,
  Document,
  Filter,
  FindCursor,
  FindOptions,
  OptionalUnlessRequiredId,
  UpdateFilter,
  UpdateResult,
  WithId,
} from 'mongodb';

export interface TenantDocument extends Document {
  orgId: OrgScope['orgId'];
}

/** One update of a bulk; the organisation is added to its filter. */
export interface ScopedUpdate<T> {
  readonly filter: Filter<T>;
  readonly update: UpdateFilter<T>;
}

/**
 * The driver's collection narrowed to one organisation: every filter gets `orgId`, every inserted row must carry it, and
 * nothing else of the driver is reachable. For money and hot paths, where mongoose costs ten times the write (performance.md 0.6).
 */
export function tenantCollection<T extends TenantDocument>(db: Db, scope: OrgScope, name: string) {
  const collection = db.collection<T>(name);
  const own = (filter: Filter<T>): Filter<T> => ({ ...filter, orgId: scope.orgId }) as Filter<T>;
  const check = (row: { orgId: string }) => {
    if (row.orgId !== scope.orgId) throw new Error(`${name}: a row of another organisation`);
  };
  const withSession = (session?: ClientSession) => (session ? { session } : {});
  return {
    find(filter: Filter<T>, options: FindOptions = {}): FindCursor<WithId<T>> {
      return collection.find(own(filter), options);
    },
    findOne(filter: Filter<T>, session?: ClientSession): Promise<WithId<T> | null> {
      return collection.findOne(own(filter), withSession(session));
    },
    count(filter: Filter<T>, limit: number): Promise<number> {
      return collection.countDocuments(own(filter), { limit });
    },
    aggregate<R extends Document>(match: Filter<T>, stages: Document[], options: AggregateOptions = {}): AggregationCursor<R> {
      return collection.aggregate<R>([{ $match: own(match) }, ...stages], options);
    },
    async insert(rows: readonly T[], options: { session?: ClientSession | undefined; ordered?: boolean } = {}): Promise<void> {
      for (const row of rows) check(row);
      if (rows.length === 0) return;
      await collection.insertMany(rows as unknown as OptionalUnlessRequiredId<T>[], {
        ordered: options.ordered ?? true,
        ...withSession(options.session),
      });
    },
    updateOne(filter: Filter<T>, update: UpdateFilter<T>, session?: ClientSession): Promise<UpdateResult<T>> {
      return collection.updateOne(own(filter), update, withSession(session));
    },
    updateMany(filter: Filter<T>, update: UpdateFilter<T>, session?: ClientSession): Promise<UpdateResult<T>> {
      return collection.updateMany(own(filter), update, withSession(session));
    },
    findOneAndUpdate(filter: Filter<T>, update: UpdateFilter<T>, session?: ClientSession, upsert = false): Promise<WithId<T> | null> {
      return collection.findOneAndUpdate(own(filter), update, { returnDocument: 'after', upsert, ...withSession(session) });
    },
    async updateEach(updates: readonly ScopedUpdate<T>[], session?: ClientSession): Promise<BulkWriteResult | null> {
      if (updates.length === 0) return null;
      const operations = updates.map(({ filter, update }) => ({ updateOne: { filter: own(filter), update } }));
      return collection.bulkWrite(operations as Parameters<typeof collection.bulkWrite>[0], withSession(session));
    },
    /** Updates of many rows each, one after the other, in one round trip. */
    async updateInTurn(updates: readonly ScopedUpdate<T>[], session?: ClientSession): Promise<void> {
      if (updates.length === 0) return;
      const operations = updates.map(({ filter, update }) => ({ updateMany: { filter: own(filter), update } }));
      await collection.bulkWrite(operations as Parameters<typeof collection.bulkWrite>[0], withSession(session));
    },
    /**
     * Writes a row anew whose unique key changes: deleted and inserted in the caller's transaction. An update would do on
     * MongoDB; on the embedded engine it leaves the old key taken for ever. False when no row fits the filter.
     */
    async rewrite(filter: Filter<T>, row: T, session: ClientSession): Promise<boolean> {
      check(row);
      const { deletedCount } = await collection.deleteOne(own(filter), { session });
      if (deletedCount === 1) await collection.insertOne(row as unknown as OptionalUnlessRequiredId<T>, { session });
      return deletedCount === 1;
    },
    deleteMany(filter: Filter<T>, session?: ClientSession) {
      return collection.deleteMany(own(filter), withSession(session));
    },
  };
}
