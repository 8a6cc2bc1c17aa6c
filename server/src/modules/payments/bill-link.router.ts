import { BillLinkInput, BillLinkStartInput, BillLinkView } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import { PayerStartOutput } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { publicProcedure, router } from '../../platform/trpc.ts';
import { billLinkView, startBillLinkCharge } from './bill-link.service.ts';

/** Whoever has a mail about a bill. */
const reader = () => publicProcedure('bill');

export const billLinkRouter = router({
  view: reader()
    .input(BillLinkInput)
    .output(BillLinkView)
    .query(({ ctx, input }) => billLinkView(ctx.platform, input)),
  start: reader()
    .input(BillLinkStartInput)
    .output(PayerStartOutput)
    .mutation(({ ctx, input }) => startBillLinkCharge(ctx.platform, input)),
});
