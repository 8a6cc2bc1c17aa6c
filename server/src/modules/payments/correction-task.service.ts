import type { BillId, CorrectionId, PaymentId, TaskId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import type { Planned } from './correction-plan.service.ts';
import type { CorrectionDocument } from './correction.repository.ts';
import { movedBack, movedMoney } from './moved-money.rules.ts';
import type { PaymentDocument } from './payment.repository.ts';
import {
  type TaskDraft,
  finishTask,
  openTasksOfMember,
  payerPaidTwice,
  raiseTasks,
  reopenTasks,
  tasksOfCauses,
} from './task.repository.ts';

/** By bill, the number that its provider knows it by. */
export type BillNumbers = ReadonlyMap<BillId, string>;

const taskNotice = (ref: string) => ({ topic: 'tasks' as const, ref });
const causeOf = (correctionId: CorrectionId, paymentId: PaymentId, to: BillId) => `moved:${correctionId}:${paymentId}:${to}`;

interface ToTell {
  readonly payment: PaymentDocument;
  readonly amount: Yen;
  readonly to: BillId;
}

/**
 * Online money that pays another bill than the one its provider knows it for. A bill that was made in place of the corrected
 * one stands for it, so that there is nothing to tell of what went there.
 */
function movesToTell({ moves, parts, payments }: Planned): ToTell[] {
  const inPlace = new Set(parts.filter(({ role }) => role === 'replacement').map(({ bill }) => bill._id));
  return moves.flatMap(({ paymentId, amount, to }) => {
    const payment = payments.find(({ _id }) => _id === paymentId)!;
    return to === null || inPlace.has(to) || payment.paymentNumber === '' ? [] : [{ payment, amount, to }];
  });
}

/** Asked before slips are voided and anything is written. One that is only made now has none. @throws DomainError PROVIDER_UNAVAILABLE */
export async function numbersOfTargets(platform: Platform, scope: OrgScope, planned: Planned): Promise<BillNumbers> {
  const standing = planned.parts.filter(({ isNew }) => !isNew).map(({ bill }) => bill._id);
  const wanted = new Set(movesToTell(planned).map(({ to }) => to));
  const numbers = new Map<BillId, string>();
  for (const payableId of standing.filter((billId) => wanted.has(billId))) {
    const charge = await paymentsClient(platform, scope).call('charges.forPayable', { payableId });
    numbers.set(payableId, charge?.paymentNumber ?? '');
  }
  return numbers;
}

/** One task for each online payment and bill that it went to, with both 決済番号 (PAY-11). */
export async function raiseMoved(
  platform: Platform,
  scope: OrgScope,
  correctionId: CorrectionId,
  planned: Planned,
  numbers: BillNumbers,
  session: ClientSession,
): Promise<void> {
  const { memberId } = planned.corrected;
  const drafts = movesToTell(planned).map(({ payment, amount, to }) => ({
    ...movedMoney(payment, { amount, billId: to, memberId, otherPaymentNumber: numbers.get(to) ?? '' }),
    cause: causeOf(correctionId, payment._id, to),
  }));
  await raise(platform, scope, drafts, session);
}

async function raise(
  platform: Platform,
  scope: OrgScope,
  drafts: readonly Omit<TaskDraft, 'raisedAt'>[],
  session: ClientSession,
): Promise<void> {
  const [db, now] = [platform.databases.server, platform.clock.now()];
  await raiseTasks(
    db,
    scope,
    drafts.map((draft) => ({ ...draft, raisedAt: now })),
    session,
  );
  await recordLive(
    db,
    scope,
    drafts.map(({ cause }) => taskNotice(cause)),
    now,
    session,
  );
}

/** Work that the office was given over money that now lies right is done; says which. */
export async function settleTasks(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  bill: BillDocument,
  session: ClientSession,
): Promise<TaskId[]> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const settled: TaskId[] = [];
  for (const task of await openTasksOfMember(db, scope, bill.memberId, session)) {
    if (task.kind !== 'overpayment' || task.reason === payerPaidTwice || task.billId !== bill._id) continue;
    const done = await finishTask(db, scope, task._id, { note: '請求の訂正', doneBy: actor.name, doneAt: now }, session);
    if (done) settled.push(done._id);
  }
  await recordLive(db, scope, settled.map(taskNotice), now, session);
  return settled;
}

/**
 * Where the correction is taken back the money lies wrong again, and no other cause would say so: the bill is the one that
 * stands now. What a provider was to be told of the money is over; what it was told already is to be told the other way round.
 */
export async function takeBackTasks(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  done: CorrectionDocument,
  undo: { readonly correctionId: CorrectionId; readonly billId: BillId },
  session: ClientSession,
): Promise<void> {
  const [db, now] = [platform.databases.server, platform.clock.now()];
  const settled = done.tasks ?? [];
  await reopenTasks(db, scope, settled, undo.billId, session);
  const causes = done.moves.flatMap(({ paymentId, to }) => (to === null ? [] : [causeOf(done._id, paymentId, to)]));
  const over: TaskId[] = [];
  const again: Omit<TaskDraft, 'raisedAt'>[] = [];
  for (const { _id, orgId: _orgId, state, note: _note, doneBy: _by, doneAt: _at, ...told } of await tasksOfCauses(
    db,
    scope,
    causes,
    session,
  )) {
    if (state === 'done') again.push({ ...movedBack(told, undo.billId), cause: told.cause.replace(done._id, undo.correctionId) });
    else if (await finishTask(db, scope, _id, { note: '訂正の取り消し', doneBy: actor.name, doneAt: now }, session)) over.push(_id);
  }
  await raise(platform, scope, again, session);
  await recordLive(db, scope, [...settled, ...over].map(taskNotice), now, session);
}
