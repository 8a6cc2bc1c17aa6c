import { chargeChanged, discrepancyRaised, moneyReversed, moneySettled } from '@tsudoi/shared/queue/payments.messages';
import { type Check, type Finding, byIds, duplicates, isYen, pointingAt, rowCheck, sameIds, wholeCheck } from './ledger.ts';
import { samePerson } from './persons.ts';
import type { AllocationRow, BillRow, MessageRow, PaymentRow } from './rows.ts';

/** What becomes money or a task; the news of refunds, cards and collections is known again by rows of its own. */
const posting = new Set([moneySettled, moneyReversed, chargeChanged, discrepancyRaised].map(({ name }) => name));

const sum = (rows: readonly { readonly amount: number }[]) => rows.reduce((total, row) => total + row.amount, 0);

/** What is wrong with the originals and reversals of some payments. */
function reversalsOf(rows: readonly AllocationRow[]): { paymentId: string; fact: string }[] {
  const originals = new Map(rows.filter((row) => row.reverses === null).map((row) => [`${row.paymentId} ${row._id}`, row]));
  const byOriginal = new Map<string, AllocationRow[]>();
  const wrong: { paymentId: string; fact: string }[] = [];
  for (const row of rows) {
    if (row.reverses === null) continue;
    const key = `${row.paymentId} ${row.reverses}`;
    if (!originals.has(key))
      wrong.push({ paymentId: row.paymentId, fact: `${row._id} reverses ${row.reverses}, which is not an original of the payment` });
    byOriginal.set(key, [...(byOriginal.get(key) ?? []), row]);
  }
  for (const [key, row] of originals) {
    const own = byOriginal.get(key) ?? [];
    const left = row.amount + sum(own);
    const closing = own.filter((reversal) => reversal.closes).length;
    const fits =
      isYen(row.amount, 1) &&
      own.every((reversal) => reversal.amount < 0 && reversal.billId === row.billId && reversal.orgId === row.orgId);
    if (!fits || left < 0 || closing !== (left === 0 ? 1 : 0))
      wrong.push({
        paymentId: row.paymentId,
        fact: `${row._id} gave ${row.amount}, ${own.length} reversals leave ${left}, ${closing} close it`,
      });
  }
  return wrong;
}

