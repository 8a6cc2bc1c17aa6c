import type { ExportPaymentsInput } from '@tsudoi/shared/contracts/payments/payment-export.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { ListFile } from '../../platform/list-file.ts';
import type { Platform } from '../../platform/platform.ts';
import { paymentCells } from './payment-export.rules.ts';
import { countPayments, streamPayments } from './payment.repository.ts';
import { paymentFilter, paymentRows } from './payment.service.ts';

/** Every payment that fits the conditions of the list, in its order. */
export async function paymentList(platform: Platform, scope: OrgScope, input: z.output<typeof ExportPaymentsInput>): Promise<ListFile> {
  const db = platform.databases.server;
  const filter = await paymentFilter(platform, scope, input);
  const read = input.columns.map((column) => paymentCells[column]);
  return {
    sheetName: '入金',
    head: input.columns,
    count: () => countPayments(db, scope, filter, 10_000_000),
    async *rows() {
      for await (const payments of streamPayments(db, scope, filter))
        yield (await paymentRows(platform, scope, payments)).map((row) => ({
          cells: read.map((cell) => cell(row)),
          memberId: row.memberId,
          memberNumber: row.memberNumber,
          name: row.memberName,
        }));
    },
  };
}
