import { createHash } from 'node:crypto';
import { type Db, GridFSBucket } from 'mongodb';
import { type Check, type Finding, byIds, duplicates, rowCheck, wholeCheck } from './ledger.ts';
import type { BillRow, ReceiptRow } from './rows.ts';

/** One receipt at a time: its bytes are read as a stream. Null when nothing is stored under the key. */
async function storedHash(db: Db, orgId: string, fileKey: string): Promise<string | null> {
  const bucket = new GridFSBucket(db, { bucketName: 'files' });
  const id = `${orgId}/${fileKey}` as never;
  const [file] = await bucket.find({ _id: id }).limit(1).toArray();
  if (!file) return null;
  const hash = createHash('sha256');
  for await (const chunk of bucket.openDownloadStream(id)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

interface Counter {
  readonly _id: string;
  readonly orgId: string;
  readonly name: string;
  readonly value: number;
}

export const receiptChecks: readonly Check[] = [
  rowCheck<ReceiptRow>({
    name: 'receipt.bill',
    says: 'a receipt that holds belongs to a bill whose whole sum, as printed, has been received',
    database: 'server',
    collection: 'receipts',
    async inspect({ server }, receipts) {
      const bills = await byIds<BillRow>(
        server,
        'bills',
        receipts.map((receipt) => receipt.billId),
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
          bill.amount === receipt.content.amount;
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
  wholeCheck({
    name: 'receipt.numbers',
    says: 'the receipts of an organisation and year are numbered from 1 without a gap, up to where its counter stands',
    async inspect({ server }) {
      const findings: Finding[] = [];
      let rows = 0;
      const counters = server.collection<Counter>('counters').find({ name: /^receipt-\d{4}$/ });
      const counted = new Set<string>();
      for await (const counter of counters) {
        const prefix = `R${counter.name.slice('receipt-'.length)}-`;
        counted.add(`${counter.orgId} ${prefix}`);
        let next = 1;
        const own = server
          .collection<ReceiptRow>('receipts')
          .find({ orgId: counter.orgId, number: { $gte: prefix, $lt: `${prefix}~` } }, { projection: { orgId: 1, number: 1 } })
          .sort({ number: 1 });
        for await (const receipt of own) {
          rows += 1;
          const number = Number(receipt.number.slice(prefix.length));
          if (number !== next) findings.push({ row: receipt._id, fact: `${receipt.number} stands where ${next} is due` });
          next = number + 1;
        }
        if (next !== counter.value + 1)
          findings.push({ row: counter._id, fact: `the counter says ${counter.value}, the last receipt is ${next - 1}` });
      }
      const series = await server
        .collection<ReceiptRow>('receipts')
        .aggregate<{ _id: { orgId: string; prefix: string } }>([
          { $group: { _id: { orgId: '$orgId', prefix: { $substrCP: ['$number', 0, 6] } } } },
        ])
        .toArray();
      for (const { _id } of series)
        if (!counted.has(`${_id.orgId} ${_id.prefix}`))
          findings.push({ row: `${_id.orgId} ${_id.prefix}`, fact: 'has receipts but no counter' });
      return { rows, findings };
    },
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
