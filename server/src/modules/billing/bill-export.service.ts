import type { ExportArrearsInput, ExportBillsInput } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { ListFile } from '../../platform/list-file.ts';
import type { Platform } from '../../platform/platform.ts';
import { membersOwing, yearsOf } from './arrears.service.ts';
import { type ExportedBill, arrearsCells, billCells, exportedBillFields } from './bill-export.rules.ts';
import { countBills, streamBills } from './bill.repository.ts';
import { listFilter } from './bill.service.ts';

const mostCounted = 10_000_000;
const arrearsAtOnce = 500;

/** Every bill that fits the conditions of the list, in its order (BIL-13). */
export function billList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportBillsInput>): ListFile {
  const db = platform.databases.server;
  const filter = listFilter(input, platform.clock.today());
  const read = input.columns.map((column) => billCells[column]);
  return {
    sheetName: '請求',
    head: input.columns,
    count: () => countBills(db, scope, filter, mostCounted),
    async *rows() {
      for await (const bills of streamBills<keyof ExportedBill>(db, scope, filter, input.descending, exportedBillFields))
        yield bills.map((bill) => ({
          cells: read.map((cell) => cell(bill)),
          memberId: bill.memberId,
          memberNumber: bill.memberNumber,
          name: bill.memberName,
        }));
    },
  };
}

/** The members of the list of arrears, all of them (ARR-02, IMP-05). */
export async function arrearsList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportArrearsInput>): Promise<ListFile> {
  const { members } = await membersOwing(platform, scope, input, input.show);
  const columns = arrearsCells(input.columns, yearsOf(members));
  return {
    sheetName: input.show === 'all' ? '請求と入金' : '未納',
    head: columns.map(({ head }) => head),
    count: () => Promise.resolve(members.length),
    async *rows() {
      for (let from = 0; from < members.length; from += arrearsAtOnce)
        yield members.slice(from, from + arrearsAtOnce).map((member) => ({
          cells: columns.map(({ cell }) => cell(member)),
          memberId: member.memberId,
          memberNumber: member.memberNumber,
          name: member.memberName,
        }));
    },
  };
}
