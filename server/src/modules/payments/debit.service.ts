import type { UploadDebitResultOutput } from '@tsudoi/shared/contracts/payments/debit-result.contract';
import {
  type DebitClaim,
  type DebitCollectionRows,
  type DebitCollectionView,
  type DebitContractView,
  type DebitDesk,
  type DebitFileOutput,
  type DebitOverview,
  type MandateListInput,
  type MandateRow,
  type MandateRows,
  type MandateView,
  type MoveMandateInput,
  type MyMandate,
  type RegisterMandateForm,
  type SaveDebitContractInput,
  isLiveMandate,
} from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DebitCollectionId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstMonth } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { debitDue } from '@tsudoi/shared/queue/payments.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { AuditActor, MemberActor, UserActor } from '../../platform/actor.ts';
import { answerLast } from '../../platform/answer-last.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { type PaymentsClient, ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit, recordWithAnswer, subjectsWith } from '../audit/audit.public.ts';
import { billsOf, factsOf, outstandingYen, payLinkOf, pendingChargeOf } from '../billing/billing.public.ts';
import { findMembers, membersByNumber } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { sandboxAvailable } from './charge.service.ts';
import { debitLines } from './debit.rules.ts';
import { isCardOnly } from './screening/screening.rules.ts';
import { billsWithOpenTask } from './task.repository.ts';

const call = (platform: Platform, scope: OrgScope): PaymentsClient['call'] => paymentsClient(platform, scope).call;

function noteOf(
  action: AuditNote['action'],
  subject: { readonly id: string; readonly name: string },
  fields: AuditNote['fields'] = [],
): AuditNote {
  return { action, subjectKind: 'directDebit', subjectId: subject.id, subjectName: subject.name, fields };
}

/**
 * Behind the answer, where only that tells what the act was about. Whoever's answer or row was lost presses again: the
 * payments-service answers the same press the same way, and the row comes then. `once`: not where the log has it already.
 */
async function noteAnswer(platform: Platform, scope: OrgScope, actor: AuditActor, note: AuditNote, once = false): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    if (once && (await subjectsWith(db, scope, note.action, [note.subjectId], session)).size > 0) return;
    await recordAudit(platform, scope, actor, note, session);
  });
}

function debitOverview(platform: Platform, scope: OrgScope): Promise<z.output<typeof DebitOverview>> {
  return call(platform, scope)('debits.overview', {});
}

/** What the office's page begins with; for one person's organisation that it is closed to them. */
export async function debitDesk(platform: Platform, scope: OrgScope): Promise<z.output<typeof DebitDesk>> {
  const { kind } = await findOrganization(scope);
  return { ...(await debitOverview(platform, scope)), cardOnly: isCardOnly(kind) };
}

/** PAY-03 asks at this door as well as at the screening's. @throws DomainError INDIVIDUAL_CARD_ONLY, NOT_FOUND */
export async function assertMayDebit(scope: OrgScope): Promise<void> {
  if (isCardOnly((await findOrganization(scope)).kind)) throw new DomainError('INDIVIDUAL_CARD_ONLY');
}

/** For forms that also work while the payments-service does not answer: then it is null. */
export async function offersDebit(platform: Platform, scope: OrgScope): Promise<boolean | null> {
  const overview = await ifAnswered(debitOverview(platform, scope));
  return overview === null ? null : overview.contract?.state === 'approved';
}

/** PAY-04: asks the operator for direct debit, or changes what was told. @throws DomainError INDIVIDUAL_CARD_ONLY, why the payments-service refuses */
export async function saveDebitContract(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SaveDebitContractInput>,
): Promise<DebitContractView> {
  await assertMayDebit(actor.scope);
  const { scope } = actor;
  const note = noteOf('debit.contract', { id: scope.orgId, name: input.consignorName });
  return recordWithAnswer(platform, scope, actor, note, () => call(platform, scope)('debits.saveContract', input));
}

async function withNames<R extends { readonly memberId: MemberId }>(
  scope: OrgScope,
  rows: readonly R[],
): Promise<(R & { memberName: string; memberNumber: string })[]> {
  const members = new Map(
    (await findMembers(scope, [...new Set(rows.map(({ memberId }) => memberId))])).map((member) => [member._id, member]),
  );
  return rows.map((row) => {
    const member = members.get(row.memberId);
    return { ...row, memberName: member ? fullName(member) : '', memberNumber: member?.memberNumber ?? '' };
  });
}

