import { byIds, rowCheck } from './ledger.js';
/** Of every kind of row: whose it is, is a member who is there and has not become part of another. */
const ownedBy = (name, collection) =>
  rowCheck({
    name,
    says: `every row of ${collection} belongs to a member of its organisation that is no part of another`,
    database: 'server',
    collection,
    async inspect({ server }, rows) {
      const ids = rows.flatMap((row) => row.memberId ?? []);
      const members = await byIds(server, 'members', ids, { orgId: 1, mergedInto: 1 });
      return rows.flatMap((row) => {
        if (row.memberId === null) return [];
        const member = members.get(row.memberId);
        if (!member || member.orgId !== row.orgId) return [{ row: row._id, fact: `its member ${row.memberId} is missing` }];
        return member.mergedInto ? [{ row: row._id, fact: `its member ${row.memberId} has become part of ${member.mergedInto}` }] : [];
      });
    },
  });
export const mergeChecks = [
  ownedBy('owner.bills', 'bills'),
  ownedBy('owner.payments', 'payments'),
  ownedBy('owner.allocations', 'allocations'),
  ownedBy('owner.receipts', 'receipts'),
  ownedBy('owner.adjustments', 'member_adjustments'),
];
//# sourceMappingURL=merge-checks.js.map
