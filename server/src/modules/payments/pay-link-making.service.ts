import { createHash, randomBytes } from 'node:crypto';
import type { CreatePayLinkInput, PayLinkMade, PayLinkPlan } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillId, newPayLinkId } from '@tsudoi/shared/kernel/ids';
import { endOfJstDateExclusive } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, sumYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit } from '../audit/audit.public.ts';
import { type BillDocument, factsOf, findBills, outstandingYen, payLinkOf, pendingChargeOf, saveBills } from '../billing/billing.public.ts';
import { type OrganizationDocument, findOrganization } from '../organizations/organizations.public.ts';
import { hashOf } from './offline.service.ts';
import { payLinkMail } from './pay-link.mail.ts';
import { type PayLinkDocument, insertPayLink, payLinkOfRequest } from './pay-link.repository.ts';
import { isPayLinkDay, payLinkObstacle } from './pay-link.rules.ts';
import { inAllocationOrder } from './split.rules.ts';

type CreateInput = z.output<typeof CreatePayLinkInput>;
type Made = z.output<typeof PayLinkMade>;

/** What stands for an address in the database (security.md 4.9). */
export const payLinkHash = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function drawAddress(platform: Platform, { slug }: OrganizationDocument): { readonly hash: string; readonly url: string } {
  const token = randomBytes(32).toString('base64url');
  return { hash: payLinkHash(token), url: `${platform.env.PUBLIC_URL}/${slug}/payer#token=${token}` };
}

/** @throws DomainError NOT_FOUND when one is not the organisation's */
async function billsNamed(platform: Platform, scope: OrgScope, billIds: readonly BillId[], session?: ClientSession) {
  const ids = [...new Set(billIds)];
  const bills = await findBills(platform.databases.server, scope, ids, session);
  if (bills.length !== ids.length) throw new DomainError('NOT_FOUND');
  return inAllocationOrder(bills);
}

function obstacleOf(platform: Platform, bill: BillDocument) {
  const held = payLinkOf(bill, platform.clock.now()) !== null;
  return payLinkObstacle({ status: bill.status, pending: pendingChargeOf(bill.charges)?.state ?? null, held });
}

/** What a link over these bills would be, and which of them cannot be in it. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function planPayLink(platform: Platform, scope: OrgScope, billIds: readonly BillId[]): Promise<z.output<typeof PayLinkPlan>> {
  const bills = await billsNamed(platform, scope, billIds);
  const rows = bills.map((bill) => ({
    billId: bill._id,
    billNumber: bill.billNumber,
    billName: bill.billName,
    memberId: bill.memberId,
    memberName: bill.memberName,
    memberNumber: bill.memberNumber,
    outstanding: outstandingYen(factsOf(bill)) as unknown as z.output<typeof PayLinkPlan>['rows'][number]['outstanding'],
    dueOn: bill.dueOn,
    obstacle: obstacleOf(platform, bill),
    takesBackNumber: pendingChargeOf(bill.charges)?.state === 'awaiting',
  }));
  const taken = rows.filter(({ obstacle }) => obstacle === null);
  const total = taken.reduce((sum, { outstanding }) => sum + outstanding, 0);
  const amount = PositiveYen.safeParse(total);
  const methods = amount.success ? await paymentsClient(platform, scope).call('methods.available', { amount: amount.data }) : [];
  return {
    rows,
    members: new Set(taken.map(({ memberId }) => memberId)).size,
    total,
    methods: methods.filter(({ available }) => available).map(({ method }) => method),
  };
}

/** The bills as the office saw them. @throws DomainError NOT_FOUND, PAY_LINK_PLAN_STALE */
async function billsAsPlanned(platform: Platform, scope: OrgScope, lines: CreateInput['lines'], session?: ClientSession) {
  const amounts = new Map(lines.map(({ billId, amount }) => [billId, amount]));
  if (amounts.size !== lines.length) throw new DomainError('INVALID_INPUT');
  const bills = await billsNamed(platform, scope, [...amounts.keys()], session);
  for (const bill of bills) {
    if (obstacleOf(platform, bill) !== null || outstandingYen(factsOf(bill)) !== amounts.get(bill._id))
      throw new DomainError('PAY_LINK_PLAN_STALE');
  }
  return bills;
}

export const noteOf = (
  action: 'payLink.create' | 'payLink.renew' | 'payLink.mail' | 'payLink.withdraw',
  link: PayLinkDocument,
): AuditNote => ({
  action,
  subjectKind: 'payLink',
  subjectId: link._id,
  subjectName: link.payerName,
  fields: [],
});