export async function mandateRows(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof MandateListInput>,
): Promise<z.output<typeof MandateRows>> {
  const page = await call(platform, scope)('debits.mandates', input);
  return { ...page, mandates: await withNames(scope, page.mandates) };
}

async function oneRow(scope: OrgScope, mandate: MandateView): Promise<MandateRow> {
  return (await withNames(scope, [mandate]))[0]!;
}

/** The returned paper becomes a mandate. @throws DomainError NOT_FOUND for a number that nobody has, and what the payments-service refuses */
export async function registerMandate(
  platform: Platform,
  actor: UserActor,
  { memberNumber, account }: z.output<typeof RegisterMandateForm>,
): Promise<MandateRow> {
  const { scope } = actor;
  const member = (await membersByNumber(scope, [memberNumber])).get(memberNumber);
  if (!member || member.mergedInto) throw new DomainError('NOT_FOUND');
  const note = noteOf('debit.mandate', { id: member._id, name: fullName(member) }, ['state']);
  const ask = () => call(platform, scope)('debits.registerMandate', { memberId: member._id, account });
  return oneRow(scope, await recordWithAnswer(platform, scope, actor, note, ask));
}

/** @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT, ACCOUNT_NUMBER_MISSING */
export async function moveMandate(platform: Platform, actor: UserActor, input: z.output<typeof MoveMandateInput>): Promise<MandateRow> {
  const { scope } = actor;
  const row = await oneRow(scope, await call(platform, scope)('debits.moveMandate', input));
  await noteAnswer(platform, scope, actor, noteOf('debit.mandate', { id: row.memberId, name: row.memberName }, ['state']));
  return row;
}

export function debitCollections(platform: Platform, scope: OrgScope): Promise<DebitCollectionView[]> {
  return call(platform, scope)('debits.collections', {});
}

/** @throws DomainError NOT_FOUND */
export async function debitCollection(
  platform: Platform,
  scope: OrgScope,
  collectionId: DebitCollectionId,
): Promise<z.output<typeof DebitCollectionRows>> {
  const { collection, rows } = await call(platform, scope)('debits.collection', { collectionId });
  return { collection, rows: await withNames(scope, rows), sample: sandboxAvailable(platform) };
}

/** Closes the list of a month before its day; a month has one. @throws DomainError DEBIT_NOT_APPROVED, DEBIT_MONTH_OVER */
export async function openDebitCollection(platform: Platform, actor: UserActor, month: JstMonth): Promise<DebitCollectionView> {
  const collection = await call(platform, actor.scope)('debits.openCollection', { month });
  await noteAnswer(platform, actor.scope, actor, noteOf('debit.collection', { id: collection.collectionId, name: collection.month }));
  return collection;
}

/** @throws DomainError NOT_FOUND, DEBIT_NOT_READY, DEBIT_MONTH_OVER */
export async function debitFile(
  platform: Platform,
  actor: UserActor,
  collectionId: DebitCollectionId,
): Promise<z.output<typeof DebitFileOutput>> {
  const file = await call(platform, actor.scope)('debits.file', { collectionId });
  await noteAnswer(platform, actor.scope, actor, noteOf('debit.file', { id: collectionId, name: file.fileName }));
  return file;
}

/**
 * The office says that no bank will answer: debits without a result are given up, and their bills are free again.
 * @throws DomainError NOT_FOUND, DEBIT_NOT_READY, INVALID_TRANSITION
 */
export async function dropDebits(platform: Platform, actor: UserActor, collectionId: DebitCollectionId): Promise<DebitCollectionView> {
  const collection = await call(platform, actor.scope)('debits.drop', { collectionId });
  await noteAnswer(platform, actor.scope, actor, noteOf('debit.drop', { id: collectionId, name: collection.month }, ['state']));
  return collection;
}

