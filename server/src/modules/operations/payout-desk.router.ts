import { FeeTableView, SetFeeTableInput } from '@tsudoi/shared/contracts/payments/fee.contract';
import { Slug } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { EnterPayoutAccountInput, PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import {
  ApprovePayoutInput,
  DeskPage,
  DeskPageInput,
  DeskPayout,
  DeskPayouts,
  ExportPayoutsInput,
  PayoutBatchInput,
  PayoutFile,
  SettlePayoutInput,
} from '@tsudoi/shared/contracts/payments/payout.contract';
import * as z from 'zod';
import { operatorAdminProcedure, router } from '../../platform/trpc.ts';
import { accountOfEnded, enterAccountOfEnded } from './payout-account-desk.service.ts';
import {
  approvePayout,
  deskPage,
  deskPayouts,
  exportPayouts,
  feeTables,
  payoutFileAgain,
  setFeeTable,
  settlePayout,
  takeBackPayouts,
} from './payout-desk.service.ts';

export const payoutDeskRouter = router({
  list: operatorAdminProcedure('payout')
    .output(DeskPayouts)
    .query(({ ctx }) => deskPayouts(ctx.platform, ctx.operator)),
  page: operatorAdminProcedure('payout')
    .input(DeskPageInput)
    .output(DeskPage)
    .query(({ ctx, input }) => deskPage(ctx.platform, ctx.operator, input)),
  approve: operatorAdminProcedure('payout')
    .input(ApprovePayoutInput)
    .output(DeskPayout)
    .mutation(({ ctx, input }) => approvePayout(ctx.platform, ctx.operator, input)),
  export: operatorAdminProcedure('payout')
    .input(ExportPayoutsInput)
    .output(PayoutFile)
    .mutation(({ ctx, input }) => exportPayouts(ctx.platform, ctx.operator, input)),
  fileAgain: operatorAdminProcedure('payout')
    .input(PayoutBatchInput)
    .output(PayoutFile)
    .mutation(({ ctx, input }) => payoutFileAgain(ctx.platform, ctx.operator, input)),
  takeBack: operatorAdminProcedure('payout')
    .input(PayoutBatchInput)
    .output(z.object({ count: z.number().int() }))
    .mutation(({ ctx, input }) => takeBackPayouts(ctx.platform, ctx.operator, input)),
  settle: operatorAdminProcedure('payout')
    .input(SettlePayoutInput)
    .output(DeskPayout)
    .mutation(({ ctx, input }) => settlePayout(ctx.platform, ctx.operator, input)),
  account: operatorAdminProcedure('payoutAccount')
    .input(z.strictObject({ slug: Slug }))
    .output(PayoutAccountView.nullable())
    .query(({ ctx, input }) => accountOfEnded(ctx.platform, input.slug)),
  enterAccount: operatorAdminProcedure('payoutAccount')
    .input(EnterPayoutAccountInput)
    .output(PayoutAccountView)
    .mutation(({ ctx, input }) => enterAccountOfEnded(ctx.platform, ctx.operator, input)),
  feeTables: operatorAdminProcedure('feeTable')
    .output(z.array(FeeTableView))
    .query(({ ctx }) => feeTables(ctx.platform, ctx.operator)),
  setFeeTable: operatorAdminProcedure('feeTable')
    .input(SetFeeTableInput)
    .output(FeeTableView)
    .mutation(({ ctx, input }) => setFeeTable(ctx.platform, ctx.operator, input)),
});
