import { useQuery } from '@tanstack/react-query';
import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { useTRPC } from './trpc.ts';

/** Banks (`bankCode` null), or branches of the bank of that code, that fit what was typed; none is asked for while that is ''. */
export function useListedPlaces(bankCode: string | null, typed: string) {
  const trpc = useTRPC();
  const q = typed.slice(0, 50);
  const banks = useQuery({ ...trpc.bankList.banks.queryOptions({ q }), enabled: q !== '' && bankCode === null, staleTime: Infinity });
  const branches = useQuery({
    ...trpc.bankList.branches.queryOptions({ bankCode: bankCode ?? '', q }),
    enabled: q !== '' && bankCode !== null && bankCode !== '',
    staleTime: Infinity,
  });
  return bankCode === null ? banks : branches;
}

const none: readonly ListedPlace[] = [];
export const placesOf = (found: ReturnType<typeof useListedPlaces>): readonly ListedPlace[] => found.data?.places ?? none;
