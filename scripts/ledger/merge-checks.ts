import { type Check, type Finding, byIds, rowCheck } from './ledger.ts';
import type { AdjustmentRow, AllocationRow, BillRow, MemberRow, PaymentRow, ReceiptRow } from './rows.ts';

type Owned = BillRow | PaymentRow | AllocationRow | ReceiptRow | AdjustmentRow;

/** Of every kind of row: whose it is, is a member who is there and has not become part of another. */
const ownedBy = <T extends Owned>(name: string, collection: string): Check =>
  rowCheck<T>({
    name,
    says: `every row of ${collection} belongs to a member of its organisation that is no part of another`,
    database: 'server',
    collection,
    async inspect({ server }, rows) {
      const ids = rows.flatMap((row) => row.memberId ?? []);
      const members = await byIds<MemberRow>(server, 'members', ids, { orgId: 1, mergedInto: 1 });
      return rows.flatMap((row): Finding[] => {
        if (row.memberId === null) return [];
        const member = members.get(row.memberId);
        if (!member || member.orgId !== row.orgId) return [{ row: row._id, fact: `its member ${row.memberId} is missing` }];
        return member.mergedInto ? [{ row: row._id, fact: `its member ${row.memberId} has become part of ${member.mergedInto}` }] : [];
      });
    },
  });

export const mergeChecks: readonly Check[] = [
  ownedBy<BillRow>('owner.bills', 'bills'),
  ownedBy<PaymentRow>('owner.payments', 'payments'),
  ownedBy<AllocationRow>('owner.allocations', 'allocations'),
  ownedBy<ReceiptRow>('owner.receipts', 'receipts'),
  ownedBy<AdjustmentRow>('owner.adjustments', 'member_adjustments'),
];
