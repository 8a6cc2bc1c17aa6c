import {
  SettlementIdInput,
  SettlementLinesInput,
  SettlementLinesOutput,
  SettlementList,
  SettlementListInput,
  SettlementView,
} from '@tsudoi/shared/contracts/payments/settlement.contract';
import { paymentsClient } from '../../platform/payments-client.ts';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { oneSettlement, settlementLines } from './settlement.service.ts';

const read = () => adminProcedure('payments.read', 'settlement');

/** 入金の消込: what the providers transfer, line by line against our charges. Nothing is changed here; what asks for somebody is a task. */
export const settlementRouter = router({
  list: read()
    .input(SettlementListInput)
    .output(SettlementList)
    .query(({ ctx, input }) => paymentsClient(ctx.platform, ctx.actor.scope).call('settlements.list', { cursor: input.cursor ?? null })),
  get: read()
    .input(SettlementIdInput)
    .output(SettlementView)
    .query(({ ctx, input }) => oneSettlement(ctx.platform, ctx.actor.scope, input.settlementId)),
  lines: read()
    .input(SettlementLinesInput)
    .output(SettlementLinesOutput)
    .query(({ ctx, input }) => settlementLines(ctx.platform, ctx.actor.scope, input)),
});
