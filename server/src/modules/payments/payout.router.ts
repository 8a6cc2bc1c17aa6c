import { FeeTermsView, SetFeeBearerInput } from '@tsudoi/shared/contracts/payments/fee.contract';
import { PayoutAccountView, SavePayoutAccountInput } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { PayoutIdInput, PayoutListOutput, PayoutStatement, PayoutStatementInput } from '@tsudoi/shared/contracts/payments/payout.contract';
import * as z from 'zod';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { proveOwnPassword } from '../identity/identity.public.ts';
import { feeTerms, payoutAccount, savePayoutAccount, setFeeBearer } from './payout-settings.service.ts';
import { listPayouts, payoutPaper, payoutStatement } from './payout.service.ts';

const read = adminProcedure('payments.read', 'payout');
const settings = (resource: string) => adminProcedure('settings', resource);

export const payoutRouter = router({
  list: read.output(PayoutListOutput).query(({ ctx }) => listPayouts(ctx.platform, ctx.actor.scope)),
  statement: read
    .input(PayoutStatementInput)
    .output(PayoutStatement)
    .query(({ ctx, input }) => payoutStatement(ctx.platform, ctx.actor.scope, input.payoutId, input.cursor ?? null)),
  paper: read
    .input(PayoutIdInput)
    .output(z.object({ fileName: z.string(), base64: z.string() }))
    .query(({ ctx, input }) => payoutPaper(ctx.platform, ctx.actor.scope, input.payoutId)),
  feeTerms: settings('feeTerms')
    .output(FeeTermsView)
    .query(({ ctx }) => feeTerms(ctx.platform, ctx.actor.scope)),
  setFeeBearer: settings('feeTerms')
    .input(SetFeeBearerInput)
    .output(FeeTermsView)
    .mutation(({ ctx, input }) => setFeeBearer(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  account: settings('payoutAccount')
    .output(PayoutAccountView.nullable())
    .query(({ ctx }) => payoutAccount(ctx.platform, ctx.actor.scope)),
  saveAccount: settings('payoutAccount')
    .input(SavePayoutAccountInput)
    .output(PayoutAccountView)
    .mutation(async ({ ctx, input: { password, ...input } }) => {
      // The money would go to whoever sits at an open page (security.md 4.8).
      await proveOwnPassword(ctx.platform, ctx.actor, password, ctx.facts);
      return savePayoutAccount(ctx.platform, ctx.actor.scope, ctx.actor, input);
    }),
});
