import { payablesUnderWay } from './in-flight.ts';
import { type Check, type Finding, byIds, duplicates, isYen, pointingAt, rowCheck, sameIds, wholeCheck } from './ledger.ts';
import { samePerson } from './persons.ts';
import type { AdjustmentRow, AllocationRow, BillRow, MemberRow, PayableRow, PaymentRow } from './rows.ts';

const sum = (rows: readonly { readonly amount: number }[]) => rows.reduce((total, row) => total + row.amount, 0);

/** domain.md 3.6, once more and in other words. */
function statusOf(bill: BillRow): string {
  if (bill.cancelledAt !== null) return 'cancelled';
  if (bill.confirmedAt === null) return 'draft';
  if (bill.allocated > bill.amount) return 'overpaid';
  if (bill.amount === 0) return 'not_required';
  if (bill.allocated === 0) return 'unpaid';
  return bill.allocated < bill.amount ? 'partly_paid' : 'paid';
}

export const billChecks: readonly Check[] = [
  rowCheck<BillRow>({
    name: 'bill.amount',
    says: 'the amount of a bill is whole yen in range and what its parts and its lines add up to',
    database: 'server',
    collection: 'bills',
    inspect: (_databases, bills) =>
      bills
        .filter((bill) => !isYen(bill.amount) || sum(bill.parts) !== bill.amount || sum(bill.lines) !== bill.amount)
        .map((bill) => ({ row: bill._id, fact: `amount ${bill.amount}, parts ${sum(bill.parts)}, lines ${sum(bill.lines)}` })),
  }),
  rowCheck<BillRow>({
    name: 'bill.status',
    says: 'the status of a bill follows from its amount and its money; a cancelled or unconfirmed bill holds none',
    database: 'server',
    collection: 'bills',
    inspect: (_databases, bills) =>
      bills.flatMap((bill): Finding[] => {
        if (bill.status !== statusOf(bill)) return [{ row: bill._id, fact: `status ${bill.status} instead of ${statusOf(bill)}` }];
        if (bill.live !== (bill.cancelledAt === null))
          return [{ row: bill._id, fact: `live ${bill.live} though cancelledAt is ${bill.cancelledAt ? 'set' : 'empty'}` }];
        if ((bill.cancelledAt !== null || bill.confirmedAt === null) && bill.allocated !== 0)
          return [{ row: bill._id, fact: `holds ${bill.allocated} as ${bill.status}` }];
        return [];
      }),
  }),
  rowCheck<BillRow>({
    name: 'bill.allocations',
    says: 'what a bill says it has received is the sum of its allocations, and of it provisional what provisional payments gave',
    database: 'server',
    collection: 'bills',
    async inspect({ server }, bills) {
      const rows = await pointingAt<AllocationRow>(server, 'allocations', 'billId', bills);
      const payments = await byIds<PaymentRow>(
        server,
        'payments',
        rows.map((row) => row.paymentId),
        { state: 1 },
      );
      return bills.flatMap((bill): Finding[] => {
        const own = rows.filter((row) => row.billId === bill._id);
        const early = own.filter((row) => payments.get(row.paymentId)?.state === 'provisional');
        if (bill.allocated === sum(own) && bill.provisionalAllocated === sum(early)) return [];
        return [
          {
            row: bill._id,
            fact: `allocated ${bill.allocated} of which provisional ${bill.provisionalAllocated}; the allocations say ${sum(own)} and ${sum(early)}`,
          },
        ];
      });
    },
  }),
  rowCheck<BillRow>({
    name: 'bill.waived',
    says: 'a shortage is waived of money: no bill holds what was waived and nothing else (case 58)',
    database: 'server',
    collection: 'bills',
    filter: { allocated: { $gt: 0 } },
    async inspect({ server }, bills) {
      const rows = await pointingAt<AllocationRow>(server, 'allocations', 'billId', bills);
      const payments = await byIds<PaymentRow>(
        server,
        'payments',
        rows.map((row) => row.paymentId),
        { method: 1 },
      );
      const money = rows.filter((row) => payments.get(row.paymentId)?.method !== 'write_off');
      return bills
        .filter((bill) => sum(money.filter((row) => row.billId === bill._id)) === 0)
        .map((bill) => ({ row: bill._id, fact: `holds ${bill.allocated}, all of it waived` }));
    },
  }),
  rowCheck<BillRow>({
    name: 'bill.payable',
    says: 'every confirmed bill that asks for money is a payable of the payments-service with the same sum, closed when cancelled',
    database: 'server',
    collection: 'bills',
    filter: { amount: { $gt: 0 }, confirmedAt: { $ne: null } },
    async inspect(databases, bills) {
      const payables = await sameIds<PayableRow>(databases.payments, 'payables', bills);
      const isOnePerson = await samePerson(databases);
      const wrong = bills.flatMap((bill): Finding[] => {
        const payable = payables.get(bill._id);
        if (!payable) return [{ row: bill._id, fact: 'is not known to the payments-service' }];
        const same = payable.orgId === bill.orgId && isOnePerson(payable.memberId, bill.memberId) && payable.amount === bill.amount;
        if (!same) return [{ row: bill._id, fact: `asks for ${bill.amount}, its payable for ${payable.amount}, or they differ in owner` }];
        const state = bill.cancelledAt === null ? 'open' : 'closed';
        return payable.state === state ? [] : [{ row: bill._id, fact: `is ${bill.status} but its payable is ${payable.state}` }];
      });
      if (wrong.length === 0) return [];
      const underWay = await payablesUnderWay(
        databases,
        wrong.map((finding) => finding.row),
      );
      return wrong.filter((finding) => !underWay.has(finding.row));
    },
  }),
  rowCheck<PayableRow>({
    name: 'payable.bill',
    says: 'every payable of the payments-service is a confirmed bill',
    database: 'payments',
    collection: 'payables',
    async inspect({ server }, payables) {
      const bills = await sameIds<BillRow>(server, 'bills', payables);
      return payables
        .filter((payable) => !bills.get(payable._id)?.confirmedAt)
        .map((payable) => ({ row: payable._id, fact: 'has no confirmed bill' }));
    },
  }),
  rowCheck<MemberRow>({
    name: 'member.owing',
    says: 'a member stands in the lists of who owes something when a confirmed bill of theirs is not paid whole, and only then',
    database: 'server',
    collection: 'members',
    projection: { orgId: 1, owing: 1, searchKeys: 1, mergedInto: 1 },
    async inspect({ server }, members) {
      const bills = await pointingAt<BillRow>(server, 'bills', 'memberId', members);
      const owing = new Set(bills.filter((bill) => ['unpaid', 'partly_paid'].includes(statusOf(bill))).map(({ memberId }) => memberId));
      return members.flatMap((member): Finding[] => {
        const owes = owing.has(member._id);
        const listed = (member.searchKeys ?? []).filter((key) => key === '=o' || key === '=c').join();
        const wanted = member.mergedInto ? '' : owes ? '=o' : '=c';
        if ((member.owing ?? false) === owes && listed === wanted) return [];
        return [{ row: member._id, fact: `kept as ${member.owing ?? false}, found as ${listed}; the bills say ${owes}` }];
      });
    },
  }),
  wholeCheck({
    name: 'bill.once',
    says: 'a member has one live bill of an annual item and year',
    async inspect({ server }) {
      const match = { live: true, category: 'annual' };
      return {
        rows: await server.collection('bills').countDocuments(match),
        findings: await duplicates(server, 'bills', match, ['orgId', 'memberId', 'itemId', 'fiscalYear']),
      };
    },
  }),
  wholeCheck({
    name: 'bill.number',
    says: 'no two bills of an organisation have one number',
    async inspect({ server }) {
      return {
        rows: await server.collection('bills').countDocuments(),
        findings: await duplicates(server, 'bills', {}, ['orgId', 'billNumber']),
      };
    },
  }),
  rowCheck<AdjustmentRow>({
    name: 'adjustment.once',
    says: 'a one-time adjustment that is used lies on one living bill, which names it',
    database: 'server',
    collection: 'member_adjustments',
    filter: { usedByBillId: { $ne: null } },
    async inspect({ server }, adjustments) {
      const bills = await byIds<BillRow>(
        server,
        'bills',
        adjustments.map((row) => row.usedByBillId!),
      );
      return adjustments
        .filter((row) => {
          const bill = bills.get(row.usedByBillId!);
          return !(
            bill &&
            bill.live &&
            row.kind === 'one_time' &&
            bill.memberId === row.memberId &&
            bill.orgId === row.orgId &&
            bill.oneTimeAdjustmentIds.includes(row._id)
          );
        })
        .map((row) => ({ row: row._id, fact: `used by ${row.usedByBillId}, which does not live or does not name it` }));
    },
  }),
];
