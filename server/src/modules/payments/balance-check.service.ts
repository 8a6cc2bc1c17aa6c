import type { BillId, OrgId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type BillDocument, findBills, pageOfBills } from '../billing/billing.public.ts';
import { endLoneWaivers } from './lone-waiver.service.ts';
import {
  type AllocationDocument,
  type PaymentDocument,
  allocationsOfBills,
  allocationsOfPayments,
  findPayments,
  organizationsWithMoney,
  pageOfPayments,
} from './payment.repository.ts';

const pageSize = 500;

/**
 * What bills and payments keep of their money is only ever a sum of entries. Once a day it is summed up anew (security.md
 * T27); what differs is counted in `tsudoi_balance_drift` and named in the log, and nothing is put right by itself. What it reads
 * shows waivers that stand alone as well: that is no drift, and those end by their rule.
 * @returns how many differ
 */
export async function checkBalances(platform: Platform): Promise<number> {
  let drifted = 0;
  const alone = new Map<OrgScope, Set<BillId>>();
  for (const orgId of await organizationsWithMoney(platform.databases.server)) {
    const scope = mintOrgScope(orgId);
    const waived = new Set<BillId>();
    alone.set(scope, waived);
    drifted += await checkPages(platform, orgId, (after: PaymentId | null) => paymentsBehind(platform, scope, after), otherPayments);
    drifted += await checkPages(platform, orgId, (after: BillId | null) => billsBehind(platform, scope, after), otherBills(waived));
  }
  platform.metrics.balanceDrift.set(drifted);
  for (const [scope, billIds] of alone) await endLoneWaivers(platform, scope, billIds);
  return drifted;
}

async function checkPages<R extends { _id: string }>(
  platform: Platform,
  orgId: OrgId,
  pageBehind: (after: R['_id'] | null) => Promise<R[]>,
  others: (platform: Platform, scope: OrgScope, rows: readonly R[], session: ClientSession) => Promise<R['_id'][]>,
): Promise<number> {
  const scope = mintOrgScope(orgId);
  let drifted = 0;
  for (let page = await pageBehind(null); page.length > 0; page = await pageBehind(page.at(-1)!._id)) {
    // One state of rows and entries, read together: money that is moving meanwhile is no drift.
    const found = await inTransaction(platform.databases.client, (session) => others(platform, scope, page, session));
    for (const id of found) platform.log.error({ orgId, id }, 'a balance is not what its entries say');
    drifted += found.length;
  }
  return drifted;
}

async function paymentsBehind(platform: Platform, scope: OrgScope, after: PaymentId | null): Promise<PaymentDocument[]> {
  return (await pageOfPayments(platform.databases.server, scope, {}, after, false, pageSize)).slice(0, pageSize);
}

async function billsBehind(platform: Platform, scope: OrgScope, after: BillId | null): Promise<BillDocument[]> {
  const place = after === null ? null : { key: after, id: after };
  const page = { filter: {}, sort: '_id', descending: false, size: pageSize, after: place } as const;
  return (await pageOfBills(platform.databases.server, scope, page)).slice(0, pageSize);
}

/** What entries come to, by what they are of. */
function sumsBy(rows: readonly AllocationDocument[], of: 'paymentId' | 'billId'): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row[of], (sums.get(row[of]) ?? 0) + row.amount);
  return sums;
}

async function otherPayments(
  platform: Platform,
  scope: OrgScope,
  page: readonly PaymentDocument[],
  session: ClientSession,
): Promise<PaymentId[]> {
  const db = platform.databases.server;
  const ids = page.map(({ _id }) => _id);
  const payments = await findPayments(db, scope, ids, session);
  const given = sumsBy(await allocationsOfPayments(db, scope, ids, session), 'paymentId');
  return payments
    .filter(({ _id, received, allocated, unallocated, reversed }) => {
      return allocated !== (given.get(_id) ?? 0) || allocated + unallocated + reversed !== received;
    })
    .map(({ _id }) => _id);
}

/** Bills that differ; those on which nothing is left but what was waived are put down in `alone`. */
const otherBills =
  (alone: Set<BillId>) =>
  async (platform: Platform, scope: OrgScope, page: readonly BillDocument[], session: ClientSession): Promise<BillId[]> => {
    const db = platform.databases.server;
    const ids = page.map(({ _id }) => _id);
    const bills = await findBills(db, scope, ids, session);
    const entries = await allocationsOfBills(db, scope, ids, session);
    const payments = await findPayments(db, scope, [...new Set(entries.map(({ paymentId }) => paymentId))], session);
    /** Sums of the entries whose payments are such. */
    const sumsOf = (isSuch: (payment: PaymentDocument) => boolean) => {
      const such = new Set(payments.filter(isSuch).map(({ _id }) => _id));
      return sumsBy(
        entries.filter(({ paymentId }) => such.has(paymentId)),
        'billId',
      );
    };
    const received = sumsBy(entries, 'billId');
    const early = sumsOf(({ state }) => state === 'provisional');
    const waived = sumsOf(({ method }) => method === 'write_off');
    for (const { _id } of bills) if ((waived.get(_id) ?? 0) > 0 && waived.get(_id) === received.get(_id)) alone.add(_id);
    return bills
      .filter(({ _id, allocated, provisionalAllocated }) => {
        return allocated !== (received.get(_id) ?? 0) || provisionalAllocated !== (early.get(_id) ?? 0);
      })
      .map(({ _id }) => _id);
  };
