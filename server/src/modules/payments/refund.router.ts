import {
  DeclineRefundInput,
  RefundIdInput,
  RefundListInput,
  RefundListOutput,
  RefundOptions,
  RefundOptionsInput,
  RefundSettings,
  RefundView,
  RepeatRefundInput,
  RequestRefundInput,
  RequestRefundOutput,
  ReturnRefundInput,
  SaveRefundSettingsInput,
  SayRefundInput,
  TransferRefundInput,
} from '@tsudoi/shared/contracts/payments/refund.contract';
import * as z from 'zod';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { repeatRefund, returnRefund } from './refund-return.service.ts';
import { sayRefund } from './refund-word.service.ts';
import { refundSettingsOf } from './refund.repository.ts';
import { approveRefund, declineRefund, refundOptions, requestRefund, saveRefundSettings, transferRefund } from './refund.service.ts';
import { listRefunds, refundViews } from './refund.view.ts';

const read = () => adminProcedure('payments.read', 'refund');
const write = () => adminProcedure('payments.write', 'refund');

export const refundRouter = router({
  options: write()
    .input(RefundOptionsInput)
    .output(RefundOptions)
    .query(({ ctx, input }) => refundOptions(ctx.platform, ctx.actor.scope, input.paymentId)),
  request: write()
    .input(RequestRefundInput)
    .output(RequestRefundOutput)
    .mutation(async ({ ctx, input }) => {
      const order = await requestRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  list: read()
    .input(RefundListInput)
    .output(RefundListOutput)
    .query(({ ctx, input }) => listRefunds(ctx.platform, ctx.actor, input)),
  approve: write()
    .input(RefundIdInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await approveRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  decline: write()
    .input(DeclineRefundInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await declineRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  transfer: write()
    .input(TransferRefundInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await transferRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  return: write()
    .input(ReturnRefundInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await returnRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  repeat: write()
    .input(RepeatRefundInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await repeatRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  say: write()
    .input(SayRefundInput)
    .output(RefundView)
    .mutation(async ({ ctx, input }) => {
      const order = await sayRefund(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return (await refundViews(ctx.platform, ctx.actor, [order]))[0]!;
    }),
  settings: read()
    .output(RefundSettings)
    .query(({ ctx }) => refundSettingsOf(ctx.platform.databases.server, ctx.actor.scope)),
  saveSettings: adminProcedure('settings', 'refund')
    .input(SaveRefundSettingsInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await saveRefundSettings(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
});
