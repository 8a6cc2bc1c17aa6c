import {
  type DepositEvidence,
  type DepositFacts,
  type DepositListInput,
  type DeskCandidate,
  type DeskDeposit,
  type DeskPage,
  isPayerShare,
} from '@tsudoi/shared/contracts/payments/deposit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { MemberId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { addYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, factsOf, isOverdue, openBillsByMember, outstandingYen } from '../billing/billing.public.ts';
import { type MemberDocument, findMembers } from '../members/members.public.ts';
import { offeredLinks } from './deposit-payer.service.ts';
import { byStrength, gradeDeposit, gradeWithPayers, planDeposit } from './deposit.rules.ts';
import { findPayLinks } from './pay-link.repository.ts';

type Found = Omit<DeskDeposit, 'grade' | 'candidates' | 'links' | 'settledFor' | 'choices'> & {
  readonly evidence: DepositEvidence[];
  readonly choices: readonly DepositFacts[];
};

interface People {
  readonly members: ReadonlyMap<MemberId, MemberDocument>;
  readonly open: ReadonlyMap<MemberId, readonly BillDocument[]>;
}

/** The members named with all that whoever a deposit may be from owes now, read once for a page. Of the others only the name is shown. */
async function peopleOf(
  platform: Platform,
  scope: OrgScope,
  candidates: readonly MemberId[],
  others: readonly MemberId[] = [],
): Promise<People> {
  const asked = new Set(candidates);
  const first = await findMembers(scope, [...new Set([...candidates, ...others])]);
  const heirs = [...new Set(first.flatMap(({ _id, mergedInto }) => (asked.has(_id) ? (mergedInto ?? []) : [])))];
  const members = new Map([...first, ...(await findMembers(scope, heirs))].map((member) => [member._id, member]));
  const owing = [...new Set([...asked, ...heirs])].filter((id) => members.has(id) && !members.get(id)!.mergedInto);
  return { members, open: await openBillsByMember(platform.databases.server, scope, owing) };
}

const nothing = (memberId: MemberId): DepositEvidence => ({
  memberId,
  number: null,
  reference: null,
  billIds: [],
  kana: false,
  learned: null,
});

/** Whoever became part of another record is that record now (docs/decisions/0014). */
function presentEvidence(evidence: readonly DepositEvidence[], { members }: People): DepositEvidence[] {
  const found = new Map<MemberId, DepositEvidence>();
  for (const one of evidence) {
    const member = members.get(one.memberId);
    if (!member) continue;
    const memberId = member.mergedInto ?? member._id;
    const known = found.get(memberId) ?? nothing(memberId);
    found.set(memberId, {
      memberId,
      number: known.number ?? one.number,
      reference: known.reference ?? one.reference,
      billIds: [...known.billIds, ...one.billIds],
      kana: known.kana || one.kana,
      learned: known.learned ?? one.learned,
    });
  }
  return [...found.values()];
}

function candidateOf(platform: Platform, deposit: Found, evidence: DepositEvidence, { members, open }: People) {
  const today = platform.clock.today();
  const member = members.get(evidence.memberId)!;
  const bills = open.get(evidence.memberId) ?? [];
  const asking = bills.map((bill) => ({
    billId: bill._id,
    billName: bill.billName,
    billNumber: bill.billNumber,
    fiscalYear: bill.fiscalYear,
    dueOn: bill.dueOn,
    overdue: isOverdue(bill.status, bill.dueOn, today),
    outstanding: outstandingYen(factsOf(bill)),
    payLink: bill.payLink ? { payLinkId: bill.payLink.payLinkId, payerName: bill.payLink.payerName } : null,
  }));
  const plan = planDeposit(deposit.amount, asking, evidence.billIds);
  const named = bills.at(-1);
  const view: DeskCandidate = {
    memberId: member._id,
    memberName: named?.memberName ?? fullName(member),
    memberKana: named?.memberKana ?? fullReading(member),
    memberNumber: member.memberNumber,
    evidence,
    fit: plan.fit,
    apart: plan.apart,
    outstanding: sumYen(asking.map((bill) => bill.outstanding)),
    bills: asking
      .toSorted((left, right) => left.dueOn.localeCompare(right.dueOn) || left.billNumber.localeCompare(right.billNumber))
      .map(({ fiscalYear: _year, ...bill }) => ({ ...bill, suggested: plan.shares.get(bill.billId) ?? zeroYen })),
    advance: plan.advance,
  };
  return { evidence, plan, view };
}

const isUndecided = ({ state }: Found): boolean => state === 'open' || state === 'held';

