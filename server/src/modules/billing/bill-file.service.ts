import type { BillFile, BillFileInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { pageOfBills } from './bill.repository.ts';
import { listFilter } from './bill.service.ts';
import { billRow } from './bill.view.ts';

/** An answer of some 8 MB; whoever has more takes a year or a state of it. */
const mostInFile = 20_000;

/** Every bill that fits the conditions, by its due date. Who took it is in the log before it leaves. @throws DomainError BILLS_TOO_MANY */
export async function billFile(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof BillFileInput>,
  most = mostInFile,
): Promise<z.output<typeof BillFile>> {
  const today = platform.clock.today();
  const page = { filter: listFilter(input, today), sort: 'dueOn', descending: input.descending, size: most, after: null } as const;
  const bills = await pageOfBills(platform.databases.server, scope, page);
  if (bills.length > most) throw new DomainError('BILLS_TOO_MANY', { most });
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'bill.export', subjectKind: 'bill', subjectId: actor.userId, subjectName: `${bills.length}件`, fields: [] },
      session,
    ),
  );
  return { rows: bills.map((bill) => billRow(bill, today)) };
}
