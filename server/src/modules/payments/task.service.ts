import type { CloseTaskInput, TaskListInput, TaskListOutput, TaskView } from '@tsudoi/shared/contracts/payments/payment.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, TaskId, type UserId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findBills } from '../billing/billing.public.ts';
import { findMembers } from '../members/members.public.ts';
import { type TaskDocument, countTasks, findTask, finishTask, pageOfTasks } from './task.repository.ts';

type View = z.output<typeof TaskView>;
const totalCap = 1000;

/** What waits for a decision of the office, newest first. */
export async function listTasks(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof TaskListInput>,
  viewer: UserId | null = null,
): Promise<z.output<typeof TaskListOutput>> {
  const db = platform.databases.server;
  const cursor = input.cursor == null || input.cursor === '' ? null : TaskId.safeParse(input.cursor);
  if (cursor !== null && !cursor.success) throw new DomainError('INVALID_INPUT');
  const after = cursor?.data ?? null;
  const backwards = input.direction === 'previous' && after !== null;
  const found = await pageOfTasks(db, scope, input.state, after, !backwards, input.size);
  const more = found.length > input.size;
  const tasks = found.slice(0, input.size);
  if (backwards) tasks.reverse();
  const total = await countTasks(db, scope, input.state, totalCap);
  return {
    rows: await taskViews(platform, scope, tasks, viewer),
    nextCursor: (backwards || more) && tasks.length > 0 ? tasks.at(-1)!._id : null,
    previousCursor: (backwards ? more : after !== null) && tasks.length > 0 ? tasks[0]!._id : null,
    total: Math.min(total, totalCap),
    totalCapped: total > totalCap,
  };
}

export async function taskViews(
  platform: Platform,
  scope: OrgScope,
  tasks: readonly TaskDocument[],
  viewer: UserId | null,
): Promise<View[]> {
  const bills = new Map(
    (
      await findBills(
        platform.databases.server,
        scope,
        tasks.flatMap((task) => (task.billId ? [task.billId] : [])),
      )
    ).map((bill) => [bill._id, bill]),
  );
  const memberIds = tasks.flatMap((task): MemberId[] => (task.memberId ? [task.memberId] : []));
  const members = new Map((await findMembers(scope, [...new Set(memberIds)])).map((member) => [member._id, member]));
  return tasks.map((task) => {
    const member = task.memberId ? members.get(task.memberId) : undefined;
    return {
      taskId: task._id,
      kind: task.kind,
      reason: task.reason,
      state: task.state,
      raisedAt: task.raisedAt.toISOString(),
      expected: task.expected as unknown as View['expected'],
      received: Number.isSafeInteger(task.received) ? task.received : null,
      paymentNumber: task.paymentNumber,
      otherPaymentNumber: task.otherPaymentNumber ?? '',
      variants: task.variants ?? 0,
      provider: task.provider,
      settlementId: task.settlementId ?? null,
      chargeId: task.chargeId ?? null,
      deposit: task.deposit ?? null,
      billId: task.billId,
      billName: (task.billId && bills.get(task.billId)?.billName) || '',
      memberId: task.memberId,
      memberName: member ? fullName(member) : '',
      note: task.note,
      doneBy: task.doneBy,
      doneAt: task.doneAt?.toISOString() ?? null,
      says: task.state === 'open' ? (task.moves ?? (task.bringsMoney ? 'came' : null)) : null,
      asked: task.state === 'open' && task.asked ? askedOf(task.asked, viewer) : null,
    };
  });
}

const askedOf = ({ amount, by, byName }: NonNullable<TaskDocument['asked']>, viewer: UserId | null): View['asked'] => ({
  amount: PositiveYen.parse(amount),
  by: byName,
  isOwn: by === viewer,
});

/** @throws DomainError NOT_FOUND, TASK_DONE when a colleague was faster */
export async function closeTask(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof CloseTaskInput>,
): Promise<View> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const task = await inTransaction(platform.databases.client, async (session) => {
    if (!(await findTask(db, scope, input.taskId, session))) throw new DomainError('NOT_FOUND');
    const done = await finishTask(db, scope, input.taskId, { note: input.note, doneBy: actor.name, doneAt: now }, session);
    if (!done) throw new DomainError('TASK_DONE');
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'task.close', subjectKind: 'task', subjectId: done._id, subjectName: done.paymentNumber, fields: ['state', 'note'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'tasks', ref: done._id }], now, session);
    return done;
  });
  return (await taskViews(platform, scope, [task], actor.userId))[0]!;
}
