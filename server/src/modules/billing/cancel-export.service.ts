import type { CancelJobColumn, ExportCancelJobInput } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Cell } from '../../platform/csv.ts';
import type { ListFile } from '../../platform/list-file.ts';
import type { Platform } from '../../platform/platform.ts';
import { type ExportedBill, billCells } from './bill-export.rules.ts';
import { findBills } from './bill.repository.ts';
import { cancelParts, cancelJobs } from './cancel-job.repository.ts';
import { type Outcome, outcomeWord, outcomesOf } from './cancel-job.rules.ts';

type Row = ExportedBill & Pick<Outcome, 'reason'>;
const cellOf = (column: CancelJobColumn): ((row: Row) => Cell) => (column === '結果' ? outcomeWord : billCells[column]);

/** What became of each bill of a job so far, those that went and those that stayed (BIL-08). @throws DomainError NOT_FOUND */
export async function cancelJobList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportCancelJobInput>): Promise<ListFile> {
  const db = platform.databases.server;
  const { _id: jobId } = await cancelJobs.get(db, scope, input.cancelJobId);
  const read = input.columns.map(cellOf);
  return {
    sheetName: 'まとめて取り消し',
    head: input.columns,
    count: async () => (await cancelJobs.get(db, scope, jobId)).done,
    async *rows() {
      for await (const part of cancelParts(db, scope, jobId)) {
        const bills = new Map((await findBills(db, scope, part.billIds)).map((bill) => [bill._id, bill]));
        yield outcomesOf(part, 'all').flatMap(({ billId, reason }) => {
          const bill = bills.get(billId);
          if (!bill) return [];
          const row = { ...bill, reason };
          return [
            { cells: read.map((cell) => cell(row)), memberId: bill.memberId, memberNumber: bill.memberNumber, name: bill.memberName },
          ];
        });
      }
    },
  };
}
