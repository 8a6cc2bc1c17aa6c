import {
  AskForLoginIdInput,
  AskForLoginIdOutput,
  CloseInquiryInput,
  LoginInquiriesInput,
  LoginInquiryDetail,
  LoginInquiryIdInput,
  LoginInquiryRow,
  ReleaseLoginIdInput,
} from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import { MailedOutput } from '@tsudoi/shared/contracts/identity/identity.contract';
import * as z from 'zod';
import { evenly } from '../../platform/even-time.ts';
import { adminProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { askForLoginId, closeInquiry, inquiriesOf, inquiryDetail, releaseLoginId } from './login-inquiry.service.ts';

/** Part of `identity` for the client: the desk for forgotten log-in IDs. */
export const loginInquiryRouter = router({
  askForLoginId: publicProcedure('account')
    .input(AskForLoginIdInput)
    .output(AskForLoginIdOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, askForLoginId(ctx.platform, input));
      return { accepted: true as const };
    }),
  loginInquiries: adminProcedure('members.read', 'account')
    .input(LoginInquiriesInput)
    .output(z.array(LoginInquiryRow))
    .query(({ ctx, input }) => inquiriesOf(ctx.platform, ctx.actor.scope, input.view)),
  loginInquiry: adminProcedure('members.read', 'account')
    .input(LoginInquiryIdInput)
    .output(LoginInquiryDetail)
    .query(({ ctx, input }) => inquiryDetail(ctx.platform, ctx.actor.scope, input.inquiryId)),
  releaseLoginId: adminProcedure('members.write', 'account')
    .input(ReleaseLoginIdInput)
    .output(MailedOutput)
    .mutation(({ ctx, input }) => releaseLoginId(ctx.platform, ctx.actor, input)),
  closeLoginInquiry: adminProcedure('members.write', 'account')
    .input(CloseInquiryInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await closeInquiry(ctx.platform, ctx.actor, input);
      return {};
    }),
});