/** Deposits with whom each may be from: what members owe and what payers were asked for, read once for all of them. */
async function deskDeposits(platform: Platform, scope: OrgScope, rows: readonly Found[]): Promise<DeskDeposit[]> {
  const people = await peopleIn(platform, scope, rows);
  const found = rows.map((row) => byStrength(presentEvidence(row.evidence, people).map((one) => candidateOf(platform, row, one, people))));
  const asked = rows.map((row, at) => ({
    amount: row.amount,
    remitter: isUndecided(row) ? row.remitter : '',
    linkIds: found[at]!.flatMap(({ view }) => view.bills.flatMap(({ payLink }) => payLink?.payLinkId ?? [])),
  }));
  const links = await offeredLinks(platform, scope, asked);
  const payers = await payersOf(platform, scope, rows);
  const settledFor = ({ shares }: Pick<DepositFacts, 'shares'>): DeskDeposit['settledFor'] =>
    shares.map((share) => {
      const amount = addYen(sumYen(share.lines.map((line) => line.amount)), share.advance);
      if (isPayerShare(share)) return { memberId: null, payLinkId: share.payLinkId, memberName: payers.get(share.payLinkId) ?? '', amount };
      const member = people.members.get(share.memberId);
      return { memberId: share.memberId, payLinkId: null, memberName: member ? fullName(member) : '', amount };
    });
  return rows.map(({ evidence: _evidence, choices, ...deposit }, at) => {
    const candidates = found[at]!;
    const suggested = [...(candidates[0]?.plan.shares.keys() ?? [])];
    return {
      ...deposit,
      grade: gradeWithPayers(gradeDeposit(candidates), deposit.amount, links[at]!, suggested),
      candidates: candidates.map(({ view }) => view),
      links: links[at]!,
      choices: choices.map((choice) => ({ ...choice, settledFor: settledFor(choice) })),
      settledFor: settledFor(deposit),
    };
  });
}

/** Of the deposits, and of those that a 取消 among them may mean. */
const everyShare = (rows: readonly Found[]) => rows.flatMap(({ shares, choices }) => [...shares, ...choices.flatMap((one) => one.shares)]);

/** The names of payers whose deposits were settled. */
async function payersOf(platform: Platform, scope: OrgScope, rows: readonly Found[]): Promise<ReadonlyMap<PayLinkId, string>> {
  const ids = everyShare(rows)
    .filter(isPayerShare)
    .map(({ payLinkId }) => payLinkId);
  return new Map((await findPayLinks(platform.databases.server, scope, ids)).map(({ _id, payerName }) => [_id, payerName]));
}

const peopleIn = (platform: Platform, scope: OrgScope, rows: readonly Found[]): Promise<People> =>
  peopleOf(
    platform,
    scope,
    rows.flatMap(({ evidence }) => evidence.map((one) => one.memberId)),
    everyShare(rows).flatMap((share) => (isPayerShare(share) ? [] : share.memberId)),
  );

/**
 * A page of the desk: what the bank told, whom it may be from, and how it fills what they owe at this moment. The proposals are made
 * anew each time, so that a bill that was paid meanwhile is proposed to nobody.
 */
export async function deskPage(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof DepositListInput>,
): Promise<z.output<typeof DeskPage>> {
  const { rows, next, sums } = await paymentsClient(platform, scope).call('deposits.list', input);
  return { rows: await deskDeposits(platform, scope, rows), next, sums };
}

/** @throws DomainError NOT_FOUND */
export async function foundDeposit(platform: Platform, scope: OrgScope, depositId: DepositId): Promise<Found> {
  const found = await paymentsClient(platform, scope).call('deposits.get', { depositId });
  if (!found) throw new DomainError('NOT_FOUND');
  return found;
}

/** One deposit as the desk shows it. @throws DomainError NOT_FOUND */
export async function oneDeposit(platform: Platform, scope: OrgScope, depositId: DepositId): Promise<DeskDeposit> {
  return (await deskDeposits(platform, scope, [await foundDeposit(platform, scope, depositId)]))[0]!;
}

/** How a deposit would fill the bills of somebody whom the office names itself. @throws DomainError NOT_FOUND, MEMBER_MERGED */
export async function candidateByHand(
  platform: Platform,
  scope: OrgScope,
  depositId: DepositId,
  memberId: MemberId,
): Promise<DeskCandidate> {
  const people = await peopleOf(platform, scope, [memberId]);
  const member = people.members.get(memberId);
  if (!member) throw new DomainError('NOT_FOUND');
  const found = await foundDeposit(platform, scope, depositId);
  const present = member.mergedInto ?? memberId;
  const known = presentEvidence(found.evidence, await peopleIn(platform, scope, [found])).find((one) => one.memberId === present);
  return candidateOf(platform, found, known ?? nothing(present), people).view;
}
