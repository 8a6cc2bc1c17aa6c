import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { newMembershipTermId } from '@tsudoi/shared/kernel/renewal-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import { type MemberDocument, findMember } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type MoneyMoves, moneyThatPays } from '../payments/payments.public.ts';
import { type MembershipTermDocument, insertTerms, termsOfMember } from './membership-term.repository.ts';
import { settingsOfType } from './renewal-settings.repository.ts';
import { findRenewal } from './renewal.repository.ts';
import { takingBack } from './term-entry.service.ts';
import { liveTerms, termPaid } from './term.rules.ts';

const system = { kind: 'system', name: 'renewals' } as const;

/** Paid whole, by money that is final: a report that may still be withdrawn extends nothing. */
const isPaid = ({ status, provisionalAllocated }: BillDocument): boolean =>
  (status === 'paid' || status === 'overpaid') && provisionalAllocated === 0;

/**
 * The day on which the money that pays the bill was all there. Only its own: one act may bring money for many bills. An entry
 * of the office may be later than the payment, and none is earlier than the renewal.
 */
async function paidOn(platform: Platform, scope: OrgScope, bill: BillDocument, since: JstDate, session: ClientSession): Promise<JstDate> {
  const today = platform.clock.today();
  const money = await moneyThatPays(platform, scope, bill, session);
  const days = money.map(({ payment }) => jstDateOf(payment.receivedAt)).filter((day) => day <= today);
  const last = days.toSorted().at(-1) ?? today;
  return last < since ? since : last;
}

async function note(
  platform: Platform,
  scope: OrgScope,
  member: MemberDocument,
  term: MembershipTermDocument,
  session: ClientSession,
): Promise<void> {
  const memberId: MemberId = member._id;
  await insertTerms(platform.databases.server, scope, [term], session);
  const action = term.kind === 'paid' ? 'renewal.extend' : 'renewal.take_back';
  const subjectName = `${member.familyName} ${member.givenName}（${term.from}〜${term.through}）`;
  await recordAudit(platform, scope, system, { action, subjectKind: 'member', subjectId: memberId, subjectName, fields: [] }, session);
  await recordLive(platform.databases.server, scope, [{ topic: 'members', ref: memberId, memberId }], platform.clock.now(), session);
}

/**
 * Hook of the ledger, in the transaction in which money moved: a renewal bill that became paid adds a term, one that is paid
 * no more takes its term back (domain.md, resolution 2: validity is extended only by a successful payment). A correction
 * moves the money from bill to bill in one transaction: the term of the new bill begins where that of the old one did.
 */
export async function termsOfMoney(platform: Platform, scope: OrgScope, moves: MoneyMoves, session: ClientSession): Promise<void> {
  const turned = moves.bills.filter(({ before, after }) => after.renewalId !== undefined && isPaid(before) !== isPaid(after));
  // What is taken back comes first: one act may do both.
  for (const { after } of turned.toSorted((left, right) => Number(isPaid(left.after)) - Number(isPaid(right.after))))
    await (isPaid(after) ? extend(platform, scope, after, session) : takeBack(platform, scope, after, session));
}

async function takeBack(platform: Platform, scope: OrgScope, bill: BillDocument, session: ClientSession): Promise<void> {
  const rows = await termsOfMember(platform.databases.server, scope, bill.memberId, session);
  const member = await findMember(scope, bill.memberId, session);
  for (const term of liveTerms(rows).filter(({ billId }) => billId === bill._id))
    await note(platform, scope, member, takingBack(platform, term, system.name, ''), session);
}

async function extend(platform: Platform, scope: OrgScope, bill: BillDocument, session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const renewal = await findRenewal(db, scope, bill.renewalId!, session);
  const rows = await termsOfMember(db, scope, bill.memberId, session);
  // One renewal gives one term, however many bills were made for it.
  if (!renewal?.billed || liveTerms(rows).some(({ renewalId }) => renewalId === renewal._id)) return;
  const member = await findMember(scope, bill.memberId, session);
  const { fiscalYearStartMonth } = await findOrganization(scope);
  // A bill that a correction made anew has the price of the present type, and so its length.
  const present = await settingsOfType(db, scope, member.membershipTypeId, session);
  const length = bill._id !== renewal.billed.billId && present.hasTerms ? present : renewal.billed;
  const { from, through } = termPaid(
    rows,
    {
      formerThrough: renewal.formerThrough,
      paidOn: await paidOn(platform, scope, bill, renewal.billed.on, session),
      graceDays: renewal.billed.graceDays,
      notBefore: member.joinedOn,
    },
    length,
    fiscalYearStartMonth,
  );
  const term: MembershipTermDocument = {
    _id: newMembershipTermId(),
    orgId: scope.orgId,
    memberId: bill.memberId,
    kind: 'paid',
    from,
    through,
    billId: bill._id,
    renewalId: renewal._id,
    reverses: null,
    by: system.name,
    reason: '',
    requestKey: null,
    at: platform.clock.now(),
  };
  await note(platform, scope, member, term, session);
}
