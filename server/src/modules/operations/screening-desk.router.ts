import {
  ChooseMethodsInput,
  EnterAccountInput,
  OperatorScreeningView,
  RotateSecretInput,
  ScreeningDecisionInput,
  ScreeningIdInput,
  ScreeningList,
  ScreeningListInput,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { operatorAdminProcedure, router } from '../../platform/trpc.ts';
import { chooseMethods, decide, enterAccount, listScreenings, rotateSecret, screeningForOperator } from './screening-desk.service.ts';

const procedure = operatorAdminProcedure('screening');

/** The operator's desk: applications for payments, and the accounts that come of them. */
export const screeningDeskRouter = router({
  screenings: procedure
    .input(ScreeningListInput)
    .output(ScreeningList)
    .query(({ ctx, input }) => listScreenings(ctx.platform, input)),
  screening: procedure
    .input(ScreeningIdInput)
    .output(OperatorScreeningView)
    .query(({ ctx, input }) => screeningForOperator(ctx.platform, input.screeningId)),
  decideScreening: procedure
    .input(ScreeningDecisionInput)
    .output(OperatorScreeningView)
    .mutation(({ ctx, input }) => decide(ctx.platform, ctx.operator, input)),
  enterAccount: procedure
    .input(EnterAccountInput)
    .output(OperatorScreeningView)
    .mutation(({ ctx, input }) => enterAccount(ctx.platform, ctx.operator, input)),
  chooseMethods: procedure
    .input(ChooseMethodsInput)
    .output(OperatorScreeningView)
    .mutation(({ ctx, input }) => chooseMethods(ctx.platform, ctx.operator, input)),
  rotateSecret: procedure
    .input(RotateSecretInput)
    .output(OperatorScreeningView)
    .mutation(({ ctx, input }) => rotateSecret(ctx.platform, ctx.operator, input)),
});