export const paymentChecks: readonly Check[] = [
  rowCheck<PaymentRow>({
    name: 'payment.sums',
    says: 'of a payment, what lies on bills, what lies on none and what went back add up to what came in, each at least nothing',
    database: 'server',
    collection: 'payments',
    inspect: (_databases, payments) =>
      payments
        .filter(
          (row) =>
            !isYen(row.received, 1) ||
            ![row.allocated, row.unallocated, row.reversed].every((part) => isYen(part)) ||
            row.allocated + row.unallocated + row.reversed !== row.received,
        )
        .map((row) => ({
          row: row._id,
          fact: `received ${row.received}, allocated ${row.allocated}, unallocated ${row.unallocated}, reversed ${row.reversed}`,
        })),
  }),
  rowCheck<PaymentRow>({
    name: 'payment.returns',
    says: 'every yen that went back has its day',
    database: 'server',
    collection: 'payments',
    projection: { orgId: 1, reversed: 1, returns: 1 },
    inspect: (_databases, payments) =>
      payments
        .filter((row) => sum(row.returns ?? []) !== row.reversed)
        .map((row) => ({ row: row._id, fact: `reversed ${row.reversed}, dated returns of ${sum(row.returns ?? [])}` })),
  }),
  rowCheck<PaymentRow>({
    name: 'payment.allocations',
    says: 'what a payment says lies on bills is the sum of its allocations, never more than it has received; one that is gone holds nothing',
    database: 'server',
    collection: 'payments',
    async inspect({ server }, payments) {
      const rows = await pointingAt<AllocationRow>(server, 'allocations', 'paymentId', payments);
      return payments.flatMap((payment): Finding[] => {
        const total = sum(rows.filter((row) => row.paymentId === payment._id));
        const gone = payment.state === 'reversed' || payment.state === 'refunded' || payment.state === 'charged_back';
        if (total === payment.allocated && total <= payment.received && (!gone || payment.reversed === payment.received)) return [];
        return [
          {
            row: payment._id,
            fact: `${payment.state}: allocated ${payment.allocated} of ${payment.received}, the allocations say ${total}`,
          },
        ];
      });
    },
  }),
  rowCheck<AllocationRow>({
    name: 'allocation.owner',
    says: 'an allocation stands between a payment and a bill of one organisation and one member',
    database: 'server',
    collection: 'allocations',
    async inspect({ server }, rows) {
      const payments = await byIds<PaymentRow>(
        server,
        'payments',
        rows.map((row) => row.paymentId),
      );
      const bills = await byIds<BillRow>(
        server,
        'bills',
        rows.map((row) => row.billId),
      );
      const isOnePerson = await samePerson({ server });
      return rows.flatMap((row): Finding[] => {
        const payment = payments.get(row.paymentId);
        const bill = bills.get(row.billId);
        if (!payment || !bill) return [{ row: row._id, fact: `its ${payment ? 'bill' : 'payment'} is missing` }];
        const same =
          payment.orgId === row.orgId &&
          bill.orgId === row.orgId &&
          bill.memberId === row.memberId &&
          (payment.memberId === null || isOnePerson(payment.memberId, bill.memberId));
        return same ? [] : [{ row: row._id, fact: 'its payment, its bill and itself differ in organisation or member' }];
      });
    },
  }),
  rowCheck<PaymentRow>({
    name: 'allocation.reversals',
    says: 'a reversal names one original of its payment and bill; together they never take back more than it gave, and one that closes it takes all',
    database: 'server',
    collection: 'payments',
    async inspect({ server }, payments) {
      const rows = await pointingAt<AllocationRow>(server, 'allocations', 'paymentId', payments);
      const wrong = reversalsOf(rows);
      return payments.flatMap((payment) =>
        wrong.filter((row) => row.paymentId === payment._id).map(({ fact }) => ({ row: payment._id, fact })),
      );
    },
  }),
  wholeCheck({
    name: 'payment.source',
    says: 'one source makes one payment',
    async inspect({ server }) {
      return {
        rows: await server.collection('payments').countDocuments(),
        findings: await duplicates(server, 'payments', {}, ['orgId', 'sourceType', 'sourceId']),
      };
    },
  }),
  wholeCheck({
    name: 'organization.balance',
    says: 'of each organisation, what its bills have received is what its payments have given',
    async inspect({ server }) {
      const totals = new Map<string, number>();
      for (const [collection, sign] of [
        ['bills', 1],
        ['payments', -1],
      ] as const) {
        const groups = server
          .collection(collection)
          .aggregate<{ _id: string; total: number }>([{ $group: { _id: '$orgId', total: { $sum: '$allocated' } } }]);
        for await (const group of groups) totals.set(group._id, (totals.get(group._id) ?? 0) + sign * group.total);
      }
      return {
        rows: totals.size,
        findings: [...totals]
          .filter(([, rest]) => rest !== 0)
          .map(([orgId, rest]) => ({ row: orgId, fact: `bills have ${rest} more than payments gave` })),
      };
    },
  }),
  rowCheck<MessageRow>({
    name: 'message.posted',
    says: 'what the queue calls done has been posted',
    database: 'queue',
    collection: 'messages',
    filter: { to: 'server', state: 'done' },
    projection: { orgId: 1, to: 1, name: 1, state: 1 },
    async inspect({ server }, messages) {
      const posted = await sameIds<MessageRow>(server, 'posting_inbox', messages);
      return messages
        .filter((message) => posting.has(message.name) && !posted.has(message._id))
        .map((message) => ({ row: message._id, fact: `${message.name} is done but not posted` }));
    },
  }),
];
