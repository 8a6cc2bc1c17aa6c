import { createHash } from 'node:crypto';
import type { CreateBillInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findPresentMember, listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { billNumber, billSeries } from './bill-number.rules.ts';
import { type BillDocument, billOfRequest, billsOf } from './bill.repository.ts';
import { getItem } from './billing-item.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { itemOfBill } from './fee-table.rules.ts';
import { singleBill } from './single-bill.rules.ts';

type Input = z.output<typeof CreateBillInput>;

/** What a request was, for the same key with another body. */
export function hashOf({ idempotencyKey: _key, ...request }: { readonly idempotencyKey: string }): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(request).sort()))
    .digest('hex');
}

function sameRequest(known: BillDocument, requestHash: string): BillDocument {
  if (known.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return known;
}

/**
 * One bill for one member outside a run; a draft until it is confirmed. Adjustments of the member belong to annual dues
 * and do not touch it. The same key again answers with the same bill.
 * @throws DomainError NOT_FOUND, DONATION_NOT_ALLOWED, INVALID_INPUT, IDEMPOTENCY_MISMATCH
 */
export async function createBill(platform: Platform, scope: OrgScope, actor: UserActor, input: Input): Promise<BillDocument> {
  refuseDonation(input.billName);
  const db = platform.databases.server;
  const requestHash = hashOf(input);
  const [organization, member, types] = await Promise.all([
    findOrganization(scope),
    findPresentMember(scope, input.memberId),
    listMembershipTypes(scope),
  ]);
  const item = input.billingItemId == null ? null : await getItem(db, scope, input.billingItemId);
  if (item !== null && item.category !== 'adhoc')
    throw new DomainError('INVALID_INPUT', {}, [{ path: ['billingItemId'], code: 'not_an_option' }]);
  const today = platform.clock.today();
  const now = platform.clock.now();
  const fiscalYear = fiscalYearOf(today, organization.fiscalYearStartMonth);
  const draft = singleBill(scope, {
    member,
    membershipTypeName: types.find((type) => type._id === member.membershipTypeId)?.name ?? '',
    category: 'adhoc',
    billName: input.billName,
    item: item && itemOfBill(item, member.membershipTypeId),
    amount: input.amount,
    fiscalYear,
    dueOn: input.dueOn,
    requestKey: input.idempotencyKey,
    requestHash,
    today,
    now,
  });
  try {
    return await inTransaction(platform.databases.client, async (session) => {
      const known = await billOfRequest(db, scope, input.idempotencyKey, session);
      if (known) return sameRequest(known, requestHash);
      // Only after the look for it: what was accepted once stays accepted, on whatever day it is asked for again.
      refuseDayOver(input.dueOn, today);
      const bill: BillDocument = {
        ...draft,
        billNumber: billNumber(fiscalYear, await takeNumbers(db, scope, billSeries(fiscalYear), 1, session)),
      };
      await billsOf(db, scope).insert([bill], { session });
      await recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'bill.create',
          subjectKind: 'bill',
          subjectId: bill._id,
          subjectName: bill.billNumber,
          fields: ['billName', 'amount', 'dueOn'],
        },
        session,
      );
      await recordLive(db, scope, [{ topic: 'bills', ref: bill._id }], now, session);
      return bill;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const known = await billOfRequest(db, scope, input.idempotencyKey);
    if (!known) throw error;
    return sameRequest(known, requestHash);
  }
}
