import type { CorrectOutput, UndoCorrectionInput } from '@tsudoi/shared/contracts/payments/correction.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, newCorrectionId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import {
  type BillDocument,
  asksTheSameAgain,
  billingRunOf,
  findBills,
  liveBillOf,
  sameAgain,
  tellingWhatHappened,
} from '../billing/billing.public.ts';
import { findMembers, findMembershipType } from '../members/members.public.ts';
import { carryOut, standingOf, voidSlips } from './correction-act.service.ts';
import { correctionMails } from './correction-notice.service.ts';
import { refused } from './correction-plan.service.ts';
import { takeBackTasks } from './correction-task.service.ts';
import {
  type CorrectedBillNote,
  type CorrectionDocument,
  type MovedMoney,
  correctionOfRequest,
  findCorrection,
  insertCorrection,
  markUndone,
} from './correction.repository.ts';
import { givesPromised } from './correction.rules.ts';
import { expectRights } from './correction.service.ts';
import { promisesOf } from './credit-books.service.ts';
import { type PaymentDocument, findPayments } from './payment.repository.ts';

type Output = z.output<typeof CorrectOutput>;

interface Now {
  readonly bills: ReadonlyMap<BillId, BillDocument>;
  readonly payments: ReadonlyMap<string, PaymentDocument>;
}

export async function nowOf(platform: Platform, scope: OrgScope, done: CorrectionDocument, session?: ClientSession): Promise<Now> {
  const db = platform.databases.server;
  const bills = await findBills(db, scope, done.billIds, session);
  const paymentIds = done.payments.map(({ paymentId }) => paymentId);
  const payments = await findPayments(db, scope, paymentIds, session);
  return { bills: new Map(bills.map((bill) => [bill._id, bill])), payments: new Map(payments.map((row) => [row._id, row])) };
}

const corrected = (done: CorrectionDocument): CorrectedBillNote => done.bills.find(({ role }) => role === 'corrected')!;
const isReplaced = (done: CorrectionDocument): boolean => corrected(done).after.status === 'cancelled';
const created = (done: CorrectionDocument): BillId[] => done.bills.filter(({ before }) => before === null).map(({ billId }) => billId);

/**
 * Whether everything still stands as the correction left it: each bill, each payment, the member's type, and what the bill
 * was adjusted by. Notes about slips do not count, money and decisions do.
 */
async function isUntouched(
  platform: Platform,
  scope: OrgScope,
  done: CorrectionDocument,
  now: Now,
  session?: ClientSession,
): Promise<boolean> {
  const sameBills = done.bills.every(({ billId, after }) => {
    const bill = now.bills.get(billId);
    return bill?.status === after.status && bill.amount === after.amount && bill.allocated === after.allocated;
  });
  const samePayments = done.payments.every(({ paymentId, ...sums }) => {
    const payment = now.payments.get(paymentId);
    return payment?.allocated === sums.allocated && payment.unallocated === sums.unallocated && payment.reversed === sums.reversed;
  });
  if (!sameBills || !samePayments) return false;
  const bill = now.bills.get(corrected(done).billId)!;
  if (done.memberType) {
    const [member] = await findMembers(scope, [bill.memberId], session);
    if (member?.membershipTypeId !== done.memberType.to) return false;
  }
  if (!isReplaced(done)) return true;
  if (!(await asksTheSameAgain(platform, scope, bill, created(done), session))) return false;
  if (bill.itemId === null) return true;
  // Its place must be free, or be taken by what the undo cancels.
  const there = await liveBillOf(platform.databases.server, scope, bill.memberId, bill.itemId, bill.fiscalYear, session);
  return there === null || created(done).includes(there._id);
}

const movesBack = (done: CorrectionDocument, to: BillId): MovedMoney[] =>
  done.moves.map((move) => ({ paymentId: move.paymentId, amount: move.amount, from: move.to, to }));

