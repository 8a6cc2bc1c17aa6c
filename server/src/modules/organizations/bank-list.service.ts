import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { bankShown, branchShown, placesFitting } from './bank-list.rules.ts';

const most = 20;

/** The list of all banks and branches (全銀), 20 MB in memory: read at the first question, by those processes that are asked. */
const readList = async () => (await import('zengin-code')).default;

/** Banks by name, reading or code, at most twenty, the best first. The one place that knows where the list comes from. */
export async function banksFitting(typed: string): Promise<ListedPlace[]> {
  return placesFitting(Object.values(await readList()), typed, most).map(bankShown);
}

/** Branches of a bank in the same way; none of a bank that is not in the list. */
export async function branchesFitting(bankCode: string, typed: string): Promise<ListedPlace[]> {
  const list = await readList();
  const bank = Object.hasOwn(list, bankCode) ? list[bankCode] : undefined;
  return bank === undefined ? [] : placesFitting(Object.values(bank.branches), typed, most).map(branchShown);
}
