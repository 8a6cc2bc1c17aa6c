import type { AgreeHeldInput, BookHeldInput, TaskView } from '@tsudoi/shared/contracts/payments/payment.contract';
import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { TaskId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { approvalLimitOf } from './refund.repository.ts';
import { type TaskDocument, askOfTask, findTask, finishTask } from './task.repository.ts';
import { taskViews } from './task.service.ts';

type View = z.output<typeof TaskView>;
type Input = z.output<typeof BookHeldInput>;

/** @throws DomainError NOT_FOUND, TASK_DONE, INVALID_TRANSITION where no money is held */
async function heldTask(platform: Platform, scope: OrgScope, taskId: TaskId, session: ClientSession): Promise<TaskDocument> {
  const task = await findTask(platform.databases.server, scope, taskId, session);
  if (!task) throw new DomainError('NOT_FOUND');
  if (task.state === 'done') throw new DomainError('TASK_DONE');
  if (!task.bringsMoney && !task.moves) throw new DomainError('INVALID_TRANSITION');
  return task;
}

async function note(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  action: AuditAction,
  task: TaskDocument,
  session: ClientSession,
) {
  const subject = { subjectKind: 'task', subjectId: task._id, subjectName: task.paymentNumber };
  await recordAudit(platform, scope, actor, { action, ...subject, fields: ['state', 'amount', 'note'] }, session);
  await recordLive(platform.databases.server, scope, [{ topic: 'tasks', ref: task._id }], platform.clock.now(), session);
}

/**
 * The office says how much of held money came, that none did, or that it has moved once more. What is above the limit of refunds waits for somebody else, as
 * money that goes out does. @throws DomainError NOT_FOUND, TASK_DONE, INVALID_TRANSITION, CONFLICT where it moved by another sum,
 * IDEMPOTENCY_MISMATCH where another sum was booked, PROVIDER_UNAVAILABLE
 */
export async function bookHeld(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<View> {
  const db = platform.databases.server;
  const { taskId, amount, note: text } = input;
  const waiting = await inTransaction(platform.databases.client, async (session) => {
    const { moves, received } = await heldTask(platform, scope, taskId, session);
    if (moves && amount !== received) throw new DomainError('CONFLICT');
    if (amount <= (await approvalLimitOf(db, scope, session))) return null;
    const asked = { amount, note: text, by: actor.userId, byName: actor.name };
    const task = await askOfTask(db, scope, taskId, asked, session);
    if (!task) throw new DomainError('TASK_DONE');
    await note(platform, scope, actor, 'task.book_ask', task, session);
    return task;
  });
  if (waiting) return (await taskViews(platform, scope, [waiting], actor.userId))[0]!;
  return carryOut(platform, scope, actor, input);
}

/**
 * Somebody else agrees to the sum that was asked for. @throws DomainError TASK_OWN_REQUEST, CONFLICT where another sum is asked for
 * by now, and what booking says
 */
export async function agreeHeld(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { taskId, amount }: z.output<typeof AgreeHeldInput>,
): Promise<View> {
  const { asked } = await inTransaction(platform.databases.client, (session) => heldTask(platform, scope, taskId, session));
  if (asked?.amount !== amount) throw new DomainError('CONFLICT');
  if (asked.by === actor.userId) throw new DomainError('TASK_OWN_REQUEST');
  return carryOut(platform, scope, actor, { taskId, amount, note: asked.note });
}

const actionOf = ({ moves }: TaskDocument, amount: Input['amount']): AuditAction =>
  moves ? `task.${moves}` : amount === 0 ? 'task.no_money' : 'task.book';

/** The money first, once by its discrepancy, then the task: whatever ends this in between, the same press goes on. */
async function carryOut(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { taskId, amount, note: text }: Pick<Input, 'taskId' | 'note'> & { readonly amount: Input['amount'] },
): Promise<View> {
  const db = platform.databases.server;
  const { cause } = await inTransaction(platform.databases.client, (session) => heldTask(platform, scope, taskId, session));
  await paymentsClient(platform, scope).call('charges.settleHeld', { discrepancyId: DiscrepancyId.parse(cause), amount });
  const task = await inTransaction(platform.databases.client, async (session) => {
    const done = { note: text, doneBy: actor.name, doneAt: platform.clock.now() };
    const finished = await finishTask(db, scope, taskId, done, session);
    if (!finished) throw new DomainError('TASK_DONE');
    await note(platform, scope, actor, actionOf(finished, amount), finished, session);
    return finished;
  });
  return (await taskViews(platform, scope, [task], actor.userId))[0]!;
}
