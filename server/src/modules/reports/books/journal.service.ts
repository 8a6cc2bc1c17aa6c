import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../../platform/platform.ts';
import { type BillDocument, billsOf, findBills } from '../../billing/billing.public.ts';
import {
  type PaymentDocument,
  allocationsOfBills,
  allocationsOfPayments,
  findPayments,
  listPayouts,
  pageOfPayments,
} from '../../payments/payments.public.ts';
import { type BookTerms, type Journal, billJournals, groupJournals, isOwedByPlatform } from './journal.rules.ts';
import { payoutJournals } from './payout-journal.rules.ts';
import { groupKeyOf, groupsOfPayment } from './money-group.rules.ts';
import { yearShares, yearsOf } from './year-share.rules.ts';

const billsAtOnce = 1000;
const paymentsAtOnce = 400;

async function* pagesOfBills(platform: Platform, scope: OrgScope): AsyncGenerator<BillDocument[]> {
  let after: BillId | null = null;
  for (;;) {
    const page: BillDocument[] = await billsOf(platform.databases.server, scope)
      .find(after === null ? {} : { _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(billsAtOnce)
      .toArray();
    if (page.length > 0) yield page;
    if (page.length < billsAtOnce) return;
    after = page.at(-1)!._id;
  }
}

async function* pagesOfPayments(platform: Platform, scope: OrgScope): AsyncGenerator<PaymentDocument[]> {
  let after: PaymentId | null = null;
  for (;;) {
    const page: PaymentDocument[] = await pageOfPayments(platform.databases.server, scope, {}, after, false, paymentsAtOnce);
    const own = page.slice(0, paymentsAtOnce);
    if (own.length > 0) yield own;
    if (page.length <= paymentsAtOnce) return;
    after = own.at(-1)!._id;
  }
}

async function journalsOfPayments(
  platform: Platform,
  scope: OrgScope,
  page: readonly PaymentDocument[],
  terms: BookTerms,
): Promise<Journal[]> {
  const db = platform.databases.server;
  const rows = await allocationsOfPayments(
    db,
    scope,
    page.map(({ _id }) => _id),
  );
  const billIds = [...new Set(rows.map(({ billId }) => billId))];
  const [bills, onBills] = [await findBills(db, scope, billIds), await allocationsOfBills(db, scope, billIds)];
  // What other payments did to the same bills decides what was still asked for.
  const known = new Map(page.map((payment) => [payment._id, payment]));
  const others = [...new Set(onBills.map(({ paymentId }) => paymentId))].filter((id) => !known.has(id));
  for (const payment of await findPayments(db, scope, others)) known.set(payment._id, payment);
  const years = new Map(
    bills.map((bill) => [
      bill._id,
      yearShares(
        bill,
        onBills
          .filter(({ billId }) => billId === bill._id)
          .flatMap((row) => {
            const payment = known.get(row.paymentId);
            return payment ? [{ row, key: groupKeyOf(payment, row) }] : [];
          }),
      ),
    ]),
  );
  return page.flatMap((payment) => {
    const own = rows.filter(({ paymentId }) => paymentId === payment._id);
    const touched = new Set(own.map(({ billId }) => billId));
    const of = bills.filter(({ _id }) => touched.has(_id)).flatMap(({ _id }) => years.get(_id)!);
    return groupsOfPayment(payment, own).flatMap((group) => {
      const settled = of.flatMap(({ bill, shares }) => {
        const share = shares.get(group.key);
        return share ? [{ bill, share }] : [];
      });
      return groupJournals(payment, group, settled, terms);
    });
  });
}

/**
 * Every journal of an organisation from its dated facts, page by page: bills, then money, then payouts. Nothing is kept of
 * them; asked again the same facts are the same journals under the same keys, and a later fact only adds some
 * (docs/decisions/0031, 0053). Where money came online there are none without the payments-service: a file without its payouts
 * would be a wrong one.
 * @throws DomainError PROVIDER_UNAVAILABLE
 */
export async function* journalsOf(platform: Platform, scope: OrgScope, terms: BookTerms): AsyncGenerator<Journal[]> {
  if (terms.basis === 'accrual')
    for await (const bills of pagesOfBills(platform, scope)) yield bills.flatMap(yearsOf).flatMap((bill) => billJournals(bill, terms));
  let waitsForPayouts = false;
  for await (const payments of pagesOfPayments(platform, scope)) {
    waitsForPayouts ||= payments.some(({ method }) => isOwedByPlatform(method));
    yield await journalsOfPayments(platform, scope, payments, terms);
  }
  if (!waitsForPayouts) return;
  const { payouts } = await listPayouts(platform, scope);
  yield payouts.flatMap((payout) => payoutJournals(payout, terms));
}
