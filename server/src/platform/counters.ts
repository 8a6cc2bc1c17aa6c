import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';

interface CounterRow {
  _id: string;
  orgId: string;
  name: string;
  value: number;
  /** How often it was held. */
  holds?: number;
}

/**
 * Takes `count` numbers of a named series of the organisation and returns the first. Inside a transaction the series has
 * no gaps: an abort gives the numbers back.
 */
export async function takeNumbers(db: Db, scope: OrgScope, name: string, count: number, session?: ClientSession): Promise<number> {
  const row = await db
    .collection<CounterRow>('counters')
    .findOneAndUpdate(
      { _id: `${scope.orgId}:${name}`, orgId: scope.orgId },
      { $inc: { value: count }, $setOnInsert: { name } },
      { upsert: true, returnDocument: 'after', ...(session ? { session } : {}) },
    );
  if (!row) throw new Error('the counter did not answer');
  return row.value - count + 1;
}

/** The last number taken of a series; 0 before the first. */
export async function counterValue(db: Db, scope: OrgScope, name: string, session?: ClientSession): Promise<number> {
  const named = { _id: `${scope.orgId}:${name}`, orgId: scope.orgId };
  const row = await db.collection<CounterRow>('counters').findOne(named, session ? { session } : {});
  return row?.value ?? 0;
}

/** Lets a series go on behind a number that was given by hand. */
export async function raiseCounter(db: Db, scope: OrgScope, name: string, value: number, session: ClientSession): Promise<void> {
  await db
    .collection<CounterRow>('counters')
    .updateOne(
      { _id: `${scope.orgId}:${name}`, orgId: scope.orgId },
      { $max: { value }, $setOnInsert: { name } },
      { upsert: true, session },
    );
}

/** The last number taken of a series, for a transaction that takes none: whoever takes or holds one at the same moment waits for it. */
export async function holdCounter(db: Db, scope: OrgScope, name: string, session: ClientSession): Promise<number> {
  const row = await db
    .collection<CounterRow>('counters')
    .findOneAndUpdate(
      { _id: `${scope.orgId}:${name}`, orgId: scope.orgId },
      { $inc: { holds: 1 }, $setOnInsert: { name, value: 0 } },
      { upsert: true, returnDocument: 'after', session },
    );
  if (!row) throw new Error('the counter did not answer');
  return row.value;
}
