import {
  FinishOperatorSetupInput,
  OperatorGrant,
  OperatorLoginInput,
  OperatorSetup,
  OperatorSetupInput,
  OperatorView,
} from '@tsudoi/shared/contracts/operations/operator.contract';
import { operatorProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { finishOperatorSetup, operatorLogin, startOperatorSetup } from './operator-account.service.ts';
import { operatorCookie } from './operator-cookie.rules.ts';

/** The door of `/ops`, apart from every organisation's. */
export const operatorRouter = router({
  me: operatorProcedure('operator')
    .output(OperatorView)
    .query(({ ctx }) => ctx.operator),
  logIn: publicProcedure('operator')
    .input(OperatorLoginInput)
    .output(OperatorGrant)
    .mutation(async ({ ctx, input }) => {
      const { refreshToken, ...grant } = await operatorLogin(ctx.platform, input, ctx.facts);
      ctx.setCookie(operatorCookie(refreshToken, ctx.platform.env.PUBLIC_URL));
      return grant;
    }),
  startSetup: publicProcedure('operator')
    .input(OperatorSetupInput)
    .output(OperatorSetup)
    .mutation(({ ctx, input }) => startOperatorSetup(ctx.platform, input.token)),
  finishSetup: publicProcedure('operator')
    .input(FinishOperatorSetupInput)
    .output(OperatorGrant)
    .mutation(async ({ ctx, input }) => {
      const { refreshToken, ...grant } = await finishOperatorSetup(ctx.platform, input, ctx.facts);
      ctx.setCookie(operatorCookie(refreshToken, ctx.platform.env.PUBLIC_URL));
      return grant;
    }),
});
