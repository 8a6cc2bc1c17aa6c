import type { BillId, MemberId, TaskId } from '@tsudoi/shared/kernel/ids';
import { newTaskId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type TaskDocument, taskCollection } from './task.model.ts';

export { taskCollection } from './task.model.ts';

export type { TaskDocument } from './task.model.ts';

const tasks = (db: Db, scope: OrgScope) => tenantCollection<TaskDocument>(db, scope, taskCollection);

export type TaskDraft = Omit<TaskDocument, '_id' | 'orgId' | 'state' | 'note' | 'doneBy' | 'doneAt' | 'asked'>;

const notDone = { state: 'open', note: '', doneBy: '', doneAt: null } as const;

/** One task per cause: raising it again changes nothing, unless there is more of the same by now. That is told once more. */
export async function raiseTasks(db: Db, scope: OrgScope, drafts: readonly TaskDraft[], session: ClientSession): Promise<void> {
  if (drafts.length === 0) return;
  const causes = drafts.map((draft) => draft.cause);
  const rows = await tasksOfCauses(db, scope, causes, session);
  const known = new Map(rows.map((task) => [task.cause, task]));
  const byCause = new Map<string, TaskDraft>();
  for (const draft of drafts) {
    const before = byCause.get(draft.cause);
    if (!before || variantsOf(draft) > variantsOf(before)) byCause.set(draft.cause, draft);
  }
  const all = [...byCause.values()];
  await tasks(db, scope).insert(
    all
      .filter(({ cause }) => !known.has(cause))
      .map((draft): TaskDocument => ({ _id: newTaskId(), orgId: scope.orgId, ...draft, ...notDone })),
    { session },
  );
  await tasks(db, scope).updateEach(
    all.flatMap((draft) => {
      const task = known.get(draft.cause);
      if (!task || variantsOf(draft) <= variantsOf(task)) return [];
      // Whose it is may be known only by now.
      const { chargeId, raisedAt } = draft;
      const $set = { ...notDone, variants: variantsOf(draft), raisedAt, ...(chargeId ? { chargeId } : {}) };
      return [{ filter: { _id: task._id }, update: { $set } }];
    }),
    session,
  );
}

/** One that was raised before they were counted has one. */
const variantsOf = ({ variants = 1 }: Pick<TaskDocument, 'variants'>): number => variants;

/** Open ones only; whom they are about is looked at here, since no index knows it (docs/decisions/0008). */
export async function openTasksOfMember(db: Db, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<TaskDocument[]> {
  const open = await tasks(db, scope).find({ state: 'open' }, { session }).toArray();
  return open.filter((task) => task.memberId === memberId);
}

/** An alert about money that did not come: there is nothing to wait for, so that reminders go on (case 55). */
export const captureFailed = 'capture_failed';

/** A payer's money that came once more, on no bill: no correction of the bill that is named puts it right. */
export const payerPaidTwice = 'payer_paid_twice';

/** Bills about which the office has something to decide: money is held, or was paid twice. */
export async function billsWithOpenTask(db: Db, scope: OrgScope, session?: ClientSession): Promise<Set<BillId>> {
  const open = await tasks(db, scope)
    .find({ state: 'open' }, session ? { session } : {})
    .toArray();
  return new Set(open.flatMap(({ billId, reason }) => (billId && reason !== captureFailed ? [billId] : [])));
}

/** What was raised for these causes, done or not. */
export async function tasksOfCauses(db: Db, scope: OrgScope, causes: readonly string[], session: ClientSession): Promise<TaskDocument[]> {
  if (causes.length === 0) return [];
  return tasks(db, scope)
    .find({ cause: { $in: [...causes] } }, { session })
    .toArray();
}

export function findTask(db: Db, scope: OrgScope, taskId: TaskId, session: ClientSession): Promise<TaskDocument | null> {
  return tasks(db, scope).findOne({ _id: taskId }, session);
}

/** Null where it is done already. */
export function askOfTask(
  db: Db,
  scope: OrgScope,
  taskId: TaskId,
  asked: NonNullable<TaskDocument['asked']>,
  session: ClientSession,
): Promise<TaskDocument | null> {
  return tasks(db, scope).findOneAndUpdate({ _id: taskId, state: 'open' }, { $set: { asked } }, session);
}

export function finishTask(
  db: Db,
  scope: OrgScope,
  taskId: TaskId,
  change: Pick<TaskDocument, 'note' | 'doneBy' | 'doneAt'>,
  session: ClientSession,
): Promise<TaskDocument | null> {
  return tasks(db, scope).findOneAndUpdate({ _id: taskId, state: 'open' }, { $set: { ...change, state: 'done' } }, session);
}

/** Done ones are to be done again, about this bill. */
export async function reopenTasks(
  db: Db,
  scope: OrgScope,
  taskIds: readonly TaskId[],
  billId: BillId,
  session: ClientSession,
): Promise<void> {
  const $set = { ...notDone, billId };
  await tasks(db, scope).updateEach(
    taskIds.map((_id) => ({ filter: { _id, state: 'done' }, update: { $set } })),
    session,
  );
}

export function pageOfTasks(
  db: Db,
  scope: OrgScope,
  state: TaskDocument['state'],
  after: TaskId | null,
  descending: boolean,
  size: number,
): Promise<TaskDocument[]> {
  const bound = (after === null ? {} : { _id: descending ? { $lt: after } : { $gt: after } }) as Filter<TaskDocument>;
  return tasks(db, scope)
    .find({ state, ...bound })
    .sort({ _id: descending ? -1 : 1 })
    .limit(size + 1)
    .toArray();
}

export function countTasks(db: Db, scope: OrgScope, state: TaskDocument['state'], cap: number): Promise<number> {
  return tasks(db, scope).count({ state }, cap + 1);
}
