import {
  AskProviderInput,
  AskProviderOutput,
  DeadLetters,
  FindAttemptsInput,
  FoundAttempts,
  MoneyTrace,
  MoneyTraceInput,
  ReplayDeadLetterInput,
} from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { findAttempts } from './attempt-search.service.ts';
import { askProvider } from './charge-ask.service.ts';
import { deadLetters, replayDeadLetter } from './dead-letter.service.ts';
import { moneyTrace } from './money-trace.service.ts';

const read = () => adminProcedure('payments.read', 'charge');

export const moneyTraceRouter = router({
  charge: read()
    .input(MoneyTraceInput)
    .output(MoneyTrace)
    .query(({ ctx, input }) => moneyTrace(ctx.platform, ctx.actor.scope, input.chargeId)),
  ask: adminProcedure('payments.write', 'charge')
    .input(AskProviderInput)
    .output(AskProviderOutput)
    .mutation(({ ctx, input }) => askProvider(ctx.platform, ctx.actor, input.chargeId)),
  find: read()
    .input(FindAttemptsInput)
    .output(FoundAttempts)
    .query(({ ctx, input }) => findAttempts(ctx.platform, ctx.actor.scope, input)),
  deadLetters: read()
    .output(DeadLetters)
    .query(({ ctx }) => deadLetters(ctx.platform, ctx.actor.scope)),
  replay: adminProcedure('payments.write', 'charge')
    .input(ReplayDeadLetterInput)
    .output(DeadLetters)
    .mutation(({ ctx, input }) => replayDeadLetter(ctx.platform, ctx.actor, input)),
});
