import { createHash } from 'node:crypto';
import type { CorrectInput, CorrectOutput, CorrectionAsk, CorrectionPlan } from '@tsudoi/shared/contracts/payments/correction.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, newCorrectionId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type BillAnew, type BillDocument, getBill, tellingWhatHappened } from '../billing/billing.public.ts';
import { carryOut, standingOf, voidSlips } from './correction-act.service.ts';
import { correctionMails } from './correction-notice.service.ts';
import { type Planned, planCorrection, refused } from './correction-plan.service.ts';
import { type BillNumbers, numbersOfTargets, raiseMoved, settleTasks } from './correction-task.service.ts';
import {
  type CorrectedBillNote,
  type CorrectionDocument,
  correctionOfRequest,
  correctionsTouching,
  insertCorrection,
} from './correction.repository.ts';
import { planView, standings } from './correction.view.ts';

type Input = z.output<typeof CorrectInput>;
type Output = z.output<typeof CorrectOutput>;

/** A correction cancels and makes bills, and may change the member: whoever does it may do each of these. */
export function expectRights(actor: UserActor, wrong: CorrectionDocument['wrong'], changesMember: boolean): void {
  if (!isAllowed(actor, 'billing.write')) throw new DomainError('FORBIDDEN', { permission: 'billing.write' });
  if ((wrong === 'type' || changesMember) && !isAllowed(actor, 'members.write'))
    throw new DomainError('FORBIDDEN', { permission: 'members.write' });
}

/**
 * What a correction would do, to be read before it is done; nothing changes.
 * @throws DomainError NOT_FOUND, BILL_CANCELLED, MEMBER_MERGED, CORRECTION_REFUSED
 */
export async function previewCorrection(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  ask: CorrectionAsk,
): Promise<z.output<typeof CorrectionPlan>> {
  expectRights(actor, ask.wrong, false);
  return tellingWhatHappened(platform, scope, [ask.billId], async () =>
    planView(ask, await planCorrection(platform, scope, ask), platform.clock.now()),
  );
}

function hashOf({ idempotencyKey: _key, ...request }: Input): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** How long a colleague's correction is the likely reason why a plan no longer fits. */
const recentMs = 60 * 60_000;

/** Why a plan that fitted a moment ago does not any more; who did what besides is told with it (`tellingWhatHappened`). */
async function whatHappened(platform: Platform, scope: OrgScope, billId: BillId): Promise<DomainError> {
  const db = platform.databases.server;
  const [latest] = await correctionsTouching(db, scope, billId);
  const bill = await getBill(db, scope, billId);
  const ended = latest?.bills.some((row) => row.billId === billId && row.after.status === 'cancelled') ?? false;
  const recent = latest !== undefined && platform.clock.now().getTime() - latest.at.getTime() < recentMs;
  if (latest && (bill.cancelledAt === null ? recent : ended)) return refused('colleague', { name: latest.actor });
  return bill.cancelledAt === null ? refused('stale') : new DomainError('BILL_CANCELLED');
}

const changedMeanwhile = (error: unknown): boolean =>
  error instanceof DomainError && (error.code === 'CONFLICT' || error.code === 'BILL_CANCELLED' || error.code === 'CORRECTION_REFUSED');

/** The same plan again, or why not. @throws DomainError CORRECTION_REFUSED, BILL_CANCELLED, NOT_FOUND */
async function samePlan(platform: Platform, scope: OrgScope, input: Input, session?: ClientSession): Promise<Planned> {
  const planned = await planCorrection(platform, scope, input.ask, session);
  if (planned.digest !== input.digest) throw refused('stale');
  return planned;
}

/**
 * Carries out exactly the plan that was read, in one transaction: either every step or none. The same key again answers
 * with the same correction. Of two people acting on one bill one wins; the other is told what happened.
 * @throws DomainError IDEMPOTENCY_MISMATCH, CORRECTION_REFUSED, BILL_CANCELLED, FORBIDDEN, NOT_FOUND, PROVIDER_UNAVAILABLE
 */
