import {
  ConfirmSignUpInput,
  ConfirmSignUpOutput,
  SignUpInput,
  SignUpOutput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import { publicProcedure, router } from '../../platform/trpc.ts';
import { grantCookie } from './refresh-cookie.rules.ts';
import { confirmSignUp, signUp } from './sign-up.service.ts';

/** Part of `organizations` for the client; here, because an owner and a session come with the organisation. */
export const signUpRouter = router({
  signUp: publicProcedure('organization')
    .input(SignUpInput)
    .output(SignUpOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      return signUp(ctx.platform, input);
    }),
  confirmSignUp: publicProcedure('organization')
    .input(ConfirmSignUpInput)
    .output(ConfirmSignUpOutput)
    .mutation(async ({ ctx, input }) => {
      const { output, refresh } = await confirmSignUp(ctx.platform, input, ctx.facts);
      if (refresh) ctx.setCookie(grantCookie('admin', refresh.slug, refresh.token, ctx.platform.env.PUBLIC_URL));
      return output;
    }),
});
