import type { Db } from 'mongodb';
import { type Check, type Finding, byIds, duplicates, pointingAt, rowCheck, wholeCheck } from './ledger.ts';
import type { AllocationRow, BillRow, PaymentRow, ReceiptRow } from './rows.ts';
import { seriesCheck } from './series-check.ts';
import { storedHash } from './stored-hash.ts';

/** Shortages that were waived settle a bill and are no money: its receipt is over the rest (domain.md 6, case 58). */
async function waivedOn(server: Db, bills: readonly BillRow[]): Promise<Map<string, number>> {
  const waived = new Map<string, number>();
  if (bills.length === 0) return waived;
  const sorted = bills.toSorted((left, right) => (left._id < right._id ? -1 : 1));
  const rows = await pointingAt<AllocationRow>(server, 'allocations', 'billId', sorted);
  const payments = await byIds<PaymentRow>(
    server,
    'payments',
    rows.map(({ paymentId }) => paymentId),
  );
  for (const { billId, paymentId, amount } of rows)
    if (payments.get(paymentId)?.method === 'write_off') waived.set(billId, (waived.get(billId) ?? 0) + amount);
  return waived;
}

export const receiptChecks: readonly Check[] = [
  rowCheck<ReceiptRow>({
    name: 'receipt.bill',
    says: 'a receipt that holds belongs to a bill whose whole sum, what was waived apart, has been received as printed',
    database: 'server',
    collection: 'receipts',
    async inspect({ server }, receipts) {
      const bills = await byIds<BillRow>(
        server,
        'bills',
        receipts.map((receipt) => receipt.billId),
      );
      const waived = await waivedOn(
        server,
        [...bills.values()].filter((bill) =>
          receipts.some(({ billId, voided, content }) => !voided && billId === bill._id && content.amount < bill.amount),
        ),
      );
      return receipts.flatMap((receipt): Finding[] => {
        const bill = bills.get(receipt.billId);
        if (!bill || bill.orgId !== receipt.orgId || bill.memberId !== receipt.memberId)
          return [{ row: receipt._id, fact: 'its bill is missing or somebody else’s' }];
        if (receipt.content.number !== receipt.number)
          return [{ row: receipt._id, fact: `is ${receipt.number} but prints ${receipt.content.number}` }];
        if (receipt.voided) return [];
        const settled =
          (bill.status === 'paid' || bill.status === 'overpaid') &&
          bill.allocated >= receipt.content.amount &&
          bill.amount === receipt.content.amount + (waived.get(bill._id) ?? 0);
        return settled
          ? []
          : [
              {
                row: receipt._id,
                fact: `says ${receipt.content.amount}; its bill is ${bill.status} with ${bill.allocated} of ${bill.amount}`,
              },
            ];
      });
    },
  }),
  rowCheck<ReceiptRow>({
    name: 'receipt.bytes',
    says: 'the stored bytes of a receipt are those it was issued with',
    database: 'server',
    collection: 'receipts',
    filter: { fileKey: { $ne: null } },
    async inspect({ server }, receipts) {
      const findings: Finding[] = [];
      for (const receipt of receipts) {
        for (const file of [{ fileKey: receipt.fileKey!, sha256: receipt.sha256 }, ...receipt.copies]) {
          const hash = await storedHash(server, receipt.orgId, file.fileKey);
          if (hash !== file.sha256)
            findings.push({ row: receipt._id, fact: hash === null ? 'a file of it is missing' : 'a file of it has other bytes' });
        }
      }
      return findings;
    },
  }),
  wholeCheck({
    name: 'receipt.once',
    says: 'a bill has one receipt that holds',
    async inspect({ server }) {
      return {
        rows: await server.collection('receipts').countDocuments({ voided: false }),
        findings: await duplicates(server, 'receipts', { voided: false }, ['orgId', 'billId']),
      };
    },
  }),
  seriesCheck({
    name: 'receipt.numbers',
    says: 'the receipts of an organisation and year are numbered from 1 without a gap, up to where its counter stands',
    collection: 'receipts',
    filter: {},
    counter: 'receipt',
    letter: 'R',
  }),
  rowCheck<BillRow>({
    name: 'tenant.known',
    says: 'every bill belongs to an organisation and a member that exist, or to an organisation that has ended',
    database: 'server',
    collection: 'bills',
    projection: { orgId: 1, memberId: 1 },
    async inspect({ server }, bills) {
      const orgs = await byIds<{ readonly _id: string; readonly status?: string }>(
        server,
        'organizations',
        bills.map((bill) => bill.orgId),
        { status: 1 },
      );
      const members = await byIds<BillRow>(
        server,
        'members',
        bills.map((bill) => bill.memberId),
        { orgId: 1 },
      );
      // Books outlive the members of an organisation that has ended.
      const isTheirs = (bill: BillRow) => {
        const member = members.get(bill.memberId);
        return member ? member.orgId === bill.orgId : ['terminated', 'deleted'].includes(orgs.get(bill.orgId)?.status ?? '');
      };
      return bills
        .filter((bill) => !orgs.has(bill.orgId) || !isTheirs(bill))
        .map((bill) => ({ row: bill._id, fact: 'its organisation or its member is missing, or the member is another organisation’s' }));
    },
  }),
];