export async function correct(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<Output> {
  expectRights(actor, input.ask.wrong, false);
  return tellingWhatHappened(platform, scope, [input.ask.billId], () => correctOnce(platform, scope, actor, input));
}

async function correctOnce(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<Output> {
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const again = (known: CorrectionDocument): Output => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return answerOf(known);
  };
  const known = await correctionOfRequest(db, scope, input.idempotencyKey);
  if (known) return again(known);
  try {
    const seen = await samePlan(platform, scope, input);
    // What a bill is known by is told while its slip still stands.
    const numbers = await numbersOfTargets(platform, scope, seen);
    await voidSlips(platform, scope, standing(seen));
    const done = await inTransaction(platform.databases.client, async (session) => {
      const first = await correctionOfRequest(db, scope, input.idempotencyKey, session);
      if (first) return again(first);
      const planned = await samePlan(platform, scope, input, session);
      return answerOf(await commit(platform, scope, actor, input, { requestHash, planned, known: numbers }, session));
    });
    platform.nudgeOutbox();
    platform.nudgeMail();
    return done;
  } catch (error) {
    if (!changedMeanwhile(error) && !isDuplicateKey(error)) throw error;
    const first = await correctionOfRequest(db, scope, input.idempotencyKey);
    if (first) return again(first);
    // Money that is under way, here or back, is its own reason, whoever did what before.
    const why = error instanceof DomainError ? error.params['why'] : null;
    if (why === 'money_under_way' || why === 'promised') throw error;
    throw await whatHappened(platform, scope, input.ask.billId);
  }
}

const standing = ({ parts }: Planned): BillDocument[] => parts.flatMap(({ bill, isNew }) => (isNew ? [] : [bill as BillDocument]));

function answerOf(known: CorrectionDocument): Output {
  const next = known.bills.find(({ role }) => role === 'replacement');
  const corrected = known.bills.find(({ role }) => role === 'corrected');
  const target = corrected?.after.status === 'cancelled' ? known.bills.find(({ role }) => role === 'target') : undefined;
  return { correctionId: known._id, billId: (next ?? target ?? corrected)!.billId };
}

async function commit(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: Input,
  { requestHash, planned, known }: { readonly requestHash: string; readonly planned: Planned; readonly known: BillNumbers },
  session: ClientSession,
): Promise<CorrectionDocument> {
  const db = platform.databases.server;
  const { corrected, giving, parts, memberType } = planned;
  const correctionId = newCorrectionId();
  const moves = planned.moves.map(({ paymentId, amount, to }) => ({ paymentId, amount, from: corrected._id, to }));
  const creates = parts.flatMap(({ bill, isNew }): BillAnew[] =>
    isNew ? [{ ...bill, requestKey: corrected.category === 'adhoc' ? `correction:${correctionId}` : null }] : [],
  );
  const done = await carryOut(
    platform,
    scope,
    actor,
    {
      correctionId,
      memberId: corrected.memberId,
      moves,
      cancels: giving === 'replaced' ? [corrected._id] : [],
      membershipTypeId: memberType?.to ?? null,
      creates,
      reason: input.reason,
    },
    session,
  );
  const anew = parts.find(({ role, isNew }) => isNew && role === 'replacement');
  if (anew) await platform.hooks.billReplaced(scope, [corrected._id], anew.bill, session);
  const numbers = new Map(done.created.map((bill) => [bill._id, bill.billNumber]));
  const bills = standings(planned).map((view, index): CorrectedBillNote => {
    const { _id } = parts[index]!.bill;
    return { ...view, billId: _id, billNumber: numbers.get(_id) ?? view.billNumber };
  });
  const row: CorrectionDocument = {
    _id: correctionId,
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    requestHash,
    wrong: input.ask.wrong,
    undoes: null,
    undoneBy: null,
    at: platform.clock.now(),
    actor: actor.name,
    reason: input.reason,
    billIds: bills.map(({ billId }) => billId),
    bills,
    moves,
    payments: done.payments.map(standingOf),
    tasks: await settleTasks(platform, scope, actor, corrected, session),
    told: input.tellMember,
    memberType,
  };
  await raiseMoved(platform, scope, correctionId, planned, known, session);
  await insertCorrection(db, scope, row, session);
  await recordAudit(
    platform,
    scope,
    actor,
    {
      action: 'bill.correct',
      subjectKind: 'bill',
      subjectId: corrected._id,
      subjectName: corrected.billNumber,
      fields: memberType ? ['amount', 'status', 'reason', 'membershipTypeId'] : ['amount', 'status', 'reason'],
    },
    session,
  );
  if (input.tellMember)
    await enqueueMails(db, scope, await correctionMails(platform, scope, corrected.memberId, row), platform.clock.now(), session);
  return row;
}