/** What a file is not is an answer, not an error: the screen says what to do about it. */
export async function uploadDebitResult(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  packed: Buffer,
): Promise<UploadDebitResultOutput> {
  const answer = await call(platform, scope)('debits.uploadResult', { packed: packed.toString('base64') });
  const taken = answer.outcome === 'taken' ? answer : answer.taken;
  if (taken) {
    const { resultId, done, rows } = taken;
    await noteAnswer(platform, scope, actor, noteOf('debit.result', { id: resultId, name: `${done} / ${rows}` }), true);
  }
  return answer;
}

/** What a member sees of their own: the account by its last digits only. */
export async function myMandate(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyMandate>> {
  const [{ contract }, mandate] = await Promise.all([
    debitOverview(platform, actor.scope),
    call(platform, actor.scope)('debits.mandateOf', { memberId: actor.memberId }),
  ]);
  const offered = contract?.state === 'approved';
  return { offered, debitDay: offered ? contract.debitDay : null, mandate };
}

/** The member's wish; the office sends the paper. @throws DomainError DEBIT_NOT_APPROVED */
export async function requestMandate(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyMandate>> {
  const { scope, memberId } = actor;
  const note = noteOf('debit.mandate_request', { id: memberId, name: actor.name });
  await recordWithAnswer(platform, scope, actor, note, () => call(platform, scope)('debits.requestMandate', { memberId }));
  return myMandate(platform, actor);
}

/** The member's own end of it, by any state it was in; the office sees who ended it. One whose answer was lost is written down by the next press, once. */
export async function stopMyMandate(platform: Platform, actor: MemberActor): Promise<z.output<typeof MyMandate>> {
  const { scope, memberId } = actor;
  const known = await call(platform, scope)('debits.mandateOf', { memberId });
  const note = noteOf('debit.mandate_stop', { id: memberId, name: actor.name }, ['state']);
  const isLive = known !== null && isLiveMandate(known.state);
  if (known && (isLive || known.endedBy === 'member')) {
    const end = `mandate-stop:${known.mandateId}:${isLive ? known.version : known.version - 1}`;
    await answerLast(
      platform,
      async (session) => {
        if ((await takeNumbers(platform.databases.server, scope, end, 1, session)) === 1)
          await recordAudit(platform, scope, actor, note, session);
      },
      () => call(platform, scope)('debits.stopMandate', { memberId }),
    );
  }
  return myMandate(platform, actor);
}

/** What each member of a part owes on the day the list is closed; an organisation that rests draws nothing (domain.md 3.1). */
async function claimsOf(platform: Platform, scope: OrgScope, part: PayloadOf<typeof debitDue>): Promise<DebitClaim[]> {
  if (!goesOn(await findOrganization(scope))) return [];
  const db = platform.databases.server;
  const now = platform.clock.now();
  const held = await billsWithOpenTask(db, scope);
  const memberIds = part.mandates.map(({ memberId }) => memberId);
  const open = await billsOf(db, scope)
    .find({ memberId: { $in: memberIds }, live: true, confirmedAt: { $ne: null } })
    .toArray();
  const bills = open.map((bill) => {
    const pending = pendingChargeOf(bill.charges)?.state;
    const isTaken =
      bill.collecting === true || payLinkOf(bill, now) !== null || held.has(bill._id) || (pending !== undefined && pending !== 'awaiting');
    const { _id, memberId, dueOn, fiscalYear, billNumber } = bill;
    return { _id, memberId, dueOn, fiscalYear, billNumber, outstanding: outstandingYen(factsOf(bill)), isTaken };
  });
  return part.mandates.flatMap(({ mandateId, memberId }): DebitClaim[] => {
    const lines = debitLines(
      bills.filter((bill) => bill.memberId === memberId),
      part.nextDebitOn,
    );
    return lines.length === 0 ? [] : [{ mandateId, memberId, lines: lines as DebitClaim['lines'] }];
  });
}

/** Answers what the payments-service asks when it closes a list; asked again, it answers again, and nothing is drawn twice (BIL-18). */
export async function answerDebit(platform: Platform, scope: OrgScope, part: PayloadOf<typeof debitDue>): Promise<void> {
  const claims = await claimsOf(platform, scope, part);
  // What was confirmed a moment ago is known there before it is asked for.
  await platform.drainOutbox();
  await call(platform, scope)('debits.collect', { collectionId: part.collectionId, part: part.part, claims });
}