/** Why a correction cannot be taken back now: something was built on it, the former type was put away, or a refund was asked for of what would lie on the bill again. */
export async function obstacleTo(
  platform: Platform,
  scope: OrgScope,
  done: CorrectionDocument,
  now: Now,
  session?: ClientSession,
): Promise<'undo_blocked' | 'type_gone' | 'promised' | null> {
  if (!(await isUntouched(platform, scope, done, now, session))) return 'undo_blocked';
  if (done.memberType && (await findMembershipType(scope, done.memberType.from))?.archived !== false) return 'type_gone';
  const payments = [...now.payments.values()];
  const { promisedOf } = await promisesOf(platform.databases.server, scope, payments, session);
  return givesPromised(movesBack(done, corrected(done).billId), payments, promisedOf) ? 'promised' : null;
}

/**
 * Takes a correction back whole while nothing was built on it. A cancelled bill never lives again: one like it is made
 * (BIL-09), with the money and the states that it had.
 * Whoever is slower than a colleague hears what was done since the correction to the bills that it left standing.
 * @throws DomainError NOT_FOUND, FORBIDDEN, IDEMPOTENCY_MISMATCH, CORRECTION_REFUSED undo_over, undo_blocked, type_gone or promised
 */
export function undoCorrection(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UndoCorrectionInput>,
): Promise<Output> {
  const stood = async () => {
    const done = await findCorrection(platform.databases.server, scope, input.correctionId);
    if (!done) return { billIds: [] };
    return { billIds: done.bills.filter(({ after }) => after.status !== 'cancelled').map(({ billId }) => billId), since: done.at };
  };
  return tellingWhatHappened(platform, scope, stood, () => undoOnce(platform, scope, actor, input));
}

async function undoOnce(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UndoCorrectionInput>,
): Promise<Output> {
  const db = platform.databases.server;
  const { correctionId, idempotencyKey } = input;
  const again = (known: CorrectionDocument): Output => {
    if (known.undoes !== correctionId) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return answerOf(known);
  };
  const find = async (session?: ClientSession): Promise<CorrectionDocument> => {
    const done = await findCorrection(db, scope, correctionId, session);
    if (!done) throw new DomainError('NOT_FOUND');
    if (done.wrong === 'undo' || done.undoneBy !== null) throw refused('undo_over');
    return done;
  };
  const known = await correctionOfRequest(db, scope, idempotencyKey);
  if (known) return again(known);
  const seen = await find();
  expectRights(actor, seen.wrong, seen.memberType !== null);
  const now = await nowOf(platform, scope, seen);
  const obstacle = await obstacleTo(platform, scope, seen, now);
  if (obstacle) throw refused(obstacle);
  await voidSlips(
    platform,
    scope,
    [...now.bills.values()].filter(({ cancelledAt }) => cancelledAt === null),
  );
  try {
    const done = await inTransaction(platform.databases.client, async (session) => {
      const first = await correctionOfRequest(db, scope, idempotencyKey, session);
      if (first) return again(first);
      const present = await find(session);
      const read = await nowOf(platform, scope, present, session);
      const why = await obstacleTo(platform, scope, present, read, session);
      if (why) throw refused(why);
      return answerOf(await takeBack(platform, scope, actor, present, read, idempotencyKey, session));
    });
    platform.nudgeOutbox();
    platform.nudgeMail();
    return done;
  } catch (error) {
    const conflict = error instanceof DomainError && error.code === 'CONFLICT';
    if (!conflict && !isDuplicateKey(error)) throw error;
    const first = await correctionOfRequest(db, scope, idempotencyKey);
    if (first) return again(first);
    await find();
    throw refused('undo_blocked');
  }
}

const answerOf = (undo: CorrectionDocument): Output => ({
  correctionId: undo._id,
  billId: (undo.bills.find(({ role }) => role === 'replacement') ?? corrected(undo)).billId,
});

/**
 * Whoever gave the bill that stands for it another name meant that one too; of another year it says another one, and the bill takes
 * the name that its run was given meanwhile (BIL-07).
 */
