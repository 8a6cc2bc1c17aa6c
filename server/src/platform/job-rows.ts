import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { tenantCollection } from './tenant-collection.ts';

/** What becomes of one of the many that a job is about; `seq` is its place among them. */
export interface JobRow {
  _id: string;
  orgId: OrgId;
  jobId: string;
  seq: number;
  outcome: string;
  /** Real time, by which it is swept away. */
  madeAt: Date;
}

export const jobRowId = (jobId: string, seq: number): string => `${jobId}:${String(seq).padStart(5, '0')}`;

/** The rows of one kind of job. */
export function jobRows<Row extends JobRow>(collection: string) {
  const rows = (db: Db, scope: OrgScope) => tenantCollection<Row>(db, scope, collection);
  const conditions = (filter: object) => filter as Filter<Row>;
  return {
    insert(db: Db, scope: OrgScope, all: readonly Row[], session: ClientSession): Promise<void> {
      return rows(db, scope).insert(all, { session });
    },
    /** The next ones with an outcome, in their order. */
    async next(db: Db, scope: OrgScope, jobId: Row['jobId'], outcome: Row['outcome'], after: number, limit: number): Promise<Row[]> {
      const found = rows(db, scope).find(conditions({ jobId, outcome, seq: { $gt: after } }));
      return (await found.sort({ seq: 1 }).limit(limit).toArray()) as Row[];
    },
    count(db: Db, scope: OrgScope, jobId: Row['jobId'], outcome: Row['outcome']): Promise<number> {
      return rows(db, scope).count(conditions({ jobId, outcome }), 10_000);
    },
    /** False when the row was settled by another worker. */
    async settle(
      db: Db,
      scope: OrgScope,
      { _id, outcome }: Pick<Row, '_id' | 'outcome'>,
      change: Partial<Row>,
      session?: ClientSession,
    ): Promise<boolean> {
      const update = { $set: change } as UpdateFilter<Row>;
      return (await rows(db, scope).updateOne(conditions({ _id, outcome }), update, session)).modifiedCount === 1;
    },
  };
}