/**
 * Makes a link over bills of several members, once per key. Their bills name it from then on, so that no bill is in two and
 * no member pays what somebody else is asked for; numbers that members were given are taken back first.
 * @throws DomainError PAY_LINK_PLAN_STALE, BILL_HAS_AUTHORIZED_CHARGE, AMOUNT_OVER_METHOD_LIMIT, INVALID_INPUT, NOT_FOUND, IDEMPOTENCY_MISMATCH, CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function createPayLink(platform: Platform, scope: OrgScope, actor: UserActor, input: CreateInput): Promise<Made> {
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const again = (known: PayLinkDocument): Made => {
    if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
    return { payLinkId: known._id, url: null, mailed: known.mailedAt !== null };
  };
  const earlier = await payLinkOfRequest(db, scope, input.idempotencyKey);
  if (earlier) return again(earlier);
  const today = platform.clock.today();
  if (!isPayLinkDay(input.expiresOn, today) || (input.sendMail && input.email === '')) throw new DomainError('INVALID_INPUT');
  const planned = await billsAsPlanned(platform, scope, input.lines);
  if (!PositiveYen.safeParse(sumYen(input.lines.map(({ amount }) => amount))).success) throw new DomainError('AMOUNT_OVER_METHOD_LIMIT');
  const payableIds = planned.map(({ _id }) => _id);
  const { voided } = await paymentsClient(platform, scope).call('charges.voidForPayables', { payableIds });
  if (!voided) throw new DomainError('BILL_HAS_AUTHORIZED_CHARGE');
  const organization = await findOrganization(scope);
  const { hash, url } = drawAddress(platform, organization);
  try {
    const made = await inTransaction(platform.databases.client, async (session) => {
      const known = await payLinkOfRequest(db, scope, input.idempotencyKey, session);
      if (known) return again(known);
      const bills = await billsAsPlanned(platform, scope, input.lines, session);
      const link = linkOf(platform, scope, actor, input, bills, { hash, requestHash });
      const note = { payLinkId: link._id, payerName: link.payerName, until: endOfJstDateExclusive(link.expiresOn) };
      await insertPayLink(db, scope, link, session);
      await saveBills(
        db,
        scope,
        bills.map((bill) => ({ bill, change: { payLink: note } })),
        session,
      );
      await recordAudit(platform, scope, actor, noteOf('payLink.create', link), session);
      await tellMembers(platform, scope, bills, session);
      if (!input.sendMail) return { payLinkId: link._id, url, mailed: false };
      const total = sumYen(link.lines.map(({ amount }) => amount));
      await enqueueMail(db, scope, payLinkMail(link.email, organization, link, total, url, link._id), platform.clock.now(), session);
      await recordAudit(platform, scope, actor, noteOf('payLink.mail', link), session);
      return { payLinkId: link._id, url, mailed: true };
    });
    platform.nudgeMail();
    return made;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await payLinkOfRequest(db, scope, input.idempotencyKey);
    if (!known) throw error;
    return again(known);
  }
}

function linkOf(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: CreateInput,
  bills: readonly BillDocument[],
  { hash, requestHash }: { readonly hash: string; readonly requestHash: string },
): PayLinkDocument {
  const now = platform.clock.now();
  const { payerName, contactName, email, expiresOn, idempotencyKey, sendMail } = input;
  return {
    _id: newPayLinkId(),
    orgId: scope.orgId,
    hashes: [hash],
    payerName,
    contactName,
    email,
    lines: bills.map((bill) => ({ billId: bill._id, amount: outstandingYen(factsOf(bill)) })),
    billIds: bills.map(({ _id }) => _id),
    members: new Set(bills.map(({ memberId }) => memberId)).size,
    expiresOn,
    requestKey: idempotencyKey,
    requestHash,
    createdAt: now,
    createdBy: actor.name,
    mailedAt: sendMail ? now : null,
    withdrawnAt: null,
    withdrawnReason: '',
    version: 0,
  };
}

/** Their pages say at once who is to pay. */
export function tellMembers(platform: Platform, scope: OrgScope, bills: readonly BillDocument[], session: ClientSession): Promise<void> {
  const notices = bills.map(({ _id, memberId }) => ({ topic: 'bills' as const, ref: _id, memberId }));
  return recordLive(platform.databases.server, scope, notices, platform.clock.now(), session);
}
