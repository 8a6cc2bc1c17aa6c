import {
  AskForCodeInput,
  AskForCodeOutput,
  ChooseMemberInput,
  CodeLoginInput,
  CodeLoginOutput,
  LinkAccountInput,
  LinkedAccount,
  LinkedOrgInput,
  MailboxSharingView,
  ShareMailboxInput,
} from '@tsudoi/shared/contracts/identity/code-login.contract';
import { AccessGrant } from '@tsudoi/shared/contracts/identity/identity.contract';
import * as z from 'zod';
import { evenly } from '../../platform/even-time.ts';
import { memberProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { linkAccount, linkedAccounts, switchAccount, unlinkAccount } from './account-link.service.ts';
import { askForCode, chooseMember, codeLogin, mailboxSharing, shareMailbox } from './code-login.service.ts';
import { keep } from './grant-cookies.service.ts';

const None = z.object({});

/** Part of `identity` for the client: codes by mail, mailboxes several members read, and one person's accounts elsewhere. */
export const codeLoginRouter = router({
  askForCode: publicProcedure('session')
    .input(AskForCodeInput)
    .output(AskForCodeOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, askForCode(ctx.platform, input.org, input.email));
      return { accepted: true as const };
    }),
  codeLogin: publicProcedure('session')
    .input(CodeLoginInput)
    .output(CodeLoginOutput)
    .mutation(async ({ ctx, input }) => {
      const result = await codeLogin(ctx.platform, input, ctx.facts);
      return result.outcome === 'signed_in' ? { outcome: 'signed_in' as const, ...keep(ctx, 'my', input.org, result.grant) } : result;
    }),
  chooseMember: publicProcedure('session')
    .input(ChooseMemberInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => keep(ctx, 'my', input.org, await chooseMember(ctx.platform, input, ctx.facts))),
  mailboxSharing: memberProcedure('account')
    .output(MailboxSharingView)
    .query(({ ctx }) => mailboxSharing(ctx.platform, ctx.actor)),
  shareMailbox: memberProcedure('account')
    .input(ShareMailboxInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await shareMailbox(ctx.platform, ctx.actor, input.shared);
      return {};
    }),
  linkedAccounts: memberProcedure('account')
    .output(z.array(LinkedAccount))
    .query(({ ctx }) => linkedAccounts(ctx.platform, ctx.actor)),
  linkAccount: memberProcedure('account')
    .input(LinkAccountInput)
    .output(z.array(LinkedAccount))
    .mutation(({ ctx, input }) => linkAccount(ctx.platform, ctx.actor, input, ctx.facts)),
  switchAccount: memberProcedure('account')
    .input(LinkedOrgInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => keep(ctx, 'my', input.org, await switchAccount(ctx.platform, ctx.actor, input.org, ctx.facts))),
  unlinkAccount: memberProcedure('account')
    .input(LinkedOrgInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await unlinkAccount(ctx.platform, ctx.actor, input.org);
      return {};
    }),
});
