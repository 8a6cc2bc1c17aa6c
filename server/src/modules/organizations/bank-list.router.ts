import { BankSearchInput, BranchSearchInput, ListedPlaces } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { publicProcedure, router } from '../../platform/trpc.ts';
import { banksFitting, branchesFitting } from './bank-list.service.ts';

/** For every form with a bank account: public knowledge, like postal codes. */
export const bankListRouter = router({
  banks: publicProcedure('bank_list')
    .input(BankSearchInput)
    .output(ListedPlaces)
    .query(async ({ input }) => ({ places: await banksFitting(input.q) })),
  branches: publicProcedure('bank_list')
    .input(BranchSearchInput)
    .output(ListedPlaces)
    .query(async ({ input }) => ({ places: await branchesFitting(input.bankCode, input.q) })),
});
