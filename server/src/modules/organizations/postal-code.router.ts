import { PostalCodeInput, PostalCodeView } from '@tsudoi/shared/contracts/organizations/postal-code.contract';
import { publicProcedure, router } from '../../platform/trpc.ts';
import { townsOf } from './postal-code.service.ts';

/** For every form with an address, that of somebody who wants to join included: public knowledge, asked without a log-in. */
export const postalCodeRouter = router({
  lookup: publicProcedure('postal_code')
    .input(PostalCodeInput)
    .output(PostalCodeView)
    .query(({ input }) => ({ towns: townsOf(input.postalCode) })),
});
