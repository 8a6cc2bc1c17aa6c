import type { BillDetail } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from './bill.repository.ts';
import { billDetail } from './bill.view.ts';

type Detail = z.output<typeof BillDetail>;

const isTaxed = ({ lines }: BillDocument): boolean => lines.some(({ taxCategory }) => taxCategory !== 'out_of_scope');

/**
 * Bills with the tax that is in them, rounded as on the organisation's papers (domain.md 4.2): a screen and the invoice of
 * a bill must not differ by a yen. Dues are out of scope as a rule, and then nothing is asked.
 */
export async function billDetails(platform: Platform, scope: OrgScope, bills: readonly BillDocument[]): Promise<Detail[]> {
  const today = platform.clock.today();
  const rounding = bills.some(isTaxed) ? await platform.hooks.taxRounding(scope) : 'floor';
  return bills.map((bill) => billDetail(bill, today, rounding));
}

export async function billDetailOf(platform: Platform, scope: OrgScope, bill: BillDocument): Promise<Detail> {
  return (await billDetails(platform, scope, [bill]))[0]!;
}
