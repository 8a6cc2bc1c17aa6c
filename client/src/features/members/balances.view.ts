import { asksDues } from '@tsudoi/shared/contracts/members/member-dues.contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMay, useMayNot } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberRow } from '../../lib/views.ts';
import type { Balance } from './RollTable.tsx';

/** Whether a list is narrowed by what whoever looks may not see. */
export function useIsRefused(filter: Parameters<typeof asksDues>[0]): boolean {
  return useMayNot()('billing.read') && asksDues(filter);
}

/** What each row of a list owes; null for whoever may not see bills, whose list does not speak of it. */
export function useBalances(rows: readonly MemberRow[] | undefined): ((row: MemberRow) => Balance | undefined) | null {
  const trpc = useTRPC();
  const may = useMay()('billing.read');
  const mayNot = useMayNot()('billing.read');
  const balances = useQuery({
    ...trpc.billing.memberBalances.queryOptions({ memberIds: (rows ?? []).map((row) => row.memberId) }),
    enabled: may && (rows ?? []).length > 0,
    placeholderData: keepPreviousData,
  });
  const byMember = new Map((balances.data ?? []).map((balance) => [balance.memberId as string, balance]));
  return mayNot ? null : (row) => byMember.get(row.memberId);
}
