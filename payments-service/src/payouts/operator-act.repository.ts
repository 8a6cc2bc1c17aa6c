import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type { Collection, Db } from 'mongodb';
import type { Platform } from '../platform/platform.ts';

/** Who of the operator did what, and why; written before it is done, never changed. Of numbers of accounts it holds none. */
interface OperatorActDocument {
  operatorId: string;
  name: string;
  reason: string;
  act: string;
  orgId: OrgId | null;
  subjectId: string;
  at: Date;
}

const actsOf = (db: Db): Collection<OperatorActDocument> => db.collection<OperatorActDocument>('operator_acts');

export async function keepAct(
  platform: Platform,
  { operatorId, name, reason }: SystemScope,
  act: string,
  orgId: OrgId | null,
  subjectId: string,
): Promise<void> {
  await actsOf(platform.databases.payments).insertOne({ operatorId, name, reason, act, orgId, subjectId, at: platform.clock.now() });
}

export async function createOperatorActIndexes(db: Db): Promise<void> {
  await actsOf(db).createIndexes([
    { key: { at: -1 }, name: 'newest' },
    { key: { orgId: 1, at: -1 }, name: 'org_newest' },
  ]);
}
