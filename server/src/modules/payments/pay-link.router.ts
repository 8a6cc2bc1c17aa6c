import {
  CreatePayLinkInput,
  MailPayLinkInput,
  PayLinkDetail,
  PayLinkIdInput,
  PayLinkListInput,
  PayLinkListOutput,
  PayLinkMade,
  PayLinkPlan,
  PayerInput,
  PayerStartInput,
  PayerStartOutput,
  PayerView,
  PlanPayLinkInput,
  RecordPayLinkInput,
  WithdrawPayLinkInput,
} from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { RecordOfflineOutput } from '@tsudoi/shared/contracts/payments/payment.contract';
import * as z from 'zod';
import { adminProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { createPayLink, planPayLink } from './pay-link-making.service.ts';
import { listPayLinks, mailPayLink, payLinkOfOffice, recordPayLink, renewPayLink, withdrawPayLink } from './pay-link.service.ts';
import { payerView, startPayerCharge } from './payer-page.service.ts';

const read = () => adminProcedure('payments.read', 'payLink');
const write = () => adminProcedure('payments.write', 'payLink');
/** Whoever has the link. */
const payer = () => publicProcedure('payLink');

export const payLinkRouter = router({
  plan: write()
    .input(PlanPayLinkInput)
    .output(PayLinkPlan)
    .query(({ ctx, input }) => planPayLink(ctx.platform, ctx.actor.scope, input.billIds)),
  create: write()
    .input(CreatePayLinkInput)
    .output(PayLinkMade)
    .mutation(({ ctx, input }) => createPayLink(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  list: read()
    .input(PayLinkListInput)
    .output(PayLinkListOutput)
    .query(({ ctx, input }) => listPayLinks(ctx.platform, ctx.actor.scope, input)),
  get: read()
    .input(PayLinkIdInput)
    .output(PayLinkDetail)
    .query(({ ctx, input }) => payLinkOfOffice(ctx.platform, ctx.actor.scope, input.payLinkId)),
  renew: write()
    .input(PayLinkIdInput)
    .output(PayLinkMade)
    .mutation(({ ctx, input }) => renewPayLink(ctx.platform, ctx.actor.scope, ctx.actor, input.payLinkId)),
  mail: write()
    .input(MailPayLinkInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await mailPayLink(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  withdraw: write()
    .input(WithdrawPayLinkInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await withdrawPayLink(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  record: write()
    .input(RecordPayLinkInput)
    .output(RecordOfflineOutput)
    .mutation(async ({ ctx, input }) => ({ paymentId: await recordPayLink(ctx.platform, ctx.actor.scope, ctx.actor, input) })),

  payerView: payer()
    .input(PayerInput)
    .output(PayerView)
    .query(({ ctx, input }) => payerView(ctx.platform, input)),
  payerStart: payer()
    .input(PayerStartInput)
    .output(PayerStartOutput)
    .mutation(({ ctx, input }) => startPayerCharge(ctx.platform, input)),
});
