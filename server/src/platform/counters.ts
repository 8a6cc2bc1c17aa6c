import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';

interface CounterRow {
  _id: string;
  orgId: string;
  name: string;
  value: number;
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