async function nameNow(db: Db, scope: OrgScope, done: CorrectionDocument, { bills }: Now, old: BillDocument, session: ClientSession) {
  const standing = done.bills.map(({ role, billId }) => (role === 'replacement' ? bills.get(billId) : undefined)).find(Boolean);
  if (standing?.fiscalYear === old.fiscalYear) return standing.billName;
  const runId = old.runId ?? old.ofRunId ?? null;
  const run = runId && (await billingRunOf(db, scope, runId, session));
  return run?.renamedAt && run.renamedAt >= done.at ? run.billName : old.billName;
}

async function takeBack(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  done: CorrectionDocument,
  now: Now,
  idempotencyKey: string,
  session: ClientSession,
): Promise<CorrectionDocument> {
  const db = platform.databases.server;
  const correctionId = newCorrectionId();
  const old = now.bills.get(corrected(done).billId)!;
  const requestKey = old.category === 'adhoc' ? `correction:${correctionId}` : null;
  const revived = isReplaced(done) ? sameAgain(platform, old, await nameNow(db, scope, done, now, old, session), requestKey) : null;
  const back = revived?._id ?? old._id;
  const moves = movesBack(done, back);
  const reason = `訂正の取り消し：${done.reason}`.slice(0, 100);
  const memberType = done.memberType && {
    from: done.memberType.to,
    to: done.memberType.from,
    fromName: done.memberType.toName,
    toName: done.memberType.fromName,
  };
  const act = { correctionId, memberId: old.memberId, moves, cancels: created(done), reason };
  const result = await carryOut(
    platform,
    scope,
    actor,
    { ...act, membershipTypeId: memberType?.to ?? null, creates: revived ? [revived] : [] },
    session,
  );
  const stood = done.bills.flatMap(({ role, billId }) => (role === 'corrected' || role === 'replacement' ? [billId] : []));
  if (revived) await platform.hooks.billReplaced(scope, stood, revived, session);
  const bills = notesOf(done, result.created[0] ?? null);
  const row: CorrectionDocument = {
    _id: correctionId,
    orgId: scope.orgId,
    requestKey: idempotencyKey,
    requestHash: '',
    wrong: 'undo',
    undoes: done._id,
    undoneBy: null,
    at: platform.clock.now(),
    actor: actor.name,
    reason,
    billIds: bills.map(({ billId }) => billId),
    bills,
    moves,
    payments: result.payments.map(standingOf),
    told: done.told ?? false,
    memberType,
  };
  if (!(await markUndone(db, scope, done._id, correctionId, session))) throw new DomainError('CONFLICT');
  await takeBackTasks(platform, scope, actor, done, { correctionId, billId: back }, session);
  await insertCorrection(db, scope, row, session);
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'bill.correct_undo',
      subjectKind: 'bill',
      subjectId: back,
      subjectName: (result.created[0] ?? old).billNumber,
      fields: memberType ? ['amount', 'status', 'membershipTypeId'] : ['amount', 'status'],
    },
    session,
  );
  // Else the last word that the member has is of a demand that there is no more.
  if (done.told) await enqueueMails(db, scope, await correctionMails(platform, scope, old.memberId, row), platform.clock.now(), session);
  return row;
}

/** The bills of a correction, turned round: what was made is cancelled, what gave has it back. */
function notesOf(done: CorrectionDocument, revived: BillDocument | null): CorrectedBillNote[] {
  const turned = done.bills.map((note): CorrectedBillNote => {
    if (note.before === null) {
      const gone = { amount: note.after.amount, allocated: 0 as typeof note.after.allocated, status: 'cancelled' as const };
      return { ...note, role: 'target', before: note.after, after: gone };
    }
    return revived && note.role === 'corrected'
      ? { ...note, before: note.after, after: note.after }
      : { ...note, before: note.after, after: note.before };
  });
  if (!revived) return turned;
  const was = corrected(done);
  const { billNumber, billName } = revived;
  return [...turned, { ...was, role: 'replacement', billId: revived._id, billNumber, billName, before: null, after: was.before! }];
}
